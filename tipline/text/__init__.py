"""What text looks like, whatever its characters are: whether anything shows, which labels look alike, typed codes."""

from tipline.text.codes import LETTERS, found_codes, letters_typed
from tipline.text.labels import label_key
from tipline.text.visible import has_visible, without_invisible

__all__ = ["LETTERS", "found_codes", "has_visible", "label_key", "letters_typed", "without_invisible"]
