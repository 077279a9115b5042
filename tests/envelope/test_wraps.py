"""Keys wrapped for units, holders, residents and custodians."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline import envelope
from tipline.envelope import (
    Damaged,
    EnvelopeError,
    GrantContext,
    NotForMe,
    OfficerKey,
    RecoveryKey,
    UnitKey,
    WrapContext,
)
from tipline.envelope.wraps import open_identity_key, seal_identity_key

from . import reference

UNIT, OTHER_UNIT = UnitKey(bytes([1]) * 32), UnitKey(bytes([2]) * 32)
OFFICER, OTHER_OFFICER = OfficerKey(bytes([3]) * 32), OfficerKey(bytes([4]) * 32)
KEY, TIP = bytes(range(32)), b"t" * 16
BOTH = bytes(range(64))
CONTEXT = WrapContext("tip", TIP, 1, b"u" * 16, UNIT.kid)
GRANT = GrantContext(b"d" * 16, b"u" * 16, UNIT.kid, b"h" * 16, OFFICER.kid)
SEALED = envelope.seal_wrap(UNIT.kem_public, KEY, CONTEXT)
HELD = envelope.seal_held_wrap(UNIT, KEY, CONTEXT)


@pytest.mark.parametrize(
    ("kind", "key", "lengths"),
    [
        ("case", BOTH, (1203, 95)),
        ("tip", KEY, (1171, 63)),
        ("work", KEY, (1171, 63)),
        ("identity", KEY, (1171, 63)),
        ("audit", KEY, (1171, 63)),
    ],
)
def test_a_wrap_opens_sealed_and_held(kind: Any, key: bytes, lengths: tuple[int, int]) -> None:
    context = dataclasses.replace(CONTEXT, kind=kind)
    sealed = envelope.seal_wrap(UNIT.kem_public, key, context)
    held = envelope.seal_held_wrap(UNIT, key, context)
    assert envelope.open_wrap(UNIT, sealed, context) == envelope.open_wrap(UNIT, held, context) == key
    assert (envelope.is_held(sealed, kind), envelope.is_held(held, kind)) == (False, True)
    assert (len(sealed), len(held)) == lengths


def test_a_wrap_of_a_case_never_passes_for_one_of_a_tip_key() -> None:
    case = dataclasses.replace(CONTEXT, kind="case")
    for wrap in (envelope.seal_wrap(UNIT.kem_public, BOTH, case), envelope.seal_held_wrap(UNIT, BOTH, case)):
        for context in (CONTEXT, dataclasses.replace(CONTEXT, kind="identity")):
            with pytest.raises(Damaged):
                envelope.open_wrap(UNIT, wrap, context)
    for wrap in (SEALED, HELD):
        with pytest.raises(Damaged):
            envelope.open_wrap(UNIT, wrap, case)


@pytest.mark.parametrize("wrap", [SEALED, HELD], ids=["sealed", "held"])
@pytest.mark.parametrize(
    "other", [{"kind": "identity"}, {"tip": bytes(16)}, {"epoch": 2}, {"unit": bytes(16)}], ids=lambda o: next(iter(o))
)
def test_a_wrap_with_another_context_is_refused(wrap: bytes, other: dict[str, Any]) -> None:
    with pytest.raises(Damaged):
        envelope.open_wrap(UNIT, wrap, dataclasses.replace(CONTEXT, **other))


@pytest.mark.parametrize("wrap", [SEALED, HELD], ids=["sealed", "held"])
def test_a_wrap_for_another_unit_key_is_not_for_me(wrap: bytes) -> None:
    with pytest.raises(NotForMe):
        envelope.open_wrap(OTHER_UNIT, wrap, CONTEXT)
    with pytest.raises(Damaged):
        envelope.open_wrap(OTHER_UNIT, wrap, dataclasses.replace(CONTEXT, unit_kid=OTHER_UNIT.kid))


@pytest.mark.parametrize("wrap", [SEALED, HELD], ids=["sealed", "held"])
@settings(derandomize=True, deadline=None, max_examples=150)
@given(data=st.data())
def test_any_flipped_bit_of_a_wrap_is_refused(wrap: bytes, data: st.DataObject) -> None:
    bit = data.draw(st.integers(min_value=0, max_value=8 * len(wrap) - 1))
    altered = bytearray(wrap)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(EnvelopeError):
        envelope.open_wrap(UNIT, bytes(altered), CONTEXT)


def test_nobody_wraps_to_a_key_that_the_context_does_not_name() -> None:
    with pytest.raises(NotForMe):
        envelope.seal_wrap(OTHER_UNIT.kem_public, KEY, CONTEXT)
    with pytest.raises(NotForMe):
        envelope.seal_held_wrap(OTHER_UNIT, KEY, CONTEXT)


def test_each_held_wrap_has_a_nonce_of_its_own() -> None:
    assert len({envelope.seal_held_wrap(UNIT, KEY, CONTEXT)[3:15] for _ in range(100)}) == 100


def test_the_key_is_not_in_the_wrap() -> None:
    assert KEY not in SEALED
    assert KEY not in HELD


@pytest.mark.parametrize("key", [b"", bytes(32), bytes(65)])
def test_a_case_is_64_bytes(key: bytes) -> None:
    case = dataclasses.replace(CONTEXT, kind="case")
    with pytest.raises(ValueError, match="64 bytes"):
        envelope.seal_wrap(UNIT.kem_public, key, case)
    with pytest.raises(ValueError, match="64 bytes"):
        envelope.seal_held_wrap(UNIT, key, case)


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33), bytes(64)])
def test_only_keys_of_32_bytes_are_wrapped(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        envelope.seal_wrap(UNIT.kem_public, key, CONTEXT)
    with pytest.raises(ValueError, match="32 bytes"):
        envelope.seal_held_wrap(UNIT, key, CONTEXT)
    with pytest.raises(ValueError, match="32 bytes"):
        envelope.seal_mailbox_key(UNIT.kem_public, key, tip=TIP, epoch=1)


@pytest.mark.parametrize(
    "wrong", [{"kind": "file"}, {"tip": b""}, {"epoch": -1}, {"unit": b"u"}, {"unit_kid": bytes(32)}]
)
def test_a_wrap_context_with_a_wrong_part_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"kind|bytes"):
        dataclasses.replace(CONTEXT, **wrong)


@pytest.mark.parametrize("holder", [OFFICER, RecoveryKey(bytes([5]) * 32)], ids=["officer", "recovery"])
def test_a_grant_gives_its_holder_the_unit_key(holder: OfficerKey | RecoveryKey) -> None:
    context = dataclasses.replace(GRANT, holder_kid=holder.kid)
    grant = envelope.seal_grant(holder.kem_public, UNIT, context)
    assert envelope.open_grant(holder, grant, context) == UNIT
    assert len(grant) == 1170


def test_a_grant_opens_for_nobody_else() -> None:
    grant = envelope.seal_grant(OFFICER.kem_public, UNIT, GRANT)
    with pytest.raises(NotForMe):
        envelope.open_grant(OTHER_OFFICER, grant, GRANT)
    with pytest.raises(Damaged):
        envelope.open_grant(OTHER_OFFICER, grant, dataclasses.replace(GRANT, holder_kid=OTHER_OFFICER.kid))


@pytest.mark.parametrize("name", ["department", "unit", "unit_kid", "holder"])
def test_a_grant_with_another_context_is_refused(name: str) -> None:
    grant = envelope.seal_grant(OFFICER.kem_public, UNIT, GRANT)
    with pytest.raises(Damaged):
        envelope.open_grant(OFFICER, grant, dataclasses.replace(GRANT, **{name: bytes(16)}))


def test_nobody_grants_under_a_false_name() -> None:
    for unit, public in ((OTHER_UNIT, OFFICER.kem_public), (UNIT, OTHER_OFFICER.kem_public)):
        with pytest.raises(NotForMe):
            envelope.seal_grant(public, unit, GRANT)


def test_the_mailbox_key_opens_with_the_receipt_only() -> None:
    receipt, other = (envelope.Receipt(bits).secrets(b"d" * 16) for bits in (1, 2))
    sealed = envelope.seal_mailbox_key(receipt.resident_public, KEY, tip=TIP, epoch=1)
    assert envelope.open_mailbox_key(receipt.kem_seed, sealed, tip=TIP, epoch=1) == KEY
    for seed, tip, epoch in ((other.kem_seed, TIP, 1), (receipt.kem_seed, bytes(16), 1), (receipt.kem_seed, TIP, 2)):
        with pytest.raises(Damaged):
            envelope.open_mailbox_key(seed, sealed, tip=tip, epoch=epoch)


def test_an_identity_key_opens_for_its_officer_grant_and_time_only() -> None:
    given: dict[str, Any] = {"grant": b"g" * 16, "tip": TIP, "not_after": 1900000000}
    sealed = seal_identity_key(OFFICER.kem_public, KEY, **given)
    assert open_identity_key(OFFICER, sealed, **given) == KEY
    others: list[dict[str, Any]] = [{"grant": bytes(16)}, {"tip": bytes(16)}, {"not_after": 1900000001}]
    for other in others:
        with pytest.raises(Damaged):
            open_identity_key(OFFICER, sealed, **(given | other))
    with pytest.raises(Damaged):
        open_identity_key(OTHER_OFFICER, sealed, **given)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_sealed_key_that_is_not_32_bytes_is_refused(length: int) -> None:
    info = reference.context("mailbox", TIP, bytes([0, 0, 0, 1]), OFFICER.kid)
    mailbox = b"\x01\x01" + reference.hpke_seal(OFFICER.kem_public[2:], info, bytes(length))
    with pytest.raises(Damaged):
        envelope.open_mailbox_key(OFFICER.kem_seed, mailbox, tip=TIP, epoch=1)
    grant = b"\x01\x01" + reference.hpke_seal(OFFICER.kem_public[2:], GRANT.ctx(), bytes(length))
    with pytest.raises(Damaged):
        envelope.open_grant(OFFICER, grant, GRANT)
    wrap = b"\x01\x01\x01" + reference.hpke_seal(UNIT.kem_public[2:], CONTEXT.ctx("wrap"), bytes(length))
    with pytest.raises(Damaged):
        envelope.open_wrap(UNIT, wrap, CONTEXT)


def test_a_grant_does_not_open_as_a_mailbox_key() -> None:
    context = dataclasses.replace(GRANT, holder_kid=OFFICER.kid)
    grant = envelope.seal_grant(OFFICER.kem_public, UNIT, context)
    with pytest.raises(Damaged):
        envelope.open_mailbox_key(OFFICER.kem_seed, grant, tip=TIP, epoch=1)


def test_the_package_opens_what_the_reference_seals() -> None:
    info = reference.context("mailbox", TIP, bytes([0, 0, 0, 1]), reference.kid(OFFICER.kem_public))
    sealed = b"\x01\x01" + reference.hpke_seal(OFFICER.kem_public[2:], info, KEY)
    assert envelope.open_mailbox_key(OFFICER.kem_seed, sealed, tip=TIP, epoch=1) == KEY


def test_the_reference_opens_what_the_package_seals() -> None:
    fields = (b"tip", TIP, bytes([0, 0, 0, 1]), b"u" * 16, reference.kid(UNIT.kem_public))
    assert reference.hpke_open(UNIT.kem_seed, reference.context("wrap", *fields), SEALED[3:]) == KEY
    assert reference.open_held(reference.derive(UNIT.secret, "unit hold"), HELD, fields) == KEY
