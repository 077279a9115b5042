"""Small files of the folder of keys: made once, never overwritten, on disk before anything relies on them."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Return the folder of keys, outside the database and its backups."""
    return Path(settings.TIPLINE_KEYS_DIR)


def read_hex(name: str) -> bytes | None:
    """Return the bytes that the file holds in hex; None if it is missing, unreadable or anything else."""
    try:
        return bytes.fromhex((folder() / name).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def create_hex(name: str, data: bytes) -> None:
    """Write a new file that only its owner reads, and sync it and the folder. Raises FileExistsError."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(data.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(place, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def remove(name: str) -> None:
    """Remove a file that was made in a set-up that did not come to its end."""
    (folder() / name).unlink(missing_ok=True)
