"""The limits of what officers write."""

from datetime import timedelta
from typing import Final

from tipline.text import has_visible
from tipline.tips.errors import TextRefused

MOST_CHARACTERS: Final = 10_000
SENT_AGAIN_WITHIN: Final = timedelta(minutes=10)
"""So soon the same words of the same person, none between, are a page loaded again or a second click."""


def checked(text: str) -> str:
    """Return the text without space around it. Raises TextRefused for one that shows nothing or is too long."""
    text = one_line_end(text).replace("\x00", "\ufffd").strip()
    if not has_visible(text) or len(text) > MOST_CHARACTERS:
        raise TextRefused
    return text


def one_line_end(text: str) -> str:
    """Return the text with line ends of one character. A form sends each as two, and nobody typed two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
