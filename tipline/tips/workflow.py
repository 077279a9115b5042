"""Where a tip can go from where it is. One table, enforced where the status changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tipline.tips.models import Handling, Status

TRANSITIONS: Final[dict[Status, frozenset[Status]]] = {
    Status.NEW: frozenset(
        {Status.IN_REVIEW, Status.WAITING, Status.ASSIGNED, Status.ESCALATED, Status.REFERRED, Status.CLOSED}
    ),
    Status.IN_REVIEW: frozenset({Status.WAITING, Status.ASSIGNED, Status.ESCALATED, Status.REFERRED, Status.CLOSED}),
    Status.WAITING: frozenset({Status.IN_REVIEW, Status.ASSIGNED, Status.ESCALATED, Status.REFERRED, Status.CLOSED}),
    Status.ASSIGNED: frozenset({Status.IN_REVIEW, Status.WAITING, Status.ESCALATED, Status.REFERRED, Status.CLOSED}),
    Status.ESCALATED: frozenset(
        {Status.IN_REVIEW, Status.WAITING, Status.ASSIGNED, Status.ESCALATED, Status.REFERRED, Status.CLOSED}
    ),
    Status.REFERRED: frozenset({Status.IN_REVIEW, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.IN_REVIEW}),
}

# Escalating and asking the resident are actions of their own that bring their status along.
MANUAL_STATUSES: Final = frozenset({Status.IN_REVIEW, Status.ASSIGNED, Status.REFERRED, Status.CLOSED})
NEEDS_REASON: Final = frozenset({Status.REFERRED, Status.CLOSED})


def may_become(before: Status | str, after: Status | str) -> bool:
    """Tell whether the table has a step from `before` to `after`."""
    return Status(after) in TRANSITIONS[Status(before)]


def manual_statuses(before: Status | str) -> list[Status]:
    """Return the statuses that an officer may choose now, in the workflow's order."""
    return [status for status in Status if status in TRANSITIONS[Status(before)] & MANUAL_STATUSES]


def resident_status_label(handling: Handling) -> Promise:
    """Return the one word that the resident is told: a status, never an outcome."""
    if handling.status == Status.NEW:
        return _("received") if handling.review_minutes is None else _("being read")
    words: dict[str, Promise] = {
        Status.WAITING: _("more needed"),
        Status.REFERRED: _("passed on"),
        Status.ESCALATED: _("being read"),
        Status.CLOSED: _("closed"),
    }
    return words.get(handling.status, _("being read"))


def coarse_minutes(duration: timedelta) -> int:
    """Return a duration in minutes: to five minutes in the first hour, then to whole hours."""
    minutes = max(0, int(duration.total_seconds() // 60))
    return minutes - minutes % (5 if minutes < 60 else 60)
