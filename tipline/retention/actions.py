"""Times fade, so that no arrival can be matched to a connection for long: exact, then the hour, then the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tipline.casework.models import WAITING, Escalation, Note, Release
from tipline.departments.models import Department
from tipline.tips.models import History, Message, Precision, Tip, TipWrap

EXACT_FOR: Final = timedelta(hours=24)
HOUR_FOR: Final = timedelta(days=7)
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time that fades: the model, its fields, and the way from it to its tip."""

    model: type[models.Model]
    at: str
    precision: str
    tip: str
    with_it: tuple[str, ...] = ()


_CLOCKS: Final = (
    _Clock(Tip, "received_at", "received_precision", ""),
    _Clock(TipWrap, "since", "since_precision", "tip__"),
    _Clock(Message, "at", "precision", "tip__"),
    _Clock(History, "at", "precision", "handling__tip__"),
    _Clock(Note, "at", "precision", "handling__tip__"),
    _Clock(Release, "at", "precision", "handling__tip__"),
    _Clock(Escalation, "at", "precision", "handling__tip__", ("due_at",)),
)


def fade_times(*, at: datetime) -> int:
    """Make every time that is old enough coarser; return how many were. Done again, it changes nothing.

    A time is exact for 24 hours; then it is the start of its hour for 7 days; from the day after that it is noon of
    its day, in the department's zone. Of a tip of oversight every time becomes the
    hour at once, unless a clock runs: the tip is unread or an escalation of it waits, for 24 hours at most.

    Noon, because it stays within the same day and month for who reads it in UTC (from -12 to +11:59) or after the
    department's zone was corrected by some hours. A day fades as a whole and an hour too, so that what came first
    stays first. The audit trail does not fade.
    """
    faded = 0
    for department in Department.objects.order_by("pk"):
        for clock in _CLOCKS:
            faded += _fade(clock, _to_the_hour(clock, department, at), Precision.HOUR, _hour_in(department.zone))
            faded += _fade(clock, _to_the_day(clock, department, at), Precision.DAY, _noon_in(department.zone))
    return faded


def _to_the_hour(clock: _Clock, department: Department, at: datetime) -> QuerySet[Any]:
    old = Q(**{f"{clock.at}__lte": at - EXACT_FOR})
    quiet = Q(**{f"{clock.tip}oversight": True})
    unread = TipWrap.objects.filter(tip=OuterRef(f"{clock.tip}pk"), unread=True)
    waiting = Escalation.objects.filter(WAITING, handling__tip=OuterRef(f"{clock.tip}pk"))
    exact = _of(clock, department).filter(**{clock.precision: Precision.EXACT})
    return exact.filter(old | (quiet & ~Q(Exists(unread)) & ~Q(Exists(waiting))))


def _to_the_day(clock: _Clock, department: Department, at: datetime) -> QuerySet[Any]:
    local = (at - HOUR_FOR).astimezone(department.zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    hourly = _of(clock, department).filter(**{clock.precision: Precision.HOUR})
    return hourly.filter(**{f"{clock.at}__lt": day})


def _of(clock: _Clock, department: Department) -> QuerySet[Any]:
    return clock.model._default_manager.filter(**{f"{clock.tip}department": department.pk})


def _fade(clock: _Clock, due: QuerySet[Any], to: Precision, coarser: Callable[[datetime], datetime]) -> int:
    faded = 0
    columns = (clock.at, *clock.with_it)
    while True:
        with transaction.atomic():
            rows = list(due.order_by(clock.at).only("pk", *columns).select_for_update(of=("self",))[:BATCH])
            for row in rows:
                for column in columns:
                    moment = getattr(row, column)
                    setattr(row, column, coarser(moment) if moment else None)
                setattr(row, clock.precision, to)
            clock.model._default_manager.bulk_update(rows, [*columns, clock.precision])
        faded += len(rows)
        if len(rows) < BATCH:
            return faded


def _hour_in(zone: ZoneInfo) -> Callable[[datetime], datetime]:
    def hour(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(minute=0, second=0, microsecond=0)

    return hour


def _noon_in(zone: ZoneInfo) -> Callable[[datetime], datetime]:
    def noon(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(hour=12, minute=0, second=0, microsecond=0, fold=0)

    return noon
