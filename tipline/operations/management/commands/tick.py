from __future__ import annotations

import gc
import os
import random
import signal
import sys
import threading
from multiprocessing import get_context
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from tipline.operations.tick import tick

COLLECT_AFTER: Final = (700, 10, 10)
"""The collector's own thresholds: what a round leaves behind is not kept as long as between two requests."""


class Command(BaseCommand):
    """Runs the periodic steps until it is stopped."""

    help = "Link the audit trail, let times fade, lock and forget what is over: each minute, or once with --once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run every step once and end")
        parser.add_argument("--every", type=float, default=60.0, help="seconds between two rounds (60)")
        parser.add_argument("--parent", type=int, default=0, help="end when this is no longer the parent process")

    def handle(self, *args: Any, **options: Any) -> None:
        """Until SIGTERM or SIGINT, or once. Raises CommandError if a single run failed."""
        if options["once"]:
            failed = tick(timezone.now())
            if failed:
                raise CommandError(f"Could not {', '.join(failed)}. The log says where it failed.")
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        run = _run_in_child if options["parent"] and sys.platform == "linux" else _run
        while not stopped.is_set():
            run()
            # Not on the minute: several installations on one machine do not wake together.
            _wait(stopped, options["every"] * random.uniform(0.9, 1.1), options["parent"])  # noqa: S311


def _run() -> None:
    gc.set_threshold(*COLLECT_AFTER)
    tick(timezone.now())
    connections.close_all()


def _run_in_child() -> None:
    """Run the steps in a process that ends with them, which returns its memory. Raises CommandError if it dies."""
    child = get_context("fork").Process(target=_run)
    child.start()
    child.join()
    if child.exitcode:
        raise CommandError("A round of the tick ended by itself.")


def _wait(stopped: threading.Event, seconds: float, parent: int) -> None:
    while seconds > 0 and not stopped.wait(min(seconds, 1.0)):
        seconds -= 1.0
        if parent and os.getppid() != parent:
            stopped.set()
