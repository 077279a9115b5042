"""Codes are found in pasted text."""

import pytest

from tipline.text import count_code_letters, find_codes

CODE = "7K3MABCD1234"


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-ABCD-1234", "7k3mabcd1234", " 7K3M ABCD 1234.", "“7K3M-ABCD-1234”", "• 7K3M-ABCD-1234",
        "7K3M\nABCD\n1234",
        "Ref 7K3M-ABCD-1234", "Ref. 7K3M-ABCD-1234", "My receipt is: 7K3M-ABCD-1234, thanks", "7K3M – ABCD — 1234",
        "7\u041a3M-\u0410\u0412CD-1234", "7\u039a3\u039c-\u0391\u0392CD-1234", "７Ｋ３Ｍ-ABCD-１２３４",
        "7K3M-ABCD-L23\u0664",
        "7K3M\u200b-AB\u00adCD-1234", "7K\u31643M-ABCD-12\u200b34",
        "*7K3M-ABCD-1234*", "7K3M_ABCD_1234", "(7K3M/ABCD/1234)", "código 7K3M-ABCD-1234",
        "Mi recibo: 7k3m abcd 1234", "7K3M-ABCD-\u042c\u0416 7K3M-ABCD-1234",
    ],
)  # fmt: skip
def test_a_code_is_found(typed: str) -> None:
    assert CODE in find_codes(typed, 12)


def test_the_likeliest_comes_first() -> None:
    assert find_codes("received AB12-CD34", 8)[0] == "AB12CD34"


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-ABCD-123", "7K3M-ABCU-1234", "7K3M-ABCÉ-1234", "7K3M-ABCD-12345"])
def test_what_is_no_code_is_not_found(typed: str) -> None:
    assert not find_codes(typed, 12)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("", 0), ("…", 0), ("7K3M-ABCD-123", 11), ("7k3m abcd 12", 10), ("Receipt: 7K3M-ABCD-12", 10),
        ("my receipt 7K3M-ABCD-12.", 10), ("“7K3M”", 4), ("7K3M-ABCD-1234-5", 13),
        ("7K3M\u200b-AB\u2060CD-123", 11),
    ],
)  # fmt: skip
def test_it_counts_the_characters_that_are_there(typed: str, count: int) -> None:
    assert count_code_letters(typed) == count


def test_a_very_long_text_is_searched_no_further_than_its_beginning() -> None:
    assert find_codes("hum " * 100_000 + "7K3M-ABCD-1234", 12) == []
