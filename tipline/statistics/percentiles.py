"""Median and 90th percentile, computed here so that every database gives the same figure.

Interpolated linearly: type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The
American Statistician 50 (1996), 361-365. The same as PERCENTILE.INC of spreadsheets, percentile_cont of PostgreSQL and
R's default, so that a department can check its figures.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable


def median(durations: Iterable[int]) -> int | None:
    """Whole minutes, halves rounded up; None without durations."""
    values = list(durations)
    return _rounded(statistics.median(values)) if values else None


def ninetieth_percentile(durations: Iterable[int]) -> int | None:
    """Whole minutes, halves rounded up; None without durations."""
    values = list(durations)
    if len(values) < 2:
        return values[0] if values else None
    return _rounded(statistics.quantiles(values, n=10, method="inclusive")[-1])


def _rounded(value: float) -> int:
    return math.floor(value + 0.5)
