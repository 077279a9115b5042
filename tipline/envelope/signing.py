"""Signatures over named purposes (SPEC section 10)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tipline.envelope.context import PREFIX, SUITE, after_prefix, ctx
from tipline.envelope.errors import BadSignature

PURPOSES: Final = frozenset({"key log", "checkpoint", "receipt proof", "release", "referral", "webhook", "enrolment"})
"""All that is ever signed (SPEC section 10); a new purpose is a new name here and there."""


@dataclass(frozen=True, slots=True)
class SigningSuite:
    """Lengths of a suite's raw public keys and signatures. `check` raises BadSignature."""

    public_length: int
    signature_length: int
    check: Callable[[bytes, bytes, bytes], None]


_FIELD: Final = 2**255 - 19
_PROBE: Final = X25519PrivateKey.from_private_bytes(bytes(32))


class SigningKeyPair:
    """`public` is the public key as stored."""

    __slots__ = ("_private", "public")

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: Final = PREFIX + self._private.public_key().public_bytes_raw()

    def sign(self, purpose: str, *fields: bytes) -> bytes:
        """Signs ctx("sign", purpose, *fields). Raises ValueError for a purpose that is not listed."""
        return self._private.sign(_signed_bytes(purpose, fields))


def verify(sign_public: bytes, signature: bytes, purpose: str, *fields: bytes) -> None:
    """Raise BadSignature unless this key signed these fields for this purpose.

    Raises Unsupported for a key of an unknown format or suite, ValueError for a purpose that is not listed.
    """
    message = _signed_bytes(purpose, fields)
    raw = after_prefix(sign_public)
    suite = SUITES[sign_public[1]]
    if len(raw) != suite.public_length or len(signature) != suite.signature_length:
        raise BadSignature("a key or signature of another length")
    suite.check(raw, signature, message)


def is_signing_key(public: bytes) -> bool:
    """Whether a public key is as long as its suite says. Raises as `key_id`."""
    return len(after_prefix(public)) == SUITES[public[1]].public_length


def _check_ed25519(raw: bytes, signature: bytes, message: bytes) -> None:
    if _is_small_order(raw):
        raise BadSignature("a key under which anything would hold")
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise BadSignature("not signed by this key for this purpose") from None


def _is_small_order(raw: bytes) -> bool:
    """Whether the key is one of the eight points under which one signature is valid for every message.

    Ed25519's y is X25519's u = (1 + y) / (1 - y) (RFC 7748 section 4.1), and X25519 refuses points of small order.
    """
    y = (int.from_bytes(raw, "little") & (1 << 255) - 1) % _FIELD
    if y == 1:
        return True
    u = (1 + y) * pow(1 - y, -1, _FIELD) % _FIELD
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(u.to_bytes(32, "little")))
    except ValueError:
        return True
    return False


def _signed_bytes(purpose: str, fields: tuple[bytes, ...]) -> bytes:
    if purpose not in PURPOSES:
        raise ValueError("a purpose that SPEC section 10 does not list")
    return ctx("sign", purpose.encode("ascii"), *fields)


SUITES: Final = {SUITE: SigningSuite(public_length=32, signature_length=64, check=_check_ed25519)}
"""Nothing else of the format knows how long a signing key or a signature is."""
