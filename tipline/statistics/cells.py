"""The cells of the published tables and how they add up: over months, quarters and the year, and to the total."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tipline.statistics.periods import Length, Period, periods_of_year

NO_KEY = ""
"""The key where a table has one figure per period."""


class Table(StrEnum):
    """What is counted; the value names the table in files."""

    RECEIVED = "received"
    CATEGORY = "category"
    STATUS = "status"
    ESCALATIONS = "escalations"


BREAKDOWNS = (Table.CATEGORY, Table.STATUS)
"""Tables whose cells of one period add up to the tips received in it."""

Counts = Mapping[Table, Mapping[Period, Mapping[str, int]]]
"""Table, then ended month, then key (a stable code, `NO_KEY` where there is one figure), then the count."""


class Cell(NamedTuple):
    """One figure of one published file."""

    table: Table
    period: Period
    key: str


def random_bits(cell: Cell, seed: bytes) -> int:
    """64 bits that look random and are always the same for a cell and a seed."""
    name = f"{cell.table.value}|{cell.period.label}|{cell.key}".encode()
    return int.from_bytes(hashlib.sha256(seed + b"\x00" + name).digest()[:8], "big")


def cells_of_year(counts: Counts) -> dict[Cell, int]:
    """Every cell of every file that can be published: the months given, and each larger period with all its months.

    Raises ValueError unless all tables have the same months, January of one year first and none left out,
    and the parts of each month add up to its total.
    """
    months = _ended_months(counts)
    cells: dict[Cell, int] = {}
    for table in Table:
        for month in months:
            cells |= {Cell(table, month, key): count for key, count in sorted(counts[table][month].items())}
    _check_sums(cells, months)
    for period in periods_of_year(months[0].year):
        if period.length is not Length.MONTH and set(period.months) <= set(months):
            cells |= _summed(cells, period)
    return cells


def _summed(cells: Mapping[Cell, int], period: Period) -> dict[Cell, int]:
    sums: dict[Cell, int] = {}
    months = set(period.months)
    for (table, part, key), count in cells.items():
        if part in months:
            sums[Cell(table, period, key)] = sums.get(Cell(table, period, key), 0) + count
    return sums


def _ended_months(counts: Counts) -> list[Period]:
    if set(counts) != set(Table):
        raise ValueError("counts are needed for " + ", ".join(Table))
    months = sorted(counts[Table.RECEIVED], key=lambda month: month.publication_order)
    if not months:
        raise ValueError("at least one month is needed")
    if tuple(months) != Period(months[0].year, Length.YEAR, 1).months[: len(months)]:
        raise ValueError("the months of one year are needed from January on, none left out")
    if any(set(counts[table]) != set(months) for table in Table):
        raise ValueError("all tables need the same months")
    return months


def _check_sums(cells: Mapping[Cell, int], months: list[Period]) -> None:
    if any(count < 0 for count in cells.values()):
        raise ValueError("a count cannot be below zero")
    sums = {month: dict.fromkeys(Table, 0) for month in months}
    for (table, month, key), count in cells.items():
        if (key == NO_KEY) != (table not in BREAKDOWNS):
            raise ValueError(f"{table} of {month} has a key it cannot have")
        sums[month][table] += count
    for month, found in sums.items():
        if any(found[part] != found[Table.RECEIVED] for part in BREAKDOWNS):
            raise ValueError(f"the parts of {month} do not add up to its total")
