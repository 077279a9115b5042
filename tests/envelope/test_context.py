"""Contexts, derivations and key ids."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.envelope import Damaged, Unsupported, ctx, derive, key_id, u32, u64

from . import reference

FIELDS = st.lists(st.binary(max_size=12), max_size=4)
LABELS = st.text(alphabet="abc ", min_size=1, max_size=4)


def test_a_context_is_written_as_specified() -> None:
    assert ctx("grant", b"ab", b"") == b"tipline/1 grant\x00\x00\x02ab\x00\x00"


@settings(derandomize=True, deadline=None, max_examples=200)
@given(LABELS, FIELDS, LABELS, FIELDS)
def test_different_labels_or_fields_give_different_contexts(a: str, x: list[bytes], b: str, y: list[bytes]) -> None:
    assert (ctx(a, *x) == ctx(b, *y)) == ((a, x) == (b, y))


def test_moving_a_byte_between_fields_changes_the_context() -> None:
    assert len({ctx("wrap", *fields) for fields in ([b"ab", b"c"], [b"a", b"bc"], [b"abc"], [b"abc", b""])}) == 4


@pytest.mark.parametrize("label", ["", "a\x00b", "a\nb", "é"])
def test_a_label_that_is_not_printable_ascii_is_a_mistake(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        ctx(label)


def test_a_field_of_65536_bytes_is_a_mistake() -> None:
    assert len(ctx("seal", bytes(65535))) == 65535 + 17
    with pytest.raises(ValueError, match="65,535"):
        ctx("seal", bytes(65536))


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.binary(min_size=32, max_size=32), LABELS, FIELDS)
def test_derive_agrees_with_the_reference(key: bytes, label: str, fields: list[bytes]) -> None:
    assert derive(key, label, *fields) == reference.derive(key, label, *fields)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_that_is_not_32_bytes_is_a_mistake(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        derive(bytes(length), "seal")


def test_a_key_id_names_suite_and_key() -> None:
    expected = sha256(b"tipline/1 key id\x00\x00\x01\x01\x00\x20" + bytes(32)).digest()[:16]
    assert key_id(b"\x01\x01" + bytes(32)) == expected


@pytest.mark.parametrize(
    ("public", "failure"),
    [
        (b"", Damaged),
        (b"\x01", Damaged),
        (b"\x01\x01", Damaged),
        (b"\x02\x01k", Unsupported),
        (b"\x01\x02k", Unsupported),
    ],
)
def test_a_key_of_an_unknown_kind_has_no_id(public: bytes, failure: type[Exception]) -> None:
    with pytest.raises(failure):
        key_id(public)


def test_numbers_are_big_endian_and_never_wrap() -> None:
    assert (u32(258), u64(258)) == (b"\x00\x00\x01\x02", bytes(6) + b"\x01\x02")
    for too_much in (-1, 2**32):
        with pytest.raises(ValueError, match="4 bytes"):
            u32(too_much)
