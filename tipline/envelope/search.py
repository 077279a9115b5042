"""The search copy: the text of a tip that a unit searches, sealed for that unit alone (SPEC section 21)."""

import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag

from tipline.envelope.content import MAX_LENGTH
from tipline.envelope.context import ID_LENGTH, PREFIX, after_prefix, ctx, require_length, u32
from tipline.envelope.errors import Damaged, NotForMe
from tipline.envelope.keys import UnitKey
from tipline.envelope.padding import PaddingClass, pad, unpad

PADDING: Final = PaddingClass(1024, fixed=False)
_NONCE_LENGTH: Final = 12
_VERSION_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class SearchContext:
    """The tip, epoch, unit and unit key of the wrap beside which the copy stands."""

    tip: bytes
    epoch: int
    unit: bytes
    unit_kid: bytes

    def __post_init__(self) -> None:
        require_length("a tip id", self.tip, ID_LENGTH)
        require_length("a unit id", self.unit, ID_LENGTH)
        require_length("a kid", self.unit_kid, ID_LENGTH)
        u32(self.epoch)

    def aad(self, version: bytes) -> bytes:
        return ctx("search", self.tip, u32(self.epoch), self.unit, self.unit_kid, version)


def seal_search(unit: UnitKey, content: bytes, context: SearchContext, version: int) -> bytes:
    """`version` counts how often the copy was written, from 1.

    Raises NotForMe if the context names another unit key, ValueError for content that is too long.
    """
    return _seal_search(unit, content, context, version, secrets.token_bytes(_NONCE_LENGTH))


def open_search(unit: UnitKey, sealed: bytes, context: SearchContext) -> tuple[bytes, int]:
    """The content and its version, for the caller to compare with the expected one.

    Raises Unsupported for an unknown format or suite, NotForMe if the context names another unit key, Damaged for
    everything else.
    """
    body = after_prefix(sealed)
    _check(unit, context)
    version, rest = body[:_VERSION_LENGTH], body[_VERSION_LENGTH:]
    if len(rest) < _NONCE_LENGTH:
        raise Damaged("shorter than a search copy")
    nonce, ciphertext = rest[:_NONCE_LENGTH], rest[_NONCE_LENGTH:]
    try:
        padded = unit.search_cipher.decrypt(nonce, ciphertext, context.aad(version))
    except InvalidTag:
        raise Damaged("this key and context do not open it") from None
    content = unpad(padded, PADDING)
    if len(content) > MAX_LENGTH:
        raise Damaged("longer than any search copy")
    return content, int.from_bytes(version, "big")


def _seal_search(unit: UnitKey, content: bytes, context: SearchContext, version: int, nonce: bytes) -> bytes:
    _check(unit, context)
    if len(content) > MAX_LENGTH:
        raise ValueError("too long for a search copy")
    counted = u32(version)
    return PREFIX + counted + nonce + unit.search_cipher.encrypt(nonce, pad(content, PADDING), context.aad(counted))


def _check(unit: UnitKey, context: SearchContext) -> None:
    if unit.kid != context.unit_kid:
        raise NotForMe("the context names another unit key")
