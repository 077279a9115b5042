from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tipline.audit.errors import TrailBroken
from tipline.operations.restoring import accept

QUESTION = "Was the database put back from a backup, or the file of heads lost? Type yes to put the gap on record: "


class Command(BaseCommand):
    """For an operator who restored a backup: the trail continues, and the gap stays on record."""

    help = "After a restore from a backup: lets the audit trail go on from there, and puts the gap on record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and put the gap on record. Raises CommandError where the chain that is there was changed."""
        if not options["yes"] and input(QUESTION).strip().lower() != "yes":
            raise CommandError("Nothing was done.")
        try:
            links, lost = accept(at=timezone.now())
        except TrailBroken as error:
            words = "No restore does that: put back another backup, and keep this database for who investigates."
            raise CommandError(f"The trail in this database was changed: {error.reason}. {words}") from error
        self.stdout.write(f"The trail goes on. {links} events that the file of heads knew of are not in this database.")
        for arrival in lost:
            self.stdout.write(f"{arrival.kind.title()} {arrival.id}, which came on {arrival.day}, is lost.")
