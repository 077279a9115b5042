"""What a request's body has to say of itself."""

from __future__ import annotations

from django.core.exceptions import BadRequest


class LengthMissing(BadRequest):
    """The body came in chunks, without a length, and was not read (RFC 9110, section 15.5.12)."""
