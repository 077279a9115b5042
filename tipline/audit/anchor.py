"""What anchors the trail outside the database. Callables, since this package knows no keys and no folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Signed(NamedTuple):
    signer: bytes
    signature: bytes


class Mac(Protocol):
    """32 bytes under a label over fields, by a key outside the database."""

    def __call__(self, label: str, *fields: bytes) -> bytes: ...


class Sign(Protocol):
    def __call__(self, fields: tuple[bytes, ...]) -> Signed: ...


class HeadsFile(Protocol):
    """An append-only file of whole lines; each is on disk before `append` returns."""

    def tail(self, count: int) -> list[str]:
        """The last lines, at most `count`."""
        ...

    def all(self) -> Iterator[str]: ...

    def append(self, line: str) -> None:
        """Raises OSError; then nothing was appended."""
        ...

    def set_aside(self) -> None:
        """Rename the file, so that a new one begins."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Keep other processes from appending meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class Anchor:
    mac: Mac
    sign: Sign
    heads: HeadsFile
