"""What the trail leans on outside the database. It comes in as callables: this package knows no keys and no folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Signed(NamedTuple):
    """A signature and the public key that made it."""

    signer: bytes
    signature: bytes


class Mac(Protocol):
    """Makes 32 bytes under a label over fields, which takes a key that the database does not hold."""

    def __call__(self, label: str, *fields: bytes) -> bytes: ...


class Sign(Protocol):
    """Signs the fields of a checkpoint."""

    def __call__(self, fields: tuple[bytes, ...]) -> Signed: ...


class Lines(Protocol):
    """A file of whole lines to which lines are only added; each is on disk before `append` returns."""

    def tail(self, count: int) -> list[str]:
        """Return the last lines, at most so many."""
        ...

    def all(self) -> Iterator[str]:
        """Yield every line from the first."""
        ...

    def append(self, line: str) -> None:
        """Add a line and sync it. Raises OSError; then nothing was added."""
        ...

    def set_aside(self) -> None:
        """Give the file another name, so that a new one begins."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Keep other processes from adding meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class Outside:
    """The key of the links, the signing key of the checkpoints, and the file of heads."""

    mac: Mac
    sign: Sign
    lines: Lines
