"""The content envelope: sealed data with a header that binds it to its row (SPEC section 8)."""

import hmac
import secrets
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipline.envelope.context import ID_LENGTH, PREFIX, check_prefix, derive, require_length, u32
from tipline.envelope.errors import Damaged, NotForMe, Unsupported
from tipline.envelope.padding import PaddingClass, pad, unpad


class Purpose(IntEnum):
    """What an envelope holds. Numbers are frozen; new ones are added at the end, and 3 is not used again."""

    HEADLINE = 1
    BODY = 2
    CONTACT = 4
    MAILBOX_KEY = 5
    MESSAGE = 6
    NOTE = 7
    REASON = 8
    FILE = 9
    FILE_RECORD = 10
    WORKSHEET = 11
    ENTITIES = 12
    OFFICER_TAG = 13
    AUDIT_DETAIL = 14
    PREVIOUS_KEY = 15
    RESIDENT_KEY = 16


NO_TIP: Final = bytes(ID_LENGTH)
"""The tip id of what belongs to no tip (audit details)."""

SALT_LENGTH: Final = 16
HEADER_LENGTH: Final = 3 + ID_LENGTH + ID_LENGTH + 4 + ID_LENGTH + SALT_LENGTH
COMMITMENT_LENGTH: Final = 32
TAG_LENGTH: Final = 16
MAX_LENGTH: Final = 1 << 24
"""The most bytes of text in one envelope; what is longer is a file, in chunks."""

_BODY_AT: Final = HEADER_LENGTH + COMMITMENT_LENGTH
# Each key seals one message (the salt is fresh and stands in the key), so a constant nonce never repeats.
_NONCE: Final = bytes(12)

PADDING: Final = {
    Purpose.HEADLINE: PaddingClass(256, fixed=True),
    Purpose.BODY: PaddingClass(1024, fixed=False),
    Purpose.CONTACT: PaddingClass(1024, fixed=True),
    Purpose.MAILBOX_KEY: PaddingClass(64, fixed=True),
    Purpose.MESSAGE: PaddingClass(512, fixed=False),
    Purpose.NOTE: PaddingClass(512, fixed=False),
    Purpose.REASON: PaddingClass(512, fixed=False),
    Purpose.FILE_RECORD: PaddingClass(1024, fixed=True),
    Purpose.WORKSHEET: PaddingClass(1024, fixed=False),
    Purpose.ENTITIES: PaddingClass(1024, fixed=False),
    Purpose.OFFICER_TAG: PaddingClass(256, fixed=True),
    Purpose.AUDIT_DETAIL: PaddingClass(512, fixed=False),
    Purpose.PREVIOUS_KEY: PaddingClass(64, fixed=True),
    Purpose.RESIDENT_KEY: PaddingClass(64, fixed=True),
}


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an envelope without its salt; the opener makes it from the row, never from the envelope.

    Ids are 16 bytes; `object_id` is the row that holds the envelope; `epoch` counts from 1.
    """

    purpose: Purpose
    department: bytes
    tip: bytes
    epoch: int
    object_id: bytes

    def __post_init__(self) -> None:
        Purpose(self.purpose)
        require_length("a department id", self.department, ID_LENGTH)
        require_length("a tip id", self.tip, ID_LENGTH)
        require_length("an object id", self.object_id, ID_LENGTH)
        u32(self.epoch)

    def encode(self) -> bytes:
        """55 bytes: the header up to the salt."""
        purpose, epoch = bytes((self.purpose,)), self.epoch.to_bytes(4, "big")
        return b"".join((PREFIX, purpose, self.department, self.tip, epoch, self.object_id))


def content_capacity(purpose: Purpose) -> int:
    """The most bytes that `seal_content` takes for this purpose."""
    return _padding(purpose).capacity or MAX_LENGTH


def seal_content(key: bytes, plaintext: bytes, header: Header) -> bytes:
    """Header, commitment and ciphertext of the padded plaintext. `key` is 32 bytes.

    Raises ValueError for more than `content_capacity(header.purpose)` bytes, and for a file, which is sealed in chunks.
    """
    return _seal(key, plaintext, header, secrets.token_bytes(SALT_LENGTH))


def open_content(key: bytes, envelope: bytes, header: Header) -> bytes:
    """Raises, in this order: Unsupported for an unknown format or suite, Damaged for less than a header, Unsupported
    for an unknown purpose, NotForMe for another header, Damaged for a wrong commitment, tag or padding.
    """
    padding = _padding(header.purpose)
    salted = read_header(envelope, header)
    check_commitment(key, salted, envelope[HEADER_LENGTH:_BODY_AT])
    try:
        padded = AESGCM(derive(key, "seal", salted)).decrypt(_NONCE, envelope[_BODY_AT:], envelope[:_BODY_AT])
    except InvalidTag:
        raise Damaged("the tag is wrong") from None
    plaintext = unpad(padded, padding)
    if len(plaintext) > MAX_LENGTH:
        raise Damaged("longer than any envelope")
    return plaintext


def read_header(envelope: bytes, expected: Header) -> bytes:
    """The 71 bytes of the header, salt included. Raises as `open_content` does."""
    check_prefix(envelope)
    if len(envelope) < HEADER_LENGTH:
        raise Damaged("shorter than a header")
    if envelope[:55] != expected.encode():
        if envelope[2] not in _NUMBERS:
            raise Unsupported("unknown purpose")
        raise NotForMe("the header is not the expected one")
    return envelope[:HEADER_LENGTH]


def check_commitment(key: bytes, salted: bytes, commitment: bytes) -> None:
    """Raise Damaged unless the commitment is that of this key and header."""
    if not hmac.compare_digest(commitment, derive(key, "commit", salted)):
        raise Damaged("the commitment is not that of this key")


_NUMBERS: Final = frozenset(int(purpose) for purpose in Purpose)


def _seal(key: bytes, plaintext: bytes, header: Header, salt: bytes) -> bytes:
    padding = _padding(header.purpose)
    if len(plaintext) > MAX_LENGTH:
        raise ValueError("too long for an envelope")
    salted = header.encode() + salt
    bound = salted + derive(key, "commit", salted)
    return bound + AESGCM(derive(key, "seal", salted)).encrypt(_NONCE, pad(plaintext, padding), bound)


def _padding(purpose: Purpose) -> PaddingClass:
    if purpose == Purpose.FILE:
        raise ValueError("a file is sealed in chunks")
    return PADDING[purpose]
