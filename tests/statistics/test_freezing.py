"""A month is counted once, after it ended; published figures never change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tipline.statistics import actions
from tipline.statistics.actions import freeze_ended_months
from tipline.statistics.cells import NO_KEY, Table
from tipline.statistics.disclosure import ProtectedYear, protect
from tipline.statistics.measures import count_months
from tipline.statistics.models import MonthFigures, Release
from tipline.statistics.periods import Period
from tipline.statistics.queries import ended_periods, frozen_year
from tipline.tips.models import Handling, Status, Tip

from . import rows

pytestmark = pytest.mark.django_db

COUNTING = "tipline.statistics.actions.count_months"
IN_MARCH = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
IN_MAY = datetime(2026, 5, 15, 12, 0, tzinfo=UTC)


def labels() -> set[str]:
    return set(Release.objects.values_list("label", flat=True))


def test_all_months_since_the_first_tip_are_frozen_in_order_over_the_turn_of_the_year() -> None:
    of = rows.department()
    rows.tips(of, 1, datetime(2025, 11, 3, 12, 0, tzinfo=UTC))
    assert freeze_ended_months(department=of, at=IN_MARCH) == 4
    months = [str(month) for month in MonthFigures.objects.filter(department=of)]
    assert months == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert {"2025-Q4", "2025", "2026-02"} <= labels()
    assert "2026-Q1" not in labels()


def test_freezing_again_adds_nothing_until_the_next_month_ends() -> None:
    of = rows.department()
    rows.tips(of, 12, IN_MARCH)
    freeze_ended_months(department=of, at=IN_MAY)
    before = set(MonthFigures.objects.values_list("pk", "frozen_at"))
    assert freeze_ended_months(department=of, at=IN_MAY + timedelta(days=1)) == 0
    assert set(MonthFigures.objects.values_list("pk", "frozen_at")) == before
    assert freeze_ended_months(department=of, at=IN_MAY + timedelta(days=30)) == 1


def test_a_frozen_month_keeps_its_counts_when_tips_change_or_go() -> None:
    of = rows.department()
    rows.tips(of, 30, IN_MARCH)
    freeze_ended_months(department=of, at=IN_MAY)
    Handling.objects.update(status=Status.IN_REVIEW)
    Tip.objects.filter(pk__in=list(Tip.objects.values_list("pk", flat=True)[:9])).delete()
    rows.tips(of, 5, IN_MAY)
    freeze_ended_months(department=of, at=rows.AFTER)
    counts = frozen_year(of, 2026).counts[Period.parse("2026-03")]
    assert (counts[Table.RECEIVED][NO_KEY], counts[Table.STATUS]["closed"]) == (30, 30)


def test_the_first_month_stays_the_first_when_its_tips_are_destroyed() -> None:
    of = rows.department()
    rows.tips(of, 3, IN_MARCH)
    freeze_ended_months(department=of, at=IN_MAY)
    Tip.objects.all().delete()
    assert [str(period) for period in ended_periods(of, IN_MAY)] == ["2026-04", "2026-Q1", "2026-03"]


def test_a_month_counts_as_over_an_hour_after_its_end() -> None:
    of = rows.department(zone="UTC")
    rows.tips(of, 3, IN_MARCH)
    midnight = datetime(2026, 4, 1, tzinfo=UTC)
    assert ended_periods(of, midnight + timedelta(minutes=59)) == []
    assert freeze_ended_months(department=of, at=midnight + timedelta(minutes=59)) == 0
    assert [str(period) for period in ended_periods(of, midnight + timedelta(hours=1))] == ["2026-Q1", "2026-03"]


def test_a_department_without_a_tip_has_no_periods() -> None:
    of = rows.department()
    rows.tips(rows.department("lakeside"), 3, IN_MARCH)
    assert ended_periods(of, rows.AFTER) == []
    assert freeze_ended_months(department=of, at=rows.AFTER) == 0


def figures(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return a file without its words on itself, such as when it was made."""
    return [row for row in found if row["measure"] != "about"]


def test_a_raised_threshold_changes_no_published_file() -> None:
    of = rows.department()
    for month in (1, 2):
        rows.month_of_tips(of, month, {"drugs": 60, "gangs": 12, "fraud": 25})
    officer = rows.analyst(of)
    out = rows.exported(officer, "2026-01", datetime(2026, 2, 10, tzinfo=UTC))
    of.suppression_threshold = 20
    of.save()
    officer.refresh_from_db()
    assert rows.value(rows.exported(officer, "2026-02"), "tips_by_category", "gangs") == "suppressed"
    assert rows.value(out, "tips_by_category", "gangs") == "12"
    assert figures(rows.exported(officer, "2026-01")) == figures(out)


def test_each_decision_breaks_ties_with_a_fresh_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[bytes] = []

    def decided(*given: Any, seed: bytes = b"") -> ProtectedYear:
        seeds.append(seed)
        return protect(*given, seed=seed)

    monkeypatch.setattr("tipline.statistics.queries.protect", decided)
    for slug in ("riverton", "lakeside"):
        of = rows.department(slug)
        rows.tips(of, 20, IN_MARCH)
        freeze_ended_months(department=of, at=rows.AFTER)
    assert len(set(seeds)) == len(seeds) > 1
    assert {len(seed) for seed in seeds} == {16}


def test_a_concurrent_freezing_is_accepted() -> None:
    of = rows.department()
    rows.tips(of, 12, IN_MARCH)

    def meanwhile(*args: Any) -> Any:
        counted = count_months(*args)
        with patch(COUNTING, count_months):
            freeze_ended_months(department=of, at=IN_MAY)
        Handling.objects.update(status=Status.WAITING)
        return counted

    with patch(COUNTING, meanwhile):
        assert freeze_ended_months(department=of, at=IN_MAY) == 0
    assert [str(month) for month in MonthFigures.objects.all()] == ["2026-03", "2026-04"]


def test_a_month_that_ended_during_a_concurrent_freezing_is_frozen_too() -> None:
    of = rows.department()
    rows.tips(of, 12, IN_MARCH)

    def meanwhile(*args: Any) -> Any:
        with patch(COUNTING, count_months):
            freeze_ended_months(department=of, at=IN_MAY)
        return count_months(*args)

    with patch(COUNTING, meanwhile):
        freeze_ended_months(department=of, at=IN_MAY + timedelta(days=31))
    assert [str(month) for month in MonthFigures.objects.all()] == ["2026-03", "2026-04", "2026-05"]


def test_an_insert_refused_for_another_reason_is_not_retried_for_ever() -> None:
    of = rows.department()
    rows.tips(of, 12, IN_MARCH)
    with patch.object(actions, "_store", side_effect=IntegrityError), pytest.raises(IntegrityError):
        freeze_ended_months(department=of, at=IN_MAY)


@pytest.mark.parametrize("table", [MonthFigures, Release])
def test_the_database_itself_refuses_to_change_frozen_rows(table: type[MonthFigures] | type[Release]) -> None:
    of = rows.department()
    rows.tips(of, 12, IN_MARCH)
    freeze_ended_months(department=of, at=IN_MAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        table.objects.update(year=2000)
    with pytest.raises(DatabaseError), transaction.atomic():
        table.objects.all().delete()


def test_checking_for_months_to_freeze_is_cheap(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    of = rows.department()
    rows.tips(of, 12, IN_MARCH)
    freeze_ended_months(department=of, at=IN_MAY)
    with django_assert_num_queries(2):
        freeze_ended_months(department=of, at=IN_MAY)
