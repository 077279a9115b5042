"""Pages that are the same for everybody but for a few values, such as a form id: drawn once, the values put in after.

Drawing a page costs more than sealing a tip. What was drawn is remembered for as long as the reading of the
department's settings from which it was drawn, and holds nothing that one visitor brought.
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

_drawn: Final[WeakKeyDictionary[Configuration, dict[Hashable, Pieces]]] = WeakKeyDictionary()

# A mark holds the place of a value while a page is drawn; nobody can type one, as it is drawn anew in each process.
_MARK: Final = token_hex(16)
_MARKED: Final = re.compile(rf"{_MARK}-(\w+)-")


def put_in(
    found: Configuration, kind: Hashable, fresh: Mapping[str, str], draw: Callable[[dict[str, str]], str]
) -> str:
    """Return a page with these values in it. `kind` is everything else that it depends on beside the language.

    `draw` is called with marks in place of the values, once for each kind; it has to put each into the page as it is.
    """
    known = _drawn.setdefault(found, {})
    slot = (kind, get_language())
    pieces = known.get(slot)
    if pieces is None:
        pieces = known[slot] = _MARKED.split(draw({name: f"{_MARK}-{name}-" for name in fresh}))
    values: dict[str, Any] = {name: escape(value) for name, value in fresh.items()}
    # What was split by the pattern alternates between text and the name of what belongs there.
    return "".join(values[piece] if number % 2 else piece for number, piece in enumerate(pieces))
