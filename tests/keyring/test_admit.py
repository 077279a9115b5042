"""An officer is admitted to a unit by its unlocked supervisor with the code, and by nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from tests.builders import AT, World, admit_to, enrolled, make_department, make_officer, unlocked
from tipline.audit.models import Event
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, ANALYST, AUDITOR, CUSTODIAN, OFFICER, SUPERVISOR, has_role
from tipline.envelope import OfficerKey
from tipline.keyring.actions import admission_code_of, admit
from tipline.keyring.errors import (
    AdmissionCodeWrong,
    AlreadyMember,
    EnrolmentUnproven,
    KeyringError,
    NotAdmissible,
    NotSupervisor,
)
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey, Grant, KeyLogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def nora(world: World) -> Officer:
    return make_officer(world.department, "nora", OFFICER)


def refused(world: World, newcomer: Officer, by: Officer, unit: Unit, error: type[KeyringError]) -> None:
    before = Grant.objects.count(), KeyLogEntry.objects.count(), Event.objects.count()
    with pytest.raises(error):
        admit_to(unit, newcomer, by=by)
    assert before == (Grant.objects.count(), KeyLogEntry.objects.count(), Event.objects.count())


def test_the_newcomer_opens_the_unit_and_no_other(world: World, nora: Officer) -> None:
    admit_to(world.desk, nora, by=world.dana)
    kid = bytes(world.desk.key_versions.get().kid)
    key = unlocked(nora).unit_key(world.desk.pk, kid)
    assert key == unlocked(world.dana).unit_key(world.desk.pk, kid)
    assert unlocked(nora).unit_ids == {world.desk.pk}
    assert nora.pk in verified(world.department).members(world.desk.pk)


def test_an_admission_is_recorded_with_unit_and_newcomer(world: World, nora: Officer) -> None:
    admit_to(world.desk, nora, by=world.dana)
    event = Event.objects.filter(action=Event.Action.UNIT_GRANTED).latest("id")
    assert (event.actor, event.subjects) == (world.dana.pk, [str(world.desk.pk), str(nora.pk)])


def test_a_member_admits_nobody(world: World, nora: Officer) -> None:
    refused(world, nora, world.ola, world.desk, NotSupervisor)


def test_a_co_supervisor_admits(world: World, nora: Officer) -> None:
    admit_to(world.desk, nora, by=world.dana, supervisor=True)
    make_officer(world.department, "omar", OFFICER)
    admit_to(world.desk, Officer.objects.get(username="omar"), by=nora)
    assert unlocked(Officer.objects.get(username="omar")).unit_ids == {world.desk.pk}


def test_a_member_is_made_a_supervisor_later(world: World) -> None:
    admit_to(world.desk, world.ola, by=world.dana, supervisor=True)
    assert unlocked(world.ola).is_supervisor_of(world.desk.pk)
    assert Grant.objects.filter(officer_key__officer=world.ola).count() == 1


def test_a_supervisor_of_another_unit_admits_nobody_here(world: World, nora: Officer) -> None:
    refused(world, nora, world.dana, world.oversight, NotSupervisor)
    refused(world, nora, world.ivan, world.desk, NotSupervisor)


def test_nobody_admits_themselves(world: World) -> None:
    refused(world, world.dana, world.dana, world.desk, NotAdmissible)
    refused(world, world.dana, world.dana, world.oversight, NotSupervisor)


def test_an_administrator_is_not_admitted_even_with_a_key(world: World) -> None:
    enrolled(world.adam)
    refused(world, world.adam, world.dana, world.desk, NotAdmissible)


def test_an_administrator_admits_nobody(world: World, nora: Officer) -> None:
    enrolled(world.adam)
    refused(world, nora, world.adam, world.desk, NotSupervisor)


def test_the_superuser_is_not_admitted_admits_nobody_and_opens_nothing(world: World, nora: Officer) -> None:
    enrolled(world.root)
    refused(world, world.root, world.dana, world.desk, NotAdmissible)
    refused(world, nora, world.root, world.desk, NotSupervisor)
    assert world.root.has_perm("tipline_tips.view_tip")
    assert unlocked(world.root).unit_ids == frozenset()
    assert not unlocked(world.root).is_supervisor_of(world.desk.pk)


def test_a_superuser_inside_the_department_is_not_admitted(world: World, nora: Officer) -> None:
    nora.is_superuser = True
    refused(world, nora, world.dana, world.desk, NotAdmissible)


def test_an_officer_of_another_department_is_not_admitted_and_admits_nobody(world: World, nora: Officer) -> None:
    other = make_department("lakeside")
    refused(world, other.ola, world.dana, world.desk, NotAdmissible)
    refused(world, nora, other.dana, world.desk, NotSupervisor)


def test_officers_who_left_or_have_no_key_are_not_admitted(world: World, nora: Officer) -> None:
    refused(world, world.anna, world.dana, world.desk, NotAdmissible)
    nora.is_active = False
    refused(world, nora, world.dana, world.desk, NotAdmissible)


def test_a_member_is_not_admitted_twice(world: World) -> None:
    refused(world, world.ola, world.dana, world.desk, AlreadyMember)


@pytest.mark.parametrize("typed", ["", "ABCDE", "ABCDE-FGHJK-MNPQ", "not a code at all", "UUUUU-UUUUU-UUUU"])
def test_another_code_admits_nobody(world: World, nora: Officer, typed: str) -> None:
    with pytest.raises(AdmissionCodeWrong):
        admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=nora, admission_code=typed, at=AT)
    assert unlocked(nora).unit_ids == frozenset()


def test_the_code_may_be_typed_in_any_form(world: World, nora: Officer) -> None:
    typed = admission_code_of(unlocked(nora)).lower().replace("-", " ")
    admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=nora, admission_code=typed, at=AT)
    assert unlocked(nora).unit_ids == {world.desk.pk}


@pytest.mark.parametrize("columns", [("kem_public", "sign_public", "kid"), ("kem_public",), ("sign_public",), ("kid",)])
def test_a_key_that_was_swapped_before_the_admission_is_not_admitted(
    world: World, nora: Officer, columns: tuple[str, ...]
) -> None:
    mallory = OfficerKey(b"m" * 32)
    EnrolledKey.objects.filter(officer=nora).update(**{column: getattr(mallory, column) for column in columns})
    refused(world, nora, world.dana, world.desk, AdmissionCodeWrong)


def test_a_key_of_another_officer_under_this_name_is_not_admitted(world: World, nora: Officer) -> None:
    EnrolledKey.objects.filter(officer=nora).delete()
    EnrolledKey.objects.filter(officer=world.tess).update(officer=nora)
    code = admission_code_of(unlocked(world.tess))
    with pytest.raises(AdmissionCodeWrong):
        admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=nora, admission_code=code, at=AT)


@pytest.mark.parametrize("role", [ANALYST, AUDITOR, ADMINISTRATOR])
def test_analysts_auditors_and_administrators_are_not_admitted(world: World, role: str) -> None:
    refused(world, make_officer(world.department, "omar", role), world.dana, world.desk, NotAdmissible)


def test_an_auditor_is_a_member_of_the_records_unit(world: World) -> None:
    omar = make_officer(world.department, "omar", AUDITOR)
    admit_to(world.units[Unit.Kind.RECORDS], omar, by=world.ivan)
    assert unlocked(omar).unit_ids == {world.units[Unit.Kind.RECORDS].pk}
    assert not has_role(omar, OFFICER)


def test_an_analyst_who_is_an_officer_too_is_admitted(world: World) -> None:
    omar = make_officer(world.department, "omar", ANALYST, OFFICER)
    admit_to(world.desk, omar, by=world.dana)
    assert unlocked(omar).unit_ids == {world.desk.pk}


@pytest.mark.parametrize(("supervisor", "role"), [(False, OFFICER), (True, SUPERVISOR)])
def test_the_role_that_a_membership_needs_is_given_with_it(world: World, supervisor: bool, role: str) -> None:
    omar = make_officer(world.department, "omar")
    admit_to(world.desk, omar, by=world.dana, supervisor=supervisor)
    assert [group.name for group in omar.groups.all()] == [role]


def test_a_member_who_has_a_reading_role_gets_no_other(world: World, nora: Officer) -> None:
    nora.groups.set(Group.objects.filter(name=CUSTODIAN))
    admit_to(world.desk, nora, by=world.dana)
    assert [group.name for group in nora.groups.all()] == [CUSTODIAN]


def test_a_key_whose_maker_cannot_sign_with_it_is_not_admitted(world: World, nora: Officer) -> None:
    mallory = OfficerKey(b"m" * 32)
    EnrolledKey.objects.filter(officer=nora).update(sign_public=mallory.sign_public)
    code = admission_code_of(EnrolledKey.objects.get(officer=nora))
    with pytest.raises(EnrolmentUnproven):
        admit(unlocked=unlocked(world.dana), unit=world.desk, newcomer=nora, admission_code=code, at=AT)
    assert unlocked(nora).unit_ids == frozenset()
