"""`python -m benchmarks.kills --times 200`: on PostgreSQL where DATABASE_URL names one, otherwise on SQLite."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.kills.run import run


def main() -> int:
    """Run, print the table, and return 1 when anything that a resident was told is not true."""
    parser = argparse.ArgumentParser(prog="benchmarks.kills", description="Kill the server under load, and look.")
    parser.add_argument("--times", type=int, default=200, help="how often the server is killed (200)")
    parser.add_argument("--clients", type=int, default=8, help="how many residents send at once (8)")
    parser.add_argument("--seed", type=int, default=47, help="of the random moments (47)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tipline-kills-") as folder:
        result = run(Path(folder), times=options.times, seed=options.seed, clients=options.clients)
    sys.stdout.write(result.table())
    for name, found in result.wrong.items():
        sys.stdout.writelines(f"WRONG: {name}: {one}\n" for one in found[:20])
    return 0 if result.sound else 1


if __name__ == "__main__":
    sys.exit(main())
