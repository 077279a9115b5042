"""Late work: a tip that nobody of the unit read within the department's hours, an escalation past its due time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from tipline.casework.models import WAITING, Escalation
from tipline.casework.queries import OpenedEscalation
from tipline.departments.models import Department
from tipline.keyring.unlocked import Unlocked
from tipline.tips.queue import QueueState


def late_for(unlocked: Unlocked, at: datetime) -> Q:
    """What the queue has to be asked for to show what is late: to the officer's units, or raised by the officer."""
    theirs = Q(to_unit__in=unlocked.unit_ids) | Q(raised_by=unlocked.officer)
    overdue = Escalation.objects.filter(WAITING, theirs, due_at__lt=at)
    late = Q(handling__in=overdue.values("handling"))
    department = unlocked.officer.department
    return late | Q(unread=True, since__lt=at - _review_time(department)) if department else late


def should_be_read_by(standing: QueueState, department: Department) -> datetime | None:
    """Return until when an unread tip should be read, None for one that was."""
    return standing.since + _review_time(department) if standing.unread and standing.since else None


def is_overdue(escalation: Escalation | OpenedEscalation | None, at: datetime) -> bool:
    """Tell whether the time is over in which the escalation should have been acknowledged."""
    return escalation is not None and escalation.due_at is not None and escalation.due_at < at


def _review_time(department: Department) -> timedelta:
    return timedelta(hours=department.review_hours)
