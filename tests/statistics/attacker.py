"""Somebody who has every published file and works out what is not shown. Knows no true count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf

from tipline.statistics.cells import PARTS_OF_RECEIVED, Cell, Table
from tipline.statistics.periods import Length

Published = Mapping[Cell, int | None]


@dataclass(frozen=True)
class Equation:
    """Suppressed cells, each times its factor, sum to `total`."""

    factors: dict[Cell, Fraction]
    total: Fraction


def equations(published: Published) -> list[Equation]:
    """All sums that hold over all files: parts of a total, months of a quarter, quarters of a year."""
    sums: list[tuple[Cell, list[Cell]]] = []
    for whole in published:
        if whole.period.length is not Length.MONTH:
            sums.append((whole, [cell for cell in published if _is_time_part(cell, whole)]))
        if whole.table is Table.RECEIVED:
            sums += [
                (whole, [cell for cell in published if cell[:2] == (table, whole.period)])
                for table in PARTS_OF_RECEIVED
            ]
    found = (_equation(published, whole, parts) for whole, parts in sums)
    return [equation for equation in found if equation.factors]


def computed(published: Published) -> dict[Cell, Fraction]:
    """The suppressed cells that follow from the published ones by solving the equations exactly."""
    solved = reduced(equations(published))
    return {cell: row.total / factor for row in solved for cell, factor in row.factors.items() if len(row.factors) == 1}


def intervals(published: Published) -> dict[Cell, tuple[float, float]]:
    """Bounds of every suppressed cell, drawn ever tighter by every equation; zeros are shown, so it is 1 at least."""
    given = equations(published)
    rows = given + reduced(given)
    low: dict[Cell, float] = {cell: 1 for cell, count in published.items() if count is None}
    high: dict[Cell, float] = dict.fromkeys(low, inf)
    changed = True
    while changed:
        changed = sum(_tighten(row, low, high) for row in rows) > 0
    return {cell: (low[cell], high[cell]) for cell in low}


def reduced(rows: list[Equation]) -> list[Equation]:
    """Gauss-Jordan elimination in fractions."""
    done: dict[Cell, Equation] = {}
    for given in rows:
        left = given
        for pivot, by in done.items():
            left = _less(left, by, pivot)
        if not left.factors:
            assert left.total == 0, "the published sums contradict each other"
            continue
        pivot, scale = next(iter(left.factors.items()))
        left = Equation({cell: factor / scale for cell, factor in left.factors.items()}, left.total / scale)
        done = {other: _less(by, left, pivot) for other, by in done.items()}
        done[pivot] = left
    return list(done.values())


def _less(row: Equation, by: Equation, pivot: Cell) -> Equation:
    times = row.factors.get(pivot)
    if times is None:
        return row
    factors = dict(row.factors)
    for cell, factor in by.factors.items():
        factors[cell] = factors.get(cell, Fraction(0)) - times * factor
        if not factors[cell]:
            del factors[cell]
    return Equation(factors, row.total - times * by.total)


def _tighten(row: Equation, low: dict[Cell, float], high: dict[Cell, float]) -> bool:
    changed = False
    for cell, factor in row.factors.items():
        rest = [(other, by) for other, by in row.factors.items() if other != cell]
        least = sum(by * (low[other] if by > 0 else high[other]) for other, by in rest)
        most = sum(by * (high[other] if by > 0 else low[other]) for other, by in rest)
        ends = sorted(((row.total - least) / factor, (row.total - most) / factor))
        bottom = -inf if ends[0] == -inf else ceil(ends[0])
        top = inf if ends[1] == inf else floor(ends[1])
        changed |= bottom > low[cell] or top < high[cell]
        low[cell], high[cell] = max(low[cell], bottom), min(high[cell], top)
        assert low[cell] <= high[cell], "the published sums contradict each other"
    return changed


def _is_time_part(cell: Cell, whole: Cell) -> bool:
    return cell.period.parent == whole.period and (cell.table, cell.key) == (whole.table, whole.key)


def _equation(published: Published, whole: Cell, parts: list[Cell]) -> Equation:
    factors: dict[Cell, Fraction] = {}
    total = Fraction(0)
    for cell, sign in [(whole, -1), *((part, 1) for part in parts)]:
        count = published[cell]
        if count is None:
            factors[cell] = Fraction(sign)
        else:
            total -= sign * count
    return Equation(factors, total)
