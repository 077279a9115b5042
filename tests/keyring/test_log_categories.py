"""Categories and new units in the key log, and which second person may change them."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from tests.keyring.rows import broken
from tests.keyring.test_log_rules import (
    ADAM,
    DANA,
    DANA_KEY,
    DESK,
    IVAN,
    IVAN_KEY,
    NEW,
    OLA_KEY,
    OVERSIGHT,
    OVERSIGHT_KIT,
    OVERSIGHT_UNIT,
    ROOT,
    STRANGER,
    Log,
    begun,
)
from tipline.envelope import UnitKey
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log.shown import Shown, read_shown
from tipline.keyring.log.statements import (
    Admit,
    CategoryStated,
    Retire,
    Signer,
    Statement,
    UnitKind,
    UnitVersion,
)

DRUGS_ID, CONDUCT_ID, OTHER_ID = (uuid.UUID(int=number) for number in (31, 32, 33))
PLAIN = Shown(names={}, life_safety=False, active=True)
DRUGS = CategoryStated(DRUGS_ID, 1, "drugs", PLAIN, DESK)
CONDUCT = CategoryStated(CONDUCT_ID, 1, "police-conduct", PLAIN, OVERSIGHT)
OFF = replace(PLAIN, active=False)
RECORDS, CUSTODIAN, KEYLESS, SECOND = (uuid.UUID(int=number) for number in (41, 42, 43, 44))


def next_of(before: CategoryStated, **changes: object) -> CategoryStated:
    return replace(before, **{"version": before.version + 1, "proposer": ADAM, **changes})  # type: ignore[arg-type]


def set_up() -> Log:
    log = begun().say(IVAN_KEY, UnitVersion(OVERSIGHT, 1, OVERSIGHT_UNIT.kem_public))
    log.say(ROOT, UnitKind(RECORDS, "records", "Records"), UnitKind(CUSTODIAN, "custodian", "Custodian"))
    log.say(ROOT, UnitKind(KEYLESS, "other", "Keyless"), DRUGS)
    return log.say(OVERSIGHT_KIT, CONDUCT)


def test_the_last_statement_about_a_category_counts() -> None:
    log = set_up().say(DANA_KEY, next_of(DRUGS, shown=OFF))
    assert [said.shown for said in log.state.categories()] == [OFF, PLAIN]
    assert log.state.is_oversight(CONDUCT)


def test_a_change_names_who_proposed_and_who_confirmed_it() -> None:
    log = set_up()
    before = log.state.sequence
    said = next_of(DRUGS, shown=OFF)
    change = log.say(DANA_KEY, said).state.changes_since(before)[0]
    assert (change.sequence, change.statement, change.before) == (before + 1, said, DRUGS)
    assert (change.signed_by, said.proposer) == (DANA, ADAM)


def test_a_unit_is_named_by_a_second_person_of_its_kit() -> None:
    log = set_up().say(DANA_KEY, UnitKind(NEW, "other", "Night desk", ADAM))
    log.say(IVAN_KEY, UnitKind(SECOND, "oversight", "Ethics", ADAM))
    assert [log.state.unit_name(unit) for unit in (NEW, SECOND)] == ["Night desk", "Ethics"]
    assert log.state.kit_of(SECOND) == "oversight"


def test_an_oversight_supervisor_confirms_what_is_not_oversight_as_well() -> None:
    assert set_up().say(IVAN_KEY, next_of(DRUGS, shown=OFF)).state.category(DRUGS_ID) is not None


def test_an_officer_is_known_since_their_first_key() -> None:
    assert begun().state.known_since(DANA) == 6
    assert begun().state.known_since(ADAM) is None


MINE = next_of(DRUGS)
REFUSED: dict[str, tuple[Signer, Statement]] = {
    "by a stranger": (STRANGER, MINE),
    "by a member": (OLA_KEY, MINE),
    "by nobody's proposal": (DANA_KEY, replace(MINE, proposer=None)),
    "by the proposer": (DANA_KEY, replace(MINE, proposer=DANA)),
    "by the oversight kit": (OVERSIGHT_KIT, replace(MINE, proposer=None)),
    "by a kit for a proposer": (ROOT, MINE),
    "again": (ROOT, DRUGS),
    "with a version left out": (DANA_KEY, replace(MINE, version=3)),
    "under another code": (DANA_KEY, replace(MINE, code="gangs")),
    "under a code that is taken": (DANA_KEY, replace(MINE, category=OTHER_ID, version=1, code="police-conduct")),
    "to an unknown unit": (DANA_KEY, replace(MINE, primary=NEW)),
    "to records": (DANA_KEY, replace(MINE, further=(RECORDS,))),
    "to a custodian": (IVAN_KEY, replace(MINE, further=(CUSTODIAN,))),
    "to a unit without a key": (DANA_KEY, replace(MINE, further=(KEYLESS,))),
    "to a unit twice": (DANA_KEY, replace(MINE, further=(DESK,))),
    "to oversight by the desk": (DANA_KEY, replace(MINE, primary=OVERSIGHT)),
    "also to oversight by the desk": (DANA_KEY, replace(MINE, further=(OVERSIGHT,))),
    "to oversight by the root": (ROOT, replace(MINE, proposer=None, primary=OVERSIGHT)),
    "to oversight and others": (IVAN_KEY, replace(MINE, primary=OVERSIGHT, further=(DESK,))),
    "oversight to the desk by the desk": (DANA_KEY, next_of(CONDUCT, primary=DESK)),
    "oversight to the desk by the root": (ROOT, next_of(CONDUCT, primary=DESK, proposer=None)),
    "oversight and others": (IVAN_KEY, next_of(CONDUCT, further=(DESK,))),
    "oversight renamed by the desk": (DANA_KEY, next_of(CONDUCT, shown=replace(PLAIN, names={"en": "Weapons"}))),
    "the last of oversight switched off": (IVAN_KEY, next_of(CONDUCT, shown=OFF)),
    "the last of oversight routed elsewhere": (IVAN_KEY, next_of(CONDUCT, primary=DESK)),
    "oversight switched off by its kit": (OVERSIGHT_KIT, next_of(CONDUCT, shown=OFF, proposer=None)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_statement_about_a_category_is_refused(name: str) -> None:
    signer, statement = REFUSED[name]
    with pytest.raises(KeyLogBroken):
        set_up().say(signer, statement)


def test_an_oversight_category_may_go_while_another_one_is_active() -> None:
    another = CategoryStated(OTHER_ID, 1, "complaints", PLAIN, OVERSIGHT, proposer=ADAM)
    log = set_up().say(IVAN_KEY, another, next_of(CONDUCT, shown=OFF))
    assert log.state.category(CONDUCT_ID) == next_of(CONDUCT, shown=OFF)


@pytest.mark.parametrize("changes", [{"shown": OFF}, {"primary": DESK}])
def test_only_oversight_can_give_up_a_category_of_its_own(changes: dict[str, object]) -> None:
    another = CategoryStated(OTHER_ID, 1, "complaints", PLAIN, OVERSIGHT, proposer=ADAM)
    log = set_up().say(IVAN_KEY, another)
    for signer, proposer in ((DANA_KEY, ADAM), (ROOT, None)):
        with pytest.raises(KeyLogBroken):
            log.say(signer, next_of(CONDUCT, proposer=proposer, **changes))
    log.say(IVAN_KEY, next_of(CONDUCT, **changes))


def test_a_retired_key_confirms_nothing() -> None:
    with broken("may not confirm"):
        set_up().say(ROOT, Retire(DANA_KEY.kid)).say(DANA_KEY, MINE)


def test_a_supervisor_of_the_custodians_alone_does_not_decide_for_oversight() -> None:
    log = set_up().say(OVERSIGHT_KIT, Admit(DANA, DANA_KEY.kid, CUSTODIAN))
    with broken("may not confirm"):
        log.say(DANA_KEY, next_of(CONDUCT, shown=replace(PLAIN, names={"en": "Weapons"})))


def test_a_new_unit_takes_tips_once_it_has_a_key() -> None:
    log = set_up().say(ROOT, UnitVersion(KEYLESS, 1, UnitKey(b"n" * 32).kem_public))
    assert log.say(DANA_KEY, replace(MINE, further=(KEYLESS,))).state.category(DRUGS_ID) is not None


def test_the_shown_part_has_one_canonical_encoding() -> None:
    shown = Shown(names={"es": "Tráfico", "en": "Drugs"}, life_safety=True, active=False)
    assert shown.to_bytes() == '{"active":false,"life_safety":true,"names":{"en":"Drugs","es":"Tráfico"}}'.encode()
    assert read_shown(shown.to_bytes()) == shown


@pytest.mark.parametrize(
    "written",
    [
        '{"active": true,"life_safety":false,"names":{}}',
        '{"life_safety":false,"active":true,"names":{}}',
        '{"active":1,"life_safety":false,"names":{}}',
        '{"active":true,"life_safety":false,"names":{},"order":1}',
        '{"active":true,"active":true,"life_safety":false,"names":{}}',
        '{"active":true,"life_safety":false}',
        '{"active":true,"life_safety":false,"names":{"en":""}}',
        '{"active":true,"life_safety":false,"names":{"en":"a\\nb"}}',
        '{"active":true,"life_safety":false,"names":{"EN":"Drugs"}}',
        '{"active":true,"life_safety":false,"names":{"en":"\\u0041"}}',
        '{"active":true,"life_safety":false,"names":{"en":"' + 81 * "a" + '"}}',
        "[]",
        "",
    ],
)
def test_any_other_encoding_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"category|JSON|Expecting"):
        read_shown(written.encode())


def test_ivan_is_the_oversight_supervisor() -> None:
    assert set_up().state.may_decide(IVAN_KEY.kid, oversight=True)
    assert set_up().state.may_admit(IVAN, OVERSIGHT)
    assert not set_up().state.may_decide(DANA_KEY.kid, oversight=True)
