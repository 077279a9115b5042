"""An intruder who has the bytes of every file of a year learns no suppressed cell, whenever the files were made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tipline.departments.models import Department, Officer
from tipline.statistics.actions import export_figures
from tipline.statistics.cells import Cell
from tipline.tips.models import Handling, Status, Tip

from . import rows
from .intruder import Published, disclosed, narrow_intervals

pytestmark = pytest.mark.django_db

Months = Mapping[int, Mapping[str, int]]

CASES: dict[str, Months] = {
    "one small category in one month": {
        month: {"drugs": 40, "fraud": 3 if month == 12 else 30} for month in range(1, 13)
    },
    "a small department": {month: {"drugs": month % 4, "fraud": month % 3, "weapons": 1} for month in range(1, 13)},
    "one tip in the year": {6: {"hate": 1}},
    "pairs that join in a chain": {
        1: {"drugs": 3, "fraud": 12, "gangs": 30},
        2: {"drugs": 40, "fraud": 2, "gangs": 11},
        3: {"drugs": 13, "fraud": 41, "gangs": 5},
    },
}


def assert_safe(found: Published, truth: Mapping[Cell, int]) -> None:
    for cell, shown in found.items():
        count = truth.get(cell, 0)
        assert shown in (None, count)
        assert shown is None or not 0 < count < 10
        assert shown == 0 or count > 0
    assert set(truth) <= set(found)
    assert narrow_intervals(found, lambda cell: 5 if truth[cell] < 10 else 1) == {}


def filled(months: Months) -> tuple[Department, Officer]:
    of = rows.department()
    for month, categories in months.items():
        rows.month_of_tips(of, month, categories)
    rows.escalations(Tip.objects.all()[0], 4, datetime(2026, 6, 20, tzinfo=UTC))
    return of, rows.analyst(of)


@pytest.mark.parametrize("case", CASES)
def test_the_files_of_a_year_made_at_once_disclose_nothing(case: str) -> None:
    of, officer = filled(CASES[case])
    assert_safe(rows.published(officer), rows.truth(of))


def test_files_made_month_by_month_while_tips_change_disclose_nothing() -> None:
    of, officer = filled(CASES["a small department"])
    as_frozen: dict[Cell, int] = {}
    out: dict[Cell, int | None] = {}
    for month in range(1, 13):
        now = datetime(2026 + month // 12, month % 12 + 1, 3, tzinfo=UTC)
        before = rows.truth(of)
        for row in rows.exported(officer, f"2026-{month:02}", now):
            if row["measure"] in rows.TABLES:
                cell = rows.cell_of(row)
                out[cell] = None if row["value"] == "suppressed" else int(row["value"])
                as_frozen[cell] = before.get(cell, 0)
        Handling.objects.filter(status=Status.IN_REVIEW).update(status=Status.CLOSED)
    found = rows.published(officer)
    truth = _summed(as_frozen)
    assert out.items() <= found.items()
    assert_safe(found, {cell: count for cell, count in truth.items() if count})


def test_a_file_that_was_counted_again_would_disclose_cells() -> None:
    of, officer = filled(CASES["one small category in one month"])
    found = dict(rows.published(officer))
    truth = rows.truth(of)
    hidden = [cell for cell, count in found.items() if count is None and cell.period.label == "2026-12"]
    found |= {cell: truth[cell] for cell in hidden if cell.key != "fraud"}
    assert disclosed(found)


def test_primary_and_secondary_suppression_look_the_same() -> None:
    of, officer = filled(CASES["one small category in one month"])
    content = export_figures(officer=officer, period="2026-12", at=rows.AFTER).content.decode()
    truth = rows.truth(of)
    lines = [line.rsplit(",", 1)[1] for line in content.splitlines() if ",tips_by_category," in line]
    assert set(lines) == {"0", "suppressed"}
    assert {truth.get(cell) for cell, count in rows.published(officer).items() if count is None} & {40}


def _summed(months: Mapping[Cell, int]) -> dict[Cell, int]:
    sums = dict(months)
    for cell, count in months.items():
        for period in rows.above(cell.period):
            whole = cell._replace(period=period)
            sums[whole] = sums.get(whole, 0) + count
    return sums
