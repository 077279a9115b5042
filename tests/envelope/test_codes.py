"""Receipts and recovery codes: read aloud, typed, mistyped."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.envelope import Mistyped, Receipt, parse_recovery_code, recovery_code
from tipline.envelope.codes import ALPHABET, normalise_code, with_checksum, without_checksum

from .vector_files import fixed_bytes

BITS = st.integers(min_value=0, max_value=2**130 - 1)
RECEIPT = Receipt(int.from_bytes(fixed_bytes("typo", 17), "big") >> 6)
CODE = RECEIPT.text.replace("-", "")
RECOVERY = recovery_code(fixed_bytes("typo", 32)).replace("-", "")


def multiply(left: int, right: int) -> int:
    """In GF(32), bit by bit, with none of the package's tables."""
    product = 0
    for bit in range(5):
        product ^= (left << bit) if right >> bit & 1 else 0
    for bit in range(8, 4, -1):
        product ^= (0x25 << (bit - 5)) if product >> bit & 1 else 0
    return product


def power(exponent: int) -> int:
    value = 1
    for _ in range(exponent):
        value = multiply(value, 2)
    return value


def test_every_code_word_is_zero_at_both_roots() -> None:
    for bits in (0, 1, 2**130 - 1, 12345678901234567890):
        values = [ALPHABET.index(letter) for letter in Receipt(bits).text.replace("-", "")]
        for root in (2, 4):
            total = 0
            for value in values:
                total = multiply(total, root) ^ value
            assert total == 0


def test_no_two_positions_can_hide_each_other() -> None:
    """Distance 3: any two columns (g^i, g^2i) of the check matrix are independent, so weight 1 and 2 never pass."""
    columns = [(power(i), power(2 * i)) for i in range(31)]
    for (a, b), (c, d) in itertools.combinations(columns, 2):
        assert multiply(a, d) != multiply(b, c)


@pytest.mark.parametrize(("code", "parse"), [(CODE, Receipt.parse), (RECOVERY, parse_recovery_code)])
def test_every_single_typo_is_caught(code: str, parse: Callable[[str], object]) -> None:
    for at, letter in itertools.product(range(len(code)), ALPHABET):
        if letter != code[at]:
            with pytest.raises(Mistyped):
                parse(code[:at] + letter + code[at + 1 :])


@pytest.mark.parametrize(("code", "parse"), [(CODE, Receipt.parse), (RECOVERY, parse_recovery_code)])
def test_every_swap_of_two_characters_is_caught(code: str, parse: Callable[[str], object]) -> None:
    for first, second in itertools.combinations(range(len(code)), 2):
        if code[first] != code[second]:
            letters = list(code)
            letters[first], letters[second] = letters[second], letters[first]
            with pytest.raises(Mistyped):
                parse("".join(letters))


@settings(derandomize=True, deadline=None, max_examples=400)
@given(BITS, st.lists(st.integers(0, 27), min_size=2, max_size=2, unique=True), st.integers(1, 31), st.integers(1, 31))
def test_two_typos_are_caught_in_any_receipt(bits: int, at: list[int], first: int, second: int) -> None:
    letters = list(Receipt(bits).text.replace("-", ""))
    for position, change in zip(at, (first, second), strict=True):
        letters[position] = ALPHABET[ALPHABET.index(letters[position]) ^ change]
    with pytest.raises(Mistyped):
        Receipt.parse("".join(letters))


@settings(derandomize=True, deadline=None, max_examples=100)
@given(BITS)
def test_a_receipt_is_read_as_it_was_shown(bits: int) -> None:
    receipt = Receipt(bits)
    assert Receipt.parse(receipt.text) == receipt
    assert [len(group) for group in receipt.text.split("-")] == [4] * 7
    assert not set(receipt.text) & set("ILOU")


@pytest.mark.parametrize("code", [CODE, Receipt(0).text])
def test_a_receipt_is_read_however_it_is_typed(code: str) -> None:
    plain = code.replace("-", "")
    ways = [
        plain.lower(),
        f"  {' '.join(plain)}\n",
        "\u2013".join((plain[:14], plain[14:])),
        "\u2212".join(plain),
        "\u200f" + plain + "\u200e\ufeff",
        plain.translate({ord(c): ord(c) + 0xFEE0 for c in ALPHABET}),
        plain.translate({ord(str(d)): 0x0660 + d for d in range(10)}),
        plain.replace("0", "o").replace("1", "l"),
        plain.replace("0", "O").replace("1", "I"),
    ]
    for typed in ways:
        assert Receipt.parse(typed) == Receipt.parse(code)


@pytest.mark.parametrize(
    "typed", ["", " ", "ABCD", "U" * 28, "\u0410" * 28, "0" * 27, "0" * 29, "é" * 28, "0" * 5000, "\u0131" * 28]
)
def test_an_invalid_receipt_is_mistyped(typed: str) -> None:
    with pytest.raises(Mistyped):
        Receipt.parse(typed)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.text(max_size=40))
def test_any_text_is_either_read_or_mistyped(typed: str) -> None:
    try:
        cleaned = normalise_code(typed)
    except Mistyped:
        return
    assert set(cleaned) <= set(ALPHABET)
    assert normalise_code(cleaned) == cleaned


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.binary(min_size=32, max_size=32))
def test_a_recovery_code_is_read_as_it_was_printed(secret: bytes) -> None:
    code = recovery_code(secret)
    assert parse_recovery_code(code.lower().replace("-", " ")) == secret
    assert [len(group) for group in code.split("-")] == [4] * 14


def test_exchanged_blocks_of_a_recovery_code_are_detected() -> None:
    code = recovery_code(bytes(32)).replace("-", "")
    with pytest.raises(Mistyped):
        parse_recovery_code(code[28:] + code[:28])


def test_a_receipt_is_not_accepted_as_a_block_of_a_recovery_code() -> None:
    with pytest.raises(Mistyped):
        parse_recovery_code(CODE + CODE)


def test_a_block_keeps_its_number() -> None:
    for block in range(32):
        assert without_checksum(with_checksum("7ZQ", block), block) == "7ZQ"
        with pytest.raises(Mistyped):
            without_checksum(with_checksum("7ZQ", block), block ^ 1)


def test_a_block_has_no_more_than_29_characters_of_data() -> None:
    with pytest.raises(ValueError, match="29"):
        with_checksum("0" * 30)
