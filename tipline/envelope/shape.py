"""What can be told of sealed bytes without their key, for taking in what somebody else sealed (SPEC section 16)."""

from typing import Final

from tipline.envelope.content import (
    COMMITMENT_LENGTH,
    HEADER_LENGTH,
    MAX_LENGTH,
    PADDING,
    TAG_LENGTH,
    Place,
    read_header,
)
from tipline.envelope.errors import Damaged
from tipline.envelope.hpke import seal_to
from tipline.envelope.padding import padme
from tipline.envelope.wraps import WrapKind, is_held

_AROUND: Final = HEADER_LENGTH + COMMITMENT_LENGTH + TAG_LENGTH


def check_content(envelope: bytes, place: Place) -> None:
    """Check header and padded length. Raises Unsupported, NotForMe or Damaged, as opening would without a key."""
    read_header(envelope, place)
    padding, padded = PADDING[place.purpose], len(envelope) - _AROUND
    fits = padded == padding.size or (not padding.fixed and padding.size < padded == padme(padded) <= padme(MAX_LENGTH))
    if not fits:
        raise Damaged("not a padded length of this purpose")


def check_sealed_wrap(wrap: bytes, kind: WrapKind) -> None:
    """Check that a wrap is in its sealed form: the held one is made by the unit alone. Raises Unsupported, Damaged."""
    if is_held(wrap, kind):
        raise Damaged("a held wrap comes from nobody else")


def check_public(kem_public: bytes) -> None:
    """Check that a public key can be sealed to, by doing so once. Raises Unsupported, Damaged."""
    seal_to(kem_public, b"", b"")
