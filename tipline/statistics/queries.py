"""The periods of which a department has figures, and what is frozen of a year."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Min

from tipline.departments.models import Department
from tipline.statistics import periods
from tipline.statistics.cells import NO_KEY, Cell, Table
from tipline.statistics.disclosure import ProtectedYear, Released, protect
from tipline.statistics.models import MonthFigures, Release
from tipline.statistics.periods import Length, Period
from tipline.statistics.rounding import Rounding
from tipline.tips.models import Tip

SETTLING_TIME: Final = timedelta(hours=1)
"""A month is counted this long after its end: a tip that was sent before midnight may be stored after it."""

MonthTables = Mapping[Table, Mapping[str, int]]

NO_TIPS: Final[MonthTables] = {
    Table.RECEIVED: {NO_KEY: 0},
    Table.CATEGORY: {},
    Table.STATUS: {},
    Table.ESCALATIONS: {NO_KEY: 0},
}


@dataclass(frozen=True, slots=True)
class FrozenYear:
    """What is stored of a calendar year: the true counts and review times by month, the suppressed cells by file."""

    counts: Mapping[Period, MonthTables]
    durations: Mapping[Period, Mapping[int, int]]
    released: Released
    thresholds: Mapping[Period, int]
    roundings: Mapping[Period, Rounding]

    def with_months(self, later: Mapping[Period, MonthTables], threshold: int) -> ProtectedYear:
        """The year's files as they are, and those that come with the later months decided at `threshold`."""
        known = {**self.counts, **later}
        last = max(known, key=lambda month: month.number)
        months = Period(last.year, Length.YEAR, 1).months[: last.number]
        counts = {table: {month: known.get(month, NO_TIPS)[table] for month in months} for table in Table}
        return protect(counts, threshold, self.released, seed=secrets.token_bytes(16))

    def protected(self) -> ProtectedYear:
        """The year's files as they were released. There has to be one."""
        return self.with_months({}, max(self.thresholds.values()))

    def rounded(self, cell: Cell, count: int) -> int:
        """A count as the file of its period tells it, and every other file that names it."""
        return self.roundings[cell.period].rounded(cell, count)

    def durations_in(self, period: Period) -> list[int]:
        """The coarse minutes to the first review, one for each tip of the period that was reviewed when counted."""
        of_months = [self.durations.get(month, {}) for month in period.months]
        return [minutes for month in of_months for minutes, tips in month.items() for _ in range(tips)]


def frozen_year(department: Department, year: int) -> FrozenYear:
    """Two queries. Months before the department's first tip are not stored."""
    figures = list(MonthFigures.objects.filter(department=department, year=year))
    releases = list(Release.objects.filter(department=department, year=year))
    return FrozenYear(
        counts={month.period: {Table(name): keys for name, keys in month.counts.items()} for month in figures},
        durations={month.period: dict(month.durations) for month in figures},
        released={release.period: _cells(release) for release in releases},
        thresholds={release.period: release.threshold for release in releases},
        roundings={release.period: Rounding(release.rounding, bytes(release.seed)) for release in releases},
    )


def frozen_months(department: Department) -> set[Period]:
    """The months of the department that are frozen."""
    found = MonthFigures.objects.filter(department=department).values_list("year", "month")
    return {Period(year, Length.MONTH, month) for year, month in found}


def ended_periods(department: Department, at: datetime) -> list[Period]:
    """The periods of which the department can have figures at `at` (aware), the newest first.

    From the month of the first tip on; none without a tip. A period is over an hour after its last day.
    """
    first = _first_month(department)
    if first is None:
        return []
    return periods.ended_periods(first.first_day, at - SETTLING_TIME, department.zone)[::-1]


def _first_month(department: Department) -> Period | None:
    frozen = MonthFigures.objects.filter(department=department).order_by("year", "month").first()
    if frozen is not None:
        return frozen.period
    first = Tip.objects.filter(department=department).aggregate(first=Min("received_at"))["first"]
    return Period.month_of(first.astimezone(department.zone).date()) if first else None


def _cells(release: Release) -> frozenset[Cell]:
    return frozenset(Cell(Table(table), release.period, key) for table, key in release.suppressed)
