"""Fill a stand, then time the tick and verify_audit in processes of their own, with the most memory that they took."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.stand import Stand


def run(folder: Path, count: int) -> bool:
    """Print seconds and memory of each step over so many tips; tell whether verify_audit found nothing."""
    folder.mkdir()
    with Stand(folder) as stand:
        stand.program("benchmarks.verify.inside", "fill", str(count))
        stand.ask("ANALYZE")
        for step in ("noted", "sealed", "later", "verified"):
            told = json.loads(stand.program("benchmarks.verify.inside", step, str(count)))
            took = f"{told['seconds']:8.2f} s, {told['processor']:8.2f} s of it in Python, {told['megabytes']:6.0f} MB"
            sys.stdout.write(f"{count:>8} tips  {told['what']:<27} {took}\n")
            sys.stdout.flush()
        return bool(told["whole"])
