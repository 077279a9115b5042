"""Files outside the database, which nobody reaches through it: a department's root, and the last entry of its log.

The root's fingerprint stands in `<department>.root`. In `<department>.head` stand the number and the digest of the last
entry that was seen committed: a log without that entry was cut off or put back.
"""

from __future__ import annotations

import logging
from uuid import UUID

from tipline.keyring import key_folder
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.key_folder import LineFile

logger = logging.getLogger(__name__)


def pin_root(department: UUID, fingerprint: bytes) -> None:
    """Write the fingerprint down, once. Raises KeyLogBroken if there is one already."""
    try:
        key_folder.create_hex(_name(department), fingerprint)
    except FileExistsError:
        raise KeyLogBroken("a root that is pinned already") from None


def pinned_root(department: UUID) -> bytes:
    """32 bytes: the fingerprint. Raises KeyLogBroken without one."""
    found = key_folder.read_hex(_name(department))
    if found is None or len(found) != 32:
        raise KeyLogBroken("no pinned root")
    return found


def unpin_root(department: UUID) -> None:
    """Take back the pin of a set-up that did not come to its end."""
    key_folder.remove(_name(department))


def head(department: UUID) -> tuple[int, bytes] | None:
    """Return the number and the digest of the last entry seen, None where no log of the department was seen here.

    Raises KeyLogBroken for a file that holds anything else.
    """
    text = key_folder.read_text(_head_name(department))
    number, _, digest = text.strip().partition(" ")
    if not text:
        return None
    try:
        return int(number), bytes.fromhex(digest)
    except ValueError:
        raise KeyLogBroken("a file of the log's last entry that cannot be read") from None


def keep_head(department: UUID, sequence: int, digest: bytes) -> None:
    """Write down the last entry seen, unless another process saw a later one.

    A full disk stops nothing here: the next reading tries again, and the log is no less true.
    """
    try:
        with LineFile(_head_name(department)).locked():
            known = head(department)
            if known is None or known[0] < sequence:
                key_folder.replace_text(_head_name(department), f"{sequence} {digest.hex()}\n")
    except OSError:
        logger.exception("the last entry of a key log could not be written down")


def forget_head(department: UUID) -> None:
    """Let the log that is there count, whatever was seen: an operator says that a backup was put back."""
    key_folder.remove(_head_name(department))


def _head_name(department: UUID) -> str:
    return f"{department}.head"


def _name(department: UUID) -> str:
    return f"{department}.root"
