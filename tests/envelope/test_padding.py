"""Padding hides lengths and is unique for each text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.envelope import Damaged
from tipline.envelope.padding import PaddingClass, pad, padme, unpad

from . import reference

FIXED, GROWING = PaddingClass(256, fixed=True), PaddingClass(512, fixed=False)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.integers(min_value=0, max_value=2**40))
def test_padme_adds_at_most_an_eighth_and_is_idempotent(length: int) -> None:
    padded = padme(length)
    assert length <= padded <= length + length // 8 + 1
    assert padme(padded) == padded
    assert padded <= padme(length + 1)


def test_padme_agrees_with_the_reference_for_every_small_length() -> None:
    assert [padme(length) for length in range(20000)] == [reference.padme(length) for length in range(20000)]


def test_padme_leaves_few_lengths() -> None:
    assert len({padme(length) for length in range(1024, 2**20)}) < 400


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.binary(max_size=2000))
def test_padded_data_is_unpadded_again(data: bytes) -> None:
    padded = pad(data, GROWING)
    assert len(padded) == max(512, padme(4 + len(data)))
    assert unpad(padded, GROWING) == data


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.binary(max_size=600))
def test_only_what_pad_makes_can_be_unpadded(padded: bytes) -> None:
    try:
        data = unpad(padded, GROWING)
    except Damaged:
        return
    assert pad(data, GROWING) == padded


def test_every_headline_has_one_length() -> None:
    assert {len(pad(bytes(length), FIXED)) for length in range(253)} == {256}


def test_data_that_does_not_fit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="252"):
        pad(bytes(253), FIXED)


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x00\x00\x00",
        bytes(255),
        bytes(257),
        bytes(512),
        bytes(255) + b"\x01",
        bytes(256) + b"\x01",
        b"\x00\x00\x00\xfd" + bytes(252),
    ],
)
def test_another_padding_is_refused(padded: bytes) -> None:
    assert unpad(bytes(256), FIXED) == b""
    with pytest.raises(Damaged):
        unpad(padded, FIXED)


def test_data_longer_than_a_fixed_class_is_refused_however_long_its_padding() -> None:
    with pytest.raises(Damaged, match="class"):
        unpad(b"\x00\x00\x01\x2c" + bytes(508), FIXED)


def test_a_longer_padding_than_needed_is_refused() -> None:
    padded = pad(b"abc", GROWING)
    with pytest.raises(Damaged):
        unpad(padded + bytes(padme(513) - 512), GROWING)
