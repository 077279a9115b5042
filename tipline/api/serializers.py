"""The form of what programs send. What it means is decided by the forms of `intake`, as for the pages."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tipline.api.fields import Bytes, Id, Kid, OneOf, StrictText, StrictTruth
from tipline.intake import questions
from tipline.intake.forms import CONTACT_BYTES, MOST_CHARACTERS
from tipline.intake.questions import MAX_LENGTH, Question
from tipline.tips.models import TipWrap

MOST_SEALED: Final = 200_000
MOST_CODE: Final = 40
MOST_RECEIPT: Final = 500
FORM: Final = "^[A-Za-z0-9_-]{91}$"
MOST_WRAPS: Final = 40


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
    category = StrictText(max_length=MOST_CODE)
    text = StrictText(max_length=MOST_CHARACTERS)
    contact = StrictText(max_length=CONTACT_BYTES, allow_blank=True, required=False)
    danger = StrictTruth(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return its members, with one for each question of the catalogue."""
        asked = {question.code: _field(question) for question in questions.QUESTIONS}
        fields = super().get_fields() | asked
        return {name: fields[name] for name in ("form", "category", "text", *asked, "contact", "danger")}


def _field(question: Question) -> serializers.Field[Any, Any, Any, Any]:
    if question.choices:
        return OneOf(choices=[code for code, _words in question.options], required=False)
    return StrictText(max_length=MAX_LENGTH, allow_blank=True, required=False)


class ContentSerializer(StrictSerializer):
    """An envelope with the id that stands in its header."""

    id = Id()
    envelope = Bytes(most=MOST_SEALED)


class MailboxKeysSerializer(StrictSerializer):
    """The keys of the mailbox, and what finds it again."""

    id = Id()
    lookup_hash = Bytes(exactly=32)
    resident_public = Bytes(most=2000)
    key_for_units = Bytes(most=2000)


class WrapSerializer(StrictSerializer):
    """Keys of the tip, as its kind says, sealed to the key of a unit."""

    unit = Id()
    kind = OneOf(choices=TipWrap.Kind.values)
    kid = Kid()
    wrapped = Bytes(most=2000)


class SealedTipSerializer(StrictSerializer):
    """A tip that was sealed by who sends it (SPEC.md section 16)."""

    form = FormField()
    tip = Id()
    category = StrictText(max_length=MOST_CODE)
    danger = StrictTruth(required=False)
    language = OneOf(choices=[code for code, _name in settings.LANGUAGES], required=False)
    headline = ContentSerializer()
    body = ContentSerializer()
    contact = ContentSerializer(required=False, allow_null=True)
    mailbox = MailboxKeysSerializer()
    wraps = serializers.ListField(child=WrapSerializer(), max_length=MOST_WRAPS)


class ReceiptSerializer(StrictSerializer):
    """A receipt, as it is read or typed."""

    receipt = StrictText(max_length=MOST_RECEIPT)


class VisitSerializer(ReceiptSerializer):
    """A receipt, and which page of the messages."""

    page = serializers.IntegerField(min_value=1, max_value=999_999, required=False)


class MessageSerializer(ReceiptSerializer):
    """A message to the officers."""

    form = FormField()
    text = StrictText(max_length=MOST_CHARACTERS)
