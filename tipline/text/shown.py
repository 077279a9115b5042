"""Text as what it is: what hides, turns the direction or piles up is named in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, groupby
from typing import Final, NamedTuple

from tipline.text.visible import IGNORABLE

MOST_MARKS: Final = 4
"""More marks on one letter than any living script puts there cover the lines around it."""

# Joiners, selectors and marks of direction that words and pictures need, and what web pages leave in copied text:
# they hide nothing and turn nothing but the letter beside them.
_HARMLESS: Final = frozenset("\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {
    chr(selector) for selector in range(0xFE00, 0xFE10)
}
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb]")
_MAYBE_PILED: Final = re.compile(rf"[^\w\s]{{{MOST_MARKS + 1}}}")
_MARKS: Final = ("Mn", "Me")


class Piece(NamedTuple):
    """A part of a text; `named`: it is no text but says which characters stand here, and how many."""

    text: str
    named: bool = False


def pieces(text: str) -> list[Piece]:
    """Cut the text into what can be shown and names for what cannot: it hides, turns the direction or piles up."""
    if not _MAYBE_PILED.search(text) and not any(_is_hidden(found[0]) for found in _hiding(text)):
        return [Piece(text)] if text else []
    return list(_joined(_pieces(text)))


def is_as_it_looks(text: str) -> bool:
    """Tell whether nothing in the text would have to be named."""
    return not any(piece.named for piece in pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    for hidden, run in groupby(text, _is_hidden):
        if hidden:
            for character, same in groupby(run):
                yield Piece(_name(character, len(list(same))), named=True)
        else:
            yield from _without_piles("".join(run))


def _without_piles(text: str) -> Iterator[Piece]:
    for marks, run in groupby(text, lambda character: unicodedata.category(character) in _MARKS):
        part = "".join(run)
        if marks and len(part) > MOST_MARKS:
            yield Piece(part[:MOST_MARKS])
            yield Piece(f"\u25cc\u0301 \u00d7{len(part) - MOST_MARKS}", named=True)
        else:
            yield Piece(part)


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    for named, run in groupby(found, lambda piece: piece.named):
        if named:
            yield from run
        else:
            yield Piece("".join(piece.text for piece in run))


def _hiding(text: str) -> Iterator[re.Match[str]]:
    return chain(IGNORABLE.finditer(text), _CONTROLS.finditer(text))


def _is_hidden(character: str) -> bool:
    return character not in _HARMLESS and bool(IGNORABLE.match(character) or _CONTROLS.match(character))


def _name(character: str, count: int) -> str:
    return f"U+{ord(character):04X}" + (f" \u00d7{count}" if count > 1 else "")
