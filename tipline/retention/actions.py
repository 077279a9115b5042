"""Times fade, so that no arrival can be matched to a connection for long: exact, then the hour, then the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tipline.casework.models import WAITING, Escalation
from tipline.departments.models import Department
from tipline.tips.models import Fading, Precision, TipWrap

EXACT_FOR: Final = timedelta(hours=24)
HOUR_FOR: Final = timedelta(days=7)
BATCH: Final = 500


def fade_times(*, at: datetime) -> int:
    """Make every time that is old enough coarser; return how many were. Done again, it changes nothing.

    A time is exact for 24 hours; then it is the start of its hour for 7 days; from the day after that it is noon of
    its day, in the department's zone. Of a tip of oversight every time becomes the hour at once, unless a clock runs:
    the tip is unread or an escalation of it waits, for 24 hours at most.

    Noon, because it stays within the same day and month for who reads it in UTC (from -12 to +11:59) or after the
    department's zone was corrected by some hours. A day fades as a whole and an hour too, so that what came first
    stays first. The audit trail does not fade.
    """
    departments = Department.objects.order_by("pk")
    return sum(_fade_rows(model, department, at) for department in departments for model in fading_models())


def fading_models() -> list[type[Fading]]:
    """Return every model whose times fade."""
    return [model for model in apps.get_models() if issubclass(model, Fading)]


def _fade_rows(model: type[Fading], department: Department, at: datetime) -> int:
    to_the_hour = _fade(_old_enough_for_the_hour(model, department, at), Precision.HOUR, _hour_in(department.zone))
    return to_the_hour + _fade(_old_enough_for_the_day(model, department, at), Precision.DAY, _noon_in(department.zone))


def _old_enough_for_the_hour(model: type[Fading], department: Department, at: datetime) -> QuerySet[Fading]:
    old = Q(**{f"{model.TIMES[0]}__lte": at - EXACT_FOR})
    quiet = Q(**{f"{model.TO_TIP}oversight": True})
    unread = TipWrap.objects.filter(tip=OuterRef(f"{model.TO_TIP}pk"), unread=True)
    waiting = Escalation.objects.filter(WAITING, handling__tip=OuterRef(f"{model.TO_TIP}pk"))
    exact = _of(model, department).filter(**{model.PRECISION: Precision.EXACT})
    return exact.filter(old | (quiet & ~Q(Exists(unread)) & ~Q(Exists(waiting))))


def _old_enough_for_the_day(model: type[Fading], department: Department, at: datetime) -> QuerySet[Fading]:
    local = (at - HOUR_FOR).astimezone(department.zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    hourly = _of(model, department).filter(**{model.PRECISION: Precision.HOUR})
    return hourly.filter(**{f"{model.TIMES[0]}__lt": day})


def _of(model: type[Fading], department: Department) -> QuerySet[Fading]:
    return model._default_manager.filter(**{f"{model.TO_TIP}department": department.pk})


def _fade(due: QuerySet[Fading], to: Precision, coarser: Callable[[datetime], datetime]) -> int:
    faded = 0
    while count := _fade_batch(due, to, coarser):
        faded += count
    return faded


def _fade_batch(due: QuerySet[Fading], to: Precision, coarser: Callable[[datetime], datetime]) -> int:
    """Write the rows that get the same times together: within an hour, or a day, those are many."""
    model = due.model
    same: dict[tuple[datetime | None, ...], list[object]] = defaultdict(list)
    with transaction.atomic():
        rows = due.order_by(model.TIMES[0]).select_for_update(of=("self",)).values_list("pk", *model.TIMES)[:BATCH]
        for pk, *times in rows:
            same[tuple(moment and coarser(moment) for moment in times)].append(pk)
        for times, pks in same.items():
            fields = dict(zip(model.TIMES, times, strict=True))
            model._default_manager.filter(pk__in=pks).update(**fields, **{model.PRECISION: to})
    return sum(map(len, same.values()))


def _hour_in(zone: ZoneInfo) -> Callable[[datetime], datetime]:
    def hour(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(minute=0, second=0, microsecond=0)

    return hour


def _noon_in(zone: ZoneInfo) -> Callable[[datetime], datetime]:
    def noon(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(hour=12, minute=0, second=0, microsecond=0, fold=0)

    return noon
