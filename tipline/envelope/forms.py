"""Form ids and the marks that are kept of a form that was sent (SPEC section 12)."""

import secrets

from tipline.envelope.context import KEY_LENGTH, ctx, require_length, sha256


def new_form_id() -> bytes:
    """32 random bytes, drawn when a form is shown."""
    return secrets.token_bytes(KEY_LENGTH)


def form_mark(form_id: bytes) -> bytes:
    """32 bytes: what is kept of a spent form."""
    require_length("a form id", form_id, KEY_LENGTH)
    return sha256(ctx("form", form_id))


def text_mark(form_id: bytes, content: bytes) -> bytes:
    """32 bytes: tells the same text under a spent form from another one; says nothing without the form id."""
    require_length("a form id", form_id, KEY_LENGTH)
    return sha256(ctx("form text", form_id, sha256(content)))
