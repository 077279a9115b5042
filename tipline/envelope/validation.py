"""Checks that need no key, for what a resident's own program sealed (SPEC section 16)."""

from typing import Final

from tipline.envelope.content import (
    COMMITMENT_LENGTH,
    HEADER_LENGTH,
    MAX_LENGTH,
    PADDING,
    TAG_LENGTH,
    Header,
    read_header,
)
from tipline.envelope.errors import Damaged
from tipline.envelope.hpke import seal_to
from tipline.envelope.padding import padme
from tipline.envelope.wraps import WrapKind, is_held

_OVERHEAD: Final = HEADER_LENGTH + COMMITMENT_LENGTH + TAG_LENGTH


def check_content(envelope: bytes, header: Header) -> None:
    """Check the header and the padded length. Raises Unsupported, NotForMe or Damaged, as opening would."""
    read_header(envelope, header)
    padding, padded = PADDING[header.purpose], len(envelope) - _OVERHEAD
    fits = padded == padding.size or (not padding.fixed and padding.size < padded == padme(padded) <= padme(MAX_LENGTH))
    if not fits:
        raise Damaged("not a padded length of this purpose")


def check_sealed_wrap(wrap: bytes, kind: WrapKind) -> None:
    """Check that a wrap is sealed to a public key, not held: which only units make. Raises Unsupported, Damaged."""
    if is_held(wrap, kind):
        raise Damaged("a held wrap, which only the unit makes")


def check_kem_public(kem_public: bytes) -> None:
    """Check a public key by sealing to it once. Raises Unsupported, Damaged."""
    seal_to(kem_public, b"", b"")
