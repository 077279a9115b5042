"""A unit's first key, made by the supervisor whom the key log lets admit to it."""

from __future__ import annotations

import pytest

from tests.builders import AT, World, admit_to, make_department, make_officer, make_unit, unlocked
from tipline.audit.models import Event
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import OFFICER
from tipline.keyring.actions import admission_code_of, make_unit_key, recover_unit
from tipline.keyring.errors import NotSupervisor, UnitHasKey
from tipline.keyring.log import verified
from tipline.keyring.models import Grant
from tipline.keyring.queries import sealing_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def narcotics(world: World) -> Unit:
    return make_unit(world, "Narcotics")


def entrust(world: World, unit: Unit, officer: Officer) -> None:
    """Have the desk's kit name the officer as the supervisor of a new unit."""
    code = admission_code_of(unlocked(officer))
    recover_unit(
        department=world.department, kit=world.desk_kit, units=[unit], officer=officer, admission_code=code, at=AT
    )


def test_a_unit_without_a_key_takes_no_tips(world: World, narcotics: Unit) -> None:
    assert sealing_keys(world.department, [narcotics]) == []


def test_the_key_is_granted_at_once_to_its_maker_and_to_the_kit(world: World, narcotics: Unit) -> None:
    entrust(world, narcotics, world.dana)
    version = make_unit_key(unlocked=unlocked(world.dana), unit=narcotics, at=AT)
    holders = Grant.objects.filter(unit_key=version)
    assert {grant.officer_key.officer for grant in holders if grant.officer_key} == {world.dana}
    assert [grant.kit_key.kit for grant in holders if grant.kit_key] == [Unit.Kit.DESK]
    assert [key.kid for key in sealing_keys(world.department, [narcotics])] == [version.kid]
    assert unlocked(world.dana).unit_key(narcotics.pk, version.kid).kid == version.kid
    assert Event.objects.filter(action=Event.Action.UNIT_KEY_MADE, subjects=[str(narcotics.pk)]).count() == 1


def test_its_maker_can_then_admit(world: World, narcotics: Unit) -> None:
    entrust(world, narcotics, world.dana)
    make_unit_key(unlocked=unlocked(world.dana), unit=narcotics, at=AT)
    admit_to(narcotics, world.ola, by=world.dana)
    assert unlocked(world.ola).unit_ids == {world.desk.pk, narcotics.pk}


@pytest.mark.parametrize("name", ["dana", "ola", "ivan", "adam", "root"])
def test_an_officer_who_may_not_admit_makes_no_key(world: World, narcotics: Unit, name: str) -> None:
    with pytest.raises(NotSupervisor):
        make_unit_key(unlocked=unlocked(getattr(world, name)), unit=narcotics, at=AT)
    assert sealing_keys(world.department, [narcotics]) == []


def test_a_unit_with_a_key_gets_no_other_first_key(world: World) -> None:
    before = verified(world.department).unit_key(world.desk.pk)
    with pytest.raises(UnitHasKey):
        make_unit_key(unlocked=unlocked(world.dana), unit=world.desk, at=AT)
    assert verified(world.department).unit_key(world.desk.pk) == before


def test_a_supervisor_of_another_department_makes_no_key(world: World, narcotics: Unit) -> None:
    other = make_department("lakeside")
    with pytest.raises(NotSupervisor):
        make_unit_key(unlocked=unlocked(other.dana), unit=narcotics, at=AT)


def test_nobody_is_admitted_to_a_unit_without_a_key(world: World, narcotics: Unit) -> None:
    entrust(world, narcotics, world.dana)
    nora = make_officer(world.department, "nora", OFFICER)
    with pytest.raises(NotSupervisor):
        admit_to(narcotics, nora, by=world.dana)
