"""What the measuring commands have in common: a folder of their own, and a plain word about what is missing."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.load import NeedsWrk
from benchmarks.stand import NeedsPostgres


def status_of(name: str, measure: Callable[[Path], bool]) -> int:
    """Measure in a folder that is thrown away; return 0, 1 where something was wrong, 2 where something is missing."""
    try:
        with tempfile.TemporaryDirectory(prefix=f"tipline-{name}-") as folder:
            return 0 if measure(Path(folder)) else 1
    except NeedsWrk:
        sys.stderr.write("This needs wrk (Debian: apt install wrk).\n")
    except NeedsPostgres:
        sys.stderr.write("Set DATABASE_URL to a PostgreSQL server's database and REDIS_URL to a Redis.\n")
    return 2
