"""What is counted, in which month, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from tipline.departments.models import Category, Unit
from tipline.statistics.cells import NO_KEY, Table
from tipline.statistics.measures import MonthCounts, count_months
from tipline.statistics.periods import Length, Period
from tipline.tips.models import Precision, Status, Tip

from . import rows

pytestmark = pytest.mark.django_db

MAY = Period.parse("2026-05")
JUNE = Period.parse("2026-06")
NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


def received(counts: MonthCounts) -> int:
    return counts.counts[Table.RECEIVED][NO_KEY]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"])
def test_a_month_begins_and_ends_at_midnight_of_the_departments_zone(zone: str) -> None:
    of = rows.department(zone=zone)
    midnight = datetime(2026, 6, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    rows.tips(of, 1, midnight - timedelta(microseconds=1))
    rows.tips(of, 2, midnight)
    rows.tips(of, 4, datetime(2026, 7, 1, tzinfo=ZoneInfo(zone)))
    rows.tips(of, 8, datetime(2026, 5, 1, tzinfo=ZoneInfo(zone)) - timedelta(seconds=1))
    counted = count_months(of, [MAY, JUNE])
    assert [received(counted[MAY]), received(counted[JUNE])] == [1, 2]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_a_tip_whose_time_faded_to_the_day_stays_in_its_month(zone: str) -> None:
    of = rows.department(zone=zone)
    for day in (datetime(2026, 5, 1, tzinfo=ZoneInfo(zone)), datetime(2026, 5, 31, tzinfo=ZoneInfo(zone))):
        rows.tips(of, 1, day.astimezone(UTC))
    Tip.objects.update(received_precision=Precision.DAY)
    assert received(count_months(of, [MAY])[MAY]) == 2


def test_tips_are_counted_by_category_and_status() -> None:
    of = rows.department()
    rows.tips(of, 3, NOON, category="drugs", status=Status.NEW)
    rows.tips(of, 5, NOON, category="gangs", status=Status.CLOSED)
    counts = count_months(of, [MAY])[MAY].counts
    assert {key: count for key, count in counts[Table.CATEGORY].items() if count} == {"drugs": 3, "gangs": 5}
    assert {key: count for key, count in counts[Table.STATUS].items() if count} == {"new": 3, "closed": 5}
    assert set(counts[Table.STATUS]) == set(Status.values)


def test_a_tip_without_a_category_in_clear_counts_as_withheld() -> None:
    of = rows.department()
    rows.tips(of, 2, NOON, category=None)
    assert count_months(of, [MAY])[MAY].counts[Table.CATEGORY]["withheld"] == 2


def test_a_category_with_withheld_tips_has_no_false_zero() -> None:
    of = rows.department()
    assert "police-conduct" not in count_months(of, [MAY])[MAY].counts[Table.CATEGORY]


def test_a_category_keeps_its_counts_from_before_it_was_routed_to_oversight() -> None:
    of = rows.department()
    rows.tips(of, 4, NOON, category="fraud")
    oversight = Unit.objects.get(department=of, kind=Unit.Kind.OVERSIGHT)
    Category.objects.filter(department=of, code="fraud").update(primary_unit=oversight)
    assert count_months(of, [MAY])[MAY].counts[Table.CATEGORY]["fraud"] == 4


def test_a_category_with_the_code_withheld_breaks_no_sum() -> None:
    of = rows.department()
    Category.objects.filter(department=of, code="fraud").update(code="withheld")
    rows.tips(of, 4, NOON, category="withheld")
    rows.tips(of, 3, NOON, category=None)
    counts = count_months(of, [MAY])[MAY].counts
    assert counts[Table.CATEGORY]["withheld"] == counts[Table.RECEIVED][NO_KEY] == 7


def test_an_escalation_counts_in_the_month_it_was_raised_in() -> None:
    of = rows.department()
    [tip] = rows.tips(of, 1, NOON)
    rows.escalations(tip, 2, NOON)
    rows.escalations(tip, 3, NOON + timedelta(days=30))
    counted = count_months(of, [MAY, JUNE])
    assert [counted[month].counts[Table.ESCALATIONS][NO_KEY] for month in (MAY, JUNE)] == [2, 3]


def test_review_times_count_in_the_month_the_tip_was_received_in() -> None:
    of = rows.department()
    for minutes, number in ((5, 3), (120, 2), (None, 4)):
        rows.tips(of, number, NOON, minutes=minutes)
    assert count_months(of, [MAY])[MAY].durations == {5: 3, 120: 2}


def test_another_departments_tips_never_count() -> None:
    of, other = rows.department(), rows.department("lakeside")
    [tip, *_] = rows.tips(other, 50, NOON)
    rows.escalations(tip, 7, NOON)
    counted = count_months(of, [MAY])[MAY]
    assert all(sum(table.values()) == 0 for table in counted.counts.values())
    assert not counted.durations


def test_a_whole_year_takes_four_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    of = rows.department()
    rows.tips(of, 20, NOON)
    with django_assert_num_queries(4):
        count_months(of, Period(2026, Length.YEAR, 1).months)
