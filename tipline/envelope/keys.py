"""The secret keys of officers, units, recovery kits and the service (SPEC section 4)."""

import hmac
import secrets
from typing import NoReturn, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipline.envelope.context import ID_LENGTH, KEY_LENGTH, ctx, derive, require_length, sha256
from tipline.envelope.hpke import KemKeyPair
from tipline.envelope.signing import SigningKeyPair


class SecretKey:
    """32 secret bytes: immutable, not in its repr, not picklable. Derived keys are computed once."""

    __slots__ = ("_secret",)
    _secret: bytes

    def __init__(self, secret: bytes) -> None:
        require_length("a secret key", secret, KEY_LENGTH)
        object.__setattr__(self, "_secret", secret)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_LENGTH))

    @property
    def secret(self) -> bytes:
        return self._secret

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a key does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a key does not change")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return hash((type(self), self._secret))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret key is never pickled or copied")


class _SealingKey(SecretKey):
    __slots__ = ("_pair",)
    _pair: KemKeyPair
    _kem_label = ""

    @property
    def kem_seed(self) -> bytes:
        return derive(self._secret, self._kem_label)

    @property
    def kem_pair(self) -> KemKeyPair:
        """Made at first use (0.2 ms)."""
        try:
            return self._pair
        except AttributeError:
            object.__setattr__(self, "_pair", KemKeyPair(self.kem_seed))
        return self._pair

    @property
    def kem_public(self) -> bytes:
        """As stored: format, suite and raw key."""
        return self.kem_pair.public

    @property
    def kid(self) -> bytes:
        return self.kem_pair.kid


class _SigningKey(SecretKey):
    __slots__ = ()
    _sign_label = ""

    @property
    def signing_pair(self) -> SigningKeyPair:
        return SigningKeyPair(derive(self._secret, self._sign_label))

    @property
    def sign_public(self) -> bytes:
        """As stored: format, suite and raw key."""
        return self.signing_pair.public

    def sign(self, purpose: str, *fields: bytes) -> bytes:
        return self.signing_pair.sign(purpose, *fields)


class OfficerKey(_SealingKey, _SigningKey):
    """S of the specification: the key that an officer's passphrase opens."""

    __slots__ = ()
    _kem_label = "officer kem"
    _sign_label = "officer sign"


class RecoveryKey(_SealingKey, _SigningKey):
    """R of the specification: the secret of a recovery kit."""

    __slots__ = ()
    _kem_label = "recovery kem"
    _sign_label = "recovery sign"


class ServiceKey(_SigningKey):
    """The server's signing key. It opens nothing."""

    __slots__ = ()

    @property
    def signing_pair(self) -> SigningKeyPair:
        """The secret itself is the Ed25519 seed."""
        return SigningKeyPair(self._secret)


def work_key_id(work_key: bytes) -> bytes:
    """Named in a tip's body, so that a sealer who gives two units two work keys is detected."""
    require_length("a work key", work_key, KEY_LENGTH)
    return sha256(ctx("work key", work_key))[:ID_LENGTH]


class UnitKey(_SealingKey):
    """U of the specification: one version of a unit's key."""

    __slots__ = ("_hold_cipher", "_search_cipher")
    _hold_cipher: AESGCM
    _search_cipher: AESGCM
    _kem_label = "unit kem"

    @property
    def hold_key(self) -> bytes:
        """H of the specification: wraps that the unit has opened once are held under it."""
        return derive(self._secret, "unit hold")

    @property
    def hold_cipher(self) -> AESGCM:
        try:
            return self._hold_cipher
        except AttributeError:
            object.__setattr__(self, "_hold_cipher", AESGCM(self.hold_key))
        return self._hold_cipher

    @property
    def search_cipher(self) -> AESGCM:
        try:
            return self._search_cipher
        except AttributeError:
            object.__setattr__(self, "_search_cipher", AESGCM(derive(self._secret, "unit search")))
        return self._search_cipher
