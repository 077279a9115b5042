"""Guesses at a secret: after a few, each waits longer than the one before, up to a longest wait."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic, sleep
from typing import Final

from django.conf import settings

logger = logging.getLogger(__name__)

CELLS: Final = 1 << 16
FAILED_PAUSE_SECONDS: Final = 1.0
_LONGEST_DOUBLING: Final = 32


class TooManyGuesses(Exception):
    """The guess was not taken; it may be `retry_after` seconds from now."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Backoff:
    """`free` wrong guesses at once, then a wait in seconds that doubles from `first` to `longest`.

    An hour without a guess resets the count. Each process counts for itself: `free` is divided by the number of
    processes, waits are multiplied by it.
    """

    name: str
    free: int
    first: float
    longest: float
    forgotten_after: float = 3600.0

    def wait(self, wrong: int) -> float:
        """The seconds to wait after so many wrong guesses."""
        processes = settings.TIPLINE_PROCESSES
        over = wrong - max(1, self.free // processes)
        if over < 0:
            return 0.0
        return float(min(self.longest, self.first * 2 ** min(over, _LONGEST_DOUBLING)) * processes)


Count = tuple[Backoff, str]


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess that was taken, and counts as wrong until it turns out to be right."""

    at: float
    before: tuple[tuple[int, float], ...]

    def right(self) -> None:
        """Do not count it."""
        with _Table.lock:
            for cell, last_before in self.before:
                wrong, last = _Table.cells.get(cell, (0, self.at))
                _Table.cells[cell] = (max(0, wrong - 1), last_before if last == self.at else last)


class _Table:
    """A fixed number of cells, so that nobody evicts one count by filling the table with others.

    Keys are hashed under a key of this process, so that the table holds no names and no addresses.
    """

    lock = Lock()
    cells: dict[int, tuple[int, float]] = {}
    key: bytes = os.urandom(32)


_ONE_WHILE_FAILING: Final = Lock()


def take(counts: Sequence[Count]) -> Guess:
    """Count a guess at each of these as wrong until it turns out to be right, so that concurrent ones count too.

    Raises TooManyGuesses, counting nothing, if one of them has to wait. If counting fails, one guess a second passes.
    """
    try:
        return _take(counts)
    except TooManyGuesses:
        raise
    except Exception:
        logger.exception("limits: a count of guesses failed")
    return _slowly()


def wrong_so_far(count: Count) -> int:
    with _Table.lock:
        return _remembered(_cell(count), count[0], monotonic())[0]


def forget_guesses() -> None:
    with _Table.lock:
        _Table.cells.clear()


def _take(counts: Sequence[Count]) -> Guess:
    with _Table.lock:
        now = monotonic()
        found = {_cell(count): (count[0], *_remembered(_cell(count), count[0], now)) for count in counts}
        waits = [backoff.wait(wrong) - (now - last) for backoff, wrong, last in found.values() if backoff.wait(wrong)]
        if any(wait > 0 for wait in waits):
            raise TooManyGuesses(max(1, int(max(waits) + 1)))
        for cell, (_, wrong, _) in found.items():
            _Table.cells[cell] = (wrong + 1, now)
    return Guess(now, tuple((cell, last) for cell, (_, _, last) in found.items()))


def _remembered(cell: int, backoff: Backoff, now: float) -> tuple[int, float]:
    wrong, last = _Table.cells.get(cell, (0, now))
    return (0, now) if now - last >= backoff.forgotten_after * settings.TIPLINE_PROCESSES else (wrong, last)


def _cell(count: Count) -> int:
    backoff, key = count
    marked = hmac.new(_Table.key, f"{backoff.name}\x00{key}".encode(errors="replace"), hashlib.sha256).digest()
    return int.from_bytes(marked[:8]) % CELLS


def _slowly() -> Guess:
    if not _ONE_WHILE_FAILING.acquire(blocking=False):
        raise TooManyGuesses(max(1, int(2 * FAILED_PAUSE_SECONDS)))
    try:
        sleep(FAILED_PAUSE_SECONDS)
    finally:
        _ONE_WHILE_FAILING.release()
    return Guess(0.0, ())
