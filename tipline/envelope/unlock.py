"""An officer's key under a passphrase, and while it is unlocked (SPEC section 13)."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tipline.envelope.context import ID_LENGTH, KEY_LENGTH, PREFIX, after_prefix, ctx, derive, require_length, sha256
from tipline.envelope.errors import Damaged, Unsupported, WrongPassphrase
from tipline.envelope.keys import OfficerKey

KIND_PASSPHRASE: Final = 1
SALT_LENGTH: Final = 16
NONCE_LENGTH: Final = 12
_PARAMETERS_LENGTH: Final = 10
_SEALED_KEY_LENGTH: Final = KEY_LENGTH + 16
_WRAP_LENGTH: Final = 2 + _PARAMETERS_LENGTH + SALT_LENGTH + NONCE_LENGTH + _SEALED_KEY_LENGTH
_UNLOCKED_LENGTH: Final = 2 + NONCE_LENGTH + _SEALED_KEY_LENGTH
_MAX_PASSPHRASE: Final = 1024
_WHITESPACE: Final = re.compile("[\t-\r\x1c-\x20\x85\u1680\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What one guess at a passphrase costs: memory in KiB, passes over it, lanes (Argon2id, RFC 9106)."""

    memory: int
    passes: int
    lanes: int

    def within(self, minimum: "Argon2Cost", maximum: "Argon2Cost") -> bool:
        """Whether each part lies between the two."""
        return (
            minimum.memory <= self.memory <= maximum.memory
            and minimum.passes <= self.passes <= maximum.passes
            and minimum.lanes <= self.lanes <= maximum.lanes
        )

    def parameters(self) -> bytes:
        """Ten bytes: kind, memory as u32, passes as u32, lanes."""
        return b"".join(
            (bytes((KIND_PASSPHRASE,)), self.memory.to_bytes(4, "big"), self.passes.to_bytes(4, "big"))
        ) + bytes((self.lanes,))


STANDARD_COST: Final = Argon2Cost(memory=64 * 1024, passes=3, lanes=4)
"""RFC 9106 section 4, the second recommended option."""

MAXIMUM_COST: Final = Argon2Cost(memory=256 * 1024, passes=16, lanes=16)
"""What an opener agrees to spend on a wrap that somebody may have altered."""


def wrap_with_passphrase(
    key: OfficerKey, passphrase: str, *, officer: bytes, method: bytes, cost: Argon2Cost = STANDARD_COST
) -> bytes:
    """88 bytes: the officer's key under a passphrase; `officer` and `method` are ids of 16 bytes.

    Raises ValueError for a passphrase that is empty, over 1,024 characters or not Unicode text. Another `cost` than
    the standard is opened only by a caller that allows it.
    """
    salt, nonce = secrets.token_bytes(SALT_LENGTH), secrets.token_bytes(NONCE_LENGTH)
    return _wrap(key, passphrase, officer=officer, method=method, cost=cost, salt=salt, nonce=nonce)


def passphrase_secret(wrapped: bytes, passphrase: str, *, minimum: Argon2Cost = STANDARD_COST) -> bytes:
    """The unlock secret, 32 bytes: what this passphrase gives with the salt and the cost of this wrap.

    Takes as long and as much memory as the wrap says, within `minimum` and `MAXIMUM_COST`. Raises Damaged, Unsupported
    (format, suite, kind, or a cost out of bounds), or WrongPassphrase for one that cannot be a passphrase.
    """
    parameters, salt, _, _ = _parts(wrapped)
    cost = Argon2Cost(
        memory=int.from_bytes(parameters[1:5], "big"),
        passes=int.from_bytes(parameters[5:9], "big"),
        lanes=parameters[9],
    )
    if not cost.within(minimum, MAXIMUM_COST):
        raise Unsupported("a cost out of bounds")
    try:
        return argon2id(normalise_passphrase(passphrase), salt, cost)
    except ValueError:
        raise WrongPassphrase("this cannot be a passphrase") from None


def unwrap_officer_key(wrapped: bytes, secret: bytes, *, officer: bytes, method: bytes) -> OfficerKey:
    """The officer's key under an unlock secret of 32 bytes, whichever way that came.

    Raises Damaged, Unsupported (format, suite, kind), or WrongPassphrase.
    """
    parameters, _, nonce, sealed = _parts(wrapped)
    try:
        return OfficerKey(_wrap_cipher(secret).decrypt(nonce, sealed, _wrap_context(officer, method, parameters)))
    except InvalidTag:
        raise WrongPassphrase("this secret does not open it") from None


def seal_unlocked(key: OfficerKey, cookie: bytes, *, officer: bytes, login: bytes) -> bytes:
    """62 bytes: the officer's key while it is unlocked, under the 32 bytes of a cookie; bound to officer and login."""
    return _seal_unlocked(key, cookie, officer, login, secrets.token_bytes(NONCE_LENGTH))


def open_unlocked(sealed: bytes, cookie: bytes, *, officer: bytes, login: bytes) -> OfficerKey:
    """The officer's key. Raises Unsupported, or Damaged for another cookie, officer or login too."""
    body = after_prefix(sealed)
    if len(sealed) != _UNLOCKED_LENGTH:
        raise Damaged("an unlocked key of another length")
    try:
        secret = _unlocked_cipher(cookie).decrypt(
            body[:NONCE_LENGTH], body[NONCE_LENGTH:], _unlocked_context(officer, login)
        )
    except InvalidTag:
        raise Damaged("this cookie and login do not open it") from None
    return OfficerKey(secret)


def unlock_id(cookie: bytes) -> bytes:
    """32 bytes: the id of the row that holds what this cookie opens."""
    require_length("an unlock cookie", cookie, KEY_LENGTH)
    return sha256(ctx("unlock id", cookie))


def argon2id(data: bytes, salt: bytes, cost: Argon2Cost) -> bytes:
    """32 bytes: Argon2id of `data`. Takes as long and as much memory as `cost` says."""
    argon = Argon2id(salt=salt, length=KEY_LENGTH, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return argon.derive(data)


def normalise_passphrase(passphrase: str) -> bytes:
    """NFKC, runs of white space as one space, none at the ends, UTF-8; case is kept. Raises ValueError."""
    if len(passphrase) > _MAX_PASSPHRASE:
        raise ValueError("a passphrase has at most 1,024 characters")
    text = _WHITESPACE.sub(" ", unicodedata.normalize("NFKC", passphrase)).strip(" ")
    if not text:
        raise ValueError("an empty passphrase")
    return text.encode("utf-8")


def _parts(wrapped: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Parameters, salt, nonce and sealed key of a wrap. Raises Damaged, Unsupported."""
    body = after_prefix(wrapped)
    if not body:
        raise Damaged("shorter than a kind")
    if body[0] != KIND_PASSPHRASE:
        raise Unsupported("unknown kind of unlock method")
    if len(wrapped) != _WRAP_LENGTH:
        raise Damaged("a wrap of another length")
    return body[:10], body[10:26], body[26:38], body[38:]


def _wrap(
    key: OfficerKey,
    passphrase: str,
    *,
    officer: bytes,
    method: bytes,
    cost: Argon2Cost,
    salt: bytes,
    nonce: bytes,
) -> bytes:
    if not cost.within(cost, MAXIMUM_COST):
        raise ValueError("a cost that no opener would spend")
    parameters = cost.parameters()
    aad = _wrap_context(officer, method, parameters)
    secret = argon2id(normalise_passphrase(passphrase), salt, cost)
    sealed = _wrap_cipher(secret).encrypt(nonce, key.secret, aad)
    return b"".join((PREFIX, parameters, salt, nonce, sealed))


def _wrap_cipher(secret: bytes) -> AESGCM:
    require_length("an unlock secret", secret, KEY_LENGTH)
    return AESGCM(derive(secret, "unlock wrap"))


def _wrap_context(officer: bytes, method: bytes, parameters: bytes) -> bytes:
    require_length("an officer id", officer, ID_LENGTH)
    require_length("a method id", method, ID_LENGTH)
    return ctx("unlock wrap", officer, method, parameters)


def _seal_unlocked(key: OfficerKey, cookie: bytes, officer: bytes, login: bytes, nonce: bytes) -> bytes:
    return PREFIX + nonce + _unlocked_cipher(cookie).encrypt(nonce, key.secret, _unlocked_context(officer, login))


def _unlocked_cipher(cookie: bytes) -> AESGCM:
    require_length("an unlock cookie", cookie, KEY_LENGTH)
    return AESGCM(derive(cookie, "unlock"))


def _unlocked_context(officer: bytes, login: bytes) -> bytes:
    require_length("an officer id", officer, ID_LENGTH)
    return ctx("unlock", officer, login)
