"""What a resident submits, checked and ready to be sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from tipline.envelope import ctx
from tipline.intake import questions
from tipline.routing.configuration import OfferedCategory
from tipline.tips.body import Body, Sealer


@dataclass(frozen=True, slots=True, repr=False)
class Submission:
    """A resident's words with the category they chose. `answers`: by the code of the question. Never printed."""

    offer: OfferedCategory
    text: str
    answers: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    danger: bool = False
    language: str = settings.LANGUAGE_CODE

    @property
    def life_safety(self) -> bool:
        """Whether somebody may be in danger: by the category, or because it was ticked."""
        return self.danger or self.offer.category.life_safety

    def to_bytes(self) -> bytes:
        """Return the canonical bytes by which a form sent again is told from one with other words."""
        answers = (self.answers.get(question.code, "") for question in questions.QUESTIONS)
        words = (self.text, *answers, self.contact)
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
            answers=questions.answers(self.answers, self.language),
        )
