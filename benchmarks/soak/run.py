"""Find what the service can take, then load it with a share of that and look at it every few seconds."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Final

from benchmarks import load
from benchmarks.footprint import Footprint, footprints
from benchmarks.load import Load
from benchmarks.officer import OfficerBrowser
from benchmarks.stand import Served, Stand

CLIENTS: Final = 8
LOOK_SECONDS: Final = 5.0
MEASURE_SECONDS: Final = 15
SLICE_SECONDS: Final = 30
WARM_MINUTES: Final = 5.0
"""Until then each process fills its memory of clients for the limits: up to 50,000, some 28 MB, by design."""
FLAT: Final = 1.1
"""How much larger the last quarter may be than the one after warming up."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one moment: minutes since the start, memory in kilobytes."""

    minute: float
    pss: int
    files: int
    threads: int
    connections: int


def run(folder: Path, minutes: float, share: float) -> bool:
    """Soak, print, and tell whether all was answered and stayed flat. Raises NeedsWrk, NeedsPostgres."""
    load.program()
    with Stand(folder) as stand:
        if stand.ask("SHOW autovacuum") != "on":
            say("autovacuum is off in this PostgreSQL: without statistics an officer's pages will be slow")
        told = json.loads(stand.program("benchmarks.fill", "1000"))
        with Served(stand) as served:
            full = load.run(served.url, load.BOTH, clients=CLIENTS, seconds=MEASURE_SECONDS, folder=folder)
            rate = full.per_second * share
            say(f"it can take {full.per_second:.0f} requests a second; loaded with {rate:.0f} for {minutes:g} minutes")
            browser = OfficerBrowser(served.port)
            browser.enter(*_login(told))
            with watched(stand, served) as looks, reading(browser) as pages:
                loads = list(_loaded(served, folder, rate, minutes))
            if not all(found.whole for found in loads):
                say(served.said())
        return _told(loads, looks, pages, rate)


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def watched(stand: Stand, served: Served) -> Iterator[list[Look]]:
    """Look at the service every few seconds meanwhile."""
    looks: list[Look] = []
    began = time.monotonic()
    with repeated(LOOK_SECONDS, lambda: looks.append(_look(stand, served, (time.monotonic() - began) / 60))):
        yield looks


@contextmanager
def reading(browser: OfficerBrowser) -> Iterator[list[float]]:
    """Have an officer look at the queue every few seconds meanwhile: milliseconds, negative for a wrong answer."""
    pages: list[float] = []

    def read() -> None:
        answer = browser.ask("/desk/tips/")
        pages.append(answer.milliseconds if answer.status == 200 else -1.0)

    with repeated(LOOK_SECONDS, read):
        yield pages


@contextmanager
def repeated(seconds: float, work: object) -> Iterator[None]:
    """Do something every so many seconds in a thread of its own, until left."""
    ended = threading.Event()

    def work_on() -> None:
        while not ended.wait(seconds):
            work()  # type: ignore[operator]

    thread = threading.Thread(target=work_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(30)


def _login(told: dict[str, dict[str, list[str]]]) -> tuple[str, str, str]:
    username, (password, passphrase) = next(iter(told["logins"].items()))
    return username, password, passphrase


def _loaded(served: Served, folder: Path, rate: float, minutes: float) -> Iterator[Load]:
    """Load in slices of half a minute. wrk keeps no rate: each client pauses, by the last slice, as the rate asks."""
    pause = CLIENTS / rate
    for number in range(max(1, round(minutes * 60 / SLICE_SECONDS))):
        script = load.paced(load.BOTH, pause=pause)
        found = load.run(served.url, script, clients=CLIENTS, seconds=SLICE_SECONDS, folder=folder)
        pause = max(0.0, pause + CLIENTS / rate - CLIENTS / found.per_second)
        if number % 2 == 0:
            spread = f"p50 {found.p50:.1f} ms, p95 {found.p95:.1f} ms"
            memory = sum(one.pss for one in footprints(served.pid)) / 1024
            minute = number * SLICE_SECONDS / 60
            say(f"  minute {minute:>4.0f}: {found.per_second:.0f} a second, {spread}, {memory:.0f} MB")
        yield found


def _look(stand: Stand, served: Served, minute: float) -> Look:
    found: list[Footprint] = footprints(served.pid)
    name = stand.database.rsplit("/", 1)[1]
    connections = stand.ask(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - our name
    return Look(
        minute=minute,
        pss=sum(one.pss for one in found),
        files=sum(one.files for one in found),
        threads=sum(one.threads for one in found),
        connections=int(connections) - 1,
    )


def _told(loads: list[Load], looks: list[Look], pages: list[float], rate: float) -> bool:
    warm = [look for look in looks if look.minute >= WARM_MINUTES] or looks
    quarter = max(1, len(warm) // 4)
    say(f"{'':<16}{'after warming up':>18}{'at the end':>12}{'ratio':>8}")
    flat = True
    for name, scale in (("pss", 1024), ("files", 1), ("threads", 1), ("connections", 1)):
        first, last = (mean(getattr(look, name) for look in part) / scale for part in (warm[:quarter], warm[-quarter:]))
        say(f"{name:<16}{first:>18.1f}{last:>12.1f}{last / first:>8.2f}")
        flat = flat and last <= first * FLAT + 1
    sent, bad = sum(found.requests for found in loads), sum((Counter(found.wrong) for found in loads), Counter[str]())
    seconds = len(loads) * SLICE_SECONDS
    say(f"{sent} requests in {seconds} s: {sent / seconds:.0f} a second of {rate:.0f}")
    say(f"not answered, or not well: {dict(bad) or 'none'}")
    good = sorted(took for took in pages if took >= 0)
    wrong = len(pages) - len(good)
    say(f"an officer's queue beside it: {len(good)} pages, p50 {good[len(good) // 2]:.0f} ms, {wrong} wrong")
    return flat and not bad and not wrong
