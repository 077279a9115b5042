"""Whether anything of a text is visible."""

import pytest

from tipline.text import has_visible

BLANK = [
    "\u200b", "\u3164", "\u2800", "\u2060", "\u00ad", "\ufe0f", "\u115f", "\uffa0", "\u17b4", "\u034f", "\u180e",
    "\ufeff", "\u202e", "\u2067", "\u3000", "\u1680", "\u2028", "\u00a0", "\t\r\n ", "\x00\x07", "\u0301", "\u20dd",
    "\U000e0041", "\U000e0100", "\U0001d173", "\ufffc", "\u2065",
]  # fmt: skip


@pytest.mark.parametrize("blank", ["", *BLANK, "".join(BLANK)])
def test_blank_text_is_not_visible(blank: str) -> None:
    assert not has_visible(blank)


@pytest.mark.parametrize(
    "shown",
    ["a", ".", "é", "e\u0301", "語", "ب", "⠿", "👍", "👩\u200d👧", "\U0001fae8", "\ufffd", "\u200bx\u200b"],
)
def test_one_visible_character_is_enough(shown: str) -> None:
    assert has_visible(shown)
