"""The first keys of a department."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.builders import AT, PASSPHRASE, World, make_department, make_officer, unlocked
from tipline.audit.models import Event
from tipline.departments.actions import create_department
from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, OFFICER
from tipline.envelope import RecoveryKey
from tipline.keyring.actions import enrol_and_admit, set_up_department
from tipline.keyring.errors import KeyLogBroken, NotAdmissible, NotSupervisor
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey, Grant, KeyLogEntry, KitKey
from tipline.keyring.service_key import load_service_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def bare() -> Department:
    return create_department(slug="hillview", name="Hillview Police", time_zone="UTC", phone="555-0177", at=AT)


def set_up(department: Department, desk: Officer, oversight: Officer) -> None:
    set_up_department(
        department=department,
        desk_kit=RecoveryKey(b"1" * 32),
        oversight_kit=RecoveryKey(b"2" * 32),
        desk_supervisor=unlocked(desk),
        oversight_supervisor=unlocked(oversight),
        at=AT,
    )


def nothing_made(department: Department) -> bool:
    pinned = Path(settings.TIPLINE_KEYS_DIR) / f"{department.pk}.root"
    return not (pinned.exists() or KeyLogEntry.objects.exists() or KitKey.objects.exists() or Grant.objects.exists())


def test_the_log_holds_root_kits_service_key_and_every_unit(world: World) -> None:
    log = verified(world.department)
    assert log.root == world.desk_kit.sign_public
    for name, kit in ((Unit.Kit.DESK, world.desk_kit), (Unit.Kit.OVERSIGHT, world.oversight_kit)):
        known = log.kit_key(name)
        assert known is not None
        assert (known.kid, known.sign_public) == (kit.kid, kit.sign_public)
    assert log.service_keys == (load_service_key().sign_public,)
    assert all(log.kind_of(unit.pk) == unit.kind for unit in world.units.values())


def test_each_supervisor_supervises_the_units_of_one_kit(world: World) -> None:
    for unit in world.units.values():
        assert unlocked(world.dana).is_supervisor_of(unit.pk) == (unit.kit == Unit.Kit.DESK)
        assert unlocked(world.ivan).is_supervisor_of(unit.pk) == (unit.kit == Unit.Kit.OVERSIGHT)


def test_every_units_key_is_granted_to_its_kit(world: World) -> None:
    grants = Grant.objects.exclude(kit_key=None)
    found = {grant.unit_key.unit.pk: grant.kit_key.kit for grant in grants if grant.kit_key}
    assert found == {unit.pk: unit.kit for unit in world.units.values()}


def test_setting_up_is_recorded(world: World) -> None:
    assert Event.objects.get(action=Event.Action.RECOVERY_MADE).department == world.department.pk
    assert Event.objects.filter(action=Event.Action.UNIT_KEY_MADE).count() == len(world.units)


def test_a_department_is_set_up_once(world: World) -> None:
    before = verified(world.department).head
    with pytest.raises(KeyLogBroken):
        set_up(world.department, world.dana, world.ivan)
    assert verified(world.department).head == before


def test_one_person_is_not_both_supervisors(bare: Department) -> None:
    one = make_officer(bare, "one", OFFICER)
    with pytest.raises(NotAdmissible):
        set_up(bare, one, one)
    assert nothing_made(bare)


def test_an_administrator_cannot_be_a_supervisor(bare: Department) -> None:
    one, admin = make_officer(bare, "one", OFFICER), make_officer(bare, "admin", ADMINISTRATOR)
    with pytest.raises(NotAdmissible):
        set_up(bare, admin, one)
    assert nothing_made(bare)


def test_an_officer_of_another_department_cannot_be_a_supervisor(world: World, bare: Department) -> None:
    one = make_officer(bare, "one", OFFICER)
    with pytest.raises(NotAdmissible):
        set_up(bare, one, world.ivan)


def test_a_failure_half_way_leaves_nothing(bare: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = make_officer(bare, "one", OFFICER), make_officer(bare, "two", OFFICER)
    EnrolledKey.objects.filter(officer=two).delete()
    with pytest.raises(Exception, match="no key yet"):
        set_up(bare, one, two)
    assert nothing_made(bare)


def test_several_officers_are_enrolled_and_admitted_by_the_same_actions(world: World) -> None:
    admissions = [(unlocked(world.dana), world.desk), (unlocked(world.dana), world.assessment)]
    nora = make_officer(world.department, "nora", OFFICER, with_key=False)
    opened = enrol_and_admit(officer=nora, passphrase=PASSPHRASE, admissions=admissions, at=AT)
    assert opened.unit_ids == {world.desk.pk, world.assessment.pk}


def test_a_refused_admission_rolls_back_the_enrolment(world: World) -> None:
    nora = make_officer(world.department, "nora", OFFICER, with_key=False)
    admissions = [(unlocked(world.dana), world.desk), (unlocked(world.dana), world.oversight)]
    with pytest.raises(NotSupervisor):
        enrol_and_admit(officer=nora, passphrase=PASSPHRASE, admissions=admissions, at=AT)
    assert not EnrolledKey.objects.filter(officer=nora).exists()
