"""A new key waits beside the one that stands: only a second person, or its owner with both, puts it in the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import AT, PASSPHRASE, PASSWORD, World, give_passphrase, make_department, unlock_cookie, unlocked
from tipline.audit.models import Event
from tipline.departments.actions import accept_invitation, change_officer, renew_invitation
from tipline.departments.models import Officer
from tipline.departments.roles import OFFICER
from tipline.keyring.actions import (
    admission_code_of,
    admit,
    by_passphrase,
    change_passphrase,
    discard_waiting_key,
    enrol,
    recover_unit,
    replace_key,
    resume,
    unlock,
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


def test_an_administrator_who_makes_a_key_in_an_officer_s_name_destroys_nothing_and_gains_nothing(world: World) -> None:
    give_passphrase(world.ola)
    cookie = unlock_cookie(world.ola, LOGIN)
    accept_invitation(secret=renew_invitation(officer=world.ola, actor=world.adam, at=AT), password=PASSWORD, at=AT)
    waiting(world.ola)
    assert opened(world.ola, NEW).unit_ids == frozenset()
    assert opened(world.ola, PASSPHRASE).unit_ids == {world.desk.pk}
    assert resume(officer=world.ola, cookie=cookie, login=LOGIN, at=AT, touch=False) is None  # This login is another.
    assert verified(world.department).members(world.desk.pk) == {world.dana.pk, world.ola.pk}


def test_a_key_that_waits_ends_no_unlocking(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    waiting(world.ola)
    found = resume(officer=world.ola, cookie=cookie, login=LOGIN, at=AT, touch=False)
    assert found is not None
    assert found.unit_ids == {world.desk.pk}


def test_a_supervisor_lets_the_new_key_in_and_the_old_one_is_retired_in_the_log(world: World) -> None:
    give_passphrase(world.ola)
    key, old = waiting(world.ola), unlocked(world.ola).secret.kid
    let_in(world, world.ola, key)
    assert opened(world.ola, NEW).unit_ids == {world.desk.pk}
    assert verified(world.department).is_retired(old)
    assert not verified(world.department).holds_officer_key(old)
    assert live_keys(world.ola) == [key]
    with pytest.raises(WrongPassphrase):
        unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)


def test_what_the_old_key_had_unlocked_and_was_given_goes_with_it(world: World) -> None:
    unlock_cookie(world.ola, LOGIN)
    old = live_keys(world.ola)[0]
    let_in(world, world.ola, waiting(world.ola))
    assert not UnlockedKey.objects.filter(key=old).exists()
    assert not UnlockMethod.objects.filter(key=old).exists()
    assert not Grant.objects.filter(officer_key=old).exists()


def test_the_code_of_the_key_that_stands_does_not_let_the_other_one_in(world: World) -> None:
    waiting(world.ola)
    with pytest.raises(AdmissionCodeWrong):
        let_in(world, world.ola, live_keys(world.tess)[0])
    assert unlocked(world.ola).unit_ids == {world.desk.pk}


def test_a_supervisor_s_new_key_supervises_on_without_being_asked(world: World) -> None:
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


def test_one_unit_s_supervisor_takes_nothing_away_at_another(world: World) -> None:
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


def test_a_key_that_was_replaced_does_not_come_back_to_the_unit(world: World) -> None:
    code = admission_code_of(unlocked(world.ivan))
    admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=world.ivan, admission_code=code, at=AT)
    let_in(world, world.ivan, waiting(world.ivan))
    with pytest.raises(NotAdmissible):
        admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=world.ivan, admission_code=code, at=AT)


def test_the_newest_key_that_waits_takes_the_place_of_another_that_waits(world: World) -> None:
    old, first = live_keys(world.ola)[0], waiting(world.ola)
    second = waiting(world.ola, THIRD)
    assert {key.pk for key in live_keys(world.ola)} == {old.pk, second.pk}
    with pytest.raises(AdmissionCodeWrong):
        let_in(world, world.ola, first)


def test_the_owner_with_both_puts_the_new_key_in_the_old_one_s_place_alone(world: World) -> None:
    key = waiting(world.dana)
    replace_key(unlocked=unlocked(world.dana), admission_code=admission_code_of(key), at=AT)
    new = opened(world.dana, NEW)
    assert new.unit_ids == {world.desk.pk, world.assessment.pk}
    assert new.is_supervisor_of(world.desk.pk)
    assert new.unit_key(world.desk.pk, bytes(world.desk.key_versions.get().kid))
    assert unlocked(world.dana).unit_ids == frozenset()
    assert Event.objects.get(deed=Event.Deed.KEY_REPLACED).actor == world.dana.pk


def test_nobody_puts_a_key_in_the_place_with_the_one_that_waits(world: World) -> None:
    waiting(world.ola)
    code = admission_code_of(unlocked(world.ola))
    with pytest.raises(NotEnrolled):
        replace_key(unlocked=opened(world.ola, NEW), admission_code=code, at=AT)
    with pytest.raises(NotEnrolled):
        discard_waiting_key(unlocked=opened(world.ola, NEW), at=AT)


def test_the_owner_removes_a_key_that_somebody_else_made(world: World) -> None:
    key = waiting(world.ola)
    discard_waiting_key(unlocked=unlocked(world.ola), at=AT)
    assert key not in live_keys(world.ola)
    assert unlocked(world.ola).unit_ids == {world.desk.pk}
    assert Event.objects.get(deed=Event.Deed.KEY_DISCARDED).subjects == [str(world.ola.pk), str(key.pk)]


def test_the_passphrase_of_the_unlocked_key_is_changed_and_of_no_other(world: World) -> None:
    give_passphrase(world.ola)
    waiting(world.ola)
    with pytest.raises(WrongPassphrase):
        change_passphrase(unlocked=opened(world.ola, PASSPHRASE), current_passphrase=NEW, new_passphrase=THIRD, at=AT)
    change_passphrase(unlocked=opened(world.ola, NEW), current_passphrase=NEW, new_passphrase=THIRD, at=AT)
    assert opened(world.ola, PASSPHRASE).unit_ids == {world.desk.pk}


def deactivate_and_back(world: World) -> None:
    for active in (False, True):
        values = {"first_name": "Ola", "last_name": "Reyes", "is_active": active}
        change_officer(officer=world.ola, values=values, roles=[OFFICER], actor=world.adam, at=AT)


def take_the_roles_and_give_them_back(world: World) -> None:
    values = {"first_name": "Ola", "last_name": "Reyes", "is_active": True}
    for roles in ([], [OFFICER]):
        change_officer(officer=world.ola, values=values, roles=roles, actor=world.adam, at=AT)


def void_the_password_twice(world: World) -> None:
    for _ in range(2):
        renew_invitation(officer=world.ola, actor=world.adam, at=AT)


@pytest.mark.parametrize("deed", [deactivate_and_back, take_the_roles_and_give_them_back, void_the_password_twice])
def test_nothing_that_an_administrator_does_takes_a_key_away(world: World, deed: Callable[[World], None]) -> None:
    give_passphrase(world.ola)
    deed(world)
    waiting(world.ola)
    deed(world)
    found = opened(Officer.objects.get(pk=world.ola.pk), PASSPHRASE)
    assert found.unit_ids == {world.desk.pk}


def test_a_recovery_kit_lets_a_new_key_in_at_its_own_units_only(world: World) -> None:
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
