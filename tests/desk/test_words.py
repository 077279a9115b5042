"""Times in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from tipline.desk import formatting
from tipline.desk.templatetags.desk import language_name
from tipline.tips.models import Precision

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english_and_utc() -> object:
    with translation.override("en"), timezone.override(UTC):
        yield


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (47 * 60, "47 h"), (48 * 60, "2 days")]
)
def test_a_duration_is_shown_in_its_largest_unit(minutes: int, said: str) -> None:
    assert formatting.format_duration(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(18.5, "18 min left"), (90, "1 h left"), (0.5, "due now"), (-0.5, "due now"), (-5, "late by 5 min")],
)
def test_a_clock_counts_down_and_then_up(minutes: float, said: str) -> None:
    assert formatting.format_deadline(NOW + timedelta(minutes=minutes), NOW) == said


@pytest.mark.parametrize(
    ("precision", "said"), [(Precision.EXACT, "5 min"), (Precision.HOUR, "1 h"), (Precision.DAY, "1 day")]
)
def test_an_age_is_no_more_precise_than_its_time(precision: Precision, said: str) -> None:
    assert formatting.format_age(NOW - timedelta(minutes=5), precision, NOW) == said


@pytest.mark.parametrize(
    ("precision", "said"),
    [
        (Precision.EXACT, "March 10, 2026, 15:00"),
        (Precision.HOUR, "March 10, 2026, about 15:00"),
        (Precision.DAY, "March 10, 2026"),
    ],
)
def test_a_time_is_no_more_precise_than_it_is_stored(precision: Precision, said: str) -> None:
    assert formatting.format_datetime(NOW, precision) == said


@pytest.mark.parametrize(("code", "said"), [("es", "Spanish"), ("tlh", "tlh"), ("", "–")])
def test_a_language_is_shown_by_its_name(code: str, said: str) -> None:
    assert language_name(code) == said
