"""A tip is raised to another unit, which then sees all of it but who sent it, and takes it on."""

from datetime import timedelta

import pytest

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import TEXT, send_tip
from tipline.audit.models import Event
from tipline.casework.actions import acknowledge_escalation, escalate_tip, write_note
from tipline.casework.errors import EscalationNotThere, UnitNotThere
from tipline.casework.models import Escalation
from tipline.casework.queries import open_escalations, opened_casework, units_around
from tipline.departments.actions import create_unit
from tipline.departments.models import Unit
from tipline.tips.actions import open_tip
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Tip, TipWrap
from tipline.tips.queries import queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def raised(world: World, unit: Unit | None = None, version: int = 1) -> Tip:
    tip = Tip.objects.first() or send_tip(world, "drugs", contact="me@example.org").tip
    escalate_tip(
        unlocked=unlocked(world.ola),
        tip_id=tip.pk,
        expected_version=version,
        to_unit_id=(unit or world.assessment).pk,
        reason="A rifle is mentioned",
        at=AT,
    )
    tip.refresh_from_db()
    return tip


def test_the_other_unit_sees_the_tip_with_its_notes_and_the_reason(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    write_note(unlocked=unlocked(world.ola), tip_id=tip.pk, expected_version=1, text="Called back", at=AT)
    tip = raised(world, version=2)
    tess = unlocked(world.tess)
    assert list(queue(tess)) == [tip]
    opened = open_tip(unlocked=tess, tip_id=tip.pk, at=AT)
    casework = opened_casework(tess, opened)
    assert opened.body.text == TEXT
    assert [note.text for note in casework.notes] == ["Called back"]
    assert [e.reason for e in casework.escalations] == ["A rifle is mentioned"]
    assert casework.escalations[0].can_acknowledge


def test_before_that_it_did_not_exist_for_them(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    with pytest.raises(TipNotFound):
        open_tip(unlocked=unlocked(world.tess), tip_id=tip.pk, at=AT)


def test_who_sent_it_is_not_passed_on(world: World) -> None:
    tip = raised(world)
    kinds = TipWrap.objects.filter(tip=tip, unit=world.assessment).values_list("kind", flat=True)
    assert set(kinds) == {"case"}


def test_the_reason_is_sealed_and_the_deed_on_record(world: World) -> None:
    raised(world)
    assert b"rifle" not in bytes(Escalation.objects.get().reason)
    assert Event.objects.filter(deed=Event.Deed.ESCALATED, actor=world.ola.pk).count() == 1


def test_its_clock_runs_until_somebody_there_acknowledges(world: World) -> None:
    tip = raised(world)
    tess = unlocked(world.tess)
    waiting = open_escalations(tess, [tip])[tip.pk]
    assert waiting.due_at == AT + timedelta(minutes=60)
    later = AT + timedelta(minutes=17)
    acknowledge_escalation(
        unlocked=tess, tip_id=tip.pk, expected_version=tip.version, escalation_id=waiting.pk, at=later
    )
    waiting.refresh_from_db()
    tip.refresh_from_db()
    assert (waiting.acknowledged_by, waiting.acknowledged_minutes, waiting.due_at) == (world.tess, 15, None)
    assert tip.status == "in_review"
    assert not open_escalations(tess, [tip])


def test_who_raised_it_cannot_acknowledge_it_for_the_other_unit(world: World) -> None:
    tip = raised(world)
    with pytest.raises(EscalationNotThere):
        acknowledge_escalation(
            unlocked=unlocked(world.ola),
            tip_id=tip.pk,
            expected_version=tip.version,
            escalation_id=Escalation.objects.get().pk,
            at=AT,
        )


@pytest.mark.parametrize("kind", [Unit.Kind.CUSTODIAN, Unit.Kind.RECORDS])
def test_units_that_take_no_tips_are_not_escalated_to(world: World, kind: Unit.Kind) -> None:
    with pytest.raises(UnitNotThere):
        raised(world, world.units[kind])


def test_neither_is_another_departments_unit_nor_one_without_a_key(world: World) -> None:
    send_tip(world, "drugs")
    keyless = create_unit(department=world.department, name="Night", kind=Unit.Kind.OTHER, actor=world.adam, at=AT)
    for unit in (make_department("elsewhere").assessment, keyless):
        with pytest.raises(UnitNotThere):
            raised(world, unit)
    assert keyless not in units_around(unlocked(world.ola), Tip.objects.get()).to_escalate_to


def test_a_unit_is_not_asked_twice_while_it_has_not_answered(world: World) -> None:
    tip = raised(world)
    assert world.assessment not in units_around(unlocked(world.ola), tip).to_escalate_to
    with pytest.raises(UnitNotThere):
        raised(world, version=tip.version)


def test_nobody_escalates_to_a_unit_of_their_own(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    with pytest.raises(UnitNotThere):
        raised(world, world.desk)
    assert units_around(unlocked(world.ola), tip).to_escalate_to == [world.oversight, world.assessment]
    assert units_around(unlocked(world.dana), tip).to_escalate_to == [world.oversight]
    assert not Escalation.objects.exists()


def test_a_unit_that_holds_the_tip_is_asked_by_who_is_no_member_of_it(world: World) -> None:
    tip = send_tip(world, "threat-officer").tip
    wraps = TipWrap.objects.filter(tip=tip).count()
    assert world.assessment in units_around(unlocked(world.ola), tip).to_escalate_to
    raised(world)
    assert open_escalations(unlocked(world.tess), [tip])[tip.pk].due_at == AT + timedelta(minutes=60)
    assert TipWrap.objects.filter(tip=tip).count() == wraps


def test_a_tip_goes_on_to_a_third_unit(world: World) -> None:
    tip = raised(world)
    tip = raised(world, world.oversight, version=tip.version)
    assert open_tip(unlocked=unlocked(world.ivan), tip_id=tip.pk, at=AT).body.text == TEXT
