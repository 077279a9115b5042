"""Members of a request, strict: a number is no text, a word is no truth value."""

from __future__ import annotations

import base64
import uuid
from typing import Any, Final

from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

UNWANTED: Final = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)


class StrictCharField(serializers.CharField):
    """Text as it was sent: nothing trimmed, nothing converted; the form behind it decides on what it says."""

    default_error_messages = {"invalid": _("This must be text.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)
        # NUL and lone surrogates are made storable by the form, as on the pages.
        self.validators = [one for one in self.validators if not isinstance(one, UNWANTED)]

    def to_internal_value(self, data: Any) -> str:
        """Return the text. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(data)


class StrictBooleanField(serializers.BooleanField):
    """true or false, nothing that stands for it."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the value. Raises ValidationError."""
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return bool(data)


class StrictChoiceField(serializers.ChoiceField):
    """One of some words. What was sent in their place is not repeated: it may be a typed word, or no text at all."""

    default_error_messages = {"invalid_choice": _("Choose one from the list.")}


class StrictUUIDField(serializers.UUIDField):
    """A UUID in its usual form with hyphens."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """Return the id. Raises ValidationError."""
        if not isinstance(data, str) or len(data) != 36:
            self.fail("invalid", value="")
        found: uuid.UUID = super().to_internal_value(data)
        return found


class Base64Field(serializers.Field[bytes, str, str, Any]):
    """Bytes in base64 (RFC 4648 section 4). `max_bytes`: how many at most, `exactly`: how many."""

    default_error_messages = {
        "invalid": _("This must be base64."),
        "length": _("The decoded bytes have the wrong length."),
    }

    def __init__(self, *, max_bytes: int | None = None, exactly: int | None = None, **options: Any) -> None:
        self.max_bytes, self.exactly = max_bytes or exactly or 0, exactly
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> bytes:
        """Return the bytes. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            found = base64.b64decode(data.encode("ascii"), validate=True)
        except ValueError:
            self.fail("invalid")
        if len(found) > self.max_bytes or (self.exactly is not None and len(found) != self.exactly):
            self.fail("length")
        return found

    def to_representation(self, value: bytes) -> str:
        """Return them in base64."""
        return base64.b64encode(value).decode()


class KeyIdField(serializers.Field[bytes, str, str, Any]):
    """The id of a key: 16 bytes in small hexadecimal digits."""

    default_error_messages = {"invalid": _("This must be 32 lowercase hexadecimal digits.")}

    def to_internal_value(self, data: Any) -> bytes:
        """Return the 16 bytes. Raises ValidationError."""
        if not isinstance(data, str) or len(data) != 32 or set(data) - set("0123456789abcdef"):
            self.fail("invalid")
        return bytes.fromhex(data)

    def to_representation(self, value: bytes) -> str:
        """Return the digits."""
        return value.hex()
