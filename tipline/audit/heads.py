"""The file of heads, outside the database: one line for each batch of links, each bound to the line before.

    number kind position digest time mac

`head`: the chain reached this position with this digest; `signed`: the same, and a checkpoint was signed over it;
`restore`: an operator accepted that the chain continues from here, though earlier lines went further or were lost.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from tipline.audit.anchor import Anchor, HeadsFile, Mac
from tipline.audit.errors import HeadsBroken

START: Final = bytes(32)


class Kind(StrEnum):
    HEAD = "head"
    SIGNED = "signed"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Head:
    """A verified line."""

    number: int
    kind: Kind
    position: int
    digest: bytes
    at: datetime
    mac: bytes


def last_head(file: HeadsFile, mac: Mac) -> Head | None:
    """None for an empty or missing file. Raises HeadsBroken."""
    tail = file.tail(2)
    if not tail:
        return None
    before = _parsed(tail[-2]).mac if len(tail) == 2 else START
    return _verified(tail[-1], before, mac)


def read_heads(file: HeadsFile, mac: Mac) -> Iterator[Head]:
    """Every line in order. Raises HeadsBroken at the first that was edited or does not follow the one before."""
    before = START
    for number, line in enumerate(file.all(), 1):
        head = _verified(line, before, mac)
        if head.number != number:
            raise HeadsBroken(f"line {number} of the file of heads was put in or taken out")
        before = head.mac
        yield head


def append_head(anchor: Anchor, last: Head | None, *, kind: Kind, position: int, digest: bytes, at: datetime) -> None:
    """Raises OSError; then nothing was appended."""
    number = last.number + 1 if last else 1
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    text = f"{number} {kind} {position} {digest.hex()} {moment}"
    head_mac = _mac(anchor.mac, last.mac if last else START, text)
    anchor.heads.append(f"{text} {head_mac.hex()}")


def _verified(line: str, before: bytes, mac: Mac) -> Head:
    head = _parsed(line)
    if not hmac.compare_digest(head.mac, _mac(mac, before, line.rsplit(" ", 1)[0])):
        raise HeadsBroken(f"line {head.number} of the file of heads was edited, or one before it is gone")
    return head


def _parsed(line: str) -> Head:
    try:
        number, kind, position, digest, at, head_mac = line.split(" ")
        return Head(
            number=int(number),
            kind=Kind(kind),
            position=int(position),
            digest=bytes.fromhex(digest),
            at=datetime.fromisoformat(at),
            mac=bytes.fromhex(head_mac),
        )
    except ValueError as error:
        raise HeadsBroken("a line of the file of heads cannot be read") from error


def _mac(mac: Mac, before: bytes, text: str) -> bytes:
    return mac("audit head", before, text.encode())
