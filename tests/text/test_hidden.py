"""Characters that are hidden, change the direction or pile up are named; ordinary writing is left alone."""

from __future__ import annotations

import time

import pytest

from tipline.text import Fragment, hides_nothing, reveal_hidden

PILE = "a" + "\u0301" * 30


def rendered(text: str) -> str:
    return "".join(f"[{fragment.text}]" if fragment.is_name else fragment.text for fragment in reveal_hidden(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202egnp.exe", "[U+202E]gnp.exe"),
        ("a\u2066b\u2069c", "a[U+2066]b[U+2069]c"),
        ("\u3164\u3164\u3164", "[U+3164 \u00d73]"),
        ("x\u2800y", "x[U+2800]y"),
        ("tag\U000e0041\U000e0042", "tag[U+E0041][U+E0042]"),
        ("bell\x07", "bell[U+0007]"),
        (PILE, "a" + "\u0301" * 4 + "[\u25cc\u0301 \u00d726]"),
        ("line\u2028line", "line[U+2028]line"),
    ],
)
def test_a_hidden_character_is_named_in_its_position(text: str, shown: str) -> None:
    assert rendered(text) == shown
    assert not hides_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Two lines\nand a\ttab\r\n",
        "A family: \U0001f468\u200d\U0001f469\u200d\U0001f467, a heart \u2764\ufe0f",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian with a joiner between
        "\u05d1\u05bc\u05b0\u05e8\u05b5\u05d0\u05e9\u05b4\u05c1\u05d9\u05ea\u200f",  # Hebrew with points
        "Vie\u0302\u0323t Nam e\u0302\u0301",
        "\u0f56\u0f66\u0f92\u0fb2\u0f74\u0f56\u0f66",  # Tibetan stacks
        "\u0928\u092e\u0938\u094d\u0924\u0947",
        "co\u00adop and zero\u200bwidth",
        "!!!!!!!! ------ .......",
    ],
)
def test_ordinary_writing_in_any_script_is_left_alone(text: str) -> None:
    assert reveal_hidden(text) == ([Fragment(text)] if text else [])
    assert hides_nothing(text)


def test_a_long_text_is_handled_quickly() -> None:
    began = time.perf_counter()
    reveal_hidden(PILE * 330)
    reveal_hidden("\u0645\u0631\u062d\u0628\u0627 " * 1700)
    assert time.perf_counter() - began < 0.5
