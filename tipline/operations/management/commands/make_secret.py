from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints 64 random bytes as text, for the file that TIPLINE_SECRET_KEY_FILE names."""

    help = "Print a random secret key."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(secrets.token_urlsafe(64))
