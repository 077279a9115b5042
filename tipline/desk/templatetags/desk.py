"""Words and small pieces for the desk's templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.safestring import SafeString

from tipline.desk import deeds, words
from tipline.intake.forms import SOURCES
from tipline.tips.models import History

register = template.Library()


@register.filter
def time_of_day(at: datetime) -> str:
    """Show hours and minutes in the department's zone."""
    return words.hour_and_minute(at)


@register.filter
def language_name(code: str) -> str:
    """Show a language by its name; one that the pages do not have, by its code."""
    return str(dict(settings.LANGUAGES).get(code, code)) or "–"


@register.filter
def how_known(source: str) -> str:
    """Show the resident's answer to how they know, in the words of their form."""
    return str(dict(SOURCES).get(source, source)) if source else "–"


@register.filter
def said_at(item: Any) -> str:
    """Show the time of an object that has `at` and `precision`."""
    return words.moment(item.at, item.precision)


@register.simple_tag
def described(field: BoundField, **attrs: str) -> SafeString:
    """Draw a field's widget, tied to its help and its errors for screen readers."""
    parts = [f"{field.auto_id}_help"] if field.help_text else []
    if field.errors:
        parts.append(f"{field.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if parts:
        attrs["aria-describedby"] = " ".join(parts)
    return field.as_widget(attrs=dict(attrs))


@register.filter
def sentence(event: History) -> SafeString:
    """Say what happened to a tip."""
    return deeds.sentence(event)
