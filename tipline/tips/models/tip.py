"""What a resident sent: what is clear about it, and what is sealed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Category, Department
from tipline.tips.models.times import Fading, Precision


class Tip(Fading):
    """What a resident submitted. Only what officers must sort by is clear; the rest is in TipContent.

    What a department does with it is in its Handling.
    """

    TIMES = ("received_at",)
    PRECISION = "received_precision"
    TO_TIP = ""

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        PHONE = "phone", _("phone")
        API = "api", _("program")

    class Sealer(models.TextChoices):
        SERVER = "server", _("server")
        BROWSER = "browser", _("browser")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="tips", db_index=False)
    # Withheld (null, and no language) from a tip of oversight: it would say who is accused.
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="tips", null=True, verbose_name=_("category")
    )
    # Only oversight units may hold it, until two of their members release it.
    oversight = models.BooleanField(default=False)
    life_safety = models.BooleanField(_("life safety"), default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    sealed_by = models.CharField(max_length=8, choices=Sealer.choices, default=Sealer.SERVER)
    epoch = models.PositiveIntegerField(default=1)
    has_contact = models.BooleanField(default=False)
    received_at = models.DateTimeField(_("received"))
    received_precision = models.PositiveSmallIntegerField(choices=Precision.choices, default=Precision.EXACT)

    class Meta:
        db_table = "tipline_tips_tip"
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        # Not `unique` on the field, which on PostgreSQL makes a second index, for LIKE.
        constraints = [models.UniqueConstraint(fields=["reference"], name="one_tip_per_reference")]
        indexes = [
            models.Index(fields=["received_at", "department"], name="tip_by_arrival"),
            models.Index(fields=["received_precision", "received_at"], name="tip_fading"),
        ]

    def __str__(self) -> str:
        return self.reference


class TipContent(models.Model):
    """What the resident first sent, sealed under the tip key (contact: under the identity key).

    `arrival` is what else was known about the tip when it came; `mac` covers all of it (tips.integrity).
    """

    tip = models.OneToOneField(Tip, on_delete=models.CASCADE, primary_key=True, related_name="content")
    headline_id = models.UUIDField()
    headline = models.BinaryField()
    body_id = models.UUIDField()
    body = models.BinaryField()
    contact_id = models.UUIDField(null=True)
    contact = models.BinaryField(null=True)
    arrival = models.JSONField()
    mac = models.BinaryField(max_length=32)

    class Meta:
        db_table = "tipline_tips_tipcontent"

    def __str__(self) -> str:
        return str(self.tip_id)
