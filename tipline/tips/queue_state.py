"""What a tip is to each unit that holds it: unread, answered, escalated, done. One statement a change.

What one unit does changes nothing for another: an officer reads for the units of theirs that hold the tip.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When

from tipline.departments.models import Unit
from tipline.tips.models import Handling, Precision, Status, Tip, TipWrap


def mark_escalated(tip: Tip, unit: UUID, at: datetime) -> None:
    """An escalation waits for the unit."""
    _cases(tip).filter(unit=unit).update(escalated=True, withdrawn=False, since=at, since_precision=Precision.EXACT)


def mark_acknowledged(tip: Tip, unit: UUID) -> None:
    """No escalation waits for the unit any more."""
    _cases(tip).filter(unit=unit).update(escalated=False)


def mark_withdrawn(tip: Tip, unit: UUID, at: datetime) -> None:
    """The escalation was taken back: the unit has the tip unread, also when it is closed, until it was seen."""
    _cases(tip).filter(unit=unit).update(
        escalated=False, withdrawn=True, unread=True, since=at, since_precision=Precision.EXACT
    )


def mark_answered(tip: Tip, at: datetime) -> None:
    """The resident wrote: new to every unit. Where the tip waits already, it goes on waiting since then."""
    waits = Q(unread=True) | Q(has_answer=True) | Q(escalated=True)
    _cases(tip).update(
        has_answer=True,
        since=Case(When(waits, then=F("since")), default=Value(at)),
        since_precision=Case(When(waits, then=F("since_precision")), default=Value(Precision.EXACT)),
    )


def mark_read(handling: Handling, units: Collection[UUID]) -> None:
    """An officer of these units opened the tip. An answer to a closed tip stays until it was dealt with."""
    seen = {"unread": False, "withdrawn": False}
    if handling.status != Status.CLOSED:
        seen["has_answer"] = False
    _cases(handling.tip).filter(unit__in=units).update(**seen)


def mark_answer_dealt_with(tip: Tip, units: Collection[UUID]) -> None:
    """An officer of these units did something about the resident's answer."""
    _cases(tip).filter(unit__in=units, has_answer=True).update(has_answer=False)


def update_done(handling: Handling) -> None:
    """The tip was closed or reopened, for every unit of the department."""
    _of_department(handling).update(done=handling.status == Status.CLOSED)


def mark_unopenable(tips: Iterable[UUID], units: Collection[UUID]) -> None:
    """These tips do not open for these units, and came so: they go below what can be read."""
    TipWrap.objects.filter(tip__in=list(tips), kind=TipWrap.Kind.CASE, unit__in=units).update(opens=False)


def set_aside(handling: Handling, units: Collection[UUID]) -> bool:
    """Take a tip that does not open off these units' queues.

    Tells whether no other unit of the department is left that may read it.
    """
    cases = _of_department(handling)
    cases.filter(unit__in=units).update(done=True, unread=False, has_answer=False, withdrawn=False)
    return not cases.filter(opens=True).exclude(unit__in=units).exists()


def _of_department(handling: Handling) -> QuerySet[TipWrap]:
    return _cases(handling.tip).filter(unit__in=Unit.objects.filter(department=handling.department_id))


def _cases(tip: Tip) -> QuerySet[TipWrap]:
    return TipWrap.objects.filter(tip=tip.pk, kind=TipWrap.Kind.CASE, epoch=tip.epoch)
