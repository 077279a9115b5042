"""HPKE base mode with X-Wing (RFC 9180; draft-connolly-cfrg-xwing-kem), single shot (SPEC section 5)."""

import hashlib
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from tipline.envelope.context import KEY_LENGTH, PREFIX, after_prefix, key_id, require_length
from tipline.envelope.errors import Damaged

# X-Wing draft section 5.3 and FIPS 203 table 3 (ML-KEM-768), RFC 7748 (X25519); the tag of AES-256-GCM.
MLKEM_PUBLIC_LENGTH: Final = 1184
ENCAPSULATED_LENGTH: Final = 1088 + 32
HPKE_OVERHEAD: Final = ENCAPSULATED_LENGTH + 16

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KemKeyPair:
    """`public` is the public key as stored, `kid` its id."""

    __slots__ = ("_private", "kid", "public")

    def __init__(self, seed: bytes) -> None:
        require_length("a KEM seed", seed, KEY_LENGTH)
        # X-Wing draft section 5.2, expandDecapsulationKey: SHAKE256 to 64 bytes for ML-KEM and 32 for X25519.
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._private = MLKEM768X25519PrivateKey(mlkem, x25519)
        raw = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        self.public: Final = PREFIX + raw
        self.kid: Final = key_id(self.public)

    def open(self, info: bytes, sealed: bytes) -> bytes:
        """Open raw HPKE bytes: encapsulation, ciphertext, tag. Raises Damaged."""
        try:
            return _SUITE.decrypt(sealed, self._private, info=info)
        except (InvalidTag, ValueError):
            raise Damaged("this key and context do not open it") from None


def seal_to(kem_public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Raw HPKE bytes: encapsulation (1120) | ciphertext | tag (16). The calling structure prepends its format and
    suite.

    Raises Unsupported for a public key of an unknown format or suite, Damaged for one that does not parse.
    """
    try:
        return _SUITE.encrypt(plaintext, _public_key(kem_public), info=info)
    except ValueError:
        raise Damaged("a public key does not parse") from None


@lru_cache(maxsize=256)
def _public_key(kem_public: bytes) -> MLKEM768X25519PublicKey:
    raw = after_prefix(kem_public)
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC_LENGTH]),
        X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC_LENGTH:]),
    )
