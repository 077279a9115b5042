"""Median and 90th percentile in one definition, computed here so that every database gives the same figure."""

from __future__ import annotations

from collections.abc import Iterable

WHOLE = 100


def median(durations: Iterable[int]) -> int | None:
    """The 50th percentile of whole minutes, in whole minutes; None where there are none."""
    return percentile(durations, 50)


def ninetieth(durations: Iterable[int]) -> int | None:
    """The 90th percentile of whole minutes, in whole minutes; None where there are none."""
    return percentile(durations, 90)


def percentile(durations: Iterable[int], percent: int) -> int | None:
    """The value below which `percent` of the durations lie, between neighbours in proportion; halves are rounded up.

    Type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50
    (1996), 361-365: position (n - 1) p + 1. The same as PERCENTILE.INC of spreadsheets, percentile_cont of
    PostgreSQL and R's default, so that a department can check its figures. Raises ValueError outside 0 to 100.
    """
    if not 0 <= percent <= WHOLE:
        raise ValueError("percent must be from 0 to 100")
    ordered = sorted(durations)
    if not ordered:
        return None
    below, share = divmod((len(ordered) - 1) * percent, WHOLE)
    above = min(below + 1, len(ordered) - 1)
    hundredfold = ordered[below] * (WHOLE - share) + ordered[above] * share
    return (2 * hundredfold + WHOLE) // (2 * WHOLE)
