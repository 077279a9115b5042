"""Filters for text that somebody typed: isolated in its direction, hidden characters named."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tipline.text import has_visible, reveal_hidden
from tipline.text import hides_nothing as nothing_hidden

register = template.Library()


@register.filter
def isolated(name: object) -> SafeString:
    return format_html("<bdi>{}</bdi>", revealed(str(name))) if name or name == 0 else SafeString("")


@register.filter
def revealed(text: str) -> SafeString:
    """Name characters that are hidden, change the direction or pile up."""
    fragments = reveal_hidden(text)
    return format_html_join("", "{}", ((_named(part.text) if part.is_name else part.text,) for part in fragments))


@register.filter
def hides_nothing(text: str) -> bool:
    return nothing_hidden(text)


@register.filter
def looks_empty(text: str) -> bool:
    return not has_visible(text)


@register.filter
def isolated_list(names: Iterable[object]) -> SafeString:
    return format_html_join(", ", "{}", ((isolated(name),) for name in names))


def _named(characters: str) -> SafeString:
    return format_html('<bdi class="unseen">{}</bdi>', characters)
