"""`python -m benchmarks.verify`: what a round of the tick costs, and verify_audit, over many tips.

Needs PostgreSQL and Redis, as `benchmarks.speed` does, but no wrk. Returns 1 when verify_audit found a fault.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.command import status_of
from benchmarks.verify.run import run


def main() -> int:
    """Fill, tick, verify, and print a table."""
    parser = argparse.ArgumentParser(prog="benchmarks.verify", description="Time the checks of the audit trail.")
    parser.add_argument("counts", nargs="*", type=int, default=[10_000, 100_000], help="tips (10000 100000)")
    options = parser.parse_args()
    return status_of("verify", lambda folder: all(run(folder / str(count), count) for count in options.counts))


if __name__ == "__main__":
    sys.exit(main())
