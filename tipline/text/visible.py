"""Whether anything of a text is visible."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Default_Ignorable_Code_Point of Unicode 15.1 (DerivedCoreProperties.txt), which has more than the category Cf; then
# blank characters that are letters or symbols by category: blank Braille, the object replacement, blank hieroglyphs.
IGNORABLE: Final = re.compile(
    "["
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\u2800\ufffc\U0001d159\U00013441\U00013442"
    "]"
)
_SPACES: Final = ("Zs", "Zl", "Zp", "Cc")
_MARKS: Final = ("Mn", "Me", "Mc")


def has_visible(text: str) -> bool:
    """False for nothing but spaces, ignorable characters and marks without a letter.

    An unpaired surrogate and a character that this Python does not know yet count as visible.
    """
    return any(_is_visible(character) for character in text)


def strip_invisible(text: str) -> str:
    """Spaces, line breaks and marks stay."""
    return "".join(
        character
        for character in IGNORABLE.sub("", text)
        if unicodedata.category(character) not in ("Cf", "Cc") or character.isspace()
    )


def _is_visible(character: str) -> bool:
    if IGNORABLE.match(character):
        return False
    category = unicodedata.category(character)
    return category != "Cf" and category not in _SPACES and category not in _MARKS
