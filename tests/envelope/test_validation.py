"""Checks without a key refuse what an opener would refuse."""

import pytest

from tipline.envelope import (
    Damaged,
    Header,
    NotForMe,
    Purpose,
    Receipt,
    UnitKey,
    Unsupported,
    WrapContext,
    check_content,
    check_kem_public,
    check_sealed_wrap,
    seal_content,
    seal_held_wrap,
    seal_wrap,
)

KEY, UNIT = bytes(range(32)), UnitKey(b"u" * 32)
HEADER = Header(Purpose.BODY, b"d" * 16, b"t" * 16, 1, b"o" * 16)
WRAP = WrapContext("case", b"t" * 16, 1, b"u" * 16, UNIT.kid)
RESIDENT = Receipt(5).secrets(b"d" * 16)


@pytest.mark.parametrize("length", [0, 1, 1020, 1021, 5000, 70_000])
def test_everything_that_seal_content_makes_passes(length: int) -> None:
    check_content(seal_content(KEY, bytes(length), HEADER), HEADER)


def test_a_fixed_class_has_one_length() -> None:
    header = Header(Purpose.CONTACT, b"d" * 16, b"t" * 16, 1, b"o" * 16)
    sealed = seal_content(KEY, b"x", header)
    check_content(sealed, header)
    with pytest.raises(Damaged):
        check_content(sealed + bytes(1024), header)


@pytest.mark.parametrize("change", [-1, 1, -1000])
def test_a_length_that_padding_does_not_give_is_damaged(change: int) -> None:
    sealed = seal_content(KEY, bytes(2000), HEADER)
    with pytest.raises(Damaged):
        check_content(sealed[:change] if change < 0 else sealed + bytes(change), HEADER)


def test_an_envelope_with_another_header_is_not_for_me() -> None:
    sealed = seal_content(KEY, b"x", HEADER)
    with pytest.raises(NotForMe):
        check_content(sealed, Header(Purpose.HEADLINE, b"d" * 16, b"t" * 16, 1, b"o" * 16))


def test_an_unknown_format_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        check_content(b"\x02" + seal_content(KEY, b"x", HEADER)[1:], HEADER)


def test_a_held_wrap_is_refused() -> None:
    sealed = seal_wrap(UNIT.kem_public, 2 * KEY, WRAP)
    check_sealed_wrap(sealed, "case")
    for wrong in (seal_held_wrap(UNIT, 2 * KEY, WRAP), sealed[:-1], sealed + b"\x00"):
        with pytest.raises(Damaged):
            check_sealed_wrap(wrong, "case")


def test_a_wrap_has_the_length_of_its_kind() -> None:
    with pytest.raises(Damaged):
        check_sealed_wrap(seal_wrap(UNIT.kem_public, 2 * KEY, WRAP), "identity")


def test_a_public_key_can_be_sealed_to() -> None:
    check_kem_public(RESIDENT.resident_public)
    for wrong in (RESIDENT.resident_public[:-1], b"\x01\x01" + b"\xff" * 1216, b"\x01\x01"):
        with pytest.raises(Damaged):
            check_kem_public(wrong)
