from __future__ import annotations

import sys
from typing import Any, TextIO

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tipline.keyring.errors import KeyringError
from tipline.operations.ceremony import hold_ceremony
from tipline.operations.terminal import Abandoned, Terminal


class Command(BaseCommand):
    """Set up a department with its keys on the terminal. A caller may pass `stdin`."""

    help = "Set up a department: units, first three people, recovery secrets, keys. Answers come from standard input."
    stealth_options = ("stdin",)

    def handle(self, *args: Any, stdin: TextIO | None = None, **options: Any) -> None:
        """An early end leaves nothing behind."""
        try:
            hold_ceremony(Terminal(stdin or sys.stdin, self.stdout), timezone.now())
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Nothing was made.")) from None
        except ValidationError as error:
            raise CommandError(" ".join([*error.messages, _("Nothing was made.")])) from None
        except (Abandoned, KeyringError) as error:
            raise CommandError(f"{error} {_('Nothing was made.')}") from None
