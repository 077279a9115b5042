from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from tipline.operations.serving import AlreadyServing, Pair, Plan, PortTaken, alone


class Command(BaseCommand):
    """Runs web server and tick until Ctrl-C or SIGTERM; an error if one of the two ends by itself."""

    help = "Serve the pages and run the tick beside them. Ctrl-C ends both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="localhost", help="name or address to listen on (this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--workers", type=int, default=settings.TIPLINE_PROCESSES, help="server processes")
        parser.add_argument(
            "--check-stopped", action="store_true", help="only tell, by the exit code, whether this SQLite is served"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError if it cannot start, or if one of the two ended by itself."""
        self._check(options["workers"])
        plan = Plan(
            application=":".join(str(settings.WSGI_APPLICATION).rsplit(".", 1)),
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
        )
        with _alone_on_sqlite():
            if not options["check_stopped"]:
                self._serve(plan)

    def _check(self, workers: int) -> None:
        if connection.vendor == "sqlite" and workers != 1:
            raise CommandError("SQLite goes with one worker. Set DATABASE_URL to a PostgreSQL database for more.")
        if workers != settings.TIPLINE_PROCESSES:
            raise CommandError(f"Set TIPLINE_PROCESSES={workers} as well: limits are divided by it.")

    def _serve(self, plan: Plan) -> None:
        pair = Pair(plan)
        try:
            pair.start()
        except PortTaken:
            other = f"--port {plan.port + 1} (make demo PORT={plan.port + 1})"
            raise CommandError(f"Something else listens on port {plan.port}. Stop it, or use {other}.") from None
        if pair.watch(lambda: self._tell(f"Serving on http://{plan.host}:{plan.port}/ - Ctrl-C stops.")):
            raise CommandError("The web server or the tick ended by itself, so both were ended.")
        self._tell("Stopped.")

    def _tell(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


@contextlib.contextmanager
def _alone_on_sqlite() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    name = Path(str(connection.settings_dict["NAME"]))
    try:
        with alone(name.with_name(name.name + ".serving")):
            yield
    except AlreadyServing:
        raise CommandError("This database is being served already. Stop that first (Ctrl-C where it runs).") from None
