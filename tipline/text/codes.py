"""Codes of Crockford's alphabet (a receipt, a reference, an invitation) among what a person typed or pasted."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tipline.text.lookalikes import latin
from tipline.text.visible import without_invisible

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_TYPED: Final = 2_000

_CANONICAL: Final = str.maketrans("OIL", "011")
# Letters and digits that stand together, accents included: `[^\W_]` would leave a combining mark out.
_PIECE: Final = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_CODE: Final = re.compile(f"[{LETTERS}OIL]+")
_JOINED: Final = re.compile(r"[\s\-\u2010-\u2015\u2212\u2043\uff0d]*")


def found_codes(typed: str, length: int) -> list[str]:
    """Return every code of so many characters that could be meant, the likeliest first, in canonical characters.

    Words before and after, quotes, bullets and stops are passed over. Whether a code is right only its checksum or a
    look-up tells: an English word can be one.
    """
    found: dict[str, int] = {}
    for run in _runs(typed):
        for start in range(len(run)):
            pieces = _pieces_of_length(run[start:], length)
            if pieces:
                code = "".join(pieces).translate(_CANONICAL)
                found[code] = max(_likelihood(pieces), found.get(code, 0))
    return sorted(found, key=lambda code: -found[code])


def letters_typed(typed: str) -> int:
    """Return how many characters of a code are there, as a person would count them."""
    pieces = [run for run in _runs(typed, joined=True) if run]
    return max((sum(map(len, run)) for run in pieces), default=0)


def _pieces_of_length(run: list[str], length: int) -> list[str]:
    size = 0
    for number, piece in enumerate(run, start=1):
        size += len(piece)
        if size >= length:
            return run[:number] if size == length else []
    return []


def _likelihood(pieces: list[str]) -> int:
    # Printed codes stand in groups of one size, and most have digits among their letters.
    even = len(pieces) > 1 and len({len(piece) for piece in pieces}) == 1
    return 2 * even + any(letter.isdigit() for piece in pieces for letter in piece)


def _runs(typed: str, *, joined: bool = False) -> list[list[str]]:
    """Return the pieces that could belong to a code, in stretches without a word of other letters between.

    `joined`: also without anything but spaces and dashes between, and without small words beside capital groups.
    """
    text = without_invisible(unicodedata.normalize("NFKC", typed[:MOST_TYPED]))
    capital = joined and any(_is_capital(piece[0]) for piece in _PIECE.finditer(text))
    runs: list[list[str]] = [[]]
    end = 0
    for match in _PIECE.finditer(text):
        piece = _plain(match[0])
        apart = joined and not _JOINED.fullmatch(text, end, match.start())
        end = match.end()
        if apart:
            runs.append([])
        if not _CODE.fullmatch(piece) or (capital and match[0] != match[0].upper()):
            runs.append([])
        else:
            runs[-1].append(piece)
    return runs


def _is_capital(piece: str) -> bool:
    return piece == piece.upper() and piece != piece.lower()


def _plain(piece: str) -> str:
    digits = "".join(
        str(unicodedata.decimal(letter)) if unicodedata.category(letter) == "Nd" else letter for letter in piece
    )
    return latin(digits).upper()
