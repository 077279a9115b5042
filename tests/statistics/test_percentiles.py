"""Median and 90th percentile: one definition, whole minutes."""

from __future__ import annotations

from statistics import median as exact_median
from statistics import quantiles

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.statistics.percentiles import median, ninetieth, percentile


def test_there_is_no_percentile_of_nothing() -> None:
    assert median([]) is None
    assert ninetieth([]) is None


def test_of_one_duration_every_percentile_is_that_duration() -> None:
    assert (median([7]), ninetieth([7])) == (7, 7)


def test_the_median_lies_halfway_between_two_and_halves_are_rounded_up() -> None:
    assert median([10, 20]) == 15
    assert median([10, 21]) == 16


def test_the_ninetieth_of_eleven_is_the_second_largest() -> None:
    assert ninetieth(range(11)) == 9


def test_the_ninetieth_lies_between_its_neighbours_in_proportion() -> None:
    assert ninetieth([0, 0, 0, 0, 0, 0, 0, 0, 0, 100]) == 10


def test_the_order_of_the_durations_does_not_matter() -> None:
    assert median([30, 10, 20]) == 20


def test_the_ends_are_the_smallest_and_the_largest() -> None:
    assert (percentile([3, 1, 2], 0), percentile([3, 1, 2], 100)) == (1, 3)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percent_outside_the_scale_is_refused(percent: int) -> None:
    with pytest.raises(ValueError, match="percent"):
        percentile([1], percent)


@settings(derandomize=True, deadline=None, database=None)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=40))
def test_both_agree_with_the_standard_library_to_the_rounding(durations: list[int]) -> None:
    assert abs((median(durations) or 0) - exact_median(durations)) <= 0.5
    assert abs((ninetieth(durations) or 0) - quantiles(durations, n=10, method="inclusive")[8]) <= 0.5 + 1e-6
