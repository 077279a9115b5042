"""Sealing to a public key, below the structures."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.envelope import Damaged, Unsupported
from tipline.envelope.hpke import KemKeyPair, seal_to

from . import reference

SEED = bytes(range(32))
PAIR = KemKeyPair(SEED)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.binary(max_size=100), st.binary(max_size=100))
def test_package_and_reference_open_each_other(info: bytes, plaintext: bytes) -> None:
    sealed = seal_to(PAIR.public, info, plaintext)
    assert KemKeyPair(SEED).open(info, sealed) == reference.hpke_open(SEED, info, sealed) == plaintext
    assert PAIR.open(info, reference.hpke_seal(PAIR.public[2:], info, plaintext)) == plaintext
    with pytest.raises(Damaged):
        PAIR.open(info + b"\x00", sealed)


def test_truncated_bytes_are_refused() -> None:
    sealed = seal_to(PAIR.public, b"", b"")
    for length in (0, 1, 1119, 1120, 1121, 1135):
        with pytest.raises(Damaged):
            PAIR.open(b"", sealed[:length])


def test_an_invalid_public_key_is_refused() -> None:
    for public in (b"", PAIR.public[:-1], PAIR.public + b"\x00", PAIR.public[2:]):
        with pytest.raises((Damaged, Unsupported)):
            seal_to(public, b"", b"")


def test_a_public_key_may_be_a_memoryview() -> None:
    view: bytes = memoryview(PAIR.public)  # type: ignore[assignment]
    assert PAIR.open(b"", seal_to(view, b"", b"text")) == b"text"
