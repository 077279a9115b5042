from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from tipline.demo.build import build, is_built
from tipline.demo.instructions import instructions, recovery_secrets
from tipline.demo.reset import ResetRefused, reset

MOST_OPEN = 1_000
MOST_CLOSED = 20_000
REPORT_EVERY = 100


class Command(BaseCommand):
    help = "Build the demonstration departments if they are not there, and print addresses and logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--open", type=_number(MOST_OPEN), default=40, help="open tips in all (40)")
        parser.add_argument("--closed", type=_number(MOST_CLOSED), default=600, help="closed tips in all (600)")
        parser.add_argument("--port", type=_number(65535), default=8000, help="port of the printed addresses (8000)")
        parser.add_argument("--address", default="", help="what the printed addresses begin with, instead of --port")
        parser.add_argument("--recovery", action="store_true", help="also print the recovery secrets")
        parser.add_argument("--reset", action="store_true", help="only delete the demonstration's data")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not getattr(settings, "TIPLINE_DEMO", False):
            raise CommandError(
                _(
                    "Everybody knows the passwords of the demonstration, so it is not built with these settings. "
                    "Use `make demo`, or DJANGO_SETTINGS_MODULE=config.settings.demo."
                )
            )
        if options["reset"]:
            self._reset()
            return
        if not is_built():
            self.stdout.write(_("Building the demonstration. This takes up to a minute and happens once."))
            build(open_tips=options["open"], closed_tips=options["closed"], at=timezone.now(), progress=self._progress)
        address = (options["address"] or f"http://localhost:{options['port']}").rstrip("/")
        self.stdout.write(instructions(address))
        if options["recovery"]:
            self.stdout.write(recovery_secrets())

    def _reset(self) -> None:
        try:
            reset()
        except ResetRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("The demonstration's data is deleted."))

    def _progress(self, done: int, total: int) -> None:
        line = _("  %(done)d of %(total)d tips") % {"done": done, "total": total}
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="\n" if done == total else "")
            self.stdout.flush()
        elif done == total or done % REPORT_EVERY == 0:
            self.stdout.write(line)


def _number(most: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) > most:
            raise ArgumentTypeError(_("a number from 0 to %(most)d") % {"most": most})
        return int(text)

    return convert
