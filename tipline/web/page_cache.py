"""Pages that are the same for everybody but for a few values, such as a form token: rendered once, then filled in.

Rendering a page costs more than sealing a tip. What was rendered is kept as long as the department's configuration that
it shows, and holds nothing that one visitor brought.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from secrets import token_hex
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.utils.html import escape
from django.utils.translation import get_language

from tipline.routing.configuration import Configuration

Pieces = list[str]

_cache: Final[WeakKeyDictionary[Configuration, dict[Hashable, Pieces]]] = WeakKeyDictionary()

# A placeholder holds the place of a value. Nobody can type one: it is random in each process.
_PREFIX: Final = token_hex(16)
_PLACEHOLDER: Final = re.compile(rf"{_PREFIX}-(\w+)-")


def render_cached(
    found: Configuration, key: Hashable, values: Mapping[str, str], render: Callable[[dict[str, str]], str]
) -> str:
    """Return a page with these values in it. `key` is everything else that it depends on beside the language.

    `render` is called with placeholders in place of the values, once for each key, and has to put each into the page as
    it is.
    """
    pages = _cache.setdefault(found, {})
    slot = (key, get_language())
    pieces = pages.get(slot)
    if pieces is None:
        pieces = pages[slot] = _PLACEHOLDER.split(render({name: f"{_PREFIX}-{name}-" for name in values}))
    escaped: dict[str, Any] = {name: escape(value) for name, value in values.items()}
    # What was split by the pattern alternates between text and the name of what belongs there.
    return "".join(escaped[piece] if number % 2 else piece for number, piece in enumerate(pieces))
