"""Guesses are counted in the process, name nobody, and a fault of the count opens nothing."""

from __future__ import annotations

import threading

import pytest
from pytest_django import Settings

from tipline.limits import guesses
from tipline.limits.guesses import Backoff, TooManyGuesses, take, wrong_so_far

SECRET = Backoff("secret", 3, 10, 40)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [500.0]
    monkeypatch.setattr(guesses, "monotonic", lambda: moment[0])
    return moment


def wait(count: tuple[Backoff, str] = (SECRET, "ola")) -> int:
    try:
        take([count])
    except TooManyGuesses as too_many:
        return too_many.retry_after
    return 0


def test_some_pass_at_once_and_then_each_waits_twice_as_long_as_the_one_before(now: list[float]) -> None:
    assert [wait() for _ in range(3)] == [0, 0, 0]
    waits = []
    for _ in range(4):
        waits.append(wait() - 1)
        now[0] += waits[-1]
        assert wait() == 0
    assert waits == [10, 20, 40, 40]


def test_who_waits_is_not_counted(now: list[float]) -> None:
    for _ in range(50):
        wait()
    assert wrong_so_far((SECRET, "ola")) == 3


def test_a_right_one_is_as_if_it_had_not_been(now: list[float]) -> None:
    for _ in range(3):
        wait()
    now[0] += 10
    take([(SECRET, "ola")]).right()
    assert wait() == 0


def test_an_hour_without_one_and_all_are_forgotten(now: list[float]) -> None:
    for _ in range(3):
        wait()
    now[0] += 3600
    assert wrong_so_far((SECRET, "ola")) == 0


def test_where_one_of_two_counts_has_to_wait_neither_is_counted(now: list[float]) -> None:
    for _ in range(3):
        wait()
    with pytest.raises(TooManyGuesses):
        take([(SECRET, "ola"), (SECRET, "dana")])
    assert wrong_so_far((SECRET, "dana")) == 0


def test_of_several_processes_each_allows_its_share(now: list[float], settings: Settings) -> None:
    settings.TIPLINE_PROCESSES = 3
    assert [wait() for _ in range(2)] == [0, 31]


def test_nobody_fills_the_memory_and_nothing_readable_is_in_it() -> None:
    for number in range(2_000):
        take([(SECRET, f"canary{number}")])
    assert all(isinstance(cell, int) and 0 <= cell < guesses.CELLS for cell in guesses._Table.cells)
    assert "canary" not in repr(vars(guesses._Table))


def test_while_counting_fails_one_a_second_passes_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError

    inside, leave = threading.Event(), threading.Event()

    def pause(seconds: float) -> None:
        inside.set()
        leave.wait(5)

    monkeypatch.setattr(guesses, "_take", fail)
    monkeypatch.setattr(guesses, "sleep", pause)
    first = threading.Thread(target=wait)
    first.start()
    assert inside.wait(5)
    assert wait() == 2
    leave.set()
    first.join()


def test_a_pause_comes_before_what_a_failing_count_lets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(guesses, "_cell", lambda _: 1 // 0)
    monkeypatch.setattr(guesses, "sleep", slept.append)
    assert wait() == 0
    assert slept == [1.0]
