"""Who may add what to a key log; every other key is refused."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import pytest

from tests.keyring.rows import broken
from tipline.envelope import OfficerKey, RecoveryKey, ServiceKey, UnitKey, key_id, signing
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import LogState, entries, rules
from tipline.keyring.log.statements import (
    Address,
    Admit,
    Member,
    OfficerKeys,
    Recovery,
    Replace,
    Retire,
    Root,
    RootNext,
    Service,
    Signer,
    Statement,
    UnitKind,
    UnitVersion,
)

DEPARTMENT, DESK, OVERSIGHT, NEW = (uuid.UUID(int=number) for number in (1, 2, 3, 4))
DANA, OLA, IVAN, ADAM = (uuid.UUID(int=number) for number in (11, 12, 13, 14))


def officer(number: int) -> OfficerKey:
    return OfficerKey(bytes([number]) * 32)


ROOT, OVERSIGHT_KIT = RecoveryKey(b"d" * 32), RecoveryKey(b"o" * 32)
PINNED = entries.fingerprint(DEPARTMENT, ROOT.sign_public)
DANA_KEY, OLA_KEY, IVAN_KEY, NEW_KEY, STRANGER = (officer(number) for number in (11, 12, 13, 22, 99))
DESK_UNIT, OVERSIGHT_UNIT = UnitKey(b"u" * 32), UnitKey(b"i" * 32)


def keys(officer_id: uuid.UUID, kem: OfficerKey, sign: Signer | None = None) -> OfficerKeys:
    """State an officer's keys, proven by the one that signs."""
    signer = sign or kem
    proof = signer.sign("enrolment", officer_id.bytes, kem.kem_public, signer.sign_public)
    return OfficerKeys(officer_id, kem.kem_public, signer.sign_public, proof)


def next_root(key: Signer) -> RootNext:
    return RootNext(key.sign_public, key.sign("enrolment", DEPARTMENT.bytes, key.sign_public))


@dataclass
class Log:
    """A log in memory, added to by whoever signs."""

    state: LogState = field(default_factory=lambda: LogState(DEPARTMENT))

    def say(self, signer: Signer, *statements: Statement) -> Log:
        for statement in statements:
            entry = entries.write(DEPARTMENT, self.state.sequence + 1, self.state.head, statement, signer)
            read = entries.read(DEPARTMENT, entry.body, entry.signer, entry.signature)
            self.state = rules.extended(self.state, read, PINNED)
        return self


def begun() -> Log:
    log = Log().say(
        ROOT,
        Root(ROOT.sign_public),
        Recovery("desk", ROOT.kem_public, ROOT.sign_public),
        Recovery("oversight", OVERSIGHT_KIT.kem_public, OVERSIGHT_KIT.sign_public),
        UnitKind(DESK, "desk", "Desk"),
        UnitKind(OVERSIGHT, "oversight", "Affairs"),
        keys(DANA, DANA_KEY),
        Admit(DANA, DANA_KEY.kid, DESK),
    )
    log.say(OVERSIGHT_KIT, keys(IVAN, IVAN_KEY), Admit(IVAN, IVAN_KEY.kid, OVERSIGHT))
    log.say(DANA_KEY, UnitVersion(DESK, 1, DESK_UNIT.kem_public), Member(DESK, DANA, DANA_KEY.kid, DESK_UNIT.kid))
    log.say(DANA_KEY, keys(OLA, OLA_KEY), Member(DESK, OLA, OLA_KEY.kid, DESK_UNIT.kid))
    return log


def test_the_state_contains_what_was_stated() -> None:
    state = begun().state
    key = state.unit_key(DESK)
    assert key is not None
    assert (key.unit, key.kid, key.kem_public) == (DESK, DESK_UNIT.kid, DESK_UNIT.kem_public)
    assert state.members(DESK) == {DANA, OLA}
    assert state.may_admit(DANA, DESK)
    assert not state.may_admit(OLA, DESK)
    assert state.unit_key(OVERSIGHT) is None
    assert state.kit_of(OVERSIGHT) == "oversight"


SECOND = UnitKey(b"v" * 32)
REFUSED: dict[str, tuple[Signer, Statement]] = {
    "a second root": (ROOT, Root(ROOT.sign_public)),
    "a root of a stranger": (STRANGER, Root(STRANGER.sign_public)),
    "an address by a kit": (OVERSIGHT_KIT, Address("riverton")),
    "an address by an officer": (DANA_KEY, Address("riverton")),
    "a kit again": (ROOT, Recovery("oversight", STRANGER.kem_public, STRANGER.sign_public)),
    "a service key by a kit": (OVERSIGHT_KIT, Service(ServiceKey(b"s" * 32).sign_public)),
    "a service key by an officer": (DANA_KEY, Service(ServiceKey(b"s" * 32).sign_public)),
    "a service key that is an officer's": (ROOT, Service(DANA_KEY.sign_public)),
    "a unit again, as another kind": (ROOT, UnitKind(OVERSIGHT, "desk", "Affairs")),
    "a unit by a member": (OLA_KEY, UnitKind(NEW, "desk", "Night", ADAM)),
    "a unit that nobody proposed": (DANA_KEY, UnitKind(NEW, "desk", "Night")),
    "a unit that its supervisor proposed": (DANA_KEY, UnitKind(NEW, "desk", "Night", DANA)),
    "a unit of oversight by the desk": (DANA_KEY, UnitKind(NEW, "oversight", "Night", ADAM)),
    "a custodian unit by the desk": (DANA_KEY, UnitKind(NEW, "custodian", "Night", ADAM)),
    "a proposal that a kit confirms": (ROOT, UnitKind(NEW, "desk", "Night", ADAM)),
    "a desk unit by the oversight kit": (OVERSIGHT_KIT, UnitKind(NEW, "desk", "Night")),
    "an officer by a stranger": (STRANGER, keys(uuid.UUID(int=20), STRANGER)),
    "an officer by a member": (OLA_KEY, keys(uuid.UUID(int=20), STRANGER)),
    "an officer's key again": (ROOT, keys(OLA, OLA_KEY)),
    "a known signing key": (ROOT, keys(OLA, STRANGER, IVAN_KEY)),
    "the root as an officer": (ROOT, keys(OLA, STRANGER, ROOT)),
    "a supervisor by the supervisor of another unit": (IVAN_KEY, Admit(OLA, OLA_KEY.kid, DESK)),
    "a supervisor of oversight by the desk's kit": (ROOT, Admit(OLA, OLA_KEY.kid, OVERSIGHT)),
    "a supervisor of the desk by the oversight kit": (OVERSIGHT_KIT, Admit(OLA, OLA_KEY.kid, DESK)),
    "a supervisor by a member": (OLA_KEY, Admit(OLA, OLA_KEY.kid, DESK)),
    "a supervisor with somebody else's key": (ROOT, Admit(OLA, IVAN_KEY.kid, DESK)),
    "a supervisor with an unknown key": (ROOT, Admit(OLA, STRANGER.kid, DESK)),
    "a supervisor of an unknown unit": (ROOT, Admit(OLA, OLA_KEY.kid, NEW)),
    "a right twice": (ROOT, Admit(DANA, DANA_KEY.kid, DESK)),
    "a unit's key by a member": (OLA_KEY, UnitVersion(DESK, 2, SECOND.kem_public)),
    "a second version by a supervisor": (DANA_KEY, UnitVersion(DESK, 2, SECOND.kem_public)),
    "a first version twice": (DANA_KEY, UnitVersion(DESK, 1, SECOND.kem_public)),
    "a version left out": (ROOT, UnitVersion(DESK, 3, SECOND.kem_public)),
    "a first version by another unit's supervisor": (DANA_KEY, UnitVersion(OVERSIGHT, 1, SECOND.kem_public)),
    "another unit's key": (IVAN_KEY, UnitVersion(OVERSIGHT, 1, DESK_UNIT.kem_public)),
    "a member by a member": (OLA_KEY, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid)),
    "a member by another unit's supervisor": (IVAN_KEY, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid)),
    "a member by the other kit": (OVERSIGHT_KIT, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid)),
    "a member of an unknown key": (DANA_KEY, Member(DESK, IVAN, IVAN_KEY.kid, SECOND.kid)),
    "a member under another name": (DANA_KEY, Member(DESK, IVAN, OLA_KEY.kid, DESK_UNIT.kid)),
    "a member twice": (DANA_KEY, Member(DESK, OLA, OLA_KEY.kid, DESK_UNIT.kid)),
    "an officer's end by a supervisor": (DANA_KEY, Retire(OLA_KEY.kid)),
    "an officer's end by the oversight kit": (OVERSIGHT_KIT, Retire(OLA_KEY.kid)),
    "a unit key's end by the other kit": (OVERSIGHT_KIT, Retire(DESK_UNIT.kid)),
    "a next root by a kit": (OVERSIGHT_KIT, next_root(STRANGER)),
    "a next root by an officer": (DANA_KEY, next_root(STRANGER)),
    "a next root that is somebody's key": (ROOT, next_root(OLA_KEY)),
    "a key of one's own by a key that stands nowhere": (STRANGER, keys(OLA, NEW_KEY)),
    "a new key's place by a member": (OLA_KEY, Replace(DESK, DANA, DANA_KEY.kid, OLA_KEY.kid)),
    "a new key's place by another unit's supervisor": (IVAN_KEY, Replace(DESK, OLA, OLA_KEY.kid, NEW_KEY.kid)),
    "a new key's place by the other kit": (OVERSIGHT_KIT, Replace(DESK, OLA, OLA_KEY.kid, NEW_KEY.kid)),
    "a place for a key that is not held": (DANA_KEY, Replace(DESK, OLA, OLA_KEY.kid, NEW_KEY.kid)),
    "a place for another officer's key": (DANA_KEY, Replace(DESK, OLA, OLA_KEY.kid, IVAN_KEY.kid)),
    "a place of another officer's key": (DANA_KEY, Replace(DESK, IVAN, OLA_KEY.kid, IVAN_KEY.kid)),
    "a place at a unit where there was none": (IVAN_KEY, Replace(OVERSIGHT, OLA, OLA_KEY.kid, OLA_KEY.kid)),
    "its own place": (DANA_KEY, Replace(DESK, OLA, OLA_KEY.kid, OLA_KEY.kid)),
    "an unknown key's end": (ROOT, Retire(STRANGER.kid)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_entry_that_breaks_a_rule_is_refused(name: str) -> None:
    signer, statement = REFUSED[name]
    log = begun()
    with pytest.raises(KeyLogBroken):
        log.say(signer, statement)


def test_another_root_than_the_pinned_one_is_refused() -> None:
    with broken("pinned"):
        Log().say(OVERSIGHT_KIT, Root(OVERSIGHT_KIT.sign_public))


def test_a_departments_address_never_changes() -> None:
    log = begun().say(ROOT, Address("riverton"))
    assert log.state.address == "riverton"
    with broken("second address"):
        log.say(ROOT, Address("lakeside"))


def test_nothing_comes_before_the_root() -> None:
    with pytest.raises(KeyLogBroken):
        Log().say(ROOT, UnitKind(DESK, "desk", "Desk"))


def test_the_desk_kit_has_the_roots_key() -> None:
    log = Log().say(ROOT, Root(ROOT.sign_public))
    with pytest.raises(KeyLogBroken):
        log.say(ROOT, Recovery("desk", OVERSIGHT_KIT.kem_public, OVERSIGHT_KIT.sign_public))


def test_a_co_supervisor_admits_like_the_first() -> None:
    log = begun().say(DANA_KEY, Admit(OLA, OLA_KEY.kid, DESK))
    log.say(OLA_KEY, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid))
    assert log.state.members(DESK) == {DANA, OLA, IVAN}


def test_a_co_supervisor_cannot_grant_anything_to_themselves() -> None:
    log = begun().say(DANA_KEY, Admit(IVAN, IVAN_KEY.kid, DESK))
    with broken("themselves"):
        log.say(IVAN_KEY, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid))


def test_an_officers_second_key_has_none_of_the_first_ones_rights() -> None:
    log = begun().say(DANA_KEY, keys(IVAN, STRANGER))
    with pytest.raises(KeyLogBroken):
        log.say(STRANGER, UnitVersion(OVERSIGHT, 1, OVERSIGHT_UNIT.kem_public))


def test_a_retired_key_no_longer_signs_or_counts() -> None:
    log = begun().say(ROOT, Retire(DANA_KEY.kid))
    assert log.state.members(DESK) == {OLA}
    assert not log.state.may_admit(DANA, DESK)
    with pytest.raises(KeyLogBroken):
        log.say(DANA_KEY, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid))


def test_a_retired_version_is_not_sealed_to() -> None:
    log = begun().say(ROOT, UnitVersion(DESK, 2, SECOND.kem_public), Retire(SECOND.kid))
    key = log.state.unit_key(DESK)
    assert key is not None
    assert key.kid == DESK_UNIT.kid


def test_a_retired_service_key_is_not_trusted() -> None:
    service = ServiceKey(b"s" * 32)
    log = begun().say(ROOT, Service(service.sign_public))
    assert log.state.service_keys == (service.sign_public,)
    assert log.say(ROOT, Retire(key_id(service.sign_public))).state.service_keys == ()


def test_an_earlier_state_does_not_change_with_a_later_one() -> None:
    log = begun()
    before = log.state
    log.say(DANA_KEY, Admit(OLA, OLA_KEY.kid, DESK))
    assert not before.may_admit(OLA, DESK)
    assert before.sequence + 1 == log.state.sequence


def test_a_replacement_key_has_the_old_ones_rights_at_the_unit() -> None:
    log = begun().say(DANA_KEY, Admit(OLA, OLA_KEY.kid, DESK), keys(OLA, NEW_KEY))
    log.say(DANA_KEY, Replace(DESK, OLA, OLA_KEY.kid, NEW_KEY.kid))
    assert log.state.is_member(DESK, NEW_KEY.kid, DESK_UNIT.kid)
    assert log.state.key_may_admit(NEW_KEY.kid, DESK)
    assert log.state.is_retired(OLA_KEY.kid)
    assert log.state.members(DESK) == {DANA, OLA}


def test_a_replacement_at_one_unit_takes_nothing_away_at_another() -> None:
    log = begun().say(DANA_KEY, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid), keys(IVAN, NEW_KEY))
    log.say(DANA_KEY, Replace(DESK, IVAN, IVAN_KEY.kid, NEW_KEY.kid))
    assert log.state.key_may_admit(IVAN_KEY.kid, OVERSIGHT)
    assert not log.state.is_retired(IVAN_KEY.kid)
    assert not log.state.is_member(DESK, IVAN_KEY.kid, DESK_UNIT.kid)
    for signer, said in (
        (NEW_KEY, Replace(OVERSIGHT, IVAN, IVAN_KEY.kid, NEW_KEY.kid)),
        (DANA_KEY, Replace(DESK, IVAN, NEW_KEY.kid, IVAN_KEY.kid)),
        (DANA_KEY, Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid)),
        (DANA_KEY, Admit(IVAN, IVAN_KEY.kid, DESK)),
    ):
        with pytest.raises(KeyLogBroken):
            log.say(signer, said)


def test_only_someone_who_may_admit_at_the_unit_can_replace_a_key() -> None:
    log = begun().say(DANA_KEY, keys(OLA, NEW_KEY), Member(DESK, IVAN, IVAN_KEY.kid, DESK_UNIT.kid))
    said = Replace(DESK, OLA, OLA_KEY.kid, NEW_KEY.kid)
    for signer in (IVAN_KEY, OVERSIGHT_KIT, NEW_KEY, STRANGER):
        with broken("no right at the unit"):
            log.say(signer, said)
    assert log.say(DANA_KEY, said).state.is_retired(OLA_KEY.kid)


def test_a_key_admitted_nowhere_cannot_enrol_another_key() -> None:
    log = begun().say(DANA_KEY, keys(OLA, NEW_KEY))
    with broken("may not enrol"):
        log.say(NEW_KEY, keys(OLA, STRANGER))
    log.say(OLA_KEY, keys(OLA, STRANGER))


def test_a_supervisor_cannot_replace_one_of_their_own_keys_with_another() -> None:
    log = begun().say(ROOT, keys(DANA, NEW_KEY), Member(DESK, DANA, NEW_KEY.kid, DESK_UNIT.kid), keys(DANA, STRANGER))
    with broken("themselves"):
        log.say(DANA_KEY, Replace(DESK, DANA, NEW_KEY.kid, STRANGER.kid))


def test_the_old_key_itself_hands_over() -> None:
    log = begun().say(OLA_KEY, keys(OLA, NEW_KEY), Replace(DESK, OLA, OLA_KEY.kid, NEW_KEY.kid))
    assert log.state.is_member(DESK, NEW_KEY.kid, DESK_UNIT.kid)
    with broken("may not enrol"):
        log.say(OLA_KEY, keys(OLA, STRANGER))


def test_a_supervisors_first_key_does_not_admit_their_second_one() -> None:
    log = begun().say(DANA_KEY, keys(DANA, NEW_KEY))
    with broken("themselves"):
        log.say(DANA_KEY, Member(DESK, DANA, NEW_KEY.kid, DESK_UNIT.kid))


def test_after_a_change_of_root_only_the_new_root_and_desk_kit_sign() -> None:
    following = RecoveryKey(b"n" * 32)
    log = begun().say(ROOT, next_root(following))
    for statement in (Retire(OLA_KEY.kid), UnitKind(NEW, "desk", "New"), next_root(STRANGER)):
        with pytest.raises(KeyLogBroken):
            log.say(ROOT, statement)
    log.say(following, UnitKind(NEW, "desk", "New"), Retire(OLA_KEY.kid), next_root(STRANGER))
    assert log.state.root == STRANGER.sign_public
    assert log.state.roots[0] == ROOT.sign_public


def test_a_signing_key_and_its_signature_are_as_long_as_the_suite_says(monkeypatch: pytest.MonkeyPatch) -> None:
    log = begun()
    said = Service(b"\1\1" + bytes(1952))
    body = entries.write(DEPARTMENT, log.state.sequence + 1, log.state.head, said, ROOT).body
    with broken("unknown value"):
        entries.read(DEPARTMENT, body, said.sign_public, bytes(3309))
    longer = signing.SigningSuite(public_length=1952, signature_length=3309, check=lambda *_: None)
    monkeypatch.setitem(signing.SUITES, 1, longer)
    assert entries.read(DEPARTMENT, body, said.sign_public, bytes(3309)).statement == said
    with broken("signature"):
        entries.read(DEPARTMENT, body, said.sign_public, bytes(3308))
