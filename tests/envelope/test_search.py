"""The search copy beside a unit's wrap."""

import dataclasses
from typing import Any

import pytest

from tipline import envelope
from tipline.envelope import Damaged, NotForMe, UnitKey, WrapContext
from tipline.envelope.search import SearchContext, open_search, seal_search

UNIT, OTHER = UnitKey(bytes([1]) * 32), UnitKey(bytes([2]) * 32)
CONTEXT = SearchContext(b"t" * 16, 1, b"u" * 16, UNIT.kid)
SEALED = seal_search(UNIT, b"\x01folded", CONTEXT, 3)


def test_a_copy_opens_to_its_content_and_version() -> None:
    assert open_search(UNIT, SEALED, CONTEXT) == (b"\x01folded", 3)
    assert len(SEALED) == 18 + 1024 + 16


@pytest.mark.parametrize("other", [{"tip": bytes(16)}, {"epoch": 2}, {"unit": bytes(16)}], ids=lambda o: next(iter(o)))
def test_a_copy_with_another_context_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(Damaged):
        open_search(UNIT, SEALED, dataclasses.replace(CONTEXT, **other))


def test_a_copy_opens_under_one_unit_key_only() -> None:
    with pytest.raises(NotForMe):
        open_search(OTHER, SEALED, CONTEXT)
    with pytest.raises(NotForMe):
        seal_search(OTHER, b"", CONTEXT, 1)
    with pytest.raises(Damaged):
        open_search(OTHER, SEALED, dataclasses.replace(CONTEXT, unit_kid=OTHER.kid))


def test_an_older_copy_cannot_claim_a_later_version() -> None:
    with pytest.raises(Damaged):
        open_search(UNIT, SEALED[:5] + b"\x04" + SEALED[6:], CONTEXT)


def test_each_sealing_has_a_nonce_of_its_own() -> None:
    assert len({seal_search(UNIT, b"", CONTEXT, 1)[6:18] for _ in range(100)}) == 100


def test_the_length_reveals_no_more_than_the_padding_class() -> None:
    assert len({len(seal_search(UNIT, bytes(length), CONTEXT, 1)) for length in (0, 1, 500, 1020)}) == 1


def test_the_search_key_opens_no_wrap_and_the_hold_key_no_copy() -> None:
    wrap = WrapContext("identity", CONTEXT.tip, CONTEXT.epoch, CONTEXT.unit, CONTEXT.unit_kid)
    assert UNIT.hold_key != envelope.derive(UNIT.secret, "unit search")
    with pytest.raises(Damaged):
        open_search(UNIT, envelope.seal_held_wrap(UNIT, bytes(32), wrap), CONTEXT)


@pytest.mark.parametrize("wrong", [{"tip": b""}, {"epoch": -1}, {"unit": b"u"}, {"unit_kid": bytes(32)}])
def test_a_context_with_a_wrong_part_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="bytes"):
        dataclasses.replace(CONTEXT, **wrong)


def test_content_over_the_limit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="too long"):
        seal_search(UNIT, bytes((1 << 24) + 1), CONTEXT, 1)
