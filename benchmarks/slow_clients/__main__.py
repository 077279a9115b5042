"""`python -m benchmarks.slow_clients`: on PostgreSQL where DATABASE_URL names one, otherwise on SQLite."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.slow_clients.run import Waits, p50_p95, run


def main() -> int:
    """Measure and print; return 1 when a request of the ordinary client failed."""
    parser = argparse.ArgumentParser(prog="benchmarks.slow_clients", description="Ordinary waits beside slow clients.")
    parser.add_argument("--crowds", type=int, nargs="+", default=[60, 600], help="how many slow clients (60 600)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turn (3)")
    parser.add_argument("--seconds", type=float, default=12, help="how long each time (12)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tipline-slow-") as folder:
        waits = run(Path(folder), crowds=[0, *options.crowds], rounds=options.rounds, seconds=options.seconds)
    sys.stdout.writelines(table(waits))
    return 1 if any(wait.failed for wait in waits) else 0


def table(waits: list[Waits]) -> Iterator[str]:
    """Return lines: milliseconds, and beside them how many times the wait without slow clients, the first one."""
    yield f"{'slow':>5} {'open':>5} {'closed':>7} {'failed':>7}   {'first page p50':>16} {'p95':>16}   "
    yield f"{'sending p50':>16} {'p95':>16}\n"
    alone = (*p50_p95(waits[0].page), *p50_p95(waits[0].send))
    for wait in waits:
        found = (*p50_p95(wait.page), *p50_p95(wait.send))
        cells = [f"{ms:.1f} ms ({ms / base:.2f})" for ms, base in zip(found, alone, strict=True)]
        yield f"{wait.crowd:>5} {wait.slow_open:>5} {wait.slow_closed:>7} {wait.failed:>7}   "
        yield f"{cells[0]:>16} {cells[1]:>16}   {cells[2]:>16} {cells[3]:>16}\n"


if __name__ == "__main__":
    sys.exit(main())
