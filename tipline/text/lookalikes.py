"""Letters of other scripts that look like Latin ones."""

from __future__ import annotations

from typing import Final

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


def latin(text: str) -> str:
    """Return the text with every letter that looks like a Latin one as that, a capital; other letters stay."""
    return text.translate(_ALIKE)
