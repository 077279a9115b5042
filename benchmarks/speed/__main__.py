"""`python -m benchmarks.speed`: the production server on PostgreSQL and Redis, beside a bare Django view.

DATABASE_URL names a PostgreSQL server on which databases may be made, REDIS_URL a Redis whose database 12 is free.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.command import status_of
from benchmarks.speed.run import run


def main() -> int:
    """Measure and print; return 1 when anything was answered wrongly, 2 when something needed is missing."""
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description="Measure the service beside a bare view.")
    parser.add_argument("--tips", type=int, nargs=3, default=[1_000, 10_000, 100_000], help="in three departments")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32], help="how many send at once (1 8 32)")
    parser.add_argument("--seconds", type=int, default=10, help="how long each load lasts (10)")
    parser.add_argument("--pages", type=int, default=200, help="how many pages an officer opens (200)")
    options = parser.parse_args()
    return status_of("speed", lambda folder: run(folder, options.tips, options.clients, options.seconds, options.pages))


if __name__ == "__main__":
    sys.exit(main())
