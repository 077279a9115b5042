"""Delete the demonstration's database and keys, nothing else in its folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tipline.keyring import key_folder


class ResetRefused(Exception):
    """The database is not the demonstration's own file."""


def reset() -> None:
    """Raises ResetRefused for any other database."""
    database = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not Path(database).is_relative_to(settings.DATA_DIR):
        raise ResetRefused(_("Only a demonstration in its own SQLite file is deleted here."))
    connection.close()
    for ending in ("", "-wal", "-shm"):
        Path(database + ending).unlink(missing_ok=True)
    for pattern in ("*.root", "*.head", "*.head.lock", "service.key", "audit.*", "receipts-*.key"):
        for key in key_folder.location().glob(pattern):
            key.unlink(missing_ok=True)
