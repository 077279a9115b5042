"""Pages of a long list, without counting all of it."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import InvalidPage, PageNotAnInteger
from django.db.models import QuerySet

PER_PAGE: Final = 25
COUNT_CAP: Final = 1_000


class LongPage:
    """A page of rows in their order. It looks one row ahead for the next page; beyond 1,000 nothing is counted."""

    def __init__(self, rows: QuerySet[Any], number: str | int) -> None:
        """Read the rows. Raises InvalidPage for what is no page."""
        try:
            self.number = int(number)
        except ValueError as error:
            raise PageNotAnInteger from error
        start = (self.number - 1) * PER_PAGE
        if start < 0:
            raise InvalidPage
        found = list(rows[start : start + PER_PAGE + 1])
        if start and not found:
            raise InvalidPage
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
    def pages(self) -> int:
        """How many pages there are; of use where `capped` is false."""
        return max(1, -(-self.count // PER_PAGE))

    def _counted(self, rows: QuerySet[Any], start: int, read: int) -> int:
        if not self.has_next:
            return start + read
        return int(rows.order_by().values("pk")[:COUNT_CAP].count())
