"""Characters that are hidden, change the text direction or pile up are replaced by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, groupby
from typing import Final, NamedTuple

from tipline.text.visible import IGNORABLE

MOST_MARKS: Final = 4
"""More combining marks than any living script puts on one letter; they would cover the lines around it."""

# Joiners, variation selectors and direction marks that words and emoji need, and what copied web text contains: they
# hide nothing and affect only the letter beside them.
_HARMLESS: Final = frozenset("\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {
    chr(selector) for selector in range(0xFE00, 0xFE10)
}
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb]")
_MAYBE_PILED: Final = re.compile(rf"[^\w\s]{{{MOST_MARKS + 1}}}")
_MARKS: Final = ("Mn", "Me")


class Fragment(NamedTuple):
    """A part of a text, or with `is_name` the names of the characters that were there, and how many."""

    text: str
    is_name: bool = False


def reveal_hidden(text: str) -> list[Fragment]:
    """The text with names in place of characters that are hidden, change the direction or pile up."""
    if not _MAYBE_PILED.search(text) and not any(_is_hidden(found[0]) for found in _hiding(text)):
        return [Fragment(text)] if text else []
    return list(_joined(_fragments(text)))


def hides_nothing(text: str) -> bool:
    """Whether `reveal_hidden` would leave the text alone."""
    return not any(fragment.is_name for fragment in reveal_hidden(text))


def _fragments(text: str) -> Iterator[Fragment]:
    for hidden, run in groupby(text, _is_hidden):
        if hidden:
            for character, same in groupby(run):
                yield Fragment(_name(character, len(list(same))), is_name=True)
        else:
            yield from _without_piles("".join(run))


def _without_piles(text: str) -> Iterator[Fragment]:
    for marks, run in groupby(text, lambda character: unicodedata.category(character) in _MARKS):
        part = "".join(run)
        if marks and len(part) > MOST_MARKS:
            yield Fragment(part[:MOST_MARKS])
            yield Fragment(f"\u25cc\u0301 \u00d7{len(part) - MOST_MARKS}", is_name=True)
        else:
            yield Fragment(part)


def _joined(found: Iterator[Fragment]) -> Iterator[Fragment]:
    for is_name, run in groupby(found, lambda fragment: fragment.is_name):
        if is_name:
            yield from run
        else:
            yield Fragment("".join(fragment.text for fragment in run))


def _hiding(text: str) -> Iterator[re.Match[str]]:
    return chain(IGNORABLE.finditer(text), _CONTROLS.finditer(text))


def _is_hidden(character: str) -> bool:
    return character not in _HARMLESS and bool(IGNORABLE.match(character) or _CONTROLS.match(character))


def _name(character: str, count: int) -> str:
    return f"U+{ord(character):04X}" + (f" \u00d7{count}" if count > 1 else "")
