"""Count a department's tips, escalations and review times by month, in its own time zone.

Rows are compared with the first moments of months, which every database does alike; truncating in SQL would use the
database's own time zone rules. Times that have faded to the hour or day of the department's zone stay in
their month, because no time fades beyond its own day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from tipline.casework.models import Escalation
from tipline.departments.catalogue import WITHHELD
from tipline.departments.models import Category, Department, Unit
from tipline.statistics.cells import NO_KEY, Table
from tipline.statistics.periods import Period
from tipline.tips.models import Handling, Status


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """The true counts of one month; `durations` counts tips by their coarse minutes to the first review."""

    counts: dict[Table, Counter[str]]
    durations: Counter[int] = field(default_factory=Counter)


def count_months(department: Department, months: Sequence[Period]) -> dict[Period, MonthCounts]:
    """Count tips, escalations and review times of consecutive months, in one grouped query each.

    Tips are counted by category and status at once, so that both add up to the tips received.
    """
    categories = _categories_with_a_figure(department)
    counted = {month: MonthCounts(_zeros(categories)) for month in months}
    # Each as the department handles it that it was sent to.
    handlings = Handling.objects.filter(department=department, tip__department=department)
    tips = _by_month(handlings, "tip__received_at", department, months)
    for month, category, status, count in _grouped(tips, months, "tip__category__code", "status"):
        counts = counted[month].counts
        counts[Table.RECEIVED][NO_KEY] += count
        counts[Table.CATEGORY][category or WITHHELD] += count
        counts[Table.STATUS][status] += count
    escalations = _by_month(Escalation.objects.filter(handling__department=department), "at", department, months)
    for month, count in _grouped(escalations, months):
        counted[month].counts[Table.ESCALATIONS][NO_KEY] += count
    for month, minutes, count in _grouped(tips.filter(review_minutes__isnull=False), months, "review_minutes"):
        counted[month].durations[minutes] += count
    return counted


def _categories_with_a_figure(department: Department) -> list[str]:
    # Tips that go to oversight first count as withheld: a zero under their category would be untrue.
    shown = Category.objects.filter(department=department).exclude(primary_unit__kind=Unit.Kind.OVERSIGHT)
    return list(shown.values_list("code", flat=True))


def _zeros(categories: Sequence[str]) -> dict[Table, Counter[str]]:
    return {
        Table.RECEIVED: Counter({NO_KEY: 0}),
        Table.CATEGORY: Counter(dict.fromkeys([*categories, WITHHELD], 0)),
        Table.STATUS: Counter(dict.fromkeys(Status.values, 0)),
        Table.ESCALATIONS: Counter({NO_KEY: 0}),
    }


def _by_month(rows: QuerySet[Any], time: str, department: Department, months: Sequence[Period]) -> QuerySet[Any]:
    """The rows of these months, each with `month_number`: its position in `months`."""
    zone = department.zone
    ends = [When(**{f"{time}__lt": month.end(zone)}, then=Value(number)) for number, month in enumerate(months)]
    within = {f"{time}__gte": months[0].start(zone), f"{time}__lt": months[-1].end(zone)}
    found: QuerySet[Any] = rows.filter(**within).annotate(month_number=Case(*ends, output_field=IntegerField()))
    return found


def _grouped(rows: QuerySet[Any], months: Sequence[Period], *fields: str) -> Iterator[tuple[Any, ...]]:
    """Yield month, the fields' values and the number of rows of each combination that occurs."""
    groups = rows.order_by().values_list("month_number", *fields).annotate(count=Count("pk"))
    for number, *values in groups:
        yield months[number], *values
