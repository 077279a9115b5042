"""Whoever writes to the database changes no row of a tip unseen, and actions raise no alarm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F

from tests.audit.writer import lift_triggers
from tests.builders import AT, World, admit_to, make_department, unlocked
from tests.oversight import about_police
from tests.tips_sent import handling_of, rows_of, send_tip, token_of
from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.casework.actions import (
    acknowledge_escalation,
    add_tag,
    ask_resident,
    assign,
    change_status,
    create_tag,
    escalate_by_system,
    escalate_tip,
    move_to_oversight,
    open_contact,
    propose_release,
    remove_tag,
    withdraw_escalation,
    write_note,
)
from tipline.casework.models import Escalation, Note, Release, Tag, TipTag
from tipline.departments.models import Category
from tipline.envelope import Receipt
from tipline.intake.actions import answer, change_receipt
from tipline.operations.comparing import compare
from tipline.operations.tick import tick
from tipline.tips.actions import open_tip
from tipline.tips.models import Handling, History, Mailbox, Message, PreviousKey, Tip, TipContent, TipWrap

pytestmark = pytest.mark.django_db
Kind = TipWrap.Kind


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def tip(world: World) -> Tip:
    """Return a tip with a whole life: of every action and every row there is one."""
    sent = send_tip(world, contact="555-0199")
    tip, tess = sent.tip, unlocked(world.tess)
    tag = create_tag(department=world.department, label="school", actor=world.dana, at=AT)
    open_tip(unlocked=tess, tip_id=tip.pk, at=AT)

    def version() -> dict[str, object]:
        return {"tip_id": tip.pk, "expected_version": Handling.objects.get(tip=tip).version, "at": AT}

    add_tag(unlocked=tess, tag_id=tag.pk, **version())  # type: ignore[arg-type]
    write_note(unlocked=tess, text="Called the school", **version())  # type: ignore[arg-type]
    assign(unlocked=tess, officer_id=world.tess.pk, **version())  # type: ignore[arg-type]
    ask_resident(unlocked=tess, text="Which school?", **version())  # type: ignore[arg-type]
    answer(department=world.department, receipt=sent.receipt, token=token_of(world, "answer"), text="North", at=AT)
    escalate_tip(unlocked=tess, to_unit_id=world.desk.pk, reason="Look", **version())  # type: ignore[arg-type]
    return Tip.objects.get(pk=tip.pk)


def faults() -> list[str]:
    return list(compare())


def test_rows_changed_by_actions_match_the_trail(world: World, tip: Tip) -> None:
    assert faults() == []
    escalation, version = Escalation.objects.get(), handling_of(tip).version
    acknowledge_escalation(
        unlocked=unlocked(world.ola), tip_id=tip.pk, expected_version=version, escalation_id=escalation.pk, at=AT
    )
    change_status(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=version + 1,
        to_status="closed",
        disposition="spam",
        rationale="Sold by a shop",
        at=AT,
    )
    remove_tag(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=version + 2,
        tag_id=Tag.objects.get().pk,
        at=AT,
    )
    assert faults() == []
    tick(AT + timedelta(days=60))
    assert faults() == []


def test_a_missing_key_of_an_escalations_unit_is_found(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    escalate_tip(
        unlocked=unlocked(world.ola),
        tip_id=tip.pk,
        expected_version=1,
        to_unit_id=world.assessment.pk,
        reason="Look",
        at=AT,
    )
    assert faults() == []
    TipWrap.objects.filter(tip=tip, unit=world.assessment).delete()
    assert any(f"the key of unit {world.assessment.pk} to it (case) is gone" in fault for fault in faults())


def test_an_escalation_by_the_system_cannot_be_ascribed_to_an_officer(world: World, tip: Tip) -> None:
    handling = handling_of(tip)
    escalate_by_system(handling_id=handling.pk, to_unit_id=world.assessment.pk, at=AT)
    assert faults() == []
    Escalation.objects.filter(raised_by=None).update(raised_by=world.dana, reason=b"something")
    [fault] = faults()
    assert fault.endswith(f"an escalation (step {handling.version + 1}) is gone or was changed")


def test_a_withdrawn_escalation_matches_the_trail(world: World, tip: Tip) -> None:
    withdraw_escalation(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        escalation_id=Escalation.objects.get().pk,
        reason="Mine after all",
        at=AT,
    )
    assert faults() == []


def test_a_tip_moved_to_oversight_matches_the_trail(world: World, tip: Tip) -> None:
    tick(AT + timedelta(days=1))
    move_to_oversight(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        reason="About an officer",
        at=AT,
    )
    assert faults() == []


def test_opened_contact_details_match_the_trail(world: World, tip: Tip) -> None:
    admit_to(world.custodian, world.tess, by=world.ivan)
    open_contact(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        reason="Call back",
        at=AT,
    )
    assert faults() == []


Act = Callable[[World, Tip], object]


def clear(**fields: object) -> Act:
    return lambda _, tip: Tip.objects.filter(pk=tip.pk).update(**fields)


def worked_on(**fields: object) -> Act:
    return lambda _, tip: Handling.objects.filter(tip=tip).update(**fields)


def other_category(_: World, tip: Tip) -> object:
    category = Category.objects.exclude(pk=tip.category_id).first()
    return Tip.objects.filter(pk=tip.pk).update(category=category)


def assigned_elsewhere(world: World, tip: Tip) -> object:
    return Handling.objects.filter(tip=tip).update(assignee=world.ola)


def question_as_answer(_: World, tip: Tip) -> object:
    return Message.objects.filter(tip=tip, from_resident=False).update(from_resident=True, author=None)


def answer_deleted(_: World, tip: Tip) -> object:
    return Message.objects.filter(tip=tip, from_resident=True).delete()


def question_deleted(_: World, tip: Tip) -> object:
    return Message.objects.filter(tip=tip, from_resident=False).delete()


def case_wrap_deleted(world: World, tip: Tip) -> object:
    return TipWrap.objects.filter(tip=tip, unit=world.assessment).delete()


def escalated_wrap_deleted(world: World, tip: Tip) -> object:
    return TipWrap.objects.filter(tip=tip, unit=world.desk).delete()


def identity_wrap_deleted(_: World, tip: Tip) -> object:
    return TipWrap.objects.filter(tip=tip, kind=Kind.IDENTITY).delete()


def wrap_put_in(world: World, tip: Tip) -> object:
    return TipWrap.objects.create(tip=tip, kind=Kind.CASE, unit=world.oversight, unit_kid=bytes(16), wrapped=b"x")


def version_turned_back(_: World, tip: Tip) -> object:
    Message.objects.filter(tip=tip, from_resident=True).delete()
    History.objects.filter(handling__tip=tip, step=handling_of(tip).version).delete()
    return Handling.objects.filter(tip=tip).update(version=F("version") - 1)


ATTACKS: dict[str, tuple[Act, str]] = {
    "status": (worked_on(status="closed"), "its status is closed and the trail says escalated"),
    "disposition": (worked_on(disposition="spam"), "its disposition is spam and the trail says none"),
    "danger": (clear(life_safety=False), "its life safety is False and the trail says True"),
    "oversight": (clear(oversight=True), "its oversight is True and the trail says False"),
    "epoch": (clear(epoch=2), "its epoch is 2 and the trail says 1"),
    "language": (clear(language="es"), "its language is es and the trail says en"),
    "reference": (clear(reference="AAAA-AAAA"), "were changed"),
    "category": (other_category, "its category is"),
    "assignee": (assigned_elsewhere, "its assignee is"),
    "version": (version_turned_back, "was taken back"),
    "case wrap": (case_wrap_deleted, "(case) is gone"),
    "escalated wrap": (escalated_wrap_deleted, "(case) is gone"),
    "identity wrap": (identity_wrap_deleted, "(identity) is gone"),
    "wrap put in": (wrap_put_in, "that nobody gave it"),
    "question as answer": (question_as_answer, "a question (step 5) is gone or was changed"),
    "question": (question_deleted, "a question (step 5) is gone or was changed"),
    "answer": (answer_deleted, "an answer, or what else was done (step 6), is gone"),
    "note": (lambda _, tip: rows_of(Note, tip).delete(), "a note (step 3) is gone or was changed"),
    "author": (
        lambda w, tip: rows_of(Note, tip).update(author=w.ola),
        "a note (step 3) is gone or was",
    ),
    "tag": (lambda _, tip: rows_of(TipTag, tip).delete(), "its tags were changed"),
    "escalation": (lambda _, tip: Escalation.objects.all().delete(), "an escalation (step 7) is gone or was changed"),
    "escalation's unit": (
        lambda w, tip: Escalation.objects.update(to_unit=w.oversight),
        "an escalation (step 7) is gone or was changed",
    ),
    "escalation's end": (
        lambda w, tip: Escalation.objects.update(acknowledged_by=w.ola),
        "what became of an escalation (step 7) was changed",
    ),
    "history": (lambda _, tip: History.objects.filter(handling__tip=tip, step=3).delete(), "a line of its history"),
    "history's actor": (
        lambda w, tip: History.objects.filter(handling__tip=tip).update(actor=w.ola),
        "a line of its history (step 2) is gone or was changed",
    ),
    "history of an answer": (
        lambda _, tip: History.objects.filter(handling__tip=tip, step=6).delete(),
        "a line of its history (step 6) is gone or was changed",
    ),
    "history's status": (
        lambda _, tip: History.objects.filter(handling__tip=tip, step=7).update(to_status="closed"),
        "a line of its history (step 7) is gone or was changed",
    ),
    "a key's bytes": (
        lambda w, tip: TipWrap.objects.filter(kind=Kind.IDENTITY).update(wrapped=b"x"),
        "(identity) was changed",
    ),
    "a key's kid": (
        lambda w, tip: TipWrap.objects.filter(kind=Kind.IDENTITY).update(unit_kid=bytes(16)),
        "(identity) was changed",
    ),
    "words": (lambda _, tip: TipContent.objects.update(body=b"x"), "were changed"),
    "words gone": (lambda _, tip: TipContent.objects.all().delete(), "its sealed words or its mailbox are gone"),
    "mailbox": (lambda _, tip: Mailbox.objects.update(lookup_hash=bytes(32)), "its mailbox was changed"),
    "mailbox gone": (lambda _, tip: Mailbox.objects.all().delete(), "its sealed words or its mailbox are gone"),
    "queue": (lambda _, tip: TipWrap.objects.update(done=True), "leaves it out"),
    "queue's danger": (lambda _, tip: TipWrap.objects.update(life_safety=False), "shows it with another danger"),
    "queue's escalation": (lambda _, tip: TipWrap.objects.update(escalated=False), "that it was escalated"),
    "tip": (lambda _, tip: tip.delete(), "with which something was done, is gone"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_behind_the_systems_back_is_found(world: World, tip: Tip, name: str) -> None:
    act, words = ATTACKS[name]
    act(world, tip)
    assert any(words in fault for fault in faults()), faults()


def test_a_tip_marked_as_read_without_being_opened_is_found(world: World) -> None:
    tip = send_tip(world).tip
    assert faults() == []
    TipWrap.objects.filter(tip=tip).update(unread=False)
    assert any("has it as read, and nobody opened it" in fault for fault in faults())


def test_exchanged_rows_do_not_change_the_order_of_steps(world: World, tip: Tip) -> None:
    lift_triggers()
    first, *_, last = (e for e in Event.objects.filter(about=tip.pk).order_by("pk") if "version" in e.detail)
    Event.objects.filter(pk=first.pk).update(id=last.pk + 1000)
    assert faults() == []


def test_an_inserted_message_note_or_escalation_is_found(world: World, tip: Tip) -> None:
    asked, note, raised = (rows_of(model, tip)[0] for model in (Message, Note, Escalation))
    for row in (asked, note, raised):
        row.pk, row.step = uuid4(), 2
        row.save(force_insert=True)
    assert [fault.split("): ", 1)[1] for fault in faults()] == [
        "a question (step 2) was put in",
        "a note (step 2) was put in",
        "an escalation (step 2) was put in",
    ]


def test_an_inserted_answer_is_found(world: World, tip: Tip) -> None:
    said = Message.objects.get(tip=tip, from_resident=True)
    said.pk, said.step = uuid4(), 2
    said.save(force_insert=True)
    assert any("an answer (step 2) was put in" in fault for fault in faults())


def test_after_a_move_to_oversight_keys_and_history_are_still_compared(world: World, tip: Tip) -> None:
    move_to_oversight(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        reason="About an officer",
        at=AT,
    )
    PreviousKey.objects.filter(tip=tip, kind="work").delete()
    TipWrap.objects.filter(tip=tip, kind=Kind.CASE).delete()
    told = faults()
    assert any("the keys of its epoch 1 are gone" in fault for fault in told)
    assert any(f"the key of unit {world.oversight.pk} to it (case) is gone" in fault for fault in told)


def test_a_forged_event_justifies_no_change(world: World, tip: Tip) -> None:
    last = Event.objects.filter(about=tip.pk).order_by("-id")[0]
    Event.objects.create(
        action=Event.Action.STATUS_CHANGED,
        actor=world.tess.pk,
        department=world.department.pk,
        about=tip.pk,
        subjects=[str(tip.pk)],
        detail={**last.detail, "status": "closed", "version": handling_of(tip).version},
        mac=bytes(last.mac),
        at=AT,
    )
    Handling.objects.filter(tip=tip).update(status="closed")
    assert any("its status is closed and the trail says escalated" in fault for fault in faults())


def test_a_forged_destruction_justifies_no_missing_tip(world: World, tip: Tip) -> None:
    tick(AT)
    put_in(Event.Action.TIP_DESTROYED, world, about=tip.pk)
    pk = tip.pk
    tip.delete()
    assert "seal the days that are over" in tick(AT)
    assert any(fault.startswith(f"Tip {pk}") and fault.endswith("is gone") for fault in faults())


def test_a_forged_manifest_does_not_stop_a_day_from_being_sealed(world: World, tip: Tip) -> None:
    put_in(Event.Action.DAY_SEALED, world, subjects=["2099-01-01"])
    tick(AT + timedelta(days=1))
    assert any(event.subjects[0] == "2026-03-10" for event in Event.objects.filter(action=Event.Action.DAY_SEALED))


def test_a_forged_manifest_raises_no_false_alarm(world: World, tip: Tip) -> None:
    put_in(Event.Action.DAY_SEALED, world, subjects=["2026-03-09", f"tip {uuid4().hex} {bytes(32).hex()}"])
    assert faults() == []


@pytest.mark.parametrize("outcome", Release.Outcome.values)
def test_a_release_decided_only_in_the_database_is_found(world: World, outcome: str) -> None:
    tip = about_police(world)
    propose_release(unlocked=unlocked(world.ivan), tip_id=tip.pk, expected_version=1, reason="A neighbour", at=AT)
    Release.objects.update(outcome=outcome)
    told = [fault.split("): ", 1)[1] for fault in faults()]
    assert told == (["a proposal to release it from oversight was changed"] if outcome != Release.Outcome.OPEN else [])


def put_in(action: Event.Action, world: World, **fields: object) -> None:
    """Insert an event as the writer of the database does, with the MAC of another one."""
    stolen = bytes(Event.objects.order_by("id")[0].mac)
    Event.objects.create(action=action, department=world.department.pk, at=AT, mac=stolen, **fields)


def test_an_event_detached_from_its_tip_is_found(world: World, tip: Tip) -> None:
    lift_triggers()
    Event.objects.filter(action=Event.Action.NOTE_WRITTEN).update(about=None)
    assert faults()


def test_a_destroyed_tip_differs_from_a_missing_one(world: World, tip: Tip) -> None:
    other = send_tip(world, form="other").tip
    tick(AT + timedelta(days=2))
    for gone in (tip, other):
        rows_of(TipTag, gone).delete()
    lost = other.pk
    record(
        action=Event.Action.TIP_DESTROYED,
        actor=None,
        department=world.department.pk,
        about=tip.pk,
        subjects=[tip.pk],
        at=AT,
    )
    tip.delete()
    other.delete()
    assert faults() == [f"Tip {lost}, which came on 2026-03-10, is gone"]


def test_a_changed_receipt_raises_no_alarm(world: World) -> None:
    sent, other = send_tip(world, form="first"), send_tip(world, form="second")
    change_receipt(department=world.department, receipt=sent.receipt, new=Receipt(2), at=AT)
    assert list(compare()) == []
    Mailbox.objects.filter(tip=other.tip).update(lookup_hash=bytes(32))
    assert ["its mailbox was changed" in fault for fault in compare()] == [True]
