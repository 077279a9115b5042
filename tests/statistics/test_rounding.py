"""Random rounding against somebody who sends tips of their own to work out the rest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tipline.departments.models import Department
from tipline.statistics.cells import Cell, Table
from tipline.statistics.models import Release
from tipline.statistics.periods import Period
from tipline.statistics.rounding import Rounding

from . import rows

JULY = Period.parse("2026-07")
IN_JULY = datetime(2026, 7, 15, 12, 0, tzinfo=UTC)
CELL = Cell(Table.CATEGORY, JULY, "drugs")
SEEDS = [number.to_bytes(2, "big") for number in range(2_000)]


def rounding_to(base: int) -> Department:
    of = rows.department()
    Department.objects.filter(pk=of.pk).update(figures_rounding=base)
    return Department.objects.get(pk=of.pk)


def published(base: int, few: int, own: int, slug: str = "riverton") -> str:
    of = rows.department(slug)
    Department.objects.filter(pk=of.pk).update(figures_rounding=base)
    rows.tips(of, few + own, IN_JULY, category="fraud")
    rows.tips(of, 100, IN_JULY, category="drugs")
    return rows.value(rows.exported(rows.analyst(of), "2026-07"), "tips_by_category", "fraud")


@pytest.mark.parametrize("base", [5, 10])
@pytest.mark.parametrize("count", [0, 10, 11, 14, 19, 20, 1003])
def test_a_count_is_rounded_to_one_of_two_multiples_and_right_on_average(base: int, count: int) -> None:
    found = [Rounding(base, seed).rounded(CELL, count) for seed in SEEDS]
    assert set(found) <= {count - count % base, count - count % base + (base if count % base else 0)}
    assert abs(sum(found) / len(found) - count) < base / 10


def test_without_rounding_counts_stay_as_they_are() -> None:
    assert [Rounding(1, b"").rounded(CELL, count) for count in (0, 7, 123)] == [0, 7, 123]


@pytest.mark.django_db
def test_without_rounding_ten_own_tips_reveal_a_small_count() -> None:
    assert int(published(1, few=3, own=10)) - 10 == 3


def test_with_rounding_to_ten_ten_own_tips_reveal_nothing() -> None:
    shown = {few: {Rounding(10, seed).rounded(CELL, 10 + few) for seed in SEEDS} for few in range(1, 10)}
    assert set(map(frozenset, shown.values())) == {frozenset({10, 20})}


@pytest.mark.django_db
@pytest.mark.parametrize("base", [5, 10])
def test_every_count_of_a_file_is_rounded_and_a_second_export_is_the_same(base: int) -> None:
    of = rounding_to(base)
    for code, number in {"drugs": 61, "gangs": 33, "fraud": 17}.items():
        rows.tips(of, number, IN_JULY, category=code)
    officer = rows.analyst(of)
    found = rows.exported(officer, "2026-07")
    counts = [int(row["value"]) for row in found if row["measure"] in rows.TABLES and row["value"] != "suppressed"]
    assert counts
    assert all(count % base == 0 for count in counts)
    assert rows.exported(officer, "2026-07") == found
    assert [row for row in found if row["key"] == "rounding" and row["measure"] == "note"]


@pytest.mark.django_db
def test_each_file_has_its_own_random_seed() -> None:
    for slug in ("riverton", "lakeside"):
        of = rows.department(slug)
        rows.tips(of, 20, IN_JULY)
        rows.exported(rows.analyst(of), "2026-07")
    seeds = [bytes(seed) for seed in Release.objects.values_list("seed", flat=True)]
    assert len(set(seeds)) == len(seeds) > 10
    assert {len(seed) for seed in seeds} == {16}


@pytest.mark.django_db
def test_a_month_has_the_same_count_in_its_own_file_and_in_its_quarter() -> None:
    of = rounding_to(10)
    rows.tips(of, 47, IN_JULY)
    officer = rows.analyst(of)
    quarter = rows.exported(officer, "2026-Q3")
    assert rows.value(quarter, "tips_by_month", "2026-07") == rows.value(
        rows.exported(officer, "2026-07"), "tips_received"
    )


@pytest.mark.django_db
def test_published_files_keep_their_rounding() -> None:
    of = rounding_to(10)
    rows.tips(of, 47, IN_JULY)
    officer = rows.analyst(of)
    out = rows.exported(officer, "2026-07", datetime(2026, 8, 10, tzinfo=UTC))
    Department.objects.filter(pk=of.pk).update(figures_rounding=1)
    officer.refresh_from_db()
    assert rows.exported(officer, "2026-07", datetime(2026, 8, 10, tzinfo=UTC)) == out
    assert Release.objects.get(label="2026-07").rounding == 10
