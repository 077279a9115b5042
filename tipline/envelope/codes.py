"""Codes that people read, say and type: Crockford base 32 with a checksum (SPEC section 11)."""

import re
import unicodedata
from typing import Final

from tipline.envelope.context import KEY_LENGTH, SUITE, require_length
from tipline.envelope.errors import Mistyped, Unsupported

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_LENGTH: Final = 2
BLOCK_LENGTH: Final = 26

_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_MAX_TYPED: Final = 500
_MAX_DATA: Final = 29
_RECOVERY_BLOCKS: Final = 2
_WHITESPACE: Final = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029\u2212]")

# GF(32) as polynomials over GF(2) modulo x^5 + x^2 + 1, which is primitive: x generates all 31 other elements.
_POWERS: Final = [1]
for _ in range(30):
    _POWERS.append((_POWERS[-1] << 1) ^ (0x25 if _POWERS[-1] & 16 else 0))
_LOGARITHMS: Final = {power: exponent for exponent, power in enumerate(_POWERS)}


def encode_base32(value: int, length: int) -> str:
    """`length` characters of Crockford base 32, most significant first."""
    return "".join(ALPHABET[(value >> (5 * position)) & 31] for position in reversed(range(length)))


def decode_base32(text: str) -> int:
    """The number that canonical characters stand for. Raises Mistyped for any other character."""
    value = 0
    for letter in text:
        value = value << 5 | _value(letter)
    return value


def normalise_code(typed: str) -> str:
    """Canonical characters: any case, full width and any script's digits are read; O is 0, I and L are 1; spaces,
    hyphens, dashes and invisible characters are dropped. Raises Mistyped for a character outside the alphabet.
    """
    if len(typed) > _MAX_TYPED:
        raise Mistyped("too long for a code")
    letters = []
    for character in unicodedata.normalize("NFKC", typed):
        category = unicodedata.category(character)
        if category in ("Zs", "Pd", "Cf") or _WHITESPACE.match(character):
            continue
        letter = str(unicodedata.decimal(character)) if category == "Nd" else character
        letters.append(ALPHABET[_value(letter.upper() if letter.isascii() else letter)])
    return "".join(letters)


def with_checksum(data: str, block: int = 0) -> str:
    """`data` (up to 29 canonical characters) and two check characters.

    A shortened Reed-Solomon code over GF(32) of distance 3: it detects every change of one or two characters. `block`
    (0 to 31) is added to the last character, so that exchanged blocks are detected too.
    """
    if len(data) > _MAX_DATA:
        raise ValueError("a block has at most 29 characters of data")
    values = [_value(letter) for letter in data]
    # c(x) = data * x^2 + a*x + b is zero at x^1 and x^2, which gives two equations in a and b.
    first, second = _evaluate([*values, 0, 0], 1), _evaluate([*values, 0, 0], 2)
    high = _multiply(first ^ second, _inverse(_POWERS[1] ^ _POWERS[2]))
    low = first ^ _multiply(high, _POWERS[1])
    return data + ALPHABET[high] + ALPHABET[low ^ block]


def without_checksum(text: str, block: int = 0) -> str:
    """The text without its two check characters. Raises Mistyped if they are wrong."""
    data = text[:-CHECK_LENGTH]
    if with_checksum(data, block) != text:
        raise Mistyped("the checksum does not belong to this code")
    return data


def grouped(text: str, size: int) -> str:
    return "-".join(text[start : start + size] for start in range(0, len(text), size))


def recovery_code(secret: bytes) -> str:
    """The 32 bytes of a recovery secret as fourteen groups of four characters."""
    require_length("a recovery secret", secret, KEY_LENGTH)
    text = encode_base32(SUITE << 256 | int.from_bytes(secret, "big"), _RECOVERY_BLOCKS * BLOCK_LENGTH)
    blocks = [text[:BLOCK_LENGTH], text[BLOCK_LENGTH:]]
    return grouped("".join(with_checksum(block, number) for number, block in enumerate(blocks, start=1)), 4)


def parse_recovery_code(text: str) -> bytes:
    """The 32 bytes. Raises Mistyped, or Unsupported for a code of another suite."""
    code = normalise_code(text)
    size = BLOCK_LENGTH + CHECK_LENGTH
    if len(code) != _RECOVERY_BLOCKS * size:
        raise Mistyped("a recovery code has 56 characters")
    value = decode_base32(without_checksum(code[:size], 1) + without_checksum(code[size:], 2))
    if value >> 256 != SUITE:
        raise Unsupported("a recovery code of an unknown suite")
    return (value & (1 << 256) - 1).to_bytes(KEY_LENGTH, "big")


def _value(letter: str) -> int:
    value = _VALUES.get(letter)
    if value is None:
        raise Mistyped("a character that no code has")
    return value


def _multiply(left: int, right: int) -> int:
    if not left or not right:
        return 0
    return _POWERS[(_LOGARITHMS[left] + _LOGARITHMS[right]) % 31]


def _inverse(value: int) -> int:
    return _POWERS[-_LOGARITHMS[value] % 31]


def _evaluate(values: list[int], exponent: int) -> int:
    result = 0
    for value in values:
        result = _multiply(result, _POWERS[exponent]) ^ value
    return result
