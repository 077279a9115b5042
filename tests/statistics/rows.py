"""Departments with tips that have clear rows only, which is all that figures read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.builders import make_officer, make_superuser
from tipline.casework.models import Escalation
from tipline.departments.actions import create_department
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.departments.roles import ANALYST
from tipline.statistics.actions import export_figures
from tipline.statistics.cells import NO_KEY, Cell, Table
from tipline.statistics.periods import Length, Period
from tipline.statistics.queries import ended_periods
from tipline.tips.models import Handling, Status, Tip

from .intruder import Published

MADE = datetime(2025, 1, 1, tzinfo=UTC)
AFTER = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)
"""When every month of 2026 is over."""

REFERENCES = count(1)
TABLES = {
    "tips_received": Table.RECEIVED,
    "tips_by_category": Table.CATEGORY,
    "tips_by_status": Table.STATUS,
    "escalations": Table.ESCALATIONS,
    "tips_by_month": Table.RECEIVED,
}


def department(slug: str = "riverton", zone: str = "America/New_York") -> Department:
    """A department without keys."""
    return create_department(slug=slug, name=f"{slug.title()} Police", time_zone=zone, phone="555-0100", at=MADE)


def analyst(of: Department) -> Officer:
    """An analyst, who holds no key."""
    return make_officer(of, "anna", ANALYST, at=MADE, with_key=False)


def tips(
    of: Department,
    number: int,
    at: datetime,
    *,
    category: str | None = "drugs",
    status: str = Status.CLOSED,
    minutes: int | None = 60,
) -> list[Tip]:
    """That many tips received at that moment; without a category they count as withheld."""
    found = Category.objects.get(department=of, code=category) if category else None
    made = Tip.objects.bulk_create(
        Tip(reference=f"T{next(REFERENCES):09}", department=of, category=found, received_at=at) for _ in range(number)
    )
    Handling.objects.bulk_create(
        Handling(tip=tip, department=of, status=status, review_minutes=minutes) for tip in made
    )
    return made


def escalations(tip: Tip, number: int, at: datetime) -> None:
    """That many escalations of a tip at that moment."""
    handling = Handling.objects.get(tip=tip)
    desk = Unit.objects.get(department=tip.department, kind=Unit.Kind.DESK)
    officer = make_superuser()
    Escalation.objects.bulk_create(
        Escalation(handling=handling, to_unit=desk, raised_by=officer, reason=b"", step=1, at=at) for _ in range(number)
    )


def month_of_tips(of: Department, month: int, categories: Mapping[str, int]) -> None:
    """Tips in the middle of a month, by category; one in three is not closed."""
    for place, (code, number) in enumerate(categories.items()):
        at = datetime(2026, month, 15, 12, 0, tzinfo=UTC) + timedelta(minutes=place)
        tips(of, number // 3, at, category=code, status=Status.IN_REVIEW)
        tips(of, number - number // 3, at, category=code)


def exported(officer: Officer, period: str, at: datetime = AFTER) -> list[dict[str, str]]:
    """The rows of the file, read back from its bytes."""
    content = export_figures(officer=officer, period=period, at=at).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def value(rows: list[dict[str, str]], measure: str, key: str = "") -> str:
    """The one figure of that measure and key."""
    [found] = [row["value"] for row in rows if (row["measure"], row["key"]) == (measure, key)]
    return found


def published(officer: Officer) -> Published:
    """What all files of 2026 say together. No two say different things of the same cell."""
    assert officer.department is not None
    known: dict[Cell, int | None] = {}
    for period in ended_periods(officer.department, AFTER):
        for row in exported(officer, period.label):
            if row["measure"] in TABLES:
                cell = cell_of(row)
                shown = None if row["value"] == "suppressed" else int(row["value"])
                assert known.setdefault(cell, shown) == shown
    return known


def cell_of(row: Mapping[str, str]) -> Cell:
    """The cell that a row of a file tells."""
    if row["measure"] == "tips_by_month":
        return Cell(Table.RECEIVED, Period.parse(row["key"]), NO_KEY)
    return Cell(TABLES[row["measure"]], Period.parse(row["period"]), row["key"])


def truth(of: Department) -> dict[Cell, int]:
    """The true cells, counted tip by tip in Python."""
    cells: dict[Cell, int] = {}

    def add(at: datetime, table: Table, key: str) -> None:
        month = Period.month_of(at.astimezone(of.zone).date())
        for period in {month, *above(month)}:
            cell = Cell(table, period, key)
            cells[cell] = cells.get(cell, 0) + 1

    for handling in Handling.objects.filter(department=of).select_related("tip__category"):
        tip = handling.tip
        add(tip.received_at, Table.RECEIVED, NO_KEY)
        add(tip.received_at, Table.CATEGORY, tip.category.code if tip.category else "withheld")
        add(tip.received_at, Table.STATUS, handling.status)
    for escalation in Escalation.objects.filter(handling__department=of):
        add(escalation.at, Table.ESCALATIONS, NO_KEY)
    return cells


def above(month: Period) -> tuple[Period, ...]:
    """The quarter and the year of a month."""
    quarter = month.parent
    assert quarter is not None
    return (quarter, Period(month.year, Length.YEAR, 1))
