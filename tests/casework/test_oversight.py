"""A tip about police staff is sealed, escalated and assigned to oversight only."""

from dataclasses import replace

import pytest

from tests.builders import AT, World, make_department, restate, unlocked
from tests.oversight import about_police, second_unit
from tests.tips_sent import handling_of, receipt_for, send_tip, submission, token_of, units_for
from tipline.casework.actions import assign, escalate_tip
from tipline.casework.errors import OfficerNotThere
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Category, Officer, Unit
from tipline.intake.actions import submit_tip
from tipline.intake.models import SpentForm
from tipline.keyring.queries import custodian_key, sealing_keys
from tipline.routing.configuration import Route
from tipline.tips.actions import receive_tip, renew_keys
from tipline.tips.errors import OversightOnly
from tipline.tips.models import Tip, TipWrap
from tipline.tips.oversight import require_holders
from tipline.tips.queries import visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def holders(tip: Tip) -> set[str]:
    wraps = TipWrap.objects.filter(tip=tip, kind=TipWrap.Kind.CASE)
    return set(wraps.values_list("unit__name", flat=True))


def escalate(world: World, tip: Tip, unit: Unit) -> None:
    escalate_tip(
        unlocked=unlocked(world.ivan),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        to_unit_id=unit.pk,
        reason="Please look.",
        at=AT,
    )


def also_to(world: World, *units: Unit) -> None:
    """Have the rows say that tips about police staff are for other units as well."""
    Category.objects.get(department=world.department, code="police-conduct").further_units.set(units)
    invalidate_configuration()


def test_only_tips_routed_to_oversight_are_marked_as_oversight(world: World) -> None:
    assert about_police(world).oversight
    assert not send_tip(world, "drugs", "other").tip.oversight


def test_further_oversight_units_get_a_key(world: World) -> None:
    restate(world, "police-conduct", [world.oversight, second_unit(world)])
    assert holders(about_police(world)) == {"Internal affairs", "Inspectors"}


def test_further_units_named_only_in_the_database_get_no_key(world: World) -> None:
    also_to(world, world.desk, world.assessment, second_unit(world))
    tip = about_police(world)
    assert holders(tip) == {"Internal affairs"}
    assert not visible_to(unlocked(world.dana)).exists()


def test_a_row_that_calls_the_tip_desk_oversight_changes_nothing(world: World) -> None:
    Unit.objects.filter(pk=world.desk.pk).update(kind=Unit.Kind.OVERSIGHT)
    also_to(world, world.desk)
    tip = about_police(world)
    assert holders(tip) == {"Internal affairs"}
    with pytest.raises(OversightOnly):
        escalate(world, tip, world.desk)


def test_no_action_seals_an_oversight_tip_to_another_unit(world: World) -> None:
    with pytest.raises(OversightOnly):
        require_holders(about_police(world), [world.oversight.pk, world.desk.pk])


def test_only_oversight_gets_a_key_if_the_route_names_other_units_too(world: World) -> None:
    words = submission(world, "police-conduct")
    route = Route(primary=world.oversight, units=(world.oversight, world.desk))
    words = replace(words, offer=replace(words.offer, route=route))
    token, receipt = token_of(world, "both"), receipt_for(world, "both")
    submit_tip(department=world.department, token=token, receipt=receipt, submission=words, at=AT)
    assert holders(Tip.objects.get()) == {"Internal affairs"}


def test_an_oversight_tip_is_not_stored_with_a_key_for_another_unit(world: World) -> None:
    words, custodian = submission(world, "police-conduct"), custodian_key(world.department)
    assert custodian is not None
    with pytest.raises(OversightOnly):
        receive_tip(
            department=world.department,
            category=words.offer.category,
            oversight=True,
            life_safety=False,
            body=words.body("server"),
            contact="",
            units=sealing_keys(world.department, [world.oversight, world.desk]),
            custodian=custodian,
            secrets=receipt_for(world, "both").secrets(world.department.pk.bytes),
            at=AT,
            beside=SpentForm(form_digest=bytes(32), text_digest=bytes(32), sent_at=AT),
        )
    assert not Tip.objects.exists()


def test_an_oversight_tips_renewed_keys_go_to_no_other_unit(world: World) -> None:
    tip, units = about_police(world), sealing_keys(world.department, [world.oversight, world.desk])
    with pytest.raises(OversightOnly):
        renew_keys(unlocked=unlocked(world.ivan), tip=tip, units=units)
    assert holders(tip) == {"Internal affairs"}


@pytest.mark.parametrize("name", ["desk", "assessment"])
def test_an_oversight_tip_is_escalated_to_oversight_units_only(world: World, name: str) -> None:
    tip, inspectors = about_police(world), second_unit(world)
    assert units_for(world.ivan, tip).to_escalate_to == [inspectors]
    with pytest.raises(OversightOnly):
        escalate(world, tip, getattr(world, name))
    assert holders(tip) == {"Internal affairs"}
    escalate(world, tip, inspectors)
    assert holders(tip) == {"Internal affairs", "Inspectors"}


def test_an_oversight_tip_is_assigned_only_to_members_of_units_that_hold_it(world: World) -> None:
    tip = about_police(world)
    second_unit(world)
    omar = Officer.objects.get(username="omar")
    for officer in (world.dana, world.ola, world.cleo, omar):
        with pytest.raises(OfficerNotThere):
            assign(unlocked=unlocked(world.ivan), tip_id=tip.pk, expected_version=1, officer_id=officer.pk, at=AT)
    assign(unlocked=unlocked(world.ivan), tip_id=tip.pk, expected_version=1, officer_id=world.ivan.pk, at=AT)
