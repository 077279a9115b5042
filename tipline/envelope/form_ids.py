"""Form ids, and the digests that are stored of a form once it was sent (SPEC section 12)."""

import secrets

from tipline.envelope.context import KEY_LENGTH, ctx, require_length, sha256


def new_form_id() -> bytes:
    return secrets.token_bytes(KEY_LENGTH)


def form_digest(form_id: bytes) -> bytes:
    """32 bytes: what is stored of a spent form."""
    require_length("a form id", form_id, KEY_LENGTH)
    return sha256(ctx("form", form_id))


def text_digest(form_id: bytes, content: bytes) -> bytes:
    """32 bytes that tell whether the same text was sent again; they say nothing without the form id."""
    require_length("a form id", form_id, KEY_LENGTH)
    return sha256(ctx("form text", form_id, sha256(content)))
