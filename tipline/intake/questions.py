"""The catalogue of questions that the form asks beside the text itself.

Everything else follows from it: the web form, the API's serializer, the answers in the sealed body, their lines in a
message, and the table that officers see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tipline.intake.fields import PlainText
from tipline.tips.body import Answer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

MAX_LENGTH: Final = 300


# Compared by identity: equality would translate its words.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """A question. Words that ask for something else are another version of it, or another question.

    `heading` stands before its answer where officers read it. `message` is the answer's line in a message, with the
    question's code as its placeholder. With `choices` one of them is chosen, without any a text is typed.
    """

    code: str
    version: int = 1
    label: Words
    heading: Words
    message: Words
    hint: Words | str = ""
    choices: tuple[tuple[str, Words], ...] = ()

    @property
    def type(self) -> Literal["text", "choice"]:
        """How the value of an answer is to be read."""
        return "choice" if self.choices else "text"

    @property
    def options(self) -> list[tuple[str, Words]]:
        """The choices, and before them that of none."""
        return [("", _("I would rather not say")), *self.choices]

    def form_field(self) -> forms.Field:
        """Return the field that takes an answer."""
        if not self.choices:
            return PlainText(label=self.label, max_length=MAX_LENGTH, required=False)
        refusal = {"invalid_choice": _("Choose one from the list.")}
        return forms.ChoiceField(label=self.label, choices=self.options, required=False, error_messages=refusal)

    def answer(self, value: str) -> Answer:
        """Return this answer to the question as it reads in the active language."""
        return Answer(code=self.code, version=self.version, label=str(self.label), type=self.type, value=value)

    def in_words(self, value: str) -> str:
        """Return an answer as it is read: a choice in words."""
        return str(dict(self.choices).get(value, value))

    def line(self, value: str) -> str:
        """Return an answer as a line of a message."""
        return str(self.message) % {self.code: self.in_words(value)}


QUESTIONS: tuple[Question, ...] = (
    Question(
        code="place",
        label=_("Where was it?"),
        heading=_("Where"),
        message=_("Where: %(place)s"),
        hint=_("An address, a corner, a school, a name on a social network."),
    ),
    Question(
        code="when",
        label=_("When was it?"),
        heading=_("When"),
        message=_("When: %(when)s"),
        hint=_("A day and a time, or words such as “every Friday night”."),
    ),
    Question(
        code="source",
        label=_("How do you know?"),
        heading=_("How they know"),
        message=_("How I know: %(source)s"),
        choices=(
            ("saw", _("I saw or heard it myself")),
            ("told", _("Someone told me")),
            ("online", _("I saw it online")),
            ("other", _("In another way")),
        ),
    ),
)


def answers(values: Mapping[str, str], language: str) -> tuple[Answer, ...]:
    """Return what was answered, by code of the question; what was left empty is no answer."""
    with translation.override(language):
        return tuple(question.answer(values[question.code]) for question in QUESTIONS if values.get(question.code))
