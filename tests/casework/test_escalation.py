"""A tip is escalated to another unit, which then sees all of it but the contact details, and acknowledges it."""

from datetime import timedelta

import pytest

from tests.builders import AT, World, admit_to, make_department, make_officer, make_unit, unlocked
from tests.tips_sent import TEXT, handling_of, queued, send_tip, units_for
from tipline.audit.models import Event
from tipline.casework.actions import (
    acknowledge_escalation,
    change_status,
    escalate_tip,
    withdraw_escalation,
    write_note,
)
from tipline.casework.errors import EscalationNotThere, EscalationWaits, UnitNotThere
from tipline.casework.models import WAITING, Escalation, Note
from tipline.casework.queries import opened_casework, waiting_escalations
from tipline.departments.models import Unit
from tipline.departments.roles import OFFICER
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import open_tip
from tipline.tips.errors import TextRefused, TipNotFound
from tipline.tips.models import History, Tip, TipWrap

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


def awaited(reader: Unlocked, tip: Tip) -> Escalation | None:
    """Return the escalation of the tip whose clock the officer should see."""
    handling = handling_of(tip)
    return waiting_escalations(reader, [handling]).get(handling.pk)


def test_the_other_unit_sees_the_tip_with_its_notes_and_the_reason(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    write_note(unlocked=unlocked(world.ola), tip_id=tip.pk, expected_version=1, text="Called back", at=AT)
    tip = raised(world, version=2)
    tess = unlocked(world.tess)
    assert queued(tess) == [tip]
    opened = open_tip(unlocked=tess, tip_id=tip.pk, at=AT)
    casework = opened_casework(tess, opened)
    assert opened.body.text == TEXT
    assert [note.text for note in casework.notes] == ["Called back"]
    assert [e.reason for e in casework.escalations] == ["A rifle is mentioned"]
    assert casework.escalations[0].can_acknowledge


def test_before_the_escalation_the_tip_does_not_exist_for_them(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    with pytest.raises(TipNotFound):
        open_tip(unlocked=unlocked(world.tess), tip_id=tip.pk, at=AT)


def test_contact_details_are_not_passed_on(world: World) -> None:
    tip = raised(world)
    kinds = TipWrap.objects.filter(tip=tip, unit=world.assessment).values_list("kind", flat=True)
    assert set(kinds) == {"case"}


def test_the_reason_is_sealed_and_the_escalation_recorded(world: World) -> None:
    raised(world)
    assert b"rifle" not in bytes(Escalation.objects.get().reason)
    assert Event.objects.filter(action=Event.Action.ESCALATED, actor=world.ola.pk).count() == 1


def test_its_clock_runs_until_the_other_unit_acknowledges(world: World) -> None:
    tip = raised(world)
    tess = unlocked(world.tess)
    waiting = awaited(tess, tip)
    assert waiting is not None
    assert waiting.due_at == AT + timedelta(minutes=60)
    later = AT + timedelta(minutes=17)
    acknowledge_escalation(
        unlocked=tess, tip_id=tip.pk, expected_version=handling_of(tip).version, escalation_id=waiting.pk, at=later
    )
    waiting.refresh_from_db()
    tip.refresh_from_db()
    assert (waiting.acknowledged_by, waiting.acknowledged_minutes, waiting.due_at) == (world.tess, 15, None)
    assert handling_of(tip).status == "in_review"
    assert awaited(tess, tip) is None


def withdraw(world: World, tip: Tip, by: str = "ola", reason: str = "By mistake") -> None:
    withdraw_escalation(
        unlocked=unlocked(getattr(world, by)),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        escalation_id=Escalation.objects.get().pk,
        reason=reason,
        at=AT + timedelta(minutes=90),
    )


CLOSED = {"to_status": "closed", "disposition": "unfounded", "rationale": "Spoke to both", "at": AT}


def test_a_tip_with_a_pending_escalation_cannot_be_closed(world: World) -> None:
    tip = raised(world)
    close = {"unlocked": unlocked(world.ola), "tip_id": tip.pk, **CLOSED}
    with pytest.raises(EscalationWaits):
        change_status(**close, expected_version=handling_of(tip).version)
    assert queued(unlocked(world.tess)) == [tip]
    withdraw(world, tip)
    change_status(**close, expected_version=handling_of(tip).version)
    tip.refresh_from_db()
    assert handling_of(tip).status == "closed"


def test_withdrawing_stops_the_clock_and_requires_a_reason(world: World) -> None:
    tip = raised(world)
    with pytest.raises(TextRefused):
        withdraw(world, tip, reason=" ")
    withdraw(world, tip)
    row = Escalation.objects.get()
    assert (row.withdrawn_by, row.due_at, row.acknowledged_by) == (world.ola, None, None)
    tip.refresh_from_db()
    assert handling_of(tip).status == "in_review"
    tess = unlocked(world.tess)
    casework = opened_casework(tess, open_tip(unlocked=tess, tip_id=tip.pk, at=AT))
    assert [(note.kind, note.text) for note in casework.notes] == [(Note.Kind.WITHDRAWAL, "By mistake")]
    assert not casework.escalations[0].can_acknowledge
    assert History.objects.filter(action=History.Action.ESCALATION_WITHDRAWN, unit=world.assessment).count() == 1
    assert Event.objects.filter(action=Event.Action.ESCALATION_WITHDRAWN, actor=world.ola.pk).count() == 1


@pytest.mark.parametrize("name", ["tess", "una"])
def test_neither_the_other_unit_nor_an_unauthorised_colleague_withdraws_it(world: World, name: str) -> None:
    tip = raised(world)
    una = make_officer(world.department, "una", OFFICER)
    admit_to(world.desk, una, by=world.dana)
    who = {"tess": world.tess, "una": una}[name]
    with pytest.raises(EscalationNotThere):
        withdraw_escalation(
            unlocked=unlocked(who),
            tip_id=tip.pk,
            expected_version=handling_of(tip).version,
            escalation_id=Escalation.objects.get().pk,
            reason="By mistake",
            at=AT,
        )
    assert Escalation.objects.get().withdrawn_by is None


def test_the_escalating_officers_supervisor_withdraws_it_too(world: World) -> None:
    withdraw(world, raised(world), "dana")
    assert Escalation.objects.get().withdrawn_by == world.dana


def test_a_withdrawn_or_acknowledged_escalation_cannot_be_withdrawn(world: World) -> None:
    tip = raised(world)
    withdraw(world, tip)
    with pytest.raises(EscalationNotThere):
        withdraw(world, tip)


def test_the_escalating_officer_sees_its_clock_and_may_escalate_to_another_unit(world: World) -> None:
    tip = raised(world)
    shown = awaited(unlocked(world.ola), tip)
    assert shown is not None
    assert shown.to_unit == world.assessment
    further = units_for(world.ola, tip).to_escalate_to
    assert further
    raised(world, further[0], version=handling_of(tip).version)
    assert Escalation.objects.filter(WAITING).count() == 2


def test_the_escalating_officer_cannot_acknowledge_it_for_the_other_unit(world: World) -> None:
    tip = raised(world)
    with pytest.raises(EscalationNotThere):
        acknowledge_escalation(
            unlocked=unlocked(world.ola),
            tip_id=tip.pk,
            expected_version=handling_of(tip).version,
            escalation_id=Escalation.objects.get().pk,
            at=AT,
        )


@pytest.mark.parametrize("kind", [Unit.Kind.CUSTODIAN, Unit.Kind.RECORDS])
def test_a_tip_cannot_be_escalated_to_a_unit_that_takes_no_tips(world: World, kind: Unit.Kind) -> None:
    with pytest.raises(UnitNotThere):
        raised(world, world.units[kind])


def test_a_tip_cannot_be_escalated_to_a_foreign_unit_or_one_without_a_key(world: World) -> None:
    send_tip(world, "drugs")
    keyless = make_unit(world, "Night")
    for unit in (make_department("elsewhere").assessment, keyless):
        with pytest.raises(UnitNotThere):
            raised(world, unit)
    assert keyless not in units_for(world.ola, Tip.objects.get()).to_escalate_to


def test_a_unit_has_only_one_pending_escalation_of_a_tip(world: World) -> None:
    tip = raised(world)
    assert world.assessment not in units_for(world.ola, tip).to_escalate_to
    with pytest.raises(UnitNotThere):
        raised(world, version=handling_of(tip).version)


def test_nobody_escalates_to_their_own_unit(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    with pytest.raises(UnitNotThere):
        raised(world, world.desk)
    assert units_for(world.ola, tip).to_escalate_to == [world.oversight, world.assessment]
    assert units_for(world.dana, tip).to_escalate_to == [world.oversight]
    assert not Escalation.objects.exists()


def test_a_tip_can_be_escalated_to_a_unit_that_holds_it_by_an_officer_of_another(world: World) -> None:
    tip = send_tip(world, "threat-officer").tip
    wraps = TipWrap.objects.filter(tip=tip).count()
    assert world.assessment in units_for(world.ola, tip).to_escalate_to
    raised(world)
    shown = awaited(unlocked(world.tess), tip)
    assert shown is not None
    assert shown.due_at == AT + timedelta(minutes=60)
    assert TipWrap.objects.filter(tip=tip).count() == wraps


def test_a_tip_can_be_escalated_to_a_third_unit(world: World) -> None:
    tip = raised(world)
    tip = raised(world, world.oversight, version=handling_of(tip).version)
    assert open_tip(unlocked=unlocked(world.ivan), tip_id=tip.pk, at=AT).body.text == TEXT
