"""What somebody typed, as a page shows it: in a direction of its own, and with what hides or piles up named."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tipline.text import has_visible, pieces
from tipline.text import is_as_it_looks as looks

register = template.Library()


@register.filter
def isolated(name: object) -> SafeString:
    """Isolate a name from the text in which it stands."""
    return format_html("<bdi>{}</bdi>", as_it_is(str(name))) if name or name == 0 else SafeString("")


@register.filter
def as_it_is(text: str) -> SafeString:
    """Show a text with a name in the place of what cannot be seen, turns the direction or covers what is near."""
    shown = ((named, piece) for piece, named in pieces(text))
    return format_html_join("", "{}", ((_named(piece) if named else piece,) for named, piece in shown))


@register.filter
def is_as_it_looks(text: str) -> bool:
    """Tell whether nothing in the text has to be named."""
    return looks(text)


@register.filter
def shows_nothing(text: str) -> bool:
    """Tell whether a reader would see nothing of the text."""
    return not has_visible(text)


@register.filter
def isolated_list(names: Iterable[object]) -> SafeString:
    """Isolate each of several names, with commas between."""
    return format_html_join(", ", "{}", ((isolated(name),) for name in names))


def _named(characters: str) -> SafeString:
    return format_html('<bdi class="unseen">{}</bdi>', characters)
