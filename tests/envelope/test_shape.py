"""What shows of sealed bytes without their key is checked as an opener would check it."""

import pytest

from tipline.envelope import (
    Damaged,
    NotForMe,
    Place,
    Purpose,
    Receipt,
    UnitKey,
    Unsupported,
    WrapPlace,
    check_content,
    check_public,
    check_sealed_wrap,
    hold_wrap,
    seal_content,
    seal_wrap,
)

KEY, UNIT = bytes(range(32)), UnitKey(b"u" * 32)
PLACE = Place(Purpose.BODY, b"d" * 16, b"t" * 16, 1, b"o" * 16)
WRAP = WrapPlace("case", b"t" * 16, 1, b"u" * 16, UNIT.kid)
RESIDENT = Receipt(5).secrets(b"d" * 16)


@pytest.mark.parametrize("length", [0, 1, 1020, 1021, 5000, 70_000])
def test_whatever_is_sealed_passes(length: int) -> None:
    check_content(seal_content(KEY, bytes(length), PLACE), PLACE)


def test_a_fixed_class_has_one_length() -> None:
    place = Place(Purpose.CONTACT, b"d" * 16, b"t" * 16, 1, b"o" * 16)
    sealed = seal_content(KEY, b"x", place)
    check_content(sealed, place)
    with pytest.raises(Damaged):
        check_content(sealed + bytes(1024), place)


@pytest.mark.parametrize("change", [-1, 1, -1000])
def test_a_length_that_padding_does_not_give_is_damaged(change: int) -> None:
    sealed = seal_content(KEY, bytes(2000), PLACE)
    with pytest.raises(Damaged):
        check_content(sealed[:change] if change < 0 else sealed + bytes(change), PLACE)


def test_another_place_is_not_for_me() -> None:
    sealed = seal_content(KEY, b"x", PLACE)
    with pytest.raises(NotForMe):
        check_content(sealed, Place(Purpose.HEADLINE, b"d" * 16, b"t" * 16, 1, b"o" * 16))


def test_an_unknown_format_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        check_content(b"\x02" + seal_content(KEY, b"x", PLACE)[1:], PLACE)


def test_a_wrap_is_in_its_sealed_form() -> None:
    sealed = seal_wrap(UNIT.kem_public, 2 * KEY, WRAP)
    check_sealed_wrap(sealed, "case")
    for wrong in (hold_wrap(UNIT, 2 * KEY, WRAP), sealed[:-1], sealed + b"\x00"):
        with pytest.raises(Damaged):
            check_sealed_wrap(wrong, "case")


def test_a_wrap_has_the_length_of_its_kind() -> None:
    with pytest.raises(Damaged):
        check_sealed_wrap(seal_wrap(UNIT.kem_public, 2 * KEY, WRAP), "identity")


def test_a_public_key_can_be_sealed_to() -> None:
    check_public(RESIDENT.resident_public)
    for wrong in (RESIDENT.resident_public[:-1], b"\x01\x01" + b"\xff" * 1216, b"\x01\x01"):
        with pytest.raises(Damaged):
            check_public(wrong)
