"""Signatures over named purposes."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tipline.envelope import BadSignature, OfficerKey, RecoveryKey, ServiceKey, verify
from tipline.envelope.signing import PURPOSES

KEY = OfficerKey(bytes(range(32)))


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_a_signature_holds_for_its_purpose_only(purpose: str) -> None:
    signature = KEY.sign(purpose, b"a", b"b")
    verify(KEY.sign_public, signature, purpose, b"a", b"b")
    for other in PURPOSES - {purpose}:
        with pytest.raises(BadSignature):
            verify(KEY.sign_public, signature, other, b"a", b"b")


@pytest.mark.parametrize("key", [KEY, RecoveryKey(bytes(32)), ServiceKey(bytes(32))])
def test_every_signer_signs_for_itself_only(key: OfficerKey | RecoveryKey | ServiceKey) -> None:
    signature = key.sign("checkpoint", b"head")
    verify(key.sign_public, signature, "checkpoint", b"head")
    with pytest.raises(BadSignature):
        verify(OfficerKey(bytes(32)).sign_public, signature, "checkpoint", b"head")


def points_of_small_order() -> list[bytes]:
    """y of the points of order 1, 2, 4 and 8 on edwards25519, from its equation, with either sign of x."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p

    def root(square: int) -> int | None:
        candidate = pow(square, (p + 3) // 8, p)
        for value in (candidate, candidate * pow(2, (p - 1) // 4, p) % p):
            if value * value % p == square % p:
                return value
        return None

    # A point doubles to y = 0 where x^2 = -y^2, so d y^4 + 2 y^2 - 1 = 0.
    inner = root(1 + d)
    squares = [(-1 + sign * inner) * pow(d, -1, p) % p for sign in (1, -1)] if inner is not None else []
    eighths = [y for square in squares if (y := root(square)) is not None]
    ys = [1, p - 1, 0, *eighths, *(p - y for y in eighths), p, p + 1]
    return [(y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1)]


def test_a_key_of_small_order_verifies_nothing() -> None:
    keys = points_of_small_order()
    assert len(keys) == 14
    for raw in keys:
        for start in keys:
            with pytest.raises(BadSignature, match="anything"):
                verify(b"\x01\x01" + raw, start + bytes(32), "key log", b"any message")


def test_the_library_alone_would_accept_a_key_of_small_order() -> None:
    """Why the refusal above is needed; should the library begin to refuse, it can go."""
    raw = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(raw).verify(raw + bytes(32), b"any message")


def test_a_purpose_that_is_not_listed_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="SPEC"):
        KEY.sign("Key log")
    with pytest.raises(ValueError, match="SPEC"):
        verify(KEY.sign_public, bytes(64), "anything")
