"""`python -m benchmarks.soak`: three quarters of what the service can take, for fifteen minutes.

Needs what `benchmarks.speed` needs. Returns 1 when something was answered wrongly or did not stay flat.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.command import status_of
from benchmarks.soak.run import run


def main() -> int:
    """Soak and print a line a minute."""
    parser = argparse.ArgumentParser(prog="benchmarks.soak", description="Load the service for long, and watch it.")
    parser.add_argument("--minutes", type=float, default=15, help="how long (15)")
    parser.add_argument("--share", type=float, default=0.75, help="of what it can take (0.75)")
    options = parser.parse_args()
    return status_of("soak", lambda folder: run(folder, options.minutes, options.share))


if __name__ == "__main__":
    sys.exit(main())
