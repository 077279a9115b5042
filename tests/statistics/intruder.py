"""An intruder: has every published file, knows no true count, and works out what is suppressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tipline.statistics.cells import BREAKDOWNS, Cell, Table
from tipline.statistics.periods import Length

Published = Mapping[Cell, int | None]

UNBOUNDED = 1_000_000
"""No department has so many tips: an interval that ends here has no end."""


def narrow_intervals(published: Published, width: Callable[[Cell], int]) -> dict[Cell, tuple[int, int]]:
    """The suppressed cells whose feasibility interval, least to largest count that fits, is narrower than its width.

    Counts are whole and suppressed ones at least 1, since zeros are shown. Each solution that a search finds counts
    for all cells, so that most need no search of their own.
    """
    suppressed = [cell for cell, count in published.items() if count is None]
    if not suppressed:
        return {}
    sums, widths = _sums(published, suppressed), np.array([width(cell) for cell in suppressed])
    low, high = np.full(len(suppressed), UNBOUNDED), np.zeros(len(suppressed))
    for objective in np.identity(len(suppressed)):
        for sign in (1, -1):
            if (high - low)[objective == 1] < widths[objective == 1]:
                counts = _solution(sign * objective, sums)
                low, high = np.minimum(low, counts), np.maximum(high, counts)
    return {suppressed[i]: (int(low[i]), int(high[i])) for i in np.flatnonzero(high - low < widths)}


def disclosed(published: Published) -> dict[Cell, int]:
    """The suppressed cells for which only one count fits."""
    return {cell: low for cell, (low, _) in narrow_intervals(published, lambda _: 1).items()}


def _solution(objective: np.ndarray, sums: LinearConstraint) -> np.ndarray:
    found = milp(objective, integrality=np.ones_like(objective), bounds=Bounds(1, UNBOUNDED), constraints=sums)
    assert found.status == 0, found.message
    counts = np.rint(found.x)
    assert (sums.A @ counts == sums.lb).all()
    return counts


def _sums(published: Published, suppressed: list[Cell]) -> LinearConstraint:
    column = {cell: number for number, cell in enumerate(suppressed)}
    rows, totals = [], []
    for whole, parts in _equations(published):
        row, total = np.zeros(len(suppressed)), 0
        for cell, sign in [(whole, -1), *((part, 1) for part in parts)]:
            count = published[cell]
            if count is None:
                row[column[cell]] += sign
            else:
                total -= sign * count
        rows.append(row)
        totals.append(total)
    return LinearConstraint(np.array(rows), totals, totals)


def _equations(published: Published) -> Iterator[tuple[Cell, list[Cell]]]:
    """All sums that hold over all files: parts of a total, months of a quarter, quarters of a year."""
    for whole in published:
        if whole.period.length is not Length.MONTH:
            yield whole, [cell for cell in published if _is_time_part(cell, whole)]
        if whole.table is Table.RECEIVED:
            for table in BREAKDOWNS:
                yield whole, [cell for cell in published if cell[:2] == (table, whole.period)]


def _is_time_part(cell: Cell, whole: Cell) -> bool:
    return cell.period.parent == whole.period and (cell.table, cell.key) == (whole.table, whole.key)
