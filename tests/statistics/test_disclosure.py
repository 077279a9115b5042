"""What a department's files show and what they leave out, in plain cases."""

from __future__ import annotations

import pytest

from tipline.statistics.cells import NO_KEY, Cell, Table
from tipline.statistics.disclosure import ProtectedYear, protect
from tipline.statistics.periods import Period

from .years import by_category, first_months, same_each_month, year

JANUARY, QUARTER, YEAR = Period.parse("2026-01"), Period.parse("2026-Q1"), Period.parse("2026")


def categories(shown: ProtectedYear, period: Period = JANUARY) -> dict[str, int | None]:
    return shown.table(Table.CATEGORY, period)


def total(shown: ProtectedYear, period: Period = JANUARY) -> int | None:
    return shown.table(Table.RECEIVED, period)[NO_KEY]


def test_large_counts_are_shown_and_a_zero_is_a_zero() -> None:
    shown = protect(by_category({"drugs": 40, "fraud": 10, "gangs": 0}))
    assert categories(shown) == {"drugs": 40, "fraud": 10, "gangs": 0}
    assert total(shown) == 50


@pytest.mark.parametrize("count", [1, 5, 9])
def test_a_count_of_one_to_nine_is_suppressed_and_a_second_cell_where_the_total_would_reveal_it(count: int) -> None:
    shown = protect(by_category({"drugs": 60, "fraud": count, "gangs": 25, "weapons": 90}))
    assert categories(shown) == {"drugs": 60, "fraud": None, "gangs": None, "weapons": 90}
    assert total(shown) == 175 + count


def test_two_suppressed_cells_need_no_third_where_they_leave_room() -> None:
    shown = protect(by_category({"drugs": 60, "fraud": 4, "gangs": 5}))
    assert categories(shown) == {"drugs": 60, "fraud": None, "gangs": None}


@pytest.mark.parametrize("count", [1, 9])
def test_two_ones_or_two_nines_are_not_disclosed_by_their_sum(count: int) -> None:
    shown = protect(by_category({"drugs": 60, "fraud": count, "gangs": count}))
    assert categories(shown) == {"drugs": None, "fraud": None, "gangs": None}


def test_a_total_below_the_threshold_suppresses_its_whole_month_but_zeros() -> None:
    shown = protect(by_category({"drugs": 6, "fraud": 0}))
    assert total(shown) is None
    assert categories(shown) == {"drugs": None, "fraud": 0}
    assert shown.table(Table.STATUS, JANUARY) == {"closed": None}


def test_a_month_with_a_suppressed_total_shows_none_of_its_parts() -> None:
    shown = protect(year([({"drugs": 9, "fraud": 9}, {"closed": 3, "new": 15}, 0)]))
    assert total(shown) is None
    assert shown.table(Table.STATUS, JANUARY) == {"closed": None, "new": None}


def test_statuses_are_protected_like_categories() -> None:
    shown = protect(year([({"drugs": 50}, {"closed": 30, "new": 3, "referred": 17}, 0)]))
    assert shown.table(Table.STATUS, JANUARY) == {"closed": 30, "new": None, "referred": None}


def test_few_escalations_are_suppressed_without_touching_the_tips() -> None:
    shown = protect(year([({"drugs": 50}, {"closed": 50}, 3)]))
    assert shown.table(Table.ESCALATIONS, JANUARY) == {NO_KEY: None}
    assert total(shown) == 50


def test_a_quarter_is_suppressed_if_it_would_reveal_one_of_its_months() -> None:
    shown = protect(year([({"drugs": 50}, {"closed": 50}, escalated) for escalated in (20, 4, 30)]))
    assert shown.table(Table.ESCALATIONS, Period.parse("2026-03")) == {NO_KEY: 30}
    assert shown.table(Table.ESCALATIONS, QUARTER) == {NO_KEY: None}


def test_small_months_can_add_up_to_a_shown_quarter() -> None:
    shown = protect(by_category({"drugs": 5}, {"drugs": 6}, {"drugs": 7}))
    assert total(shown, QUARTER) == 18


def test_a_year_is_suppressed_if_it_would_reveal_one_of_its_quarters() -> None:
    rows = [({"drugs": 50}, {"closed": 50}, escalated) for escalated in [2, 1, 1] + [40] * 9]
    shown = protect(year(rows))
    assert shown.table(Table.ESCALATIONS, Period.parse("2026-Q2")) == {NO_KEY: 120}
    assert shown.table(Table.ESCALATIONS, YEAR) == {NO_KEY: None}


def test_the_same_pair_suppressed_in_every_month_leaves_the_sums_shown() -> None:
    shown = protect(same_each_month({"drugs": 60, "fraud": 4, "gangs": 5}))
    assert categories(shown, QUARTER) == {"drugs": 180, "fraud": 12, "gangs": 15}
    assert categories(shown, YEAR) == {"drugs": 720, "fraud": 48, "gangs": 60}


def test_only_periods_with_all_their_months_are_published() -> None:
    shown = protect(first_months(same_each_month({"drugs": 60}), 5))
    assert [period.label for period in shown.periods] == [
        "2026-01", "2026-02", "2026-03", "2026-Q1", "2026-04", "2026-05",
    ]  # fmt: skip


def test_a_higher_threshold_suppresses_more() -> None:
    shown = protect(by_category({"drugs": 95, "fraud": 15, "gangs": 45}), threshold=20)
    assert categories(shown) == {"drugs": 95, "fraud": None, "gangs": None}


def test_a_published_month_stays_as_it_was_and_its_quarter_is_suppressed() -> None:
    counts = year([({"drugs": 50}, {"closed": 50}, escalated) for escalated in (15, 4, 12)])
    old = protect(counts, threshold=10)
    released = {period: old.suppressed(period) for period in old.periods if period != QUARTER}
    shown = protect(counts, threshold=20, released=released)
    assert shown.table(Table.ESCALATIONS, JANUARY) == {NO_KEY: 15}
    assert shown.table(Table.ESCALATIONS, QUARTER) == {NO_KEY: None}


def test_primary_and_secondary_cells_look_alike() -> None:
    shown = protect(by_category({"drugs": 60, "fraud": 4}))
    assert shown.suppressed(JANUARY) == {Cell(Table.CATEGORY, JANUARY, key) for key in ("drugs", "fraud")}


def test_the_order_in_which_counts_are_given_changes_nothing() -> None:
    one = protect(by_category({"drugs": 30, "fraud": 4, "gangs": 30}))
    other = protect(by_category({"gangs": 30, "fraud": 4, "drugs": 30}))
    assert categories(one) == categories(other)
    assert list(categories(one).values()).count(None) == 2


def test_which_of_two_equals_is_suppressed_depends_on_a_seed_that_nobody_keeps() -> None:
    counts = by_category({"drugs": 30, "fraud": 4, "gangs": 30})
    chosen = {tuple(categories(protect(counts, seed=bytes([seed]))).items()) for seed in range(20)}
    assert chosen == {
        (("drugs", None), ("fraud", None), ("gangs", 30)),
        (("drugs", 30), ("fraud", None), ("gangs", None)),
    }


@pytest.mark.parametrize(("durations", "shown"), [(0, False), (9, False), (10, True)])
def test_a_median_is_not_shown_on_fewer_durations_than_the_threshold(durations: int, shown: bool) -> None:
    assert protect(by_category({"drugs": 60})).may_show_durations(JANUARY, durations) is shown


def test_a_median_is_not_shown_beside_a_suppressed_total() -> None:
    assert not protect(by_category({"drugs": 9})).may_show_durations(JANUARY, 12)


@pytest.mark.parametrize("threshold", [1, 0, -10])
def test_a_threshold_below_two_is_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        protect(by_category({"drugs": 60}), threshold=threshold)


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        protect(year([({"drugs": 60}, {"closed": 59}, 0)]))


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        protect(by_category({"drugs": 60, "fraud": -1}))


def test_a_month_that_is_left_out_is_refused() -> None:
    counts = same_each_month({"drugs": 60})
    gap = {table: {month: row for month, row in rows.items() if month.number != 2} for table, rows in counts.items()}
    with pytest.raises(ValueError, match="none left out"):
        protect(gap)


def test_tables_with_different_months_are_refused() -> None:
    counts = dict(same_each_month({"drugs": 60}))
    counts[Table.ESCALATIONS] = {JANUARY: {NO_KEY: 0}}
    with pytest.raises(ValueError, match="same months"):
        protect(counts)


def test_a_table_that_is_missing_is_refused() -> None:
    counts = dict(by_category({"drugs": 60}))
    del counts[Table.STATUS]
    with pytest.raises(ValueError, match="status"):
        protect(counts)


def test_no_months_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        protect({table: {} for table in Table})


def test_a_key_in_a_table_without_keys_is_refused() -> None:
    counts = dict(by_category({"drugs": 60}))
    counts[Table.ESCALATIONS] = {JANUARY: {"urgent": 1}}
    with pytest.raises(ValueError, match="a key it cannot have"):
        protect(counts)


def test_a_quarter_reveals_nothing_more_about_a_month_published_carelessly() -> None:
    counts = by_category({"drugs": 60, "fraud": 4}, {"drugs": 60, "fraud": 30}, {"drugs": 60, "fraud": 30})
    careless = {JANUARY: frozenset({Cell(Table.CATEGORY, JANUARY, "fraud")})}
    shown = protect(counts, released=careless)
    assert categories(shown, QUARTER) == {"drugs": 180, "fraud": None}
    assert total(shown, QUARTER) == 244
