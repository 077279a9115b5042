"""The bytes of a log entry are parsed strictly."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from tests.keyring.rows import broken
from tipline.envelope import RecoveryKey, ctx, u64
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import LogState, entries, rules
from tipline.keyring.log.statements import (
    Admit,
    Root,
    UnitKind,
)

DEPARTMENT = uuid.UUID(int=1)
ROOT = RecoveryKey(b"d" * 32)
PINNED = entries.fingerprint(DEPARTMENT, ROOT.sign_public)
FIRST = entries.write(DEPARTMENT, 1, bytes(32), Root(ROOT.sign_public), ROOT)


def signed(body: bytes) -> entries.Entry:
    return entries.read(DEPARTMENT, body, ROOT.sign_public, ROOT.sign("key log", body))


def body(*fields: bytes) -> bytes:
    return ctx("log entry", DEPARTMENT.bytes, u64(1), bytes(32), *fields)


def test_the_body_is_what_the_documentation_says() -> None:
    assert body(b"root", ROOT.sign_public) == FIRST.body
    digest = hashlib.sha256(ctx("log digest", FIRST.body, FIRST.signer, FIRST.signature)).digest()
    assert digest == FIRST.digest
    assert hashlib.sha256(ctx("root", DEPARTMENT.bytes, ROOT.sign_public)).digest() == PINNED


def test_what_was_written_is_read_back() -> None:
    assert signed(FIRST.body) == FIRST
    said = Admit(uuid.UUID(int=5), b"k" * 16, uuid.UUID(int=6))
    assert signed(entries.write(DEPARTMENT, 7, b"p" * 32, said, ROOT).body).statement == said


MALFORMED = {
    "an unknown kind": body(b"rotate", ROOT.sign_public),
    "a kind that is no text": body(b"\xff", ROOT.sign_public),
    "no kind": body(),
    "a field too many": body(b"root", ROOT.sign_public, b""),
    "a field too few": body(b"root"),
    "a short field": body(b"root", ROOT.sign_public[:-1]),
    "an unknown kit": body(b"recovery", b"attic", bytes(1218), bytes(34)),
    "a kit that is no text": body(b"recovery", b"\xff", bytes(1218), bytes(34)),
    "an unknown kind of unit": body(b"unit kind", bytes(16), b"attic", b"Attic", bytes(16)),
    "a key of an unknown format": body(b"service", b"\2" + ROOT.sign_public[1:]),
    "another label": ctx("log entries", DEPARTMENT.bytes, u64(1), bytes(32), b"root", ROOT.sign_public),
    "another department": ctx("log entry", bytes(16), u64(1), bytes(32), b"root", ROOT.sign_public),
    "a short sequence": ctx("log entry", DEPARTMENT.bytes, b"\1", bytes(32), b"root", ROOT.sign_public),
    "a short digest": ctx("log entry", DEPARTMENT.bytes, u64(1), bytes(31), b"root", ROOT.sign_public),
    "bytes behind it": FIRST.body + b"\0",
    "a cut end": FIRST.body[:-1],
    "nothing": b"",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_entry_is_refused_even_if_signed(name: str) -> None:
    with pytest.raises(KeyLogBroken):
        signed(MALFORMED[name])


@pytest.mark.parametrize("place", range(0, len(FIRST.body), 7))
def test_a_changed_byte_is_refused(place: int) -> None:
    changed = bytearray(FIRST.body)
    changed[place] ^= 1
    with pytest.raises(KeyLogBroken):
        entries.read(DEPARTMENT, bytes(changed), FIRST.signer, FIRST.signature)


def test_a_signature_for_another_purpose_is_refused() -> None:
    with broken("signature"):
        entries.read(DEPARTMENT, FIRST.body, ROOT.sign_public, ROOT.sign("checkpoint", FIRST.body))


@pytest.mark.parametrize(("sequence", "previous"), [(1, bytes(32)), (3, FIRST.digest), (2, bytes(32)), (2, b"x" * 32)])
def test_an_entry_that_does_not_follow_is_refused(sequence: int, previous: bytes) -> None:
    state = rules.extended(LogState(DEPARTMENT), FIRST, PINNED)
    entry = entries.write(DEPARTMENT, sequence, previous, UnitKind(uuid.UUID(int=2), "desk", "Desk"), ROOT)
    with broken("follow"):
        rules.extended(state, entry, PINNED)
