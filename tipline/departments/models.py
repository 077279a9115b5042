from __future__ import annotations

import uuid
import zoneinfo
from functools import cache
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tipline.departments.catalogue import STANDARD_CATEGORIES


@cache
def time_zones() -> frozenset[str]:
    """Cached: reading the time zone database touches some 600 files."""
    return frozenset(zoneinfo.available_timezones())


def check_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(_("Choose a time zone such as America/New_York."))


class Department(models.Model):
    """An agency with its own officers, units, keys and figures."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[check_time_zone])
    phone = models.CharField(
        _("telephone for tips"),
        max_length=32,
        validators=[RegexValidator(r"^\+?[0-9 ().-]{3,32}$", _("Digits, spaces, brackets and hyphens only."))],
    )
    emergency_number = models.CharField(
        _("emergency number"), max_length=16, default="911", validators=[RegexValidator(r"^[0-9]{2,16}$")]
    )
    reading_days = models.CharField(
        _("days on which tips are read"),
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"^[1-7]{1,7}$", _("Digits from 1 for Monday to 7 for Sunday."))],
    )
    reading_from = models.TimeField(_("tips are read from"), null=True, blank=True)
    reading_until = models.TimeField(_("tips are read until"), null=True, blank=True)
    leave_url = models.URLField(_("where “Leave this page” goes"), max_length=200, default="https://www.wikipedia.org/")
    accepts_tips = models.BooleanField(_("accepts tips"), default=True)
    suppression_threshold = models.PositiveSmallIntegerField(
        _("smallest count shown in figures"), default=10, validators=[MinValueValidator(10)]
    )
    figures_rounding = models.PositiveSmallIntegerField(
        _("rounding of figures"),
        default=1,
        choices=[(1, _("as counted")), (5, _("to multiples of 5")), (10, _("to multiples of 10"))],
    )
    review_hours = models.PositiveSmallIntegerField(
        _("hours until a tip should be read"), default=24, validators=[MinValueValidator(1)]
    )
    acknowledge_minutes = models.PositiveSmallIntegerField(
        _("minutes until an escalation should be acknowledged"), default=60, validators=[MinValueValidator(5)]
    )
    hourly_budget = models.PositiveIntegerField(
        _("most tips taken in an hour"), default=600, validators=[MinValueValidator(10)]
    )
    # Counts changes of tags and of the order of categories: what is cached of an older version is out of date.
    vocabulary_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        db_table = "tipline_departments_department"
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if (self.reading_from is None) != (self.reading_until is None):
            raise ValidationError(_("Give both times, or neither when tips are read around the clock."))

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class Unit(models.Model):
    """A desk inside a department that can open tips; it owns a key."""

    class Kind(models.TextChoices):
        DESK = "desk", _("tip desk")
        ASSESSMENT = "assessment", _("threat assessment")
        OVERSIGHT = "oversight", _("oversight")
        CUSTODIAN = "custodian", _("custodian of identities")
        RECORDS = "records", _("records and audit")
        OTHER = "other", _("other unit")

    class Kit(models.TextChoices):
        """Which recovery kit holds a grant of the unit's key."""

        DESK = "desk", _("desk kit")
        OVERSIGHT = "oversight", _("oversight kit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="units", verbose_name=_("department")
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)

    class Meta:
        db_table = "tipline_departments_unit"
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="unit_name_once_per_department")]

    def __str__(self) -> str:
        return self.name

    @property
    def kit(self) -> Unit.Kit:
        sensitive = {self.Kind.OVERSIGHT, self.Kind.CUSTODIAN, self.Kind.RECORDS}
        return self.Kit.OVERSIGHT if self.kind in sensitive else self.Kit.DESK

    @property
    def takes_tips(self) -> bool:
        """Custodian and records units hold other secrets."""
        return self.kind not in {self.Kind.CUSTODIAN, self.Kind.RECORDS}


class Category(models.Model):
    """What a tip can be about, and which units it is sealed to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="categories", verbose_name=_("department")
    )
    code = models.SlugField(_("code"), max_length=40)
    names = models.JSONField(
        _("own names"),
        default=dict,
        blank=True,
        help_text=_("By language, such as {“en”: “Street racing”}. Empty: the standard name."),
    )
    life_safety = models.BooleanField(
        _("life safety"), default=False, help_text=_("Shown first in the queue, with a mark.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    active = models.BooleanField(_("offered to residents"), default=True)
    primary_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="primary_categories", verbose_name=_("primary unit")
    )
    further_units = models.ManyToManyField(
        Unit, blank=True, related_name="further_categories", verbose_name=_("further units")
    )

    class Meta:
        db_table = "tipline_departments_category"
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["department", "code"], name="category_code_once_per_department")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the active language: the department's own name, else the standard one, else the code."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        own = self.names.get(language) or self.names.get(settings.LANGUAGE_CODE)
        if own:
            return str(own)
        standard = STANDARD_CATEGORIES.get(self.code)
        return str(standard.name) if standard else self.code


class Officer(AbstractUser):
    """Any person who signs in. The installation's superuser has no department and opens no tip."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="officers",
        null=True,
        blank=True,
        verbose_name=_("department"),
    )
    language = models.CharField(_("language"), max_length=8, default=settings.LANGUAGE_CODE, choices=settings.LANGUAGES)

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "tipline_departments_officer"
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Invitation(models.Model):
    """A one-time code with which a new officer sets a password. Only its hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="invitations")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tipline_departments_invitation"

    def __str__(self) -> str:
        return str(self.id)
