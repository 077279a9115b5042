"""Makes up short tips and what is done with them, the same in every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tipline.demo import scenarios
from tipline.demo.scenarios import DAY, HOUR, Actor, Scenario, Step, TipText
from tipline.demo.texts import closed_puerto_claro, closed_riverton, open_puerto_claro, open_riverton
from tipline.tips.models import Disposition

YEARS: Final = 2
SPAN: Final = YEARS * 365 * DAY
YOUNGEST: Final = 20 * DAY
"""A closed tip is at least so old, so that all its steps lie in the past."""
ATTEMPTS: Final = 40
SOURCES: Final = ("", "saw", "saw", "told", "online", "other")
RARE: Final = frozenset({"danger-now", "trafficking", "threat-officer", "threat-school", "hate", "police-conduct"})
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
    """What a department's short tips are put together from."""

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
WRITTEN: Final = {"riverton": open_riverton.SCENARIOS, "puerto-claro": open_puerto_claro.SCENARIOS}


def open_scenarios(slug: str, count: int) -> list[Scenario]:
    """The hand-written ones first, then generated ones, a few hours to three weeks old."""
    written = list(WRITTEN[slug][:count])
    generator = _Generator(slug, "open")
    return written + [generator.open_scenario() for _ in range(count - len(written))]


def closed_scenarios(slug: str, count: int) -> list[Scenario]:
    """Spread over two years."""
    generator = _Generator(slug, "closed")
    return [generator.closed_scenario(number, count) for number in range(count)]


class _Generator:
    """Draws from a department's parts; repeats no text as long as there are others."""

    def __init__(self, slug: str, purpose: str) -> None:
        self.parts = PARTS[slug]
        self.random = Random(f"{slug} {purpose}")  # noqa: S311 the same demonstration every time, no secret
        self.texts = self._texts()

    def open_scenario(self) -> Scenario:
        words = self._words()
        age = self.random.uniform(5 * HOUR, 21 * DAY)
        actor = self._actor(words)
        steps = (scenarios.read(self.random.uniform(10, 4 * HOUR), actor),) if self.random.random() < 0.7 else ()
        return Scenario(words, age, steps)

    def closed_scenario(self, number: int, count: int) -> Scenario:
        """The `number`-th of `count`, the oldest first."""
        share = (number + self.random.random()) / count
        words = self._words()
        return Scenario(words, SPAN - share * (SPAN - YOUNGEST), tuple(self._steps(words)))

    def _words(self) -> TipText:
        code, text = next(self.texts)
        return TipText(code, text, source=self.random.choice(SOURCES), contact=self._contact())

    def _contact(self) -> str:
        return f"555-01{self.random.randrange(100):02}" if self.random.random() < 0.12 else ""

    def _texts(self) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        while True:
            drawn = (self._draw() for _ in range(ATTEMPTS))
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
        return 1 if code in RARE else len(self.parts.sentences[code]) ** 2

    def _actor(self, words: TipText) -> Actor:
        if words.code == "police-conduct":
            return Actor.OVERSEER
        return self.random.choices((Actor.OFFICER, Actor.SUPERVISOR), (4, 1))[0]

    def _steps(self, words: TipText) -> Iterator[Step]:
        actor, random = self._actor(words), self.random
        after = self._first_review(words.code)
        yield scenarios.read(after, actor)
        draw = random.random()
        after += random.uniform(5, 90)
        if draw < 0.15:
            yield scenarios.note(after, random.choice(self.parts.notes), actor)
        elif draw < 0.25:
            question, answer = random.choice(self.parts.questions)
            yield scenarios.ask(after, question, actor)
            after += random.uniform(HOUR, 4 * DAY)
            yield scenarios.reply(after, answer)
            after += random.uniform(HOUR, DAY)
            yield scenarios.read(after, actor)
        elif draw < 0.32 and actor != Actor.OVERSEER:
            # Not by the supervisor, who is a member of threat assessment too.
            yield scenarios.escalate(after, random.choice(self.parts.reasons))
            after += random.uniform(10, 3 * HOUR)
            yield scenarios.acknowledge(after)
        elif draw < 0.37:
            yield scenarios.refer(after, random.choice(self.parts.referrals), actor)
            after += random.uniform(DAY, 5 * DAY)
        elif draw < 0.45:
            yield scenarios.assign(after, actor)
        yield self._closing(after + random.uniform(10, 3 * DAY), actor)

    def _first_review(self, code: str) -> float:
        if code in URGENT:
            return min(self.random.lognormvariate(3.0, 0.7), 4 * HOUR)
        return min(self.random.lognormvariate(5.2, 1.1), 4 * DAY)

    def _closing(self, after: float, actor: Actor) -> Step:
        disposition = self.random.choices(list(DISPOSITIONS), list(DISPOSITIONS.values()))[0]
        return scenarios.close(after, disposition, self.random.choice(self.parts.rationales[disposition]), actor)
