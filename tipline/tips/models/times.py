"""Times of a tip, which fade."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Precision(models.IntegerChoices):
    """How exact a stored time still is: it fades, so that no arrival can be matched to a connection for long."""

    EXACT = 0, _("exact")
    HOUR = 1, _("to the hour")
    DAY = 2, _("to the day")


class Fading(models.Model):
    """A row of a tip whose times fade: `tipline.retention` finds its subclasses and makes them coarser.

    `TIMES`: the fields that fade, first the one that tells the row's age. `PRECISION`: the field that says how exact
    they are. `TO_TIP`: the way to the tip, as the beginning of a lookup.
    """

    TIMES: ClassVar[tuple[str, ...]]
    PRECISION: ClassVar[str]
    TO_TIP: ClassVar[str]

    class Meta:
        abstract = True


class FadingEvent(Fading):
    """What happened to a tip at a time that fades."""

    TIMES: ClassVar[tuple[str, ...]] = ("at",)
    PRECISION = "precision"

    at = models.DateTimeField()
    precision = models.PositiveSmallIntegerField(choices=Precision.choices, default=Precision.EXACT)

    class Meta:
        abstract = True
