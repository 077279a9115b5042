"""Guesses are counted in the process, name nobody, and a failing count opens nothing."""

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


def test_after_some_guesses_each_wait_doubles(now: list[float]) -> None:
    assert [wait() for _ in range(3)] == [0, 0, 0]
    waits = []
    for _ in range(4):
        waits.append(wait() - 1)
        now[0] += waits[-1]
        assert wait() == 0
    assert waits == [10, 20, 40, 40]


def test_a_refused_guess_is_not_counted(now: list[float]) -> None:
    for _ in range(50):
        wait()
    assert wrong_so_far((SECRET, "ola")) == 3


def test_a_right_guess_is_not_counted(now: list[float]) -> None:
    for _ in range(3):
        wait()
    now[0] += 10
    take([(SECRET, "ola")]).right()
    assert wait() == 0


def test_after_an_hour_without_a_guess_all_are_forgotten(now: list[float]) -> None:
    for _ in range(3):
        wait()
    now[0] += 3600
    assert wrong_so_far((SECRET, "ola")) == 0


def test_if_one_of_two_counts_has_to_wait_neither_is_counted(now: list[float]) -> None:
    for _ in range(3):
        wait()
    with pytest.raises(TooManyGuesses):
        take([(SECRET, "ola"), (SECRET, "dana")])
    assert wrong_so_far((SECRET, "dana")) == 0


def test_each_of_several_processes_allows_its_share(now: list[float], settings: Settings) -> None:
    settings.TIPLINE_PROCESSES = 3
    assert [wait() for _ in range(2)] == [0, 31]


def test_the_memory_is_bounded_and_contains_nothing_readable() -> None:
    for number in range(2_000):
        take([(SECRET, f"canary{number}")])
    assert all(isinstance(cell, int) and 0 <= cell < guesses.CELLS for cell in guesses._Table.cells)
    assert "canary" not in repr(vars(guesses._Table))


def test_while_counting_fails_one_guess_a_second_passes(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_guess_passes_only_after_a_pause_while_counting_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(guesses, "_cell", lambda _: 1 // 0)
    monkeypatch.setattr(guesses, "sleep", slept.append)
    assert wait() == 0
    assert slept == [1.0]
