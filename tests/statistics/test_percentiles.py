"""Median and 90th percentile: one definition, whole minutes."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.statistics.percentiles import median, ninetieth_percentile


def test_there_is_no_percentile_of_nothing() -> None:
    assert median([]) is None
    assert ninetieth_percentile([]) is None


def test_of_one_duration_every_percentile_is_that_duration() -> None:
    assert (median([7]), ninetieth_percentile([7])) == (7, 7)


def test_the_median_lies_halfway_between_two_and_halves_are_rounded_up() -> None:
    assert median([10, 20]) == 15
    assert median([10, 21]) == 16


def test_the_ninetieth_of_eleven_is_the_second_largest() -> None:
    assert ninetieth_percentile(range(11)) == 9


def test_the_ninetieth_is_interpolated_linearly() -> None:
    assert ninetieth_percentile([0, 0, 0, 0, 0, 0, 0, 0, 0, 100]) == 10


def test_the_order_of_the_durations_does_not_matter() -> None:
    assert median([30, 10, 20]) == 20


def test_a_half_is_rounded_up_whether_the_minutes_are_odd_or_even() -> None:
    assert (median([1, 2]), median([2, 3])) == (2, 3)
    assert ninetieth_percentile([0, 0, 0, 0, 0, 5]) == 3


@settings(derandomize=True, deadline=None, database=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_both_are_as_defined_to_the_minute(durations: list[int]) -> None:
    assert median(durations) == rounded(by_definition(durations, Fraction(1, 2)))
    assert ninetieth_percentile(durations) == rounded(by_definition(durations, Fraction(9, 10)))


def by_definition(durations: list[int], share: Fraction) -> Fraction:
    """Position (n - 1) p + 1, as Hyndman and Fan define their type 7, in exact numbers."""
    ordered = sorted(durations)
    position = (len(ordered) - 1) * share
    below = ordered[int(position)]
    above = ordered[min(int(position) + 1, len(ordered) - 1)]
    return below + (position - int(position)) * (above - below)


def rounded(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
