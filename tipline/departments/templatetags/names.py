"""Names that somebody typed, as a page shows them: in a direction of their own, which turns nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(name: object) -> SafeString:
    """Isolate a name from the text in which it stands."""
    return format_html("<bdi>{}</bdi>", str(name)) if name or name == 0 else SafeString("")


@register.filter
def isolated_list(names: Iterable[object]) -> SafeString:
    """Isolate each of several names, with commas between."""
    return format_html_join(", ", "{}", ((isolated(name),) for name in names))
