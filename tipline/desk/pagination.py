"""Pages of a long list, without counting all of it."""

from __future__ import annotations

from typing import Any, Final, Protocol

PER_PAGE: Final = 25
COUNT_CAP: Final = 1_000
FARTHEST: Final = 1_000_000
"""No list has so many pages; a number beyond it would not fit into a statement."""


class Rows(Protocol):
    """What has pages."""

    def __getitem__(self, part: slice, /) -> list[Any]:
        """Read the rows from one place to another."""

    def count(self, most: int | None = None, /) -> int:
        """Count the rows, up to so many or all."""


class LongPage:
    """A page of rows in their order. It looks one row ahead for the next page; beyond 1,000 nothing is counted.

    What is no page is answered by the nearest: a list becomes shorter while somebody reads it.
    """

    def __init__(self, rows: Rows, asked: str | int) -> None:
        """Read the rows."""
        self.number = _number(asked)
        found = self._read(rows)
        if not found and self.number > 1:
            self.number = max(1, -(-rows.count() // PER_PAGE))
            found = self._read(rows)
        start = (self.number - 1) * PER_PAGE
        self.rows, self.has_next, self.has_previous = found[:PER_PAGE], len(found) > PER_PAGE, start > 0
        self.count = self._counted(rows, start, len(found))

    @property
    def capped(self) -> bool:
        """Tell whether there may be more than was counted."""
        return self.has_next and self.count >= COUNT_CAP

    @property
    def has_other_pages(self) -> bool:
        """Tell whether this is not all."""
        return self.has_next or self.has_previous

    @property
    def previous_page_number(self) -> int:
        """The number of the page before; of use where `has_previous` is true."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The number of the page after; of use where `has_next` is true."""
        return self.number + 1

    @property
    def pages(self) -> int:
        """How many pages there are; of use where `capped` is false."""
        return max(1, -(-self.count // PER_PAGE))

    def _read(self, rows: Rows) -> list[Any]:
        start = (self.number - 1) * PER_PAGE
        return rows[start : start + PER_PAGE + 1]

    def _counted(self, rows: Rows, start: int, read: int) -> int:
        if not self.has_next:
            return start + read
        return rows.count(COUNT_CAP)


def _number(asked: str | int) -> int:
    try:
        return min(max(int(asked), 1), FARTHEST)
    except ValueError:
        return 1
