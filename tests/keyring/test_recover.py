"""A recovery kit opens the units of its kit, for an officer of the department whose code was typed."""

from __future__ import annotations

import pytest

from tests.builders import AT, World, enrolled, make_department, make_officer, unlocked
from tipline.audit.models import Event
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import OFFICER
from tipline.envelope import RecoveryKey
from tipline.keyring.actions import admission_code_of, recover_unit
from tipline.keyring.errors import AdmissionCodeWrong, AlreadyMember, KeyringError, NoGrant, NotAdmissible, WrongKit
from tipline.keyring.log import verified
from tipline.keyring.models import Grant, KeyLogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def nora(world: World) -> Officer:
    return make_officer(world.department, "nora", OFFICER)


def recover(world: World, kit: RecoveryKey, units: list[Unit], officer: Officer, supervisor: bool = True) -> None:
    recover_unit(
        department=world.department,
        kit=kit,
        units=units,
        officer=officer,
        admission_code=admission_code_of(unlocked(officer)),
        supervisor=supervisor,
        at=AT,
    )


def refused(world: World, kit: RecoveryKey, units: list[Unit], officer: Officer, error: type[KeyringError]) -> None:
    before = Grant.objects.count(), KeyLogEntry.objects.count(), Event.objects.count()
    with pytest.raises(error):
        recover(world, kit, units, officer)
    assert before == (Grant.objects.count(), KeyLogEntry.objects.count(), Event.objects.count())


def test_the_officer_opens_the_named_units_with_the_old_key(world: World, nora: Officer) -> None:
    kid = bytes(world.oversight.key_versions.get().kid)
    before = unlocked(world.ivan).unit_key(world.oversight.pk, kid)
    recover(world, world.oversight_kit, [world.oversight], nora)
    assert unlocked(nora).unit_key(world.oversight.pk, kid) == before
    assert unlocked(nora).unit_ids == {world.oversight.pk}
    assert unlocked(nora).is_supervisor_of(world.oversight.pk)


def test_it_works_when_every_officers_grant_is_gone(world: World, nora: Officer) -> None:
    Grant.objects.exclude(officer_key=None).delete()
    recover(world, world.desk_kit, [world.desk, world.assessment], nora)
    assert unlocked(nora).unit_ids == {world.desk.pk, world.assessment.pk}


def test_without_the_right_to_admit_it_is_a_membership_only(world: World, nora: Officer) -> None:
    recover(world, world.desk_kit, [world.desk], nora, supervisor=False)
    assert not unlocked(nora).is_supervisor_of(world.desk.pk)
    assert nora.pk in verified(world.department).members(world.desk.pk)


def test_a_recovery_is_recorded_with_officer_and_units(world: World, nora: Officer) -> None:
    recover(world, world.desk_kit, [world.desk], nora)
    assert Event.objects.get(action=Event.Action.RECOVERY_USED).subjects == [str(nora.pk), str(world.desk.pk)]


def test_the_desk_kit_opens_no_oversight_unit(world: World, nora: Officer) -> None:
    for unit in (world.oversight, world.custodian):
        refused(world, world.desk_kit, [world.desk, unit], nora, WrongKit)


def test_the_oversight_kit_opens_no_desk_unit(world: World, nora: Officer) -> None:
    refused(world, world.oversight_kit, [world.desk], nora, WrongKit)


def test_a_unit_whose_kind_was_changed_in_the_database_stays_with_its_kit(world: World, nora: Officer) -> None:
    Unit.objects.filter(pk=world.oversight.pk).update(kind=Unit.Kind.OTHER)
    world.oversight.refresh_from_db()
    refused(world, world.desk_kit, [world.oversight], nora, WrongKit)


def test_a_made_up_kit_opens_nothing(world: World, nora: Officer) -> None:
    refused(world, RecoveryKey(b"x" * 32), [world.desk], nora, WrongKit)


def test_another_departments_unit_is_not_opened(world: World, nora: Officer) -> None:
    refused(world, world.desk_kit, [make_department("lakeside").desk], nora, WrongKit)


def test_a_recovery_names_at_least_one_unit(world: World, nora: Officer) -> None:
    refused(world, world.desk_kit, [], nora, WrongKit)


def test_an_administrator_and_a_stranger_get_nothing(world: World) -> None:
    enrolled(world.adam)
    refused(world, world.desk_kit, [world.desk], world.adam, NotAdmissible)
    refused(world, world.desk_kit, [world.desk], make_department("lakeside").ola, NotAdmissible)


def test_another_admission_code_opens_nothing(world: World, nora: Officer) -> None:
    with pytest.raises(AdmissionCodeWrong):
        recover_unit(
            department=world.department,
            kit=world.desk_kit,
            units=[world.desk],
            officer=nora,
            admission_code=admission_code_of(unlocked(world.ola)),
            at=AT,
        )
    assert unlocked(nora).unit_ids == frozenset()


def test_a_supervisor_has_nothing_to_recover(world: World) -> None:
    refused(world, world.desk_kit, [world.desk], world.dana, AlreadyMember)


def test_a_lost_grant_of_a_member_comes_back(world: World) -> None:
    Grant.objects.filter(officer_key__officer=world.ola).delete()
    assert unlocked(world.ola).unit_ids == frozenset()
    recover(world, world.desk_kit, [world.desk], world.ola)
    assert unlocked(world.ola).unit_ids == {world.desk.pk}


def test_a_missing_or_altered_grant_of_the_kit_is_reported(world: World, nora: Officer) -> None:
    Grant.objects.filter(kit_key__kit=Unit.Kit.DESK).update(sealed=b"altered")
    refused(world, world.desk_kit, [world.desk], nora, NoGrant)
    Grant.objects.filter(kit_key__kit=Unit.Kit.DESK).delete()
    refused(world, world.desk_kit, [world.desk], nora, NoGrant)
