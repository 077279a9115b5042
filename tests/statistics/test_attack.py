"""An intruder who has every file that was ever published cannot work out what is suppressed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tipline.statistics.cells import Cell, Counts, Table, cells_of_year
from tipline.statistics.disclosure import primary, protect
from tipline.statistics.periods import Period

from .intruder import Published, disclosed, narrow_intervals
from .years import Row, by_category, first_months, published_month_by_month, same_each_month, year

BOUNDED = settings(
    derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow], database=None
)

NASTY = {
    "one cell in the whole year": by_category({"drugs": 1}, *[{"drugs": 0}] * 11),
    "nothing at all": same_each_month({"drugs": 0, "fraud": 0}),
    "one category": by_category(*[{"drugs": count} for count in (30, 4, 12, 9, 1, 2, 0, 50, 10, 11, 19, 3)]),
    "one status, small totals": same_each_month({"drugs": 2, "fraud": 1}),
    "a single small category in one month": by_category(*[{"drugs": 40, "fraud": 30}] * 11, {"drugs": 40, "fraud": 3}),
    "the same pair in each month": same_each_month({"drugs": 60, "fraud": 4, "gangs": 5}),
    "a quarter derivable by its months": by_category(
        {"drugs": 20, "fraud": 30}, {"drugs": 4, "fraud": 30}, {"drugs": 30, "fraud": 30}
    ),
    "two ones each month": same_each_month({"drugs": 60, "fraud": 1, "gangs": 1}),
    "two nines each month": same_each_month({"drugs": 60, "fraud": 9, "gangs": 9}),
    "pairs that join in a chain": by_category(
        {"a": 3, "b": 12, "c": 30}, {"a": 40, "b": 2, "c": 11}, {"a": 13, "b": 41, "c": 5}
    ),
    "hidden totals in a shown quarter": year(
        [({"a": 5}, {"new": 5}, 1), ({"a": 2, "b": 5}, {"new": 3, "closed": 4}, 2), ({"b": 7}, {"closed": 7}, 9)]
    ),
    "the year but one quarter": year([({"a": 50}, {"closed": 50}, few) for few in [1, 1, 1] + [20] * 9]),
}


def assert_safe(counts: Counts, published: Published, threshold: int) -> None:
    truth = cells_of_year(counts)
    assert all(published[cell] in (None, count) for cell, count in truth.items())
    assert all(published[cell] is None for cell, count in truth.items() if 0 < count < threshold)
    assert all(published[cell] == 0 for cell, count in truth.items() if count == 0)
    assert narrow_intervals(published, lambda cell: (threshold + 1) // 2 if truth[cell] < threshold else 1) == {}


@st.composite
def small_years(draw: st.DrawFn) -> Counts:
    count = st.sampled_from([0, 0, 1, 1, 2, 3, 5, 9, 10, 11, 25])
    keys = ["a", "b", "c"][: draw(st.integers(1, 3))]
    rows: list[Row] = []
    for _ in range(draw(st.sampled_from([1, 3, 6, 12]))):
        categories = {key: draw(count) for key in keys}
        tips = sum(categories.values())
        fresh = draw(st.integers(0, tips))
        rows.append((categories, {"new": fresh, "closed": tips - fresh}, draw(count)))
    return year(rows)


@pytest.mark.parametrize("threshold", [2, 3, 10])
@pytest.mark.parametrize("case", NASTY)
def test_files_published_month_by_month_disclose_nothing_together(case: str, threshold: int) -> None:
    assert_safe(NASTY[case], published_month_by_month(NASTY[case], threshold), threshold)


@BOUNDED
@given(counts=small_years(), threshold=st.sampled_from([2, 3, 5, 10]))
def test_no_year_discloses_a_suppressed_cell(counts: Counts, threshold: int) -> None:
    assert_safe(counts, protect(counts, threshold).cells, threshold)


@BOUNDED
@given(counts=small_years(), months=st.integers(1, 12))
def test_a_published_file_never_changes_when_later_ones_follow(counts: Counts, months: int) -> None:
    shown = protect(counts).cells
    earlier = protect(first_months(counts, min(months, len(counts[Table.RECEIVED])))).cells
    assert earlier.items() <= shown.items()


def test_protecting_a_released_year_again_changes_nothing() -> None:
    counts = NASTY["one category"]
    shown = protect(counts)
    released = {period: shown.suppressed(period) for period in shown.periods}
    assert protect(counts, released=released) == shown


@pytest.mark.parametrize(
    "case",
    ["a single small category in one month", "a quarter derivable by its months", "pairs that join in a chain"],
)
def test_with_primary_suppression_alone_the_intruder_computes_cells(case: str) -> None:
    found = disclosed(only_primary(NASTY[case]))
    truth = cells_of_year(NASTY[case])
    assert found
    assert all(truth[cell] == value for cell, value in found.items())


@pytest.mark.parametrize("case", ["two ones each month", "the same pair in each month"])
def test_with_primary_suppression_alone_bounds_can_disclose_a_cell(case: str) -> None:
    found = disclosed(only_primary(NASTY[case]))
    truth = cells_of_year(NASTY[case])
    assert bool(found) is (case == "two ones each month")
    assert all(truth[cell] == value for cell, value in found.items())


def test_the_intruder_subtracts_months_from_a_quarter_that_looks_safe_alone() -> None:
    counts = NASTY["a quarter derivable by its months"]
    published = dict(protect(counts).cells)
    quarter = Period.parse("2026-Q1")
    published |= {cell: count for cell, count in cells_of_year(counts).items() if cell.period == quarter}
    assert Cell(Table.CATEGORY, Period.parse("2026-02"), "drugs") in disclosed(published)


def test_an_intruder_who_runs_this_code_on_every_possible_month_finds_no_cell_with_one_value() -> None:
    worlds: dict[tuple[tuple[Cell, int | None], ...], list[dict[Cell, int]]] = {}
    for tips in range(12):
        for drugs, closed in product(range(tips + 1), repeat=2):
            row = ({"drugs": drugs, "fraud": tips - drugs}, {"closed": closed, "new": tips - closed}, 0)
            counts = year([row])
            worlds.setdefault(tuple(protect(counts, 4).cells.items()), []).append(cells_of_year(counts))
    for published, fitting in worlds.items():
        for cell, count in published:
            assert count is not None or len({world[cell] for world in fitting}) > 1, (published, fitting)


def test_random_tie_breaking_lets_an_intruder_who_knows_the_rule_narrow_down_fewer_counts() -> None:
    """Tries all triples of small counts: which of them fit what is published, for all that the intruder knows?"""
    every = [counts for counts in product(range(13), repeat=3) if any(0 < count < 4 for count in counts)]

    def narrowed_down(seeds: Sequence[bytes]) -> int:
        fitting: dict[object, list[tuple[int, ...]]] = {}
        first: dict[tuple[int, ...], object] = {}
        for counts in every:
            for seed in seeds:
                shown = protect(by_category(dict(zip("abc", counts, strict=True))), 4, seed=seed).cells
                pattern = tuple(sorted((cell.table, cell.key, str(count)) for cell, count in shown.items()))
                fitting.setdefault(pattern, []).append(counts)
                first.setdefault(counts, pattern)
        return sum(
            len({world[i] for world in fitting[first[counts]]}) <= 2
            for counts in every
            if max(counts) <= 8  # Far from the edge of what is tried.
            for i in range(3)
            if 0 < counts[i] < 4
        )

    assert narrowed_down([bytes([seed]) for seed in range(8)]) * 2 < narrowed_down([b"known"])


def only_primary(counts: Counts) -> dict[Cell, int | None]:
    cells = cells_of_year(counts)
    small = {cell for period in {cell.period for cell in cells} for cell in primary(cells, period, 10)}
    return {cell: None if cell in small else count for cell, count in cells.items()}
