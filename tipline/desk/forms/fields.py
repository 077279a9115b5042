"""Names that stand beside other words on many pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tipline.text import has_visible

# Unicode's embeddings, overrides and isolates (UAX #9), and controls. No name needs them: letters have a direction.
TURNING = "[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]"


class WrittenField(forms.CharField):
    """Text of which something can be seen: what nobody could see is not there."""

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        text = str(super().to_python(value))
        return text if has_visible(text) else ""


class NameField(WrittenField):
    """A name without invisible characters that could turn the words beside it, or end what isolates it from them."""

    default_validators = [
        RegexValidator(TURNING, _("Leave out invisible characters that turn the text round."), inverse_match=True)
    ]


def own_name_label(code: str) -> str:
    """Return the label of a category's own name in a language."""
    return _("Own name, %(language)s") % {"language": dict(settings.LANGUAGES)[code]}
