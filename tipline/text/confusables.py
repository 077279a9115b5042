"""Labels that look alike, in the manner of Unicode Technical Standard 39."""

from __future__ import annotations

import unicodedata
from typing import Final

from tipline.text.visible import strip_invisible

# By the look of each, not its sound: a small Greek nu looks like a v, a capital one like an N.
_CYRILLIC: Final = "АВЕЅІЈКМНОРСТУХԚԜ", "ABESIJKMHOPCTYXQW"
_CYRILLIC_SMALL: Final = "авеѕіјкмнорстухԛԝһԁ", "ABESIJKMHOPCTYXQWHD"
_GREEK: Final = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳͿ", "ABEZHIKMNOPTYXCJJ"
_GREEK_SMALL: Final = "αεικνορτχϲ", "AEIKVOPTXC"
_LATIN: Final = "ıȷɑɡ", "IJAG"
_ALIKE: Final = {
    ord(letter): alike
    for letters, alikes in (_CYRILLIC, _CYRILLIC_SMALL, _GREEK, _GREEK_SMALL, _LATIN)
    for letter, alike in zip(letters, alikes, strict=True)
}


def as_latin(text: str) -> str:
    """Replace letters that look like Latin ones by those, as capitals."""
    return text.translate(_ALIKE)


def skeleton(label: str) -> str:
    """The same for two labels if and only if they look alike; for comparing, not for showing.

    Case, invisible characters, the width of spaces and letters of other scripts that look like Latin ones make no
    difference; accents do.
    """
    folded = unicodedata.normalize("NFKC", strip_invisible(unicodedata.normalize("NFKC", label)).casefold())
    return " ".join(as_latin(folded.upper()).split())
