"""Fields that keep what was typed and can be stored on every database."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tipline.envelope import Mistyped, Receipt
from tipline.text import count_code_letters, find_codes, has_visible

RECEIPT_LENGTH: Final = 28

# NUL ends a text in PostgreSQL, a lone surrogate is no character in UTF-8: both become U+FFFD, the rest stays as typed.
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class PlainText(forms.CharField):
    """Text as it was typed, with one kind of line end and nothing that cannot be stored."""

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        if isinstance(value, str):
            value = UNSTORABLE.sub("\ufffd", value).replace("\r\n", "\n").replace("\r", "\n")
            # What nobody could see is not there: a required text is missing then.
            value = value if has_visible(value) else ""
        return str(super().to_python(value))


class ReceiptField(forms.CharField):
    """A receipt as a person types or pastes it, words around it and all; its checksum catches a typo before anything is
    looked up.
    """

    default_error_messages = {
        "mistyped": _("This receipt has a typing mistake. Compare it with what you wrote down, group by group."),
        "required": _("Type your receipt."),
    }

    def clean(self, value: Any) -> Receipt:
        """Return the receipt. Raises ValidationError on a typo."""
        text = super().clean(value)
        found = find_codes(text, RECEIPT_LENGTH)
        for code in found:
            with suppress(Mistyped):
                return Receipt.parse(code)
        there = count_code_letters(text)
        if found or there in {0, RECEIPT_LENGTH}:
            raise ValidationError(self.error_messages["mistyped"], code="mistyped")
        raise ValidationError(_count_words(there), code="length")


def _count_words(there: int) -> str:
    words = ngettext(
        "A receipt has 28 letters and digits. Here is %(n)d.",
        "A receipt has 28 letters and digits. Here are %(n)d.",
        there,
    )
    return words % {"n": there}
