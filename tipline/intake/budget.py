"""A budget for all instead of blocks for one: how many tips a department takes in an hour."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.core.cache import caches

from tipline.departments.models import Department
from tipline.intake.errors import OverBudget


def spend(department: Department, at: datetime) -> None:
    """Count one tip of this hour. Raises OverBudget. Counted per process, of which each has an equal share."""
    elapsed, key = int(at.timestamp()) % 3600, _key(department, at)
    counts = caches["limits"]
    counts.add(key, 0, timeout=3600)
    share = max(1, department.hourly_budget // settings.TIPLINE_PROCESSES)
    if counts.incr(key) > share:
        raise OverBudget(3600 - elapsed)


def give_back(department: Department, at: datetime) -> None:
    """Take back the count of a tip that turned out to be stored already."""
    with suppress(ValueError):  # It was forgotten meanwhile: the hour is over.
        caches["limits"].decr(_key(department, at))


def _key(department: Department, at: datetime) -> str:
    return f"budget:{department.pk}:{int(at.timestamp()) // 3600}"
