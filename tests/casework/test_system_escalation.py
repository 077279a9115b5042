"""The system raises a tip without a key: only to a unit that holds it already, and without a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import handling_of, send_tip
from tipline.audit.models import Event
from tipline.casework.actions import acknowledge_escalation, change_status, escalate_by_system, withdraw_escalation
from tipline.casework.errors import UnitNotThere
from tipline.casework.models import Escalation
from tipline.casework.queries import opened_casework, waiting_escalations
from tipline.departments.models import Unit
from tipline.tips.actions import open_tip
from tipline.tips.errors import TipNotFound, TransitionRefused
from tipline.tips.models import Handling, Status, Tip, TipWrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def tip(world: World) -> Tip:
    """One that the tip desk and threat assessment hold."""
    return send_tip(world).tip


def raised(tip: Tip, unit: Unit) -> Handling:
    escalate_by_system(handling_id=handling_of(tip).pk, to_unit_id=unit.pk, at=AT)
    return handling_of(tip)


def test_the_unit_sees_that_the_system_raised_it_without_a_reason(world: World, tip: Tip) -> None:
    handling = raised(tip, world.assessment)
    assert handling.status == Status.ESCALATED
    tess = unlocked(world.tess)
    [shown] = opened_casework(tess, open_tip(unlocked=tess, tip_id=tip.pk, at=AT)).escalations
    assert (shown.raised_by, shown.reason, shown.can_acknowledge) == (None, None, True)


def test_its_clock_runs_and_it_is_first_in_the_unit_s_queue(world: World, tip: Tip) -> None:
    handling = raised(tip, world.assessment)
    waiting = waiting_escalations(unlocked(world.tess), [handling])[handling.pk]
    assert waiting.due_at == AT + timedelta(minutes=60)
    assert TipWrap.objects.get(tip=tip, unit=world.assessment).escalated


def test_the_audit_trail_names_no_officer(world: World, tip: Tip) -> None:
    raised(tip, world.assessment)
    assert Event.objects.get(action=Event.Action.ESCALATED).actor is None


def test_a_member_acknowledges_it(world: World, tip: Tip) -> None:
    handling, waiting = raised(tip, world.assessment), Escalation.objects.get()
    acknowledge_escalation(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=handling.version,
        escalation_id=waiting.pk,
        at=AT,
    )
    assert Escalation.objects.get().acknowledged_by == world.tess


def test_a_supervisor_of_another_unit_withdraws_it(world: World, tip: Tip) -> None:
    handling, waiting = raised(tip, world.assessment), Escalation.objects.get()
    withdraw_escalation(
        unlocked=unlocked(world.dana),
        tip_id=tip.pk,
        expected_version=handling.version,
        escalation_id=waiting.pk,
        reason="Read already",
        at=AT,
    )
    assert Escalation.objects.get().withdrawn_by == world.dana


@pytest.mark.parametrize("kind", [Unit.Kind.OVERSIGHT, Unit.Kind.CUSTODIAN])
def test_it_is_not_raised_to_a_unit_without_the_tip(world: World, tip: Tip, kind: Unit.Kind) -> None:
    with pytest.raises(UnitNotThere):
        raised(tip, world.units[kind])
    assert not Escalation.objects.exists()
    assert handling_of(tip).version == 1


def test_it_is_not_raised_to_another_department_s_unit(world: World, tip: Tip) -> None:
    with pytest.raises(UnitNotThere):
        raised(tip, make_department("lakeside").desk)


def test_a_unit_that_held_it_in_an_older_epoch_does_not_hold_it(world: World, tip: Tip) -> None:
    Tip.objects.filter(pk=tip.pk).update(epoch=2)
    with pytest.raises(UnitNotThere):
        raised(tip, world.assessment)


def test_it_is_not_raised_twice(world: World, tip: Tip) -> None:
    raised(tip, world.assessment)
    with pytest.raises(UnitNotThere):
        raised(tip, world.assessment)


def test_a_closed_tip_is_not_raised(world: World, tip: Tip) -> None:
    change_status(
        unlocked=unlocked(world.dana),
        tip_id=tip.pk,
        expected_version=1,
        to_status=Status.CLOSED,
        disposition="spam",
        rationale="Sold by a shop",
        at=AT,
    )
    with pytest.raises(TransitionRefused):
        raised(tip, world.assessment)


def test_nothing_is_raised_that_is_not_there(world: World) -> None:
    with pytest.raises(TipNotFound):
        escalate_by_system(handling_id=uuid4(), to_unit_id=world.desk.pk, at=AT)


def test_an_officer_s_escalation_has_a_reason_and_the_system_s_has_none(world: World, tip: Tip) -> None:
    raised(tip, world.assessment)
    for half in ({"raised_by": world.dana}, {"reason": b"sealed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Escalation.objects.update(**half)
