"""A trail with keys of the tests, and a file of heads in the test's folder of keys."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

import pytest

from tipline.audit import actions
from tipline.audit.anchor import Anchor, Signed
from tipline.keyring import anchor as real
from tipline.keyring.key_folder import LineFile


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
def anchor() -> Iterator[Anchor]:
    """Events get their MACs from it meanwhile, too."""
    actions.use_event_mac(mac)
    yield Anchor(mac=mac, sign=sign, heads=LineFile("audit.heads"))
    actions.use_event_mac(real.mac)
