"""What text looks like whatever its characters are: visible, hidden, confusable; codes in it."""

from tipline.text.codes import CODE_LETTERS, count_code_letters, find_codes
from tipline.text.confusables import skeleton
from tipline.text.hidden import Fragment, hides_nothing, reveal_hidden
from tipline.text.visible import has_visible, strip_invisible

__all__ = [
    "CODE_LETTERS",
    "Fragment",
    "count_code_letters",
    "find_codes",
    "has_visible",
    "hides_nothing",
    "reveal_hidden",
    "skeleton",
    "strip_invisible",
]
