"""One run: residents send, the server is killed, and at the end everything that they were told is tried."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.kills.residents import GaveUp, Resident, ask
from benchmarks.kills.result import Result
from tests.server import ROOT, LiveServer

LIFE_SECONDS: Final = (0.02, 0.6)


def run(folder: Path, *, times: int, seed: int, clients: int) -> Result:
    """Kill the server so often while so many residents send, and look. Raises GaveUp."""
    began = time.monotonic()
    with make_server(folder) as server:
        residents = _killing(server, times, Random(seed), clients)  # noqa: S311 - repeatable, not secret
        shown = {words: seen for one in residents for words, seen in one.seen.receipts.items()}
        found = program(server, "look")
        return Result(
            engine="SQLite" if server.workers == 1 else "PostgreSQL",
            kills=times,
            seed=seed,
            seconds=time.monotonic() - began,
            counts=sum((one.seen.counts for one in residents), Counter()),
            shown=shown,
            unopened=_unopened(server.port, [receipt for seen in shown.values() for receipt in seen], clients),
            stored=found["words"],
            faults=found["faults"],
        )


def make_server(folder: Path) -> LiveServer:
    """Return a server with a department: two processes on the PostgreSQL that DATABASE_URL names, or one on SQLite."""
    workers = 2 if os.environ.get("DATABASE_URL", "").startswith("postgres") else 1
    extra = {"TIPLINE_STATIC": str(folder), "TIPLINE_PROCESSES": str(workers)}
    server = LiveServer(folder, settings="benchmarks.kills.settings", extra=extra, workers=workers)
    server.run("migrate", "--verbosity", "0")
    program(server, "world")
    return server


def program(server: LiveServer, name: str) -> Any:
    """Run a program of this package in the server's environment and return what it told as JSON."""
    command = [sys.executable, "-m", f"benchmarks.kills.{name}"]
    done = subprocess.run(command, cwd=ROOT, env=server.environment, check=True, capture_output=True, timeout=300)  # noqa: S603
    return json.loads(done.stdout or "null")


def _killing(server: LiveServer, times: int, random: Random, clients: int) -> list[Resident]:
    stop = threading.Event()
    residents = [Resident(number, server.port, stop) for number in range(1, clients + 1)]
    for resident in residents:
        resident.start()
    for _ in range(times):
        time.sleep(random.uniform(*LIFE_SECONDS))
        server.kill()
        server.start()
    stop.set()
    _wait_for(residents)
    return residents


def _wait_for(residents: Iterable[Resident]) -> None:
    for resident in residents:
        resident.join()
        if resident.failure is not None:
            raise GaveUp(resident.name) from resident.failure


def _unopened(port: int, receipts: Sequence[str], clients: int) -> list[str]:
    def opens(receipt: str) -> bool:
        status, page = ask(port, "/en/riverton/mailbox/", {"receipt": receipt})
        return status == 200 and "<h1>Your mailbox</h1>" in page

    with ThreadPoolExecutor(clients) as pool:
        return [receipt for receipt, good in zip(receipts, pool.map(opens, receipts), strict=True) if not good]
