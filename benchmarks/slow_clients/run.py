"""An ordinary client's waiting times, alone and beside a crowd of slow ones, against `manage.py serve`."""

from __future__ import annotations

import contextlib
import html
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from benchmarks.kills.residents import RECEIPT, SEED, ask
from benchmarks.kills.run import make_server
from tests.server import ROOT, LiveServer

PAUSE_SECONDS: Final = 0.03
PATIENCE_SECONDS: Final = 10.0


@dataclass
class Waits:
    """How long the ordinary client waited, in milliseconds, with a crowd of one size beside it."""

    crowd: int
    page: list[float] = field(default_factory=list)
    send: list[float] = field(default_factory=list)
    failed: int = 0
    slow_open: int = 0
    slow_closed: int = 0


def run(folder: Path, *, crowds: list[int], rounds: int, seconds: float) -> list[Waits]:
    """Measure with each crowd in turn, and all of it so many times: what else the machine does meets all alike."""
    waits = [Waits(size) for size in crowds]
    with serving(make_server(folder)) as port:
        _measure(port, 1.0, Waits(0))
        for _ in range(rounds):
            for wait in waits:
                with crowd(port, wait):
                    _measure(port, seconds, wait)
    return waits


@contextlib.contextmanager
def serving(server: LiveServer) -> Iterator[int]:
    """Start the server and the tick as in earnest, and end them."""
    command = [sys.executable, "manage.py", "serve", "--port", str(server.port), "--workers", str(server.workers)]
    process = subprocess.Popen(command, cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        if not process.stdout or "Ctrl-C stops" not in process.stdout.readline():
            raise RuntimeError("the server did not start")
        yield server.port
    finally:
        process.terminate()
        process.communicate(timeout=30)


@contextlib.contextmanager
def crowd(port: int, wait: Waits) -> Iterator[None]:
    """Have the slow clients beside what is measured inside."""
    command = [sys.executable, "-m", "benchmarks.slow_clients.crowd", str(port), str(wait.crowd)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    if process.stdout:
        process.stdout.readline()
    time.sleep(2)
    try:
        yield
    finally:
        told = json.loads(process.communicate(timeout=30)[0])
        wait.slow_open = max(wait.slow_open, told.pop("open"))
        wait.slow_closed += sum(told.values())


def _measure(port: int, seconds: float, wait: Waits) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            _one_tip(port, wait)
        except (OSError, HTTPException):
            wait.failed += 1
        time.sleep(PAUSE_SECONDS)


def _one_tip(port: int, wait: Waits) -> None:
    began = time.perf_counter()
    seed = SEED.search(ask(port, "/en/riverton/tip/", {"category": "drugs"}, patience=PATIENCE_SECONDS)[1])
    shown = time.perf_counter()
    fields = {
        "form": html.unescape(seed[1]) if seed else "",
        "category": "drugs",
        "text": "As always.",
        "place": "Main",
    }
    _status, page = ask(port, "/en/riverton/send/", fields, patience=PATIENCE_SECONDS)
    sent = time.perf_counter()
    if not RECEIPT.search(page):
        raise HTTPException("no receipt")
    wait.page.append((shown - began) * 1000)
    wait.send.append((sent - shown) * 1000)


def p50_p95(times: list[float]) -> tuple[float, float]:
    """Return the median and what 95 in a hundred stay under; endless where nothing came back."""
    if len(times) < 2:
        return float("inf"), float("inf")
    return median(times), quantiles(times, n=20)[-1]
