"""When tips are read, in words that a resident understands."""

from datetime import UTC, datetime, time

import pytest
from django.utils import translation

from tipline.departments.models import Department
from tipline.intake.reading_hours import is_read_now, reading_hours_text


def department(days: str, start: time | None = None, end: time | None = None) -> Department:
    return Department(reading_days=days, reading_from=start, reading_until=end, time_zone="America/New_York")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (department("1234567"), "Tips are read day and night, every day."),
        (department("12345", time(8), time(18)), "Tips are read Monday to Friday, from 8 a.m. to 6 p.m.."),
        (department("67"), "Tips are read Saturday, Sunday, day and night."),
        (department("135", time(8, 30), time(12)), "Tips are read Monday, Wednesday, Friday, from 8:30 a.m. to noon."),
    ],
)
def test_the_sentence_describes_days_and_hours(given: Department, words: str) -> None:
    with translation.override("en"):
        assert reading_hours_text(given) == words.replace("..", ".")


def test_hours_are_counted_in_the_departments_time_zone() -> None:
    office = department("12345", time(8), time(18))
    assert is_read_now(office, datetime(2026, 11, 3, 13, 30, tzinfo=UTC))
    assert not is_read_now(office, datetime(2026, 11, 3, 12, 30, tzinfo=UTC))
    assert not is_read_now(office, datetime(2026, 11, 8, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "hour", "read"),
    [(4, 23, True), (5, 2, True), (5, 6, False), (5, 23, False), (4, 2, False), (4, 21, False), (6, 2, False)],
)
def test_hours_over_midnight_belong_to_the_day_on_which_they_start(day: int, hour: int, read: bool) -> None:
    friday = Department(reading_days="5", reading_from=time(22), reading_until=time(6), time_zone="UTC")
    assert is_read_now(friday, datetime(2026, 12, day, hour, tzinfo=UTC)) == read


def test_hours_may_span_midnight() -> None:
    office = department("1234567", time(22), time(6))
    assert is_read_now(office, datetime(2026, 11, 3, 4, 0, tzinfo=UTC))
    assert not is_read_now(office, datetime(2026, 11, 3, 15, 0, tzinfo=UTC))
