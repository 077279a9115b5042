"""The audit trail: appended, authenticated, linked, signed, and never edited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from tests.audit.conftest import check, sign
from tests.audit.writer import drop_unique, lift_triggers
from tipline.audit.actions import link_events, record
from tipline.audit.anchor import Anchor
from tipline.audit.models import Checkpoint, Event, Link
from tipline.audit.queries import Verdict, verify_trail
from tipline.audit.trail import trail_fault

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
DEPARTMENT = UUID(int=7)


def three_events() -> list[Event]:
    actions = (Event.Action.UNLOCKED, Event.Action.QUEUE_READ, Event.Action.LOCKED)
    return [record(action=action, actor=UUID(int=1), department=DEPARTMENT, at=AT) for action in actions]


def link(anchor: Anchor, at: datetime = AT) -> int:
    return link_events(anchor=anchor, at=at)


def verify(anchor: Anchor) -> Verdict:
    return verify_trail(mac=anchor.mac, heads=anchor.heads, check=check)


def test_a_linked_trail_is_intact(anchor: Anchor) -> None:
    three_events()
    assert link(anchor) == 3
    verdict = verify(anchor)
    assert verdict.intact
    assert (verdict.linked, verdict.unlinked, verdict.checkpoints) == (3, 0, 1)


def test_linking_again_adds_nothing_and_unlinked_events_are_counted(anchor: Anchor) -> None:
    three_events()
    link(anchor)
    assert link(anchor) == 0
    three_events()
    assert verify(anchor).unlinked == 3


def test_the_head_is_signed_once_an_hour(anchor: Anchor) -> None:
    three_events()
    link(anchor)
    three_events()
    link(anchor, AT + timedelta(minutes=59))
    assert Checkpoint.objects.count() == 1
    three_events()
    link(anchor, AT + timedelta(minutes=61))
    assert Checkpoint.objects.count() == 2


def test_the_database_refuses_to_change_events(anchor: Anchor) -> None:
    three_events()
    link(anchor)
    for model in (Event, Link, Checkpoint):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(actor=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Link.objects.update(digest=bytes(32))


CHANGES = {
    "actor": UUID(int=2),
    "department": None,
    "at": AT + timedelta(seconds=1),
    "action": Event.Action.LOCKED,
    "about": UUID(int=3),
    "subjects": ["another"],
    "detail": {"status": "closed"},
    "public_id": UUID(int=4),
    "mac": bytes(32),
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_event_is_found(anchor: Anchor, field: str) -> None:
    three_events()
    link(anchor)
    lift_triggers()
    Event.objects.filter(action=Event.Action.QUEUE_READ).update(**{field: CHANGES[field]})
    assert verify(anchor).faults == ("position 2 was changed",)


def test_a_removed_event_is_found(anchor: Anchor) -> None:
    events = three_events()
    link(anchor)
    lift_triggers()
    Link.objects.filter(event=events[1]).delete()
    Event.objects.filter(pk=events[1].pk).delete()
    assert "position 2 is missing" in verify(anchor).faults


def test_exchanged_events_are_found(anchor: Anchor) -> None:
    one, two, _ = three_events()
    link(anchor)
    lift_triggers()
    Link.objects.filter(event=one).update(event=_aside())
    Link.objects.filter(event=two).update(event=one)
    Link.objects.filter(position=1).update(event=two)
    assert "position 1 was changed" in verify(anchor).faults


def test_a_forged_event_is_never_linked_and_is_found(anchor: Anchor) -> None:
    three_events()
    true = Event.objects.order_by("id")[0]
    forged = Event.objects.create(
        public_id=uuid4(), action=Event.Action.STATUS_CHANGED, actor=true.actor, at=AT, mac=bytes(true.mac)
    )
    assert link(anchor) == 3
    assert not Link.objects.filter(event=forged).exists()
    assert verify(anchor).faults == (f"event {forged.public_id} was put in or changed before it was linked",)


def test_a_copied_event_is_never_linked_and_is_found(anchor: Anchor) -> None:
    three_events()
    link(anchor)
    drop_unique("tipline_audit_event", "public_id")
    Event.objects.bulk_create([Event(**{**row, "id": None}) for row in Event.objects.values()[:1]])
    assert link(anchor) == 0
    copied = Event.objects.get(link=None)
    assert verify(anchor).faults == (f"event {copied.public_id} is there more than once",)
    assert str(copied.public_id) in trail_fault(anchor)


def test_a_forged_checkpoint_is_found(anchor: Anchor) -> None:
    three_events()
    link(anchor)
    verdict = verify_trail(mac=anchor.mac, heads=anchor.heads, check=lambda *_: False)
    assert verdict.faults == ("checkpoint 3 does not fit",)


def test_a_missing_checkpoint_is_found(anchor: Anchor) -> None:
    three_events()
    link(anchor)
    lift_triggers()
    Checkpoint.objects.all().delete()
    assert verify(anchor).faults == ("checkpoint 3 is missing",)


def test_a_checkpoint_with_a_wrong_signature_is_found(anchor: Anchor) -> None:
    three_events()
    link(anchor)
    lift_triggers()
    signed = sign((bytes(8), bytes(32)))
    Checkpoint.objects.update(signer=signed.signer, signature=signed.signature)
    assert verify(anchor).faults == ("checkpoint 3 does not fit",)


def _aside() -> Event:
    return record(action=Event.Action.LOCKED, actor=None, department=None, at=AT)
