"""Budgets for all instead of blocks for one: how many tips a department takes in an hour, and messages a mailbox.

Counted in each process, of which each has an equal share. Only what is stored counts: whoever sends what is refused
uses up nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from django.conf import settings
from django.core.cache import caches

from tipline.departments.models import Department
from tipline.intake.errors import OverBudget
from tipline.tips.models import Tip

HOUR_SECONDS: Final = 3600
MESSAGES_AN_HOUR: Final = 30
KEPT_FOR_LIFE_SAFETY: Final = 4
"""One part in so many of the budget is kept for life-safety tips, which may use the rest as well."""
NEARLY: Final = 0.8
FLOOD_SECONDS: Final = 30

# Nothing that is counted says whose mailbox it is, as long as the process runs and after.
_PROCESS_KEY: Final = os.urandom(32)


class Flood(Enum):
    """How full a department's hour is."""

    NEAR = "near"
    FULL = "full"


@contextmanager
def within_budget(department: Department, at: datetime, *, life_safety: bool) -> Iterator[None]:
    """Count a tip of this hour that is stored within; given back where it is not. Raises OverBudget."""
    share = max(1, department.hourly_budget // settings.TIPLINE_PROCESSES)
    ordinary = _ordinary(share)
    with _counted(f"budget:{department.pk}", max(share, ordinary + 1) if life_safety else ordinary, at):
        yield


@contextmanager
def within_message_budget(tip: Tip, at: datetime) -> Iterator[None]:
    """Count a resident's message of this hour that is stored within; given back where it is not. Raises OverBudget."""
    mark = hmac.new(_PROCESS_KEY, tip.pk.bytes, hashlib.sha256).hexdigest()
    with _counted(f"messages:{mark}", max(1, MESSAGES_AN_HOUR // settings.TIPLINE_PROCESSES), at):
        yield


def flood_of(department: Department, at: datetime) -> Flood | None:
    """Tell whether the department's hour is full or nearly so, from what is stored; at most half a minute old."""
    key, known = f"flood:{department.pk}", caches["limits"]
    found = known.get(key)
    if found is None:
        start = at - timedelta(seconds=int(at.timestamp()) % HOUR_SECONDS, microseconds=at.microsecond)
        arrived = Tip.objects.filter(department=department, received_at__gte=start)[: department.hourly_budget].count()
        ordinary = _ordinary(department.hourly_budget)
        found = Flood.FULL if arrived >= ordinary else Flood.NEAR if arrived >= ordinary * NEARLY else ""
        known.set(key, found, timeout=FLOOD_SECONDS)
    return found or None


def _ordinary(share: int) -> int:
    return max(1, share - max(1, share // KEPT_FOR_LIFE_SAFETY))


@contextmanager
def _counted(name: str, most: int, at: datetime) -> Iterator[None]:
    hour, elapsed = divmod(int(at.timestamp()), HOUR_SECONDS)
    key, counts = f"{name}:{hour}", caches["limits"]
    counts.add(key, 0, timeout=HOUR_SECONDS)
    # Counted before it is stored, so that many at once are no more than one after the other.
    if counts.incr(key) > most:
        _give_back(key)
        raise OverBudget(HOUR_SECONDS - elapsed)
    try:
        yield
    except BaseException:
        _give_back(key)
        raise


def _give_back(key: str) -> None:
    with suppress(ValueError):  # It was forgotten meanwhile: the hour is over.
        caches["limits"].decr(key)
