"""A new key waits beside the current one until a second person, or its owner with both, replaces it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import AT, PASSPHRASE, PASSWORD, World, give_passphrase, make_department, unlock_cookie, unlocked
from tipline.audit.models import Event
from tipline.departments.actions import accept_invitation, renew_invitation
from tipline.departments.models import Officer
from tipline.departments.roles import OFFICER
from tipline.keyring.actions import (
    admission_code_of,
    admit,
    by_passphrase,
    change_account,
    change_passphrase,
    discard_waiting_key,
    enrol,
    recover_unit,
    replace_key,
    resume,
    unlock,
    void_password,
)
from tipline.keyring.errors import AdmissionCodeWrong, NotAdmissible, NotEnrolled, WrongPassphrase
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey, Grant, UnlockedKey, UnlockMethod
from tipline.keyring.queries import live_keys
from tipline.keyring.unlocked import Unlocked

pytestmark = pytest.mark.django_db

LOGIN = bytes(32)
NEW = "velvet ocean ladder crumb feather thunder"
THIRD = "basket quartz minnow lumber saddle orchid"


@pytest.fixture
def world() -> World:
    return make_department()


def waiting(officer: Officer, passphrase: str = NEW) -> EnrolledKey:
    return enrol(officer=officer, passphrase=passphrase, beside=True, at=AT)


def opened(officer: Officer, passphrase: str) -> Unlocked:
    cookie = unlock(officer=officer, secret=by_passphrase(passphrase), login=LOGIN, at=AT)
    found = resume(officer=officer, cookie=cookie, login=LOGIN, at=AT, touch=False)
    assert found is not None
    return found


def let_in(world: World, officer: Officer, key: EnrolledKey) -> None:
    code = admission_code_of(key)
    admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=officer, admission_code=code, at=AT)


def test_an_administrator_who_makes_a_key_in_an_officers_name_destroys_and_gains_nothing(world: World) -> None:
    give_passphrase(world.ola)
    cookie = unlock_cookie(world.ola, LOGIN)
    accept_invitation(secret=renew_invitation(officer=world.ola, actor=world.adam, at=AT), password=PASSWORD, at=AT)
    waiting(world.ola)
    assert opened(world.ola, NEW).unit_ids == frozenset()
    assert opened(world.ola, PASSPHRASE).unit_ids == {world.desk.pk}
    assert resume(officer=world.ola, cookie=cookie, login=LOGIN, at=AT, touch=False) is None  # This login is another.
    assert verified(world.department).members(world.desk.pk) == {world.dana.pk, world.ola.pk}


def test_a_waiting_key_locks_nothing(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    waiting(world.ola)
    found = resume(officer=world.ola, cookie=cookie, login=LOGIN, at=AT, touch=False)
    assert found is not None
    assert found.unit_ids == {world.desk.pk}


def test_a_supervisor_admits_the_new_key_and_the_log_retires_the_old_one(world: World) -> None:
    give_passphrase(world.ola)
    key, old = waiting(world.ola), unlocked(world.ola).secret.kid
    let_in(world, world.ola, key)
    assert opened(world.ola, NEW).unit_ids == {world.desk.pk}
    assert verified(world.department).is_retired(old)
    assert not verified(world.department).holds_officer_key(old)
    assert live_keys(world.ola) == [key]
    with pytest.raises(WrongPassphrase):
        unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)


def test_the_old_keys_unlocking_and_grants_end_with_it(world: World) -> None:
    unlock_cookie(world.ola, LOGIN)
    old = live_keys(world.ola)[0]
    let_in(world, world.ola, waiting(world.ola))
    assert not UnlockedKey.objects.filter(key=old).exists()
    assert not UnlockMethod.objects.filter(key=old).exists()
    assert not Grant.objects.filter(officer_key=old).exists()


def test_the_current_keys_code_does_not_admit_the_waiting_one(world: World) -> None:
    waiting(world.ola)
    with pytest.raises(AdmissionCodeWrong):
        let_in(world, world.ola, live_keys(world.tess)[0])
    assert unlocked(world.ola).unit_ids == {world.desk.pk}


def test_a_supervisors_new_key_supervises_too(world: World) -> None:
    admit(
        unlocked=unlocked(world.dana),
        unit=world.desk,
        newcomer=world.ola,
        admission_code=admission_code_of(unlocked(world.ola)),
        supervisor=True,
        at=AT,
    )
    let_in(world, world.ola, waiting(world.ola))
    assert opened(world.ola, NEW).is_supervisor_of(world.desk.pk)


def test_one_units_supervisor_takes_nothing_away_at_another(world: World) -> None:
    code = admission_code_of(unlocked(world.ivan))
    admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=world.ivan, admission_code=code, at=AT)
    let_in(world, world.ivan, waiting(world.ivan))
    before, new = unlocked(world.ivan), opened(world.ivan, NEW)
    assert before.is_supervisor_of(world.oversight.pk)
    assert world.oversight.pk in before.unit_ids
    assert world.desk.pk not in before.unit_ids
    assert new.unit_ids == {world.desk.pk}
    assert not new.is_supervisor_of(world.oversight.pk)
    granted = Grant.objects.filter(officer_key__kid=before.secret.kid).values_list("unit_key__unit", flat=True)
    assert world.oversight.pk in granted
    assert world.desk.pk not in granted


def test_a_replaced_key_cannot_be_admitted_to_the_unit_again(world: World) -> None:
    code = admission_code_of(unlocked(world.ivan))
    admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=world.ivan, admission_code=code, at=AT)
    let_in(world, world.ivan, waiting(world.ivan))
    with pytest.raises(NotAdmissible):
        admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=world.ivan, admission_code=code, at=AT)


def test_a_newer_waiting_key_replaces_an_older_one(world: World) -> None:
    old, first = live_keys(world.ola)[0], waiting(world.ola)
    second = waiting(world.ola, THIRD)
    assert {key.pk for key in live_keys(world.ola)} == {old.pk, second.pk}
    with pytest.raises(AdmissionCodeWrong):
        let_in(world, world.ola, first)


def test_an_owner_with_both_keys_replaces_the_old_one_alone(world: World) -> None:
    key = waiting(world.dana)
    replace_key(unlocked=unlocked(world.dana), admission_code=admission_code_of(key), at=AT)
    new = opened(world.dana, NEW)
    assert new.unit_ids == {world.desk.pk, world.assessment.pk}
    assert new.is_supervisor_of(world.desk.pk)
    assert new.unit_key(world.desk.pk, bytes(world.desk.key_versions.get().kid))
    assert unlocked(world.dana).unit_ids == frozenset()
    assert Event.objects.get(action=Event.Action.KEY_REPLACED).actor == world.dana.pk


def test_the_waiting_key_alone_replaces_nothing(world: World) -> None:
    waiting(world.ola)
    code = admission_code_of(unlocked(world.ola))
    with pytest.raises(NotEnrolled):
        replace_key(unlocked=opened(world.ola, NEW), admission_code=code, at=AT)
    with pytest.raises(NotEnrolled):
        discard_waiting_key(unlocked=opened(world.ola, NEW), at=AT)


def test_an_owner_removes_a_key_that_somebody_else_made(world: World) -> None:
    key = waiting(world.ola)
    discard_waiting_key(unlocked=unlocked(world.ola), at=AT)
    assert key not in live_keys(world.ola)
    assert unlocked(world.ola).unit_ids == {world.desk.pk}
    assert Event.objects.get(action=Event.Action.KEY_DISCARDED).subjects == [str(world.ola.pk), str(key.pk)]


def test_neither_of_two_admitted_keys_can_be_discarded_as_waiting(world: World) -> None:
    key = waiting(world.ola)
    code = admission_code_of(key)
    admit(unlocked=unlocked(world.dana), unit=world.assessment, newcomer=world.ola, admission_code=code, at=AT)
    assert opened(world.ola, NEW).unit_ids == {world.assessment.pk}
    for one in (unlocked(world.ola), opened(world.ola, NEW)):
        with pytest.raises(NotEnrolled):
            discard_waiting_key(unlocked=one, at=AT)
    assert len(live_keys(world.ola)) == 2


def test_only_the_unlocked_keys_passphrase_is_changed(world: World) -> None:
    give_passphrase(world.ola)
    waiting(world.ola)
    with pytest.raises(WrongPassphrase):
        change_passphrase(unlocked=opened(world.ola, PASSPHRASE), current_passphrase=NEW, new_passphrase=THIRD, at=AT)
    change_passphrase(unlocked=opened(world.ola, NEW), current_passphrase=NEW, new_passphrase=THIRD, at=AT)
    assert opened(world.ola, PASSPHRASE).unit_ids == {world.desk.pk}


def leaver(world: World) -> dict[str, Any]:
    ola = Officer.objects.get(pk=world.ola.pk)
    return {"officer": ola, "reason": "Leaves", "knowingly": True, "actor": world.adam, "at": AT}


def deactivate_and_back(world: World) -> None:
    for active in (False, True):
        change_account(is_active=active, roles=[OFFICER], **leaver(world))


def take_the_roles_and_give_them_back(world: World) -> None:
    for roles in ([], [OFFICER]):
        change_account(is_active=True, roles=roles, **leaver(world))


def void_the_password_twice(world: World) -> None:
    for _ in range(2):
        void_password(**leaver(world))


@pytest.mark.parametrize("action", [deactivate_and_back, take_the_roles_and_give_them_back, void_the_password_twice])
def test_no_action_of_an_administrator_removes_a_key(world: World, action: Callable[[World], None]) -> None:
    give_passphrase(world.ola)
    action(world)
    waiting(world.ola)
    action(world)
    found = opened(Officer.objects.get(pk=world.ola.pk), PASSPHRASE)
    assert found.unit_ids == {world.desk.pk}


def test_a_recovery_kit_admits_a_new_key_at_its_own_units_only(world: World) -> None:
    key = waiting(world.dana)
    recover_unit(
        department=world.department,
        kit=world.desk_kit,
        units=[world.desk],
        officer=world.dana,
        admission_code=admission_code_of(key),
        supervisor=False,
        at=AT,
    )
    assert opened(world.dana, NEW).unit_ids == {world.desk.pk}
    assert unlocked(world.dana).unit_ids == {world.assessment.pk}
