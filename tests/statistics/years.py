"""Years of counts for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tipline.statistics.cells import NO_KEY, Cell, Counts, Table
from tipline.statistics.disclosure import protect
from tipline.statistics.periods import Length, Period

MONTHS = Period(2026, Length.YEAR, 1).months

Row = tuple[Mapping[str, int], Mapping[str, int], int]
"""One month: categories, statuses, escalations."""


def year(rows: Sequence[Row]) -> Counts:
    """The counts of the first months of 2026."""
    months = dict(zip(MONTHS, rows, strict=False))
    return {
        Table.RECEIVED: {month: {NO_KEY: sum(row[0].values())} for month, row in months.items()},
        Table.CATEGORY: {month: row[0] for month, row in months.items()},
        Table.STATUS: {month: row[1] for month, row in months.items()},
        Table.ESCALATIONS: {month: {NO_KEY: row[2]} for month, row in months.items()},
    }


def by_category(*months: Mapping[str, int]) -> Counts:
    """Months of which only the categories matter: every tip is closed, none was escalated."""
    return year([(month, {"closed": sum(month.values())}, 0) for month in months])


def same_each_month(month: Mapping[str, int]) -> Counts:
    return by_category(*[month] * len(MONTHS))


def first_months(counts: Counts, number: int) -> Counts:
    return {table: {month: counts[table][month] for month in MONTHS[:number]} for table in counts}


def published_month_by_month(counts: Counts, threshold: int) -> dict[Cell, int | None]:
    """Each file as it was when it first came out, every month on its first day."""
    out: dict[Cell, int | None] = {}
    for number in range(1, len(counts[Table.RECEIVED]) + 1):
        now = protect(first_months(counts, number), threshold).cells
        out = {**now, **out}
    return out
