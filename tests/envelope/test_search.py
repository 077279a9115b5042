"""The search copy beside a unit's wrap."""

import dataclasses
from typing import Any

import pytest

from tipline import envelope
from tipline.envelope import Damaged, NotForMe, SearchPlace, UnitKey, WrapPlace

UNIT, OTHER = UnitKey(bytes([1]) * 32), UnitKey(bytes([2]) * 32)
PLACE = SearchPlace(b"t" * 16, 1, b"u" * 16, UNIT.kid)
SEALED = envelope.seal_search(UNIT, b"\x01folded", PLACE, 3)


def test_it_opens_to_its_content_and_version() -> None:
    assert envelope.open_search(UNIT, SEALED, PLACE) == (b"\x01folded", 3)
    assert len(SEALED) == 18 + 1024 + 16


@pytest.mark.parametrize("other", [{"tip": bytes(16)}, {"epoch": 2}, {"unit": bytes(16)}], ids=lambda o: next(iter(o)))
def test_a_copy_of_another_place_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(Damaged):
        envelope.open_search(UNIT, SEALED, dataclasses.replace(PLACE, **other))


def test_it_is_for_one_unit_key() -> None:
    with pytest.raises(NotForMe):
        envelope.open_search(OTHER, SEALED, PLACE)
    with pytest.raises(NotForMe):
        envelope.seal_search(OTHER, b"", PLACE, 1)
    with pytest.raises(Damaged):
        envelope.open_search(OTHER, SEALED, dataclasses.replace(PLACE, unit_kid=OTHER.kid))


def test_a_later_version_is_not_said_of_an_older_copy() -> None:
    with pytest.raises(Damaged):
        envelope.open_search(UNIT, SEALED[:5] + b"\x04" + SEALED[6:], PLACE)


def test_its_length_shows_no_more_than_its_class() -> None:
    assert len({len(envelope.seal_search(UNIT, bytes(length), PLACE, 1)) for length in (0, 1, 500, 1020)}) == 1


def test_the_search_key_opens_no_wrap_and_the_hold_key_no_copy() -> None:
    wrap = WrapPlace("identity", PLACE.tip, PLACE.epoch, PLACE.unit, PLACE.unit_kid)
    assert UNIT.hold_key != envelope.derive(UNIT.secret, "unit search")
    with pytest.raises(Damaged):
        envelope.open_search(UNIT, envelope.hold_wrap(UNIT, bytes(32), wrap), PLACE)


@pytest.mark.parametrize("wrong", [{"tip": b""}, {"epoch": -1}, {"unit": b"u"}, {"unit_kid": bytes(32)}])
def test_a_place_with_a_wrong_part_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="bytes"):
        dataclasses.replace(PLACE, **wrong)


def test_content_over_the_most_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="too long"):
        envelope.seal_search(UNIT, bytes((1 << 24) + 1), PLACE, 1)
