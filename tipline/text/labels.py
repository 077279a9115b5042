"""Labels that look alike."""

from __future__ import annotations

import unicodedata

from tipline.text.lookalikes import latin
from tipline.text.visible import without_invisible


def label_key(label: str) -> str:
    """Return what two labels share exactly if they look alike. It is compared and never shown.

    Case, invisible characters, the width of spaces and letters of other scripts that look like Latin ones make no
    difference; accents do.
    """
    folded = unicodedata.normalize("NFKC", without_invisible(unicodedata.normalize("NFKC", label)).casefold())
    return " ".join(latin(folded.upper()).split())
