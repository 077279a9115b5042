"""Invent short tips from parts, the same in every run, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tipline.demo import story
from tipline.demo.story import DAY, HOUR, Desk, Step, Story, Words
from tipline.demo.texts import closed_puerto_claro, closed_riverton, open_puerto_claro, open_riverton
from tipline.tips.models import Disposition

YEARS: Final = 2
SPAN: Final = YEARS * 365 * DAY
YOUNGEST: Final = 20 * DAY
"""A closed tip is at least so old, so that its whole way lies in the past."""
TRIES: Final = 40
SOURCES: Final = ("", "saw", "saw", "told", "online", "other")
SCARCE: Final = frozenset({"danger-now", "trafficking", "threat-officer", "threat-school", "hate", "police-conduct"})
URGENT: Final = frozenset({"danger-now", "threat-officer", "threat-school", "threat-people"})
DISPOSITIONS: Final = {
    Disposition.ACTIONABLE: 24,
    Disposition.NOT_ACTIONABLE: 22,
    Disposition.UNFOUNDED: 13,
    Disposition.DUPLICATE: 12,
    Disposition.INSUFFICIENT: 16,
    Disposition.OUT_OF_SCOPE: 6,
    Disposition.FALSE: 2,
    Disposition.PRANK: 3,
    Disposition.SPAM: 2,
}


@dataclass(frozen=True)
class Parts:
    """What one department's short tips are put together from."""

    sentences: Mapping[str, Sequence[str]]
    places: Sequence[str]
    times: Sequence[str]
    endings: Sequence[str]
    rationales: Mapping[str, Sequence[str]]
    notes: Sequence[str]
    questions: Sequence[tuple[str, str]]
    reasons: Sequence[str]
    referrals: Sequence[str]


def _parts(module: object) -> Parts:
    return Parts(**{name: getattr(module, name.upper()) for name in Parts.__dataclass_fields__})


PARTS: Final = {"riverton": _parts(closed_riverton), "puerto-claro": _parts(closed_puerto_claro)}
WRITTEN: Final = {"riverton": open_riverton.STORIES, "puerto-claro": open_puerto_claro.STORIES}


def open_stories(slug: str, count: int) -> list[Story]:
    """Return so many open tips: the written ones first, then short ones, a few hours to three weeks old."""
    written = list(WRITTEN[slug][:count])
    inventor = _Inventor(slug, "open")
    return written + [inventor.open_story() for _ in range(count - len(written))]


def closed_stories(slug: str, count: int) -> list[Story]:
    """Return so many closed tips spread over two years."""
    inventor = _Inventor(slug, "closed")
    return [inventor.closed_story(number, count) for number in range(count)]


class _Inventor:
    """Draws from a department's parts; no two texts of one inventor are the same as long as there are others."""

    def __init__(self, slug: str, purpose: str) -> None:
        self.parts = PARTS[slug]
        self.random = Random(f"{slug} {purpose}")  # noqa: S311 the same demonstration every time, no secret
        self.texts = self._texts()

    def open_story(self) -> Story:
        """Return a tip that waits, read or not."""
        words = self._words()
        age = self.random.uniform(5 * HOUR, 21 * DAY)
        desk = self._desk(words)
        steps = (story.read(self.random.uniform(10, 4 * HOUR), desk),) if self.random.random() < 0.7 else ()
        return Story(words, age, steps)

    def closed_story(self, number: int, count: int) -> Story:
        """Return the tip of that place in the row from oldest to youngest."""
        share = (number + self.random.random()) / count
        words = self._words()
        return Story(words, SPAN - share * (SPAN - YOUNGEST), tuple(self._way(words)))

    def _words(self) -> Words:
        code, text = next(self.texts)
        return Words(code, text, source=self.random.choice(SOURCES), contact=self._contact())

    def _contact(self) -> str:
        return f"555-01{self.random.randrange(100):02}" if self.random.random() < 0.12 else ""

    def _texts(self) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        while True:
            drawn = (self._draw() for _ in range(TRIES))
            found = next((one for one in drawn if one[1] not in seen), None) or self._draw()
            seen.add(found[1])
            yield found

    def _draw(self) -> tuple[str, str]:
        codes = list(self.parts.sentences)
        code = self.random.choices(codes, [self._weight(code) for code in codes])[0]
        time = self.random.choice(self.parts.times)
        text = self.random.choice(self.parts.sentences[code]).format(
            place=self.random.choice(self.parts.places), time=time, Time=time[0].upper() + time[1:]
        )
        return code, f"{text}\n{self.random.choice(self.parts.endings)}".strip()

    def _weight(self, code: str) -> int:
        return 1 if code in SCARCE else len(self.parts.sentences[code]) ** 2

    def _desk(self, words: Words) -> Desk:
        if words.code == "police-conduct":
            return Desk.OVERSEER
        return self.random.choices((Desk.OFFICER, Desk.SUPERVISOR), (4, 1))[0]

    def _way(self, words: Words) -> Iterator[Step]:
        desk, random = self._desk(words), self.random
        after = self._first_review(words.code)
        yield story.read(after, desk)
        turn = random.random()
        after += random.uniform(5, 90)
        if turn < 0.15:
            yield story.note(after, random.choice(self.parts.notes), desk)
        elif turn < 0.25:
            question, told = random.choice(self.parts.questions)
            yield story.ask(after, question, desk)
            after += random.uniform(HOUR, 4 * DAY)
            yield story.reply(after, told)
            after += random.uniform(HOUR, DAY)
            yield story.read(after, desk)
        elif turn < 0.32 and desk != Desk.OVERSEER:
            # Not by the supervisor, who is a member of threat assessment too.
            yield story.escalate(after, random.choice(self.parts.reasons))
            after += random.uniform(10, 3 * HOUR)
            yield story.acknowledge(after)
        elif turn < 0.37:
            yield story.refer(after, random.choice(self.parts.referrals), desk)
            after += random.uniform(DAY, 5 * DAY)
        elif turn < 0.45:
            yield story.assign(after, desk)
        yield self._closing(after + random.uniform(10, 3 * DAY), desk)

    def _first_review(self, code: str) -> float:
        if code in URGENT:
            return min(self.random.lognormvariate(3.0, 0.7), 4 * HOUR)
        return min(self.random.lognormvariate(5.2, 1.1), 4 * DAY)

    def _closing(self, after: float, desk: Desk) -> Step:
        disposition = self.random.choices(list(DISPOSITIONS), list(DISPOSITIONS.values()))[0]
        return story.close(after, disposition, self.random.choice(self.parts.rationales[disposition]), desk)
