"""What programs are answered. The views render their answers with these, and the description of the API reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from rest_framework import serializers

from tipline.api.fields import Base64Field, KeyIdField
from tipline.api.problems import PROBLEMS, TYPE_PREFIX
from tipline.intake.reading_hours import reading_hours_text
from tipline.intake.sealing_keys import accepts_tips
from tipline.routing.configuration import Configuration, OfferedCategory
from tipline.tips.models import Precision, Status

PRECISION: Final = {Precision.EXACT: "exact", Precision.HOUR: "hour", Precision.DAY: "day"}

Serializer = serializers.Serializer[Any]


class Time(serializers.DateTimeField):
    """A time in UTC, with +00:00 for the zone."""

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class PrecisionField(serializers.ChoiceField):
    """How exact a time still is."""

    def to_representation(self, value: Any) -> str:
        return PRECISION[Precision(value)]


class DepartmentSerializer(Serializer):
    """A department. `id` goes into what is sealed."""

    id = serializers.UUIDField(source="department.pk")
    slug = serializers.SlugField(source="department.slug")
    name = serializers.CharField(source="department.name")
    phone = serializers.CharField(source="department.phone")
    emergency_number = serializers.CharField(source="department.emergency_number")
    reading_hours = serializers.SerializerMethodField(help_text="One sentence on when tips are read.")
    accepts_tips = serializers.SerializerMethodField()

    def get_reading_hours(self, known: Configuration) -> str:
        return reading_hours_text(known.department)

    def get_accepts_tips(self, known: Configuration) -> bool:
        return accepts_tips(known)


class CategorySerializer(Serializer):
    """What a tip can be about, and the units whose keys it is sealed to."""

    code = serializers.CharField(source="category.code")
    name = serializers.CharField(source="category.name")
    life_safety = serializers.BooleanField(source="category.life_safety")
    units = serializers.SerializerMethodField()

    def get_units(self, offer: OfferedCategory) -> list[UUID]:
        return [unit.pk for unit in offer.route.units]


class DepartmentWithCategoriesSerializer(DepartmentSerializer):
    """A department with what a tip to it can be about."""

    categories = CategorySerializer(many=True)


class KeySerializer(Serializer):
    """The public key of a unit in its stored form (SPEC.md section 3), in base64."""

    unit = serializers.UUIDField()
    kid = KeyIdField()
    public_key = Base64Field(max_bytes=2000, source="kem_public")


class KeysSerializer(Serializer):
    """The keys to seal to. Fetch them for every tip: they change. `custodian`: who keeps contact details."""

    custodian = serializers.UUIDField()
    units = KeySerializer(many=True)


class FormSerializer(Serializer):
    """A form, to be sent as the member `form`. It is refused from the hour `until` on."""

    form = serializers.CharField()
    until = Time()


class ReceiptSerializer(Serializer):
    """The receipt, which is stored nowhere. `again`: the same form had been sent before, nothing new was stored."""

    receipt = serializers.CharField(
        allow_null=True, help_text="null: it was sent before and is stored, but its receipt is not shown any more."
    )
    again = serializers.BooleanField()


class StoredSerializer(Serializer):
    """It is stored. `again`: the same form had been sent before, nothing new was stored."""

    again = serializers.BooleanField()


class MessageSerializer(Serializer):
    """A message. `at` is no more exact than `precision` says: times fade."""

    from_resident = serializers.BooleanField()
    text = serializers.CharField(
        allow_null=True, help_text="null: what is stored is not what was sealed, so it is not shown."
    )
    at = Time()
    precision = PrecisionField(choices=list(PRECISION.values()))


class MailboxSerializer(Serializer):
    """What a receipt opens: how far the tip is, and the conversation; never the tip."""

    status = serializers.ChoiceField(choices=Status.values)
    status_words = serializers.CharField(source="status_word")
    messages = MessageSerializer(many=True)
    page = serializers.IntegerField(help_text="Page 1 holds the newest messages.")
    older = serializers.BooleanField(help_text="There is a next page, with older ones.")


class ErrorSerializer(Serializer):
    """One member of the request and what is wrong with it; the path is empty for the whole."""

    field = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class ProblemSerializer(Serializer):
    """Problem details (RFC 9457). `title` and `detail` are in the language of Accept-Language."""

    type = serializers.ChoiceField(choices=[TYPE_PREFIX + name for name in PROBLEMS])
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
