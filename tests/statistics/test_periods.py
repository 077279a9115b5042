"""Months, quarters and years in the department's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tipline.statistics.periods import Length, Period, ended_periods, periods_of_year

BOSTON = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("label", "first_day", "day_after", "months"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1), 12),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1), 3),
        ("2026-Q3", date(2026, 7, 1), date(2026, 10, 1), 3),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), 3),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1), 1),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1), 1),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), 1),
    ],
)
def test_a_label_names_a_period(label: str, first_day: date, day_after: date, months: int) -> None:
    period = Period.parse(label)
    assert (period.first_day, period.day_after, len(period.months)) == (first_day, day_after, months)
    assert period.label == str(period) == label


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-", "2026-00", "2026-13", "2026-1", "2026-Q0", "2026-Q5", "2026-q1", "2026-11\n", " 2026",
     "2026-11-01", "1969", "3000", "٢٠٢٦"],
)  # fmt: skip
def test_any_other_label_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"period|year"):
        Period.parse(text)


def test_a_number_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no quarter 5"):
        Period(2026, Length.QUARTER, 5)


def test_a_month_belongs_to_its_quarter_and_that_to_its_year() -> None:
    quarter = Period.parse("2026-11").parent
    assert quarter == Period.parse("2026-Q4")
    assert quarter.parent == Period.parse("2026")
    assert Period.parse("2026").parent is None


def test_every_part_of_a_period_has_it_as_parent() -> None:
    for quarter in (period for period in periods_of_year(2026) if period.length is Length.QUARTER):
        assert {month.parent for month in quarter.months} == {quarter}


def test_a_day_has_a_month() -> None:
    assert Period.month_of(date(2026, 11, 30)) == Period.parse("2026-11")


def test_a_month_starts_and_ends_at_midnight_in_the_zone_before_and_after_clocks_change() -> None:
    november = Period.parse("2026-11")
    assert november.start(BOSTON) == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert november.end(BOSTON) == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert november.end(BOSTON) - november.start(BOSTON) == timedelta(days=30, hours=1)


def test_where_clocks_skip_midnight_the_month_starts_at_the_change() -> None:
    amman = ZoneInfo("Asia/Amman")  # On 1 April 2016 clocks went from 00:00 to 01:00.
    assert Period.parse("2016-04").start(amman) == datetime(2016, 3, 31, 22, tzinfo=UTC)


def test_where_midnight_comes_twice_the_month_starts_at_the_first() -> None:
    havana = ZoneInfo("America/Havana")  # On 1 November 2026 clocks go from 01:00 back to 00:00.
    assert Period.parse("2026-11").start(havana) == datetime(2026, 11, 1, 4, tzinfo=UTC)


def test_one_period_ends_where_the_next_starts() -> None:
    months = Period.parse("2026").months
    for one, following in pairwise(months):
        assert one.end(BOSTON) == following.start(BOSTON)


def test_a_period_has_ended_at_its_last_midnight_in_the_zone_and_not_before() -> None:
    july = Period.parse("2026-07")
    assert not july.has_ended(datetime(2026, 8, 1, 3, 59, 59, tzinfo=UTC), BOSTON)
    assert july.has_ended(datetime(2026, 8, 1, 4, tzinfo=UTC), BOSTON)
    assert july.has_ended(datetime(2026, 8, 1, tzinfo=BOSTON), BOSTON)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Period.parse("2026-07").has_ended(datetime(2026, 8, 1), BOSTON)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        ended_periods(date(2026, 1, 1), datetime(2026, 8, 1), BOSTON)  # noqa: DTZ001


def test_ended_periods_come_in_the_order_in_which_they_can_be_published() -> None:
    ended = ended_periods(date(2025, 11, 15), datetime(2026, 4, 2, tzinfo=UTC), BOSTON)
    assert [period.label for period in ended] == [
        "2025-11", "2025-12", "2025-Q4", "2025", "2026-01", "2026-02", "2026-03", "2026-Q1",
    ]  # fmt: skip


def test_no_period_has_ended_in_the_first_month() -> None:
    assert ended_periods(date(2026, 7, 3), datetime(2026, 7, 31, tzinfo=UTC), BOSTON) == []


def test_a_year_ends_later_in_the_west_than_in_utc() -> None:
    new_year = datetime(2027, 1, 1, 2, tzinfo=UTC)
    assert Period.parse("2026") not in ended_periods(date(2026, 1, 1), new_year, BOSTON)
    assert Period.parse("2026") in ended_periods(date(2026, 1, 1), new_year, ZoneInfo("Europe/Berlin"))
