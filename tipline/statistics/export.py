"""A period's figures as a tidy table: one figure a row. Only the column `label` is translated."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tipline.departments.catalogue import WITHHELD
from tipline.departments.models import Category, Department
from tipline.statistics.cells import NO_KEY, Cell, Table
from tipline.statistics.disclosure import ProtectedYear
from tipline.statistics.percentiles import median, ninetieth_percentile
from tipline.statistics.periods import Length, Period
from tipline.statistics.queries import FrozenYear
from tipline.tips.models import Status
from tipline.tips.workflow import coarse_minutes

HEADER: Final = ("department", "period", "measure", "key", "label", "value")
SUPPRESSED: Final = "suppressed"

# OWASP, "CSV Injection": a spreadsheet takes these for the start of a formula, full-width ones too.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Without this mark Excel reads a file in the code page of its machine and breaks every accent.
BYTE_ORDER_MARK: Final = "\ufeff"


class Measure(TextChoices):
    """The measure of a row: its code in the file, its label on the page."""

    ABOUT = "about", _("About this file")
    RECEIVED = "tips_received", _("Tips received")
    BY_MONTH = "tips_by_month", _("Tips received by month")
    BY_CATEGORY = "tips_by_category", _("Tips received by category")
    BY_STATUS = "tips_by_status", _("Tips received by status")
    ESCALATIONS = "escalations", _("Escalations")
    MEDIAN = "review_minutes_median", _("Minutes to the first review, median")
    NINETIETH = "review_minutes_90th_percentile", _("Minutes to the first review, 90th percentile")
    NOTE = "note", _("Notes")


@dataclass(frozen=True, slots=True)
class Export:
    """A file of figures; `content` is UTF-8 with a byte order mark."""

    filename: str
    header: list[str]
    rows: list[list[str]]
    content: bytes

    @property
    def tables(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For a page: each measure's label with its rows of label and value, in the active language."""
        return [
            (str(measure.label), [(row[4], row[5]) for row in self.rows if row[2] == measure])
            for measure in Measure
            if any(row[2] == measure for row in self.rows)
        ]


def build_export(department: Department, frozen: FrozenYear, period: Period, at: datetime) -> Export:
    """The file of a released period, with labels in the active language; `at` is its time of creation."""
    file = _Rows(department, frozen, period, at)
    rows = [[escape_formula(cell) for cell in (department.slug, period.label, *row)] for row in file.rows()]
    filename = f"{department.slug}-{period.label}.csv"
    return Export(filename, list(HEADER), rows, _as_bytes([list(HEADER), *rows]))


def escape_formula(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


Row = tuple[str, str, str, str]
"""Measure, key, label, value."""


class _Rows:
    def __init__(self, department: Department, frozen: FrozenYear, period: Period, at: datetime) -> None:
        self._department = department
        self._frozen = frozen
        self._year: ProtectedYear = frozen.protected()
        self._period = period
        self._threshold = frozen.thresholds[period]
        self._base = frozen.roundings[period].base
        self._at = at

    def rows(self) -> Iterator[Row]:
        yield from self._about()
        yield (Measure.RECEIVED, "", str(Measure.RECEIVED.label), self._value(Table.RECEIVED, self._period, NO_KEY))
        if self._period.length is not Length.MONTH:
            for month in self._period.months:
                value = self._value(Table.RECEIVED, month, NO_KEY)
                yield (Measure.BY_MONTH, month.label, month.label, value)
        yield from self._table(Measure.BY_CATEGORY, Table.CATEGORY, self._category_names())
        yield from self._table(Measure.BY_STATUS, Table.STATUS, {code: str(name) for code, name in Status.choices})
        value = self._value(Table.ESCALATIONS, self._period, NO_KEY)
        yield (Measure.ESCALATIONS, "", str(Measure.ESCALATIONS.label), value)
        yield (Measure.MEDIAN, "", str(Measure.MEDIAN.label), self._duration(median))
        yield (Measure.NINETIETH, "", str(Measure.NINETIETH.label), self._duration(ninetieth_percentile))
        yield from self._notes()

    def _about(self) -> Iterator[Row]:
        created = self._at.astimezone(self._department.zone).isoformat(timespec="minutes")
        yield (Measure.ABOUT, "department", gettext("Department"), self._department.name)
        yield (Measure.ABOUT, "threshold", gettext("Smallest count shown"), str(self._threshold))
        yield (Measure.ABOUT, "rounding", gettext("Counts are rounded to multiples of"), str(self._base))
        yield (Measure.ABOUT, "created", gettext("Created"), created)

    def _table(self, measure: Measure, table: Table, names: Mapping[str, str]) -> Iterator[Row]:
        counted = self._year.table(table, self._period)
        for code in [*(code for code in names if code in counted), *sorted(counted.keys() - names.keys())]:
            yield (measure, code, names.get(code, code), self._value(table, self._period, code))

    def _value(self, table: Table, period: Period, key: str) -> str:
        cell = Cell(table, period, key)
        count = self._year.cells[cell]
        return SUPPRESSED if count is None else str(self._frozen.rounded(cell, count))

    def _duration(self, of: Callable[[list[int]], int | None]) -> str:
        durations = self._frozen.durations_in(self._period)
        if self._year.may_show_durations(self._period, len(durations), self._threshold):
            return _coarse(of(durations))
        nothing_to_measure = self._year.cells[Cell(Table.RECEIVED, self._period, NO_KEY)] == 0
        return "" if nothing_to_measure else SUPPRESSED

    def _category_names(self) -> dict[str, str]:
        categories = Category.objects.filter(department=self._department).order_by("code")
        return {category.code: category.name for category in categories} | {WITHHELD: gettext("Category withheld")}

    def _notes(self) -> Iterator[Row]:
        suppressed = gettext(
            "Counts from 1 to %(largest)d are suppressed so that no figure points at a person. More are suppressed "
            "where they would give one of these away. 0 means none."
        ) % {"largest": self._threshold - 1}
        frozen = gettext("Each month was counted once, after it ended. What happened to its tips later is not shown.")
        durations = gettext(
            "Tips not yet read when the month was counted have no time to first review. Times are rounded down to "
            "5 minutes, from one hour on to whole hours."
        )
        withheld = gettext("The category is withheld for tips that an oversight unit reads first.")
        notes = {SUPPRESSED: suppressed, "frozen": frozen, "review_minutes": durations, WITHHELD: withheld}
        if self._base > 1:
            notes["rounding"] = gettext(
                "Counts are rounded up or down at random, so that nobody learns one by sending tips of their own. The "
                "parts of a rounded total need not add up to it."
            )
        for key, note in notes.items():
            yield (Measure.NOTE, key, note, "")


def _coarse(minutes: int | None) -> str:
    # A median may lie between two coarse times: what is shown is as coarse as what is stored.
    return "" if minutes is None else str(coarse_minutes(timedelta(minutes=minutes)))


def _as_bytes(lines: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)  # RFC 4180
    return (BYTE_ORDER_MARK + text.getvalue()).encode()
