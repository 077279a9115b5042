"""What a department offers, and to whom, is read from its key log; database rows are a copy."""

from __future__ import annotations

from time import monotonic

import pytest
from django.db import connection

from tests.builders import World, make_department, restate
from tests.keyring.rows import LOG, change_log, delete_log
from tests.tips_sent import send_tip
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Category, Department, Unit
from tipline.intake.sealing_keys import accepts_tips
from tipline.keyring.log import chain
from tipline.keyring.models import KeyLogEntry
from tipline.routing.configuration import Configuration, OfferedCategory, configuration
from tipline.tips.models import TipWrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def read() -> Configuration:
    invalidate_configuration()
    chain.forget()
    found = configuration("riverton")
    assert found is not None
    return found


def offer(code: str) -> OfferedCategory:
    found = read().offered(code)
    assert found is not None
    return found


def test_database_rows_cannot_reroute_a_category(world: World) -> None:
    rows = Category.objects.filter(code="police-conduct")
    rows.update(primary_unit=world.desk)
    rows.get().further_units.set([world.assessment])
    assert [unit.name for unit in offer("police-conduct").route.units] == ["Internal affairs"]
    assert offer("police-conduct").route.oversight
    tip = send_tip(world, "police-conduct").tip
    assert set(TipWrap.objects.filter(tip=tip).values_list("unit", flat=True)) == {world.oversight.pk}


def test_database_rows_can_neither_rename_nor_switch_off_a_category(world: World) -> None:
    Category.objects.filter(code="gangs").update(names={"en": "Conduct of police staff"}, life_safety=True)
    Category.objects.filter(code="police-conduct").update(active=False, code="staff")
    gangs = offer("gangs").category
    assert (gangs.name, gangs.life_safety) == ("Gangs", False)
    assert offer("police-conduct").category.name == "Conduct of police staff"


def test_database_rows_cannot_add_a_category(world: World) -> None:
    Category.objects.create(
        department=world.department, code="complaints", names={"en": "Complaints"}, primary_unit=world.desk
    )
    assert read().offered("complaints") is None


def test_a_units_row_cannot_change_its_kind(world: World) -> None:
    Unit.objects.filter(pk=world.oversight.pk).update(kind=Unit.Kind.DESK, name="Tip desk 2")
    Unit.objects.filter(pk=world.desk.pk).update(kind=Unit.Kind.OVERSIGHT)
    primary = offer("police-conduct").route.primary
    assert (primary.kind, primary.name) == (Unit.Kind.OVERSIGHT, "Internal affairs")
    assert not offer("drugs").route.oversight


def test_departments_with_swapped_addresses_are_closed(world: World) -> None:
    far = make_department("lakeside").department
    Department.objects.filter(pk=world.department.pk).update(slug="gone", name=far.name)
    Department.objects.filter(pk=far.pk).update(slug="riverton", name=world.department.name)
    invalidate_configuration()
    for slug in ("riverton", "gone"):
        found = configuration(slug)
        assert found is not None
        assert found.categories == ()


@pytest.mark.usefixtures("world")
def test_the_order_comes_from_the_row() -> None:
    Category.objects.filter(code="other").update(order=1)
    assert read().categories[0].category.code == "other"


def test_a_statement_takes_effect_at_once_in_its_own_process(world: World) -> None:
    assert offer("gangs").route.primary == world.desk
    restate(world, "gangs", [world.assessment, world.desk], names={"en": "Crews"}, life_safety=True)
    found = configuration("riverton")
    assert found is not None
    gangs = found.offered("gangs")
    assert gangs is not None
    assert (gangs.category.name, gangs.route.units) == ("Crews", (world.assessment, world.desk))


def test_another_processs_statement_takes_effect_within_seconds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before, later = read(), monotonic() + 6
    monkeypatch.setattr("tipline.routing.configuration.monotonic", lambda: later)
    assert configuration("riverton") is before
    later += 6
    monkeypatch.setattr("tests.builders.invalidate_configuration", lambda: None)
    restate(world, "gangs", active=False)
    found = configuration("riverton")
    assert found is not None
    assert found.offered("gangs") is None


@pytest.mark.usefixtures("world")
def test_a_log_with_a_changed_entry_closes_the_department() -> None:
    change_log("body = %s", last_but_three(), b"forged")
    assert read().categories == ()
    assert not accepts_tips(read())


@pytest.mark.usefixtures("world")
def test_a_log_with_a_missing_entry_closes_the_department() -> None:
    delete_log("sequence = %s", 20)
    assert read().categories == ()


@pytest.mark.usefixtures("world")
def test_a_copied_entry_at_the_end_closes_the_department() -> None:
    """Who replays what was stated before does not bring it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LOG} (department_id, sequence, body, signer, signature, digest) "  # noqa: S608
            f"SELECT department_id, sequence + 1, body, signer, signature, digest FROM {LOG} "
            f"WHERE sequence = (SELECT max(sequence) FROM {LOG})"
        )
    assert read().categories == ()


def last_but_three() -> int:
    return KeyLogEntry.objects.order_by("-sequence").values_list("sequence", flat=True)[0] - 3
