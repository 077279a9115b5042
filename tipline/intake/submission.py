"""What a resident submits, checked and ready to be sealed."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.envelope import ReceiptSecrets, ctx
from tipline.routing.configuration import OfferedCategory
from tipline.tips.body import Body


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

    def body(self, secrets: ReceiptSecrets) -> Body:
        """Return the part that is sealed under the tip key."""
        return Body(
            text=self.text,
            place=self.place,
            when=self.when,
            source=self.source,
            danger=self.danger,
            category=self.offer.category.code,
            language=self.language,
            resident=secrets.resident_kid.hex(),
        )
