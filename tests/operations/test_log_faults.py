"""`verify_audit` compares the key log with the trail and with the rows that copy it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.builders import AT, World, make_department, unlocked
from tests.keyring.rows import delete_log
from tipline.departments.models import Category, Unit
from tipline.keyring.log import chain, verified
from tipline.operations.log_faults import compare_logs
from tipline.routing.actions import confirm_proposal, propose_change, propose_unit
from tipline.routing.models import Proposal
from tipline.routing.queries import pending_proposals

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def confirm(world: World, proposal: Proposal) -> None:
    (shown,) = pending_proposals(world.department)
    confirm_proposal(unlocked=unlocked(world.dana), proposal=proposal, fingerprint=shown.fingerprint, at=AT)


def test_rows_are_copies_after_a_set_up_and_after_every_change(world: World) -> None:
    gangs = world.department.categories.get(code="gangs")
    values = {"primary": world.assessment, "further": [world.desk], "names": {"en": "Crews"}}
    confirm(world, propose_change(category=gangs, values=values, actor=world.adam, at=AT))
    kind = Unit.Kind.OTHER
    confirm(world, propose_unit(department=world.department, name="Night", kind=kind, actor=world.adam, at=AT))
    assert list(compare_logs()) == []


def test_a_truncated_log_is_found_by_a_new_process(world: World) -> None:
    gangs = world.department.categories.get(code="gangs")
    before = verified(world.department).sequence
    confirm(world, propose_change(category=gangs, values={"primary": world.assessment}, actor=world.adam, at=AT))
    delete_log("sequence > %s", before)
    chain.forget()
    told = list(compare_logs())
    assert f"Key log of riverton: a confirmed change of {gangs.pk} is gone from its end" in told
    with pytest.raises(CommandError, match="gone from its end"):
        call_command("verify_audit")


@pytest.mark.parametrize(
    "changed", [{"active": False}, {"names": {"en": "Complaints"}}, {"code": "crews"}, {"life_safety": True}]
)
def test_a_changed_row_is_found(world: World, changed: dict[str, object]) -> None:
    Category.objects.filter(department=world.department, code="gangs").update(**changed)
    assert list(compare_logs()) == ["Category gangs of riverton: its row is not what the key log says"]


def test_rerouted_added_and_removed_rows_are_found(world: World) -> None:
    rows = Category.objects.filter(department=world.department)
    rows.get(code="police-conduct").further_units.set([world.desk])
    rows.get(code="gangs").delete()
    Category.objects.create(department=world.department, code="complaints", primary_unit=world.desk)
    assert list(compare_logs()) == [
        "Category gangs of riverton: its row is not what the key log says",
        "Category police-conduct of riverton: its row is not what the key log says",
        "Category complaints of riverton: the key log knows nothing of its row",
    ]


def test_a_units_changed_name_or_kind_is_found(world: World) -> None:
    Unit.objects.filter(pk=world.desk.pk).update(name="Internal affairs 2")
    Unit.objects.filter(pk=world.oversight.pk).update(kind=Unit.Kind.DESK)
    assert len(list(compare_logs())) == 2
