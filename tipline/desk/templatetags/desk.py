"""Words and small pieces for the desk's templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.safestring import SafeString

from tipline.departments.templatetags.names import isolated
from tipline.desk import formatting, timeline
from tipline.intake import questions
from tipline.tips.body import Body
from tipline.tips.models import History

register = template.Library()


@register.filter
def time_of_day(at: datetime) -> str:
    """Show hours and minutes in the department's zone."""
    return formatting.format_time(at)


@register.filter
def language_name(code: str) -> str:
    """Show a language by its name; one that the pages do not have, by its code."""
    return str(dict(settings.LANGUAGES).get(code, code)) or "–"


@register.filter
def answers(body: Body) -> list[tuple[str, str]]:
    """Return what the resident was asked and answered: the questions of the catalogue, then any other."""
    asked = {question.code: question for question in questions.QUESTIONS}
    known = [(str(one.heading), one.in_words(body.answer_to(one.code))) for one in asked.values()]
    return known + [(isolated(answer.label), answer.value) for answer in body.answers if answer.code not in asked]


@register.filter
def said_at(item: Any) -> str:
    """Show the time of an object that has `at` and `precision`."""
    return formatting.format_datetime(item.at, item.precision)


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
    return timeline.sentence(event)
