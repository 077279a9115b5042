"""A secret in every encoding in which software tends to leave one behind, and the search for it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus


@dataclass(frozen=True)
class Needle:
    """One canary in one encoding."""

    canary: str
    encoding: str
    data: bytes


def needles(canaries: Iterable[str]) -> list[Needle]:
    """Return each canary in plain, percent-encoded, hex, base64 at its three alignments, and UTF-16 of both ends."""
    return [Needle(canary, encoding, data) for canary in canaries for encoding, data in _forms(canary)]


def found(haystack: bytes, wanted: Iterable[Needle]) -> list[tuple[str, str]]:
    """Return the canaries and encodings that occur in the haystack; letters in either case for hex."""
    lowered = haystack.lower()
    return [
        (needle.canary, needle.encoding)
        for needle in wanted
        if needle.data in (lowered if needle.encoding == "hex" else haystack)
    ]


def _forms(canary: str) -> Iterator[tuple[str, bytes]]:
    plain = canary.encode()
    yield "plain", plain
    if quote_plus(canary) != canary:
        yield "percent", quote_plus(canary).encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield encoding, canary.encode(encoding)
    yield "hex", plain.hex().encode()
    for offset in range(3):
        yield f"base64+{offset}", _base64_core(plain, offset)
        yield f"urlsafe+{offset}", _base64_core(plain, offset).replace(b"+", b"-").replace(b"/", b"_")


def _base64_core(plain: bytes, offset: int) -> bytes:
    # The characters at both ends also depend on what stands before and after: only those in between are certain.
    encoded = base64.b64encode(bytes(offset) + plain)
    start = (offset * 8 + 5) // 6
    end = (offset + len(plain)) * 8 // 6
    return encoded[start:end]
