"""Calendar months, quarters and years as a department counts them: by the days of its own time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import cache
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2999
MONTHS_IN_YEAR = 12

_LABEL = re.compile(r"(?P<year>[0-9]{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


class Length(IntEnum):
    """How many months a period has; the shorter one is published first."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """One calendar period: the `number`-th month, quarter or year (always 1) of `year`.

    Raises ValueError for a number or a year that does not exist here (years 1970 to 2999).
    """

    year: int
    length: Length
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"the year must be from {FIRST_YEAR} to {LAST_YEAR}")
        if not 1 <= self.number <= MONTHS_IN_YEAR // self.length:
            raise ValueError(f"there is no {self.length.name.lower()} {self.number} in a year")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period of a label such as "2026", "2026-Q3" or "2026-11"; ValueError for anything else."""
        found = _LABEL.fullmatch(text)
        if found is None:
            raise ValueError("a period is written like 2026, 2026-Q3 or 2026-11")
        year = int(found["year"])
        if found["quarter"]:
            return cls(year, Length.QUARTER, int(found["quarter"]))
        if found["month"]:
            return cls(year, Length.MONTH, int(found["month"]))
        return cls(year, Length.YEAR, 1)

    @classmethod
    def month_of(cls, day: date) -> Period:
        """The month that `day` lies in."""
        return cls(day.year, Length.MONTH, day.month)

    @property
    def label(self) -> str:
        """The name in files and addresses: "2026", "2026-Q3", "2026-11"."""
        if self.length is Length.YEAR:
            return f"{self.year:04}"
        if self.length is Length.QUARTER:
            return f"{self.year:04}-Q{self.number}"
        return f"{self.year:04}-{self.number:02}"

    def __str__(self) -> str:
        return self.label

    @property
    def first_day(self) -> date:
        return date(self.year, self.months_before + 1, 1)

    @property
    def day_after(self) -> date:
        """The first day that no longer belongs to the period."""
        later = self.months_before + self.length
        return date(self.year + later // MONTHS_IN_YEAR, later % MONTHS_IN_YEAR + 1, 1)

    def start(self, zone: ZoneInfo) -> datetime:
        """The first moment of the period in `zone`, as an aware datetime in UTC."""
        return _first_moment(self.first_day, zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """The first moment after the period in `zone`, as an aware datetime in UTC."""
        return _first_moment(self.day_after, zone)

    def has_ended(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether the period is over at `now` (aware, else ValueError) in `zone`."""
        if now.tzinfo is None:
            raise ValueError("now must know its time zone")
        return self.end(zone) <= now.astimezone(UTC)

    @property
    def months(self) -> tuple[Period, ...]:
        """The months of the period in order; a month has itself."""
        return _months(self)

    @property
    def parent(self) -> Period | None:
        """A month's quarter, a quarter's year, None for a year."""
        if self.length is Length.YEAR:
            return None
        if self.length is Length.QUARTER:
            return Period(self.year, Length.YEAR, 1)
        return Period(self.year, Length.QUARTER, self.months_before // Length.QUARTER + 1)

    @property
    def publication_order(self) -> tuple[date, int]:
        """A sort key: periods are published as they end, the shorter first."""
        return (self.day_after, int(self.length))

    @property
    def months_before(self) -> int:
        """How many months of the year come before the period."""
        return (self.number - 1) * self.length


def ended_periods(first_day: date, now: datetime, zone: ZoneInfo) -> list[Period]:
    """Every month, quarter and year that touches `first_day` or later and is over at `now`, in publication order.

    Raises ValueError where `now` does not know its time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must know its time zone")
    last_year = min(now.astimezone(zone).year, LAST_YEAR)
    candidates = [period for year in range(first_day.year, last_year + 1) for period in periods_of_year(year)]
    return [period for period in candidates if period.day_after > first_day and period.has_ended(now, zone)]


@cache
def periods_of_year(year: int) -> tuple[Period, ...]:
    """The seventeen periods of a calendar year in publication order."""
    periods = [Period(year, length, number) for length in Length for number in range(1, MONTHS_IN_YEAR // length + 1)]
    return tuple(sorted(periods, key=lambda period: period.publication_order))


@cache
def _months(period: Period) -> tuple[Period, ...]:
    first = period.months_before + 1
    return tuple(Period(period.year, Length.MONTH, number) for number in range(first, first + period.length))


def _first_moment(day: date, zone: ZoneInfo) -> datetime:
    # Where clocks skip midnight, fold=0 reads it with the offset before the change, which gives the moment of
    # the change itself: the first of that day. Where midnight comes twice, fold=0 is the earlier one.
    # In UTC because two datetimes that share one zone object compare by wall clock.
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
