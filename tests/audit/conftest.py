"""A trail with means of its own: keys that are no keys, and the file of heads in the test's folder of keys."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

import pytest

from tipline.audit import actions
from tipline.audit.outside import Outside, Signed
from tipline.keyring import outside as real
from tipline.keyring.files import LineFile


def mac(label: str, *fields: bytes) -> bytes:
    """Return a MAC under a key of the tests."""
    return hmac.digest(
        b"test", b"|".join([label.encode(), *(hashlib.sha256(field).digest() for field in fields)]), "sha256"
    )


def sign(fields: tuple[bytes, ...]) -> Signed:
    """Sign as nobody else does."""
    return Signed(b"signer", b"signed " + b"".join(fields)[-8:])


def check(signer: bytes, signature: bytes, fields: tuple[bytes, ...]) -> bool:
    """Tell whether `sign` made it."""
    return (signer, signature) == sign(fields)


@pytest.fixture
def outside() -> Iterator[Outside]:
    """Return the means, with which events are marked meanwhile too."""
    actions.mark_with(mac)
    yield Outside(mac=mac, sign=sign, lines=LineFile("audit.heads"))
    actions.mark_with(real.mac)
