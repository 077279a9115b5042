from __future__ import annotations

import sys
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tipline.keyring.errors import KeyringError
from tipline.operations.recovery import recover
from tipline.operations.terminal import Abandoned, Terminal


class Command(BaseCommand):
    """Use a recovery secret, on a machine that others cannot reach. A caller may pass `stdin`."""

    help = "Give an officer the keys of units with the department's recovery secret. Answers come from standard input."
    stealth_options = ("stdin",)

    def handle(self, *args: Any, stdin: TextIO | None = None, **options: Any) -> None:
        """An early end changes nothing."""
        try:
            recover(Terminal(stdin or sys.stdin, self.stdout), timezone.now())
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Nothing was changed.")) from None
        except (Abandoned, KeyringError) as error:
            raise CommandError(f"{error} {_('Nothing was changed.')}") from None
