"""The form of what programs are answered, for the description of the API; the views build it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tipline.api.problems import KINDS, PROBLEMS
from tipline.api.views.mailbox import PRECISION
from tipline.tips.models import Status

Shape = serializers.Serializer[Any]


class DepartmentSerializer(Shape):
    """A department. `id` goes into what is sealed."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    phone = serializers.CharField()
    emergency_number = serializers.CharField()
    reading_hours = serializers.CharField(help_text="One sentence on when tips are read.")
    accepts_tips = serializers.BooleanField()


class CategorySerializer(Shape):
    """What a tip can be about, and the units whose keys it is sealed to."""

    code = serializers.CharField()
    name = serializers.CharField()
    life_safety = serializers.BooleanField()
    units = serializers.ListField(child=serializers.UUIDField())


class DepartmentWithCategoriesSerializer(DepartmentSerializer):
    """A department with what a tip to it can be about."""

    categories = CategorySerializer(many=True)


class KeySerializer(Shape):
    """The public key of a unit in its stored form (SPEC.md section 3), in base64."""

    unit = serializers.UUIDField()
    kid = serializers.RegexField("^[0-9a-f]{32}$")
    public_key = serializers.CharField()


class KeysSerializer(Shape):
    """The keys to seal to. Fetch them for every tip: they change. `custodian`: who keeps contact details."""

    custodian = serializers.UUIDField()
    units = KeySerializer(many=True)


class FormSerializer(Shape):
    """A form, to be sent as the member `form`. It is refused from the hour `until` on."""

    form = serializers.CharField()
    until = serializers.DateTimeField()


class ReceiptSerializer(Shape):
    """The receipt, which is stored nowhere. `again`: the same form had been sent before, nothing new was stored."""

    receipt = serializers.CharField(
        allow_null=True, help_text="null: it was sent before and is stored, but its receipt is not shown any more."
    )
    again = serializers.BooleanField()


class StoredSerializer(Shape):
    """It is stored. `again`: the same form had been sent before, nothing new was stored."""

    again = serializers.BooleanField()


class MessageSerializer(Shape):
    """A message. `at` is no more exact than `precision` says: times fade."""

    from_resident = serializers.BooleanField()
    text = serializers.CharField(
        allow_null=True, help_text="null: what is stored is not what was sealed, so it is not shown."
    )
    at = serializers.DateTimeField()
    precision = serializers.ChoiceField(choices=list(PRECISION.values()))


class MailboxSerializer(Shape):
    """What a receipt opens: how far the tip is, and the conversation; never the tip."""

    status = serializers.ChoiceField(choices=Status.values)
    status_words = serializers.CharField()
    messages = MessageSerializer(many=True)
    page = serializers.IntegerField(help_text="Page 1 holds the newest messages.")
    older = serializers.BooleanField(help_text="There is a next page, with older ones.")


class ErrorSerializer(Shape):
    """One member of the request and what is wrong with it; the path is empty for the whole."""

    field = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class ProblemSerializer(Shape):
    """Problem details (RFC 9457). `title` and `detail` are in the language of Accept-Language."""

    type = serializers.ChoiceField(choices=[KINDS + name for name in PROBLEMS])
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ErrorSerializer(many=True, required=False)  # type: ignore[assignment]
    phone = serializers.CharField(
        required=False, help_text="With too-many, busy and closed: the telephone of the department, to call instead."
    )
    emergency_number = serializers.CharField(
        required=False, help_text="With too-many, busy and closed: whom to call when somebody is in danger."
    )
