"""The questions of the form beside the text itself, as they are asked, and as they are sealed with the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tipline.tips.body import Answer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Question:
    """A question. Words that ask for something else are another version of it, or another question."""

    code: str
    version: int
    label: _StrPromise
    type: Literal["text", "choice"]

    def answer(self, value: str) -> Answer:
        """Return this answer to the question as it reads in the active language."""
        return Answer(code=self.code, version=self.version, label=str(self.label), type=self.type, value=value)


PLACE: Final = Question("place", 1, _("Where was it?"), "text")
WHEN: Final = Question("when", 1, _("When was it?"), "text")
SOURCE: Final = Question("source", 1, _("How do you know?"), "choice")
QUESTIONS: Final = (PLACE, WHEN, SOURCE)


def answers(values: Mapping[str, str], language: str) -> tuple[Answer, ...]:
    """Return what was answered, by code of the question; what was left empty is no answer."""
    with translation.override(language):
        return tuple(question.answer(values[question.code]) for question in QUESTIONS if values[question.code])
