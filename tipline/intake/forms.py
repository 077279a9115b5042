"""One validation for the resident's pages, the API and tips taken by phone."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tipline.envelope import Purpose, content_capacity
from tipline.intake import questions
from tipline.intake.fields import PlainText, ReceiptField
from tipline.intake.questions import Question
from tipline.intake.submission import Submission
from tipline.routing.configuration import Configuration, OfferedCategory

MOST_CHARACTERS: Final = 20_000
MOST_PASTED: Final = 500
CONTACT_BYTES: Final = content_capacity(Purpose.CONTACT)


class CategoryField(forms.ChoiceField):
    """One of the offered categories. Their names are looked up only where they are shown."""

    configuration: Configuration

    def valid_value(self, value: Any) -> bool:
        """Tell whether the category is offered."""
        return self.configuration.offered(value) is not None

    def offer(self, configuration: Configuration) -> None:
        """Offer what a department offers."""
        self.configuration = configuration
        self.choices = lambda: [(offer.category.code, offer.category.name) for offer in configuration.categories]


class CategoryForm(forms.Form):
    """What the tip is about."""

    category = CategoryField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("What you chose is not offered any more. Choose again what it is about."),
        },
    )

    def __init__(self, configuration: Configuration, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.configuration = configuration
        self.fields["category"].offer(configuration)  # type: ignore[attr-defined]

    def offered(self) -> OfferedCategory:
        """Return the chosen category with its route, once the form is valid."""
        found = self.configuration.offered(self.cleaned_data["category"])
        if found is None:
            raise ValidationError(_("Choose one from the list."))
        return found


@lru_cache(maxsize=8)
def tip_fields(asked: tuple[Question, ...]) -> dict[str, forms.Field]:
    """Return the fields of a tip beside its category. All forms share them: to copy them costs more than a key pair."""
    return {
        "text": PlainText(
            label=_("What did you see or hear?"),
            max_length=MOST_CHARACTERS,
            widget=forms.Textarea,
            error_messages={"required": _("Write what you saw or heard. A few words are enough.")},
        ),
        **{question.code: question.form_field() for question in asked},
        "contact": PlainText(
            label=_("How can we reach you?"), max_length=CONTACT_BYTES, required=False, widget=forms.Textarea
        ),
        "danger": forms.BooleanField(label=_("Someone is in danger right now"), required=False),
    }


class TipForm(CategoryForm):
    """The tip with the questions of the catalogue. Only the category and the text are needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= tip_fields(questions.QUESTIONS)

    def clean_contact(self) -> str:
        """Refuse contact details that do not fit their sealed field, counted in bytes."""
        contact: str = self.cleaned_data["contact"]
        size = len(contact.encode())
        over = size - CONTACT_BYTES
        if over > 0:
            message = ngettext_lazy("Shorten this by %(n)d character.", "Shorten this by %(n)d characters.", over)
            sizes = {"limit_value": CONTACT_BYTES, "show_value": size}
            raise ValidationError(message % {"n": over}, code="max_length", params=sizes)
        return contact

    def submission(self, language: str) -> Submission:
        """Return what was typed, once the form is valid."""
        data = self.cleaned_data
        return Submission(
            offer=self.offered(),
            text=data["text"],
            answers={question.code: data[question.code] for question in questions.QUESTIONS},
            contact=data["contact"],
            danger=data["danger"],
            language=language,
        )


class ReceiptForm(forms.Form):
    """The way back to a tip."""

    receipt = ReceiptField(label=_("Your receipt"), max_length=MOST_PASTED)


class AnswerForm(forms.Form):
    """A message from the resident."""

    text = PlainText(
        label=_("Your message"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea,
        error_messages={"required": _("Write your message.")},
    )
