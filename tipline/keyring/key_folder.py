"""Files of the folder of keys: small ones, made once and never overwritten, and those to which lines are added.

What was written is on disk before anything relies on it.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

TAIL: Final = 4096
"""Longer than any two lines."""


def location() -> Path:
    """Return the folder of keys, outside the database and its backups."""
    return Path(settings.TIPLINE_KEYS_DIR)


def read_hex(name: str) -> bytes | None:
    """Return the bytes that the file holds in hex; None if it is missing, unreadable or anything else."""
    try:
        return bytes.fromhex((location() / name).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def exists(name: str) -> bool:
    """Tell whether the folder has a file of this name."""
    return (location() / name).exists()


def create_hex(name: str, data: bytes) -> None:
    """Write a new file that only its owner reads, whole or not at all, and sync it and the folder.

    Raises FileExistsError.
    """
    place = location()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Under a name of its own first: another process must not read half of it.
    handle, draft = tempfile.mkstemp(dir=place, prefix=f".{name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(data.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, place / name)
    finally:
        os.unlink(draft)
    _sync_folder()


def read_text(name: str) -> str:
    """Return what the file holds; nothing of a missing one."""
    try:
        return (location() / name).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return ""


def replace_text(name: str, text: str) -> None:
    """Put the text in the place of what the file held, all or nothing, on disk before it returns."""
    place = location()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place / f"{name}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    (place / f"{name}.new").replace(place / name)
    _sync_folder()


def remove(name: str) -> None:
    """Remove a file: one of a set-up that did not come to its end, or one whose time is over."""
    (location() / name).unlink(missing_ok=True)


class LineFile:
    """A file of lines to which whole lines are added. A last line without its end was cut by a crash: it is none."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def path(self) -> Path:
        """Return where it is."""
        return location() / self.name

    def tail(self, count: int) -> list[str]:
        """Return the last lines, at most so many; none of a missing file."""
        try:
            with self.path.open("rb") as file:
                end = file.seek(0, os.SEEK_END)
                start = file.seek(max(0, end - TAIL))
                data = file.read()
        except FileNotFoundError:
            return []
        whole = data[: data.rfind(b"\n") + 1].decode("ascii", "replace").splitlines()
        return (whole[1:] if start else whole)[-count:]

    def all(self) -> Iterator[str]:
        """Yield every line from the first; none of a missing file."""
        try:
            with self.path.open(encoding="ascii", errors="replace", newline="\n") as file:
                for line in file:
                    if line.endswith("\n"):
                        yield line[:-1]
        except FileNotFoundError:
            return

    def append(self, line: str) -> None:
        """Add a line and sync it. Raises OSError; then nothing was added."""
        location().mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            before = _end_of_whole_lines(handle)
            os.ftruncate(handle, before)
            try:
                _write_all(handle, line.encode("ascii") + b"\n", before)
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)
        if not before:
            _sync_folder()

    def set_aside(self) -> None:
        """Give the file the first free name with a number behind it; a missing one stays missing."""
        number = 1
        while (aside := self.path.with_name(f"{self.name}.{number}")).exists():
            number += 1
        if self.path.exists():
            self.path.rename(aside)
            _sync_folder()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes of this machine from adding meanwhile."""
        location().mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path.with_name(f"{self.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _write_all(handle: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(handle, data, offset)
        data, offset = data[written:], offset + written


def _end_of_whole_lines(handle: int) -> int:
    end = os.fstat(handle).st_size
    start = max(0, end - TAIL)
    return start + os.pread(handle, end - start, start).rfind(b"\n") + 1


def _sync_folder() -> None:
    directory = os.open(location(), os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
