"""The fingerprint of a department's root, in a file outside the database: what a database writer cannot reach."""

from __future__ import annotations

from uuid import UUID

from tipline.keyring import files
from tipline.keyring.errors import KeyLogBroken


def pin_root(department: UUID, fingerprint: bytes) -> None:
    """Write the fingerprint down, once. Raises KeyLogBroken if there is one already."""
    try:
        files.create_hex(_name(department), fingerprint)
    except FileExistsError:
        raise KeyLogBroken("a root that is pinned already") from None


def pinned_root(department: UUID) -> bytes:
    """32 bytes: the fingerprint. Raises KeyLogBroken without one."""
    found = files.read_hex(_name(department))
    if found is None or len(found) != 32:
        raise KeyLogBroken("no pinned root")
    return found


def unpin_root(department: UUID) -> None:
    """Take back the pin of a set-up that did not come to its end."""
    files.remove(_name(department))


def _name(department: UUID) -> str:
    return f"{department}.root"
