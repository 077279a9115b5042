"""Freeze the months that are over; hand an analyst the file of a period."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import translation

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Department, Officer
from tipline.departments.roles import ANALYST, has_role
from tipline.statistics.cells import Table
from tipline.statistics.disclosure import ProtectedYear
from tipline.statistics.errors import NotAllowed, PeriodNotEnded, PeriodUnknown
from tipline.statistics.export import Export, build_export
from tipline.statistics.measures import MonthCounts, count_months
from tipline.statistics.models import MonthFigures, Release
from tipline.statistics.periods import Length, Period
from tipline.statistics.queries import SETTLING_TIME, FrozenYear, ended_periods, frozen_months, frozen_year

__all__ = ["Export", "export_figures", "freeze_ended_months"]


def export_figures(*, officer: Officer, period: str, at: datetime) -> Export:
    """Return the file of a period of the officer's own department, in the officer's language, and record it.

    Raises NotAllowed unless the officer is an analyst of a department, PeriodUnknown, PeriodNotEnded.
    """
    department = officer.department
    if department is None or not officer.is_active or not has_role(officer, ANALYST):
        raise NotAllowed
    wanted = _ended(department, period, at)
    freeze_ended_months(department=department, at=at)
    with translation.override(officer.language):
        export = build_export(department, frozen_year(department, wanted.year), wanted, at)
    with transaction.atomic():
        record(
            action=Event.Action.FIGURES_EXPORTED,
            actor=officer.pk,
            department=department.pk,
            subjects=[wanted.label],
            at=at,
        )
    return export


def freeze_ended_months(*, department: Department, at: datetime) -> int:
    """Freeze every month that is over and not frozen yet, in order; return how many. Done again, it adds nothing.

    Two at once are safe: only one can insert a month, and the other goes on from what that one stored. The counting and
    deciding is done before the transaction, so that on SQLite no tip has to wait for it.
    """
    frozen = 0
    while months := _due(department, at):
        stored = frozen_year(department, months[0].year)
        counted = count_months(department, months)
        decided = stored.with_months(
            {month: counts.counts for month, counts in counted.items()}, department.suppression_threshold
        )
        try:
            with transaction.atomic():
                _store(department, stored, counted, decided, at)
        except IntegrityError:
            if frozen_months(department).isdisjoint(months):
                raise
            continue
        frozen += len(months)
    return frozen


def _ended(department: Department, label: str, at: datetime) -> Period:
    try:
        period = Period.parse(label)
    except ValueError as error:
        raise PeriodUnknown from error
    if not period.has_ended(at - SETTLING_TIME, department.zone):
        raise PeriodNotEnded
    if period not in ended_periods(department, at):
        raise PeriodUnknown
    return period


def _due(department: Department, at: datetime) -> list[Period]:
    """The months to freeze next: those of the earliest year that has any."""
    frozen = frozen_months(department)
    ended = [period for period in ended_periods(department, at) if period.length is Length.MONTH]
    missing = [month for month in reversed(ended) if month not in frozen]
    return [month for month in missing if month.year == missing[0].year]


def _store(
    department: Department,
    stored: FrozenYear,
    counted: Mapping[Period, MonthCounts],
    decided: ProtectedYear,
    at: datetime,
) -> None:
    MonthFigures.objects.bulk_create(
        MonthFigures(
            department=department,
            year=month.year,
            month=month.number,
            counts={table.value: dict(counts.counts[table]) for table in Table},
            durations=sorted(counts.durations.items()),
            frozen_at=at,
        )
        for month, counts in counted.items()
    )
    Release.objects.bulk_create(
        Release(
            department=department,
            year=period.year,
            label=period.label,
            suppressed=sorted([cell.table.value, cell.key] for cell in decided.suppressed(period)),
            threshold=department.suppression_threshold,
            rounding=department.figures_rounding,
            seed=secrets.token_bytes(16),
            released_at=at,
        )
        for period in decided.periods
        if period not in stored.released
    )
