"""Contexts, derivations and key ids (SPEC sections 2 and 3)."""

import hashlib
import hmac
from typing import Final

from tipline.envelope.errors import Damaged, Unsupported

FORMAT: Final = 1
SUITE: Final = 1
PREFIX: Final = bytes((FORMAT, SUITE))

ID_LENGTH: Final = 16
KEY_LENGTH: Final = 32

_MAX_FIELD: Final = 0xFFFF


def ctx(label: str, *fields: bytes) -> bytes:
    """`"tipline/1 " | label | 00 | each field as u16 length | bytes` (SPEC section 2).

    Injective. Raises ValueError for a label that is not printable ASCII or a field over 65,535 bytes.
    """
    if not (label.isascii() and label.isprintable() and label):
        raise ValueError("a label is printable ASCII")
    parts = [b"tipline/1 ", label.encode("ascii"), b"\x00"]
    for field in fields:
        if len(field) > _MAX_FIELD:
            raise ValueError("a context field is at most 65,535 bytes; hash what is longer")
        parts.append(len(field).to_bytes(2, "big"))
        parts.append(field)
    return b"".join(parts)


def derive(key: bytes, label: str, *fields: bytes) -> bytes:
    """HKDF-Expand-SHA256(key, ctx(label, *fields), 32). `key` is 32 uniform bytes.

    32 bytes are one block of RFC 5869 section 2.3, T(1) = HMAC(key, info | 01), computed directly because every opening
    calls this.
    """
    if len(key) != KEY_LENGTH:
        raise ValueError("a key is 32 bytes")
    return hmac.digest(key, ctx(label, *fields) + b"\x01", "sha256")


def extract(salt: bytes, material: bytes) -> bytes:
    """HKDF-Extract-SHA256, which is HMAC(salt, material) (RFC 5869 section 2.2)."""
    return hmac.digest(salt, material, "sha256")


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def key_id(public: bytes) -> bytes:
    """The kid, 16 bytes, of a sealing or signing public key as stored (format, suite, raw key).

    Raises Unsupported for an unknown format or suite, Damaged if no key follows them.
    """
    raw = after_prefix(public)
    if not raw:
        raise Damaged("no key behind format and suite")
    return sha256(ctx("key id", public[1:2], raw))[:ID_LENGTH]


def after_prefix(data: bytes) -> bytes:
    """What follows format and suite. Raises as `check_prefix`."""
    check_prefix(data)
    # A database driver may hand out a memoryview, which parts of `cryptography` refuse.
    return bytes(data[2:])


def check_prefix(data: bytes) -> None:
    """Raise Damaged if format and suite are missing, Unsupported if they are unknown (SPEC R1 and R2)."""
    if data[:2] == PREFIX:
        return
    if len(data) < 2:
        raise Damaged("shorter than format and suite")
    raise Unsupported("unknown format or suite")


def u32(number: int) -> bytes:
    """Four bytes, big endian. Raises ValueError outside 0 to 2**32 - 1."""
    return _unsigned(number, 4)


def u64(number: int) -> bytes:
    """Eight bytes, big endian. Raises ValueError outside 0 to 2**64 - 1."""
    return _unsigned(number, 8)


def require_length(name: str, value: bytes, length: int) -> None:
    """Raise ValueError: a wrong length is the caller's mistake, not a refusal."""
    if not isinstance(value, bytes) or len(value) != length:
        raise ValueError(f"{name} is {length} bytes")


def _unsigned(number: int, length: int) -> bytes:
    try:
        return number.to_bytes(length, "big")
    except OverflowError:
        raise ValueError(f"not an unsigned number of {length} bytes") from None
