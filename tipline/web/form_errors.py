"""What is wrong with a form, in words that help, for the summary on top and at the fields."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

TOO_LONG: Final = "max_length"


def first_errors(form: forms.Form) -> dict[str, str]:
    """Return the first problem of each field of a form that was checked, by the field's name."""
    return {name: _words(form, name, errors[0]) for name, errors in form.errors.as_data().items()}


def _words(form: forms.Form, name: str, error: ValidationError) -> str:
    if error.code != TOO_LONG:
        return str(error.messages[0])
    limits: dict[str, Any] = error.params or {}
    over = limits["show_value"] - limits["limit_value"]
    words = ngettext(
        "“%(field)s” is too long. Shorten it by %(n)d character.",
        "“%(field)s” is too long. Shorten it by %(n)d characters.",
        over,
    )
    return words % {"field": form.fields[name].label, "n": over}
