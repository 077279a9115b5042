"""What a resident submits, checked and ready to be sealed."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.envelope import ctx
from tipline.intake.questions import answers
from tipline.routing.configuration import OfferedCategory
from tipline.tips.body import Body, Sealer


@dataclass(frozen=True, slots=True, repr=False)
class Submission:
    """A resident's words with the category they chose. Never printed."""

    offer: OfferedCategory
    text: str
    place: str = ""
    when: str = ""
    source: str = ""
    contact: str = ""
    danger: bool = False
    language: str = "en"

    @property
    def life_safety(self) -> bool:
        """Whether somebody may be in danger: by the category, or because it was ticked."""
        return self.danger or self.offer.category.life_safety

    def to_bytes(self) -> bytes:
        """Return the canonical bytes by which a form sent again is told from one with other words."""
        words = (self.text, self.place, self.when, self.source, self.contact)
        fields = [self.offer.category.code.encode(), bytes([self.danger])]
        # Length-prefixed fields hold at most 65,535 bytes each, so a long text is cut into several.
        for word in words:
            data = word.encode()
            fields.append(len(data).to_bytes(4, "big"))
            fields += [data[start : start + 60_000] for start in range(0, len(data), 60_000)]
        return ctx("submission", *fields)

    def body(self, by: Sealer) -> Body:
        """Return the part that is sealed under the tip key; whoever seals it names the keys in it."""
        return Body(
            text=self.text,
            danger=self.danger,
            police=self.offer.route.oversight,
            category=self.offer.category.code,
            language=self.language,
            by=by,
            answers=answers({"place": self.place, "when": self.when, "source": self.source}, self.language),
        )
