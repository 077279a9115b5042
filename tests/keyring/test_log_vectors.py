"""The committed vectors of the key log: the code writes, reads and refuses what the specification says."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

import pytest

from tests.envelope import key_log, reference
from tests.envelope.vector_files import Vector, load
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import LogState, entries, rules

LOG, REFUSED = load("key_log"), load("key_log_refused")
FINGERPRINT = bytes.fromhex(LOG[0]["fingerprint"])
# What the code says when a rule is broken.
SAID = {
    "R29": "head|cut short",
    "R30": "another department or shape",
    "R31": "unknown kind",
    "R32": "number of fields|another length",
    "R33": "unknown value",
    "R34": "signature",
}


def named(vector: Vector) -> str:
    return str(vector["name"])


def read(vector: Vector) -> entries.Entry:
    body, signer, signature = (bytes.fromhex(vector[name]) for name in ("body", "signer", "signature"))
    return entries.read(UUID(vector["department"]), body, signer, signature)


def test_every_kind_of_statement_has_a_vector() -> None:
    assert {vector["kind"] for vector in LOG} == entries._KINDS.keys()
    assert {vector["rule"] for vector in REFUSED} == SAID.keys()


@pytest.mark.parametrize("vector", LOG, ids=named)
def test_an_entry_is_read_and_written_byte_for_byte(vector: Vector) -> None:
    entry = read(vector)
    assert (entry.sequence, entry.digest.hex()) == (vector["sequence"], vector["digest"])
    signer = key_log.STATED[entry.sequence - 1][0]
    again = entries.write(UUID(vector["department"]), entry.sequence, entry.previous, entry.statement, signer)
    assert (again.body.hex(), again.signature.hex()) == (vector["body"], vector["signature"])


@pytest.mark.parametrize("vector", LOG, ids=named)
def test_the_reference_makes_the_same_body_and_digest(vector: Vector) -> None:
    before = bytes.fromhex(LOG[vector["sequence"] - 2]["digest"]) if vector["sequence"] > 1 else bytes(32)
    place = (bytes.fromhex(vector["department"]), vector["sequence"].to_bytes(8, "big"), before)
    fields = (vector["kind"].encode(), *map(bytes.fromhex, vector["fields"]))
    assert reference.context("log entry", *place, *fields).hex() == vector["body"]
    signed = (bytes.fromhex(vector[name]) for name in ("body", "signer", "signature"))
    assert hashlib.sha256(reference.context("log digest", *signed)).hexdigest() == vector["digest"]


def test_the_whole_log_verifies_from_its_pinned_root() -> None:
    state = LogState(UUID(LOG[0]["department"]))
    for vector in LOG:
        state = rules.extended(state, read(vector), FINGERPRINT)
    assert state.head.hex() == LOG[-1]["digest"]
    assert entries.fingerprint(state.department, key_log.DESK_KIT.sign_public) == FINGERPRINT


@pytest.mark.parametrize("vector", REFUSED, ids=named)
def test_an_entry_that_breaks_a_rule_is_refused_for_that_reason(vector: Vector) -> None:
    with pytest.raises(KeyLogBroken) as refused:
        read(vector)
    assert re.search(SAID[vector["rule"]], refused.value.reason)
