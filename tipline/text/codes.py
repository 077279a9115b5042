"""Find a code (receipt, reference, invitation) in what a person typed or pasted."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tipline.text.confusables import as_latin
from tipline.text.visible import strip_invisible

CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_TYPED: Final = 2_000

_CANONICAL: Final = str.maketrans("OIL", "011")
# Adjacent letters and digits with their combining marks, which `[^\W_]` does not match.
_PIECE: Final = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_CODE: Final = re.compile(f"[{CODE_LETTERS}OIL]+")
_JOINED: Final = re.compile(r"[\s\-\u2010-\u2015\u2212\u2043\uff0d]*")


def find_codes(typed: str, length: int) -> list[str]:
    """Every possible code of that length, the likeliest first, in canonical characters.

    Other words, quotes, bullets and full stops are skipped. Only a checksum or a look-up tells whether a code is right:
    an English word can look like one.
    """
    found: dict[str, int] = {}
    for run in _runs(typed):
        for start in range(len(run)):
            pieces = _pieces_of_length(run[start:], length)
            if pieces:
                code = "".join(pieces).translate(_CANONICAL)
                found[code] = max(_likelihood(pieces), found.get(code, 0))
    return sorted(found, key=lambda code: -found[code])


def count_code_letters(typed: str) -> int:
    """How many characters of a code were typed, as a person would count them."""
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
    # Printed codes have groups of one size, and most have digits among their letters.
    even = len(pieces) > 1 and len({len(piece) for piece in pieces}) == 1
    return 2 * even + any(letter.isdigit() for piece in pieces for letter in piece)


def _runs(typed: str, *, joined: bool = False) -> list[list[str]]:
    """The pieces that could belong to a code, in runs that no word with other letters interrupts.

    `joined`: nothing but spaces and dashes either, and no lower-case word beside groups in capitals.
    """
    text = strip_invisible(unicodedata.normalize("NFKC", typed[:MOST_TYPED]))
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
    return as_latin(digits).upper()
