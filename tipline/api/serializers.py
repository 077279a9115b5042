"""The form of what programs send. What it means is decided by the forms of `intake`, as for the pages."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tipline.api.fields import (
    Base64Field,
    KeyIdField,
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictUUIDField,
)
from tipline.intake import questions
from tipline.intake.forms import CONTACT_BYTES, MOST_CHARACTERS
from tipline.intake.questions import MAX_LENGTH, Question
from tipline.tips.models import TipWrap

MAX_SEALED: Final = 200_000
MAX_CODE: Final = 40
MAX_RECEIPT: Final = 500
FORM: Final = "^[A-Za-z0-9_-]{91}$"
MAX_WRAPS: Final = 40


class StrictSerializer(serializers.Serializer[Any]):
    """An object whose every member is known: a misspelled one would be a part of a tip that is silently lost."""

    default_error_messages = {"unknown": _("Unknown member.")}

    def to_internal_value(self, data: Any) -> Any:
        """Return the checked members. Raises ValidationError."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            # The name itself is not repeated: it may be a typed word.
            raise serializers.ValidationError({"non_field_errors": [self.error_messages["unknown"]]})
        return super().to_internal_value(data)


class FormField(serializers.RegexField):
    """A form as it was issued. It belongs in the body: gateways log headers."""

    def __init__(self, **options: Any) -> None:
        message = _("Request a form and put it here. The same form never creates a second tip.")
        messages: dict[str, Any] = dict.fromkeys(("required", "invalid", "blank", "null"), message)
        super().__init__(FORM, error_messages=messages, trim_whitespace=False, **options)


class TipSerializer(StrictSerializer):
    """A tip as text: sealed as soon as it is here."""

    form = FormField()
    category = StrictCharField(max_length=MAX_CODE)
    text = StrictCharField(max_length=MOST_CHARACTERS)
    contact = StrictCharField(max_length=CONTACT_BYTES, allow_blank=True, required=False)
    danger = StrictBooleanField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return its members, with one for each question of the catalogue."""
        asked = {question.code: _field(question) for question in questions.QUESTIONS}
        fields = super().get_fields() | asked
        return {name: fields[name] for name in ("form", "category", "text", *asked, "contact", "danger")}


def _field(question: Question) -> serializers.Field[Any, Any, Any, Any]:
    if question.choices:
        return StrictChoiceField(choices=[code for code, _words in question.options], required=False)
    return StrictCharField(max_length=MAX_LENGTH, allow_blank=True, required=False)


class ContentSerializer(StrictSerializer):
    """An envelope with the id that stands in its header."""

    id = StrictUUIDField()
    envelope = Base64Field(max_bytes=MAX_SEALED)


class MailboxKeysSerializer(StrictSerializer):
    """The keys of the mailbox, and what finds it again."""

    id = StrictUUIDField()
    lookup_hash = Base64Field(exactly=32)
    resident_public = Base64Field(max_bytes=2000)
    key_for_units = Base64Field(max_bytes=2000)


class WrapSerializer(StrictSerializer):
    """Keys of the tip, as its kind says, sealed to the key of a unit."""

    unit = StrictUUIDField()
    kind = StrictChoiceField(choices=TipWrap.Kind.values)
    kid = KeyIdField()
    wrapped = Base64Field(max_bytes=2000)


class SealedTipSerializer(StrictSerializer):
    """A tip that was sealed by who sends it (SPEC.md section 16)."""

    form = FormField()
    tip = StrictUUIDField()
    category = StrictCharField(max_length=MAX_CODE)
    danger = StrictBooleanField(required=False)
    language = StrictChoiceField(choices=[code for code, _name in settings.LANGUAGES], required=False)
    headline = ContentSerializer()
    body = ContentSerializer()
    contact = ContentSerializer(required=False, allow_null=True)
    mailbox = MailboxKeysSerializer()
    wraps = serializers.ListField(child=WrapSerializer(), max_length=MAX_WRAPS)


class ReceiptSerializer(StrictSerializer):
    """A receipt, as it is read or typed."""

    receipt = StrictCharField(max_length=MAX_RECEIPT)


class VisitSerializer(ReceiptSerializer):
    """A receipt, and which page of the messages."""

    page = serializers.IntegerField(min_value=1, max_value=999_999, required=False)


class MessageSerializer(ReceiptSerializer):
    """A message to the officers."""

    form = FormField()
    text = StrictCharField(max_length=MOST_CHARACTERS)
