"""What text looks like, whatever its characters are: whether any shows, what hides, which labels look alike, codes."""

from tipline.text.codes import LETTERS, found_codes, letters_typed
from tipline.text.labels import label_key
from tipline.text.shown import Piece, is_as_it_looks, pieces
from tipline.text.visible import has_visible, without_invisible

__all__ = [
    "LETTERS",
    "Piece",
    "found_codes",
    "has_visible",
    "is_as_it_looks",
    "label_key",
    "letters_typed",
    "pieces",
    "without_invisible",
]
