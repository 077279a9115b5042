"""`python -m benchmarks.soak`: three quarters of what the service can take, for fifteen minutes.

Needs what `benchmarks.speed` needs. Returns 1 when something was answered wrongly or did not stay flat.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.load import NeedsWrk
from benchmarks.soak.run import run
from benchmarks.stand import NeedsPostgres


def main() -> int:
    """Soak and print a line a minute."""
    parser = argparse.ArgumentParser(prog="benchmarks.soak", description="Load the service for long, and watch it.")
    parser.add_argument("--minutes", type=float, default=15, help="how long (15)")
    parser.add_argument("--share", type=float, default=0.75, help="of what it can take (0.75)")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="tipline-soak-") as folder:
            return 0 if run(Path(folder), options.minutes, options.share) else 1
    except NeedsWrk:
        sys.stderr.write("This needs wrk (Debian: apt install wrk).\n")
    except NeedsPostgres:
        sys.stderr.write("Set DATABASE_URL to a PostgreSQL server's database and REDIS_URL to a Redis.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
