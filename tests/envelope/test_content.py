"""The content envelope."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.envelope import (
    Damaged,
    EnvelopeError,
    Header,
    NotForMe,
    Purpose,
    content_capacity,
    open_content,
    seal_content,
)
from tipline.envelope import content as content_module
from tipline.envelope.content import MAX_LENGTH, PADDING

from . import reference
from .vector_files import FIXED, GROWING

KEY = bytes(range(32))
HEADER = Header(Purpose.MESSAGE, b"d" * 16, b"t" * 16, 1, b"o" * 16)
SEALED = seal_content(KEY, b"a message", HEADER)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.sampled_from(sorted(PADDING)), st.binary(max_size=60), st.integers(min_value=0, max_value=2**32 - 1))
def test_what_is_sealed_opens(purpose: Purpose, text: bytes, epoch: int) -> None:
    header = dataclasses.replace(HEADER, purpose=purpose, epoch=epoch)
    assert open_content(KEY, seal_content(KEY, text, header), header) == text


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.integers(min_value=0, max_value=8 * len(SEALED) - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(EnvelopeError):
        open_content(KEY, bytes(altered), HEADER)


def test_every_cut_is_refused() -> None:
    for length in range(len(SEALED)):
        with pytest.raises(Damaged):
            open_content(KEY, SEALED[:length], HEADER)


@pytest.mark.parametrize(
    "other",
    [{"purpose": Purpose.NOTE}, {"department": bytes(16)}, {"tip": bytes(16)}, {"epoch": 2}, {"object_id": bytes(16)}],
    ids=lambda other: next(iter(other)),
)
def test_an_envelope_with_another_header_is_not_for_me(other: dict[str, Any]) -> None:
    with pytest.raises(NotForMe):
        open_content(KEY, SEALED, dataclasses.replace(HEADER, **other))


def test_the_same_text_never_seals_to_the_same_bytes() -> None:
    sealed = {seal_content(KEY, b"a message", HEADER) for _ in range(50)}
    assert len({envelope[55:71] for envelope in sealed}) == 50
    assert len({envelope[71:103] for envelope in sealed}) == 50
    assert len({envelope[103:] for envelope in sealed}) == 50


def test_the_envelope_contains_nothing_of_the_text() -> None:
    text = b"a gun in the locker by the gym"
    sealed = seal_content(KEY, text, HEADER)
    assert not any(text[at : at + 4] in sealed for at in range(len(text) - 3))


def test_the_commitment_refuses_another_key_before_the_cipher_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_module, "AESGCM", None)
    with pytest.raises(Damaged, match="commitment"):
        open_content(bytes(32), SEALED, HEADER)


@pytest.mark.parametrize("purpose", sorted(PADDING))
def test_an_envelope_reveals_no_more_of_its_length_than_its_class(purpose: Purpose) -> None:
    header = dataclasses.replace(HEADER, purpose=purpose)
    lengths = {len(seal_content(KEY, bytes(length), header)) for length in range(0, 61, 20)}
    assert lengths == {103 + 16 + (FIXED | GROWING)[int(purpose)]}


def test_a_text_over_the_capacity_is_a_mistake() -> None:
    assert content_capacity(Purpose.HEADLINE) == 252
    assert content_capacity(Purpose.BODY) == MAX_LENGTH
    headline = dataclasses.replace(HEADER, purpose=Purpose.HEADLINE)
    assert open_content(KEY, seal_content(KEY, b"h" * 252, headline), headline) == b"h" * 252
    for header in (headline, HEADER):
        with pytest.raises(ValueError, match=r"252|too long"):
            seal_content(KEY, bytes(content_capacity(header.purpose) + 1), header)


def test_an_opener_refuses_a_length_that_no_sealer_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal_content(KEY, b"four", HEADER)
    monkeypatch.setattr(content_module, "MAX_LENGTH", 3)
    with pytest.raises(Damaged, match="longer"):
        open_content(KEY, sealed, HEADER)


def test_a_file_is_not_sealed_as_a_text() -> None:
    header = dataclasses.replace(HEADER, purpose=Purpose.FILE)
    with pytest.raises(ValueError, match="chunks"):
        seal_content(KEY, b"", header)
    with pytest.raises(ValueError, match="chunks"):
        open_content(KEY, SEALED, header)


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": 99},
        {"department": b"d"},
        {"tip": b"t" * 17},
        {"object_id": "o" * 16},
        {"epoch": -1},
        {"epoch": 2**32},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_header_with_a_wrong_part_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"16 bytes|4 bytes|valid Purpose"):
        dataclasses.replace(HEADER, **wrong)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.binary(max_size=3000))
def test_the_reference_opens_what_the_package_seals(text: bytes) -> None:
    header = reference.header(6, b"d" * 16, b"t" * 16, 1, b"o" * 16)
    opened = reference.open_content(
        KEY, seal_content(KEY, text, HEADER), header, lambda needed: max(512, reference.padme(needed))
    )
    assert opened == text
