"""Fields that keep what was typed and can be stored on every database."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tipline.envelope import Mistyped, Receipt

# NUL ends a text in PostgreSQL, a lone surrogate is no character in UTF-8: both become U+FFFD, the rest stays as typed.
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class PlainText(forms.CharField):
    """Text as it was typed, with one kind of line end and nothing that cannot be stored."""

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        if isinstance(value, str):
            value = UNSTORABLE.sub("\ufffd", value).replace("\r\n", "\n").replace("\r", "\n")
        return str(super().to_python(value))


class ReceiptField(forms.CharField):
    """A receipt as a person types it; its checksum catches a typo before anything is looked up."""

    default_error_messages = {
        "mistyped": _("This receipt has a typing mistake. Compare it with what you wrote down, group by group."),
        "required": _("Type your receipt."),
    }

    def clean(self, value: Any) -> Receipt:
        """Return the receipt. Raises ValidationError on a typo."""
        text = super().clean(value)
        try:
            return Receipt.parse(text)
        except Mistyped as error:
            raise ValidationError(self.error_messages["mistyped"], code="mistyped") from error
