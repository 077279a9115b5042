"""Readers are told if whoever controls the database attributes text to another author."""

from __future__ import annotations

import dataclasses
from uuid import UUID

import pytest
from django.db import models

from tests.builders import World, make_department, unlocked
from tests.faults.looking import ANSWER, DAMAGED, NOTES, QUESTION, SOUND, full_tip, put, row_of, seen
from tests.tips_sent import Sent, handling_of, send_tip
from tipline.casework.actions import confirm_release, propose_release
from tipline.casework.models import Escalation, Note, Release
from tipline.intake.actions import open_mailbox
from tipline.tips import sealing
from tipline.tips.actions import open_tip
from tipline.tips.errors import TipDamaged
from tipline.tips.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def sent(world: World) -> Sent:
    return full_tip(world, "authors")


def in_the_mailbox(world: World, sent: Sent) -> tuple[str | None, ...]:
    found = open_mailbox(department=world.department, receipt=sent.receipt, at=sent.tip.received_at)
    assert found is not None
    return tuple(message.text for message in found.messages)


def test_an_officers_question_is_never_shown_as_the_residents_message(world: World, sent: Sent) -> None:
    question = Message.objects.get(tip=sent.tip, from_resident=False)
    put(question, from_resident=True, author=None)
    assert seen(world, sent.tip).messages == (DAMAGED, ANSWER)
    assert in_the_mailbox(world, sent) == (None, ANSWER)


def test_a_residents_message_is_never_shown_as_an_officers(world: World, sent: Sent) -> None:
    put(Message.objects.get(tip=sent.tip, from_resident=True), from_resident=False, author=world.dana)
    assert seen(world, sent.tip).messages == (QUESTION, DAMAGED)
    assert in_the_mailbox(world, sent) == (QUESTION, None)


@pytest.mark.parametrize(
    ("model", "field"), [(Message, "author"), (Note, "author"), (Escalation, "raised_by")], ids=str
)
def test_text_is_never_shown_under_another_officers_name(
    world: World, sent: Sent, model: type[models.Model], field: str
) -> None:
    put(row_of(model, sent.tip), **{field: world.dana})
    wrong = {
        Message: {"messages": (DAMAGED, ANSWER)},
        Note: {"notes": (DAMAGED, NOTES[1])},
        Escalation: {"reasons": (DAMAGED,)},
    }
    assert seen(world, sent.tip) == dataclasses.replace(SOUND, **wrong[model])


def test_a_note_is_never_shown_as_the_reason_for_closing(world: World, sent: Sent) -> None:
    put(row_of(Note, sent.tip), kind=Note.Kind.RATIONALE)
    assert seen(world, sent.tip).notes == (DAMAGED, NOTES[1])


@pytest.fixture
def proposed(world: World, monkeypatch: pytest.MonkeyPatch) -> Release:
    tip = full_tip(world, "released").tip
    put(tip, oversight=True)
    monkeypatch.setattr("tipline.casework.actions.release.oversees", lambda *_: True)
    propose_release(
        unlocked=unlocked(world.ola),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        reason="A mistake",
        at=tip.received_at,
    )
    return Release.objects.get()


def test_a_proposal_attributed_to_another_officer_cannot_be_confirmed_by_its_author(
    world: World, proposed: Release
) -> None:
    put(proposed, proposed_by=world.dana)
    tip = proposed.handling.tip
    with pytest.raises(TipDamaged):
        confirm_release(
            unlocked=unlocked(world.ola),
            tip_id=tip.pk,
            expected_version=handling_of(tip).version,
            release_id=proposed.pk,
            at=tip.received_at,
        )


def test_a_reason_for_escalating_never_counts_as_a_reason_for_releasing(world: World, proposed: Release) -> None:
    escalation = Escalation.objects.get(handling=proposed.handling)
    Release.objects.all().delete()
    row = Release.objects.create(
        id=escalation.pk,
        handling=proposed.handling,
        epoch=1,
        proposed_by=escalation.raised_by,
        reason=bytes(escalation.reason),
        step=9,
        at=proposed.at,
    )
    tip = proposed.handling.tip
    with pytest.raises(TipDamaged):
        confirm_release(
            unlocked=unlocked(world.dana),
            tip_id=tip.pk,
            expected_version=handling_of(tip).version,
            release_id=row.pk,
            at=row.at,
        )


def test_a_sealer_who_gives_two_units_two_work_keys_is_detected(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real, given = sealing.wrap_for, set[UUID]()

    def hostile(tip, key, kind, secret):  # type: ignore[no-untyped-def]
        given.add(key.unit)
        other = secret if len(given) == 1 else secret[:32] + bytes(32)
        return real(tip, key, kind, other)

    monkeypatch.setattr(sealing, "wrap_for", hostile)
    tip = send_tip(world, form="hostile").tip
    opened = []
    for officer in (world.ola, world.tess):
        try:
            open_tip(unlocked=unlocked(officer), tip_id=tip.pk, at=tip.received_at)
            opened.append(officer.username)
        except TipDamaged:
            continue
    assert len(opened) == 1
