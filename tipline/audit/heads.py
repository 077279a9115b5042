"""The file of heads: one line for each batch of links, outside the database, each line bound to the one before.

    number kind position digest time mac

`head`: the chain reached this position with this digest; `signed`: the same, and a checkpoint was signed over it;
`restore`: an operator accepted that the chain goes on from here, though lines before went further or were lost.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from tipline.audit.errors import HeadsBroken
from tipline.audit.outside import Lines, Mac, Outside

FIRST: Final = bytes(32)


class Kind(StrEnum):
    """What a line says."""

    HEAD = "head"
    SIGNED = "signed"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Head:
    """A line, read and checked."""

    number: int
    kind: Kind
    position: int
    digest: bytes
    at: datetime
    mac: bytes


def last_head(lines: Lines, mac: Mac) -> Head | None:
    """Return the last line; None of an empty or missing file. Raises HeadsBroken."""
    tail = lines.tail(2)
    if not tail:
        return None
    before = _parsed(tail[-2]).mac if len(tail) == 2 else FIRST
    return _checked(tail[-1], before, mac)


def every_head(lines: Lines, mac: Mac) -> Iterator[Head]:
    """Yield every line in order. Raises HeadsBroken at the first that was edited or does not follow the one before."""
    before = FIRST
    for number, line in enumerate(lines.all(), 1):
        head = _checked(line, before, mac)
        if head.number != number:
            raise HeadsBroken(f"line {number} of the file of heads was put in or taken out")
        before = head.mac
        yield head


def add_head(outside: Outside, last: Head | None, *, kind: Kind, position: int, digest: bytes, at: datetime) -> None:
    """Append a line after the last one. Raises OSError; then nothing was appended."""
    number = last.number + 1 if last else 1
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    text = f"{number} {kind} {position} {digest.hex()} {moment}"
    code = _mac(outside.mac, last.mac if last else FIRST, text)
    outside.lines.append(f"{text} {code.hex()}")


def _checked(line: str, before: bytes, mac: Mac) -> Head:
    head = _parsed(line)
    if not hmac.compare_digest(head.mac, _mac(mac, before, line.rsplit(" ", 1)[0])):
        raise HeadsBroken(f"line {head.number} of the file of heads was edited, or one before it is gone")
    return head


def _parsed(line: str) -> Head:
    try:
        number, kind, position, digest, at, code = line.split(" ")
        return Head(
            number=int(number),
            kind=Kind(kind),
            position=int(position),
            digest=bytes.fromhex(digest),
            at=datetime.fromisoformat(at),
            mac=bytes.fromhex(code),
        )
    except ValueError as error:
        raise HeadsBroken("a line of the file of heads cannot be read") from error


def _mac(mac: Mac, before: bytes, text: str) -> bytes:
    return mac("audit head", before, text.encode())
