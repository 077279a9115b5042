"""How exact a stored time still is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Precision(models.IntegerChoices):
    """How exact a stored time still is: it fades, so that no arrival can be matched to a connection for long."""

    EXACT = 0, _("exact")
    HOUR = 1, _("to the hour")
    DAY = 2, _("to the day")
