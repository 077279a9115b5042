"""The audit trail: appended, linked, signed, and never edited."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from tipline.audit.actions import Signed, link_events, record
from tipline.audit.models import Checkpoint, Event, Link
from tipline.audit.queries import verify

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
DEPARTMENT = UUID(int=7)


def sign(fields: tuple[bytes, ...]) -> Signed:
    return Signed(b"signer", b"signed " + b"".join(fields)[-8:])


def check(signer: bytes, signature: bytes, fields: tuple[bytes, ...]) -> bool:
    return (signer, signature) == sign(fields)


def three_events() -> list[Event]:
    deeds = (Event.Deed.UNLOCKED, Event.Deed.QUEUE_READ, Event.Deed.LOCKED)
    return [record(deed=deed, actor=UUID(int=1), department=DEPARTMENT, at=AT) for deed in deeds]


def lift_triggers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in ("event", "link", "checkpoint"):
                for deed in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER tipline_audit_{table}_no_{deed}")
        else:
            for table in ("event", "link", "checkpoint"):
                cursor.execute(f"DROP TRIGGER tipline_audit_{table}_append_only ON tipline_audit_{table}")


def test_a_linked_trail_is_whole() -> None:
    three_events()
    assert link_events(sign=sign, at=AT) == 3
    verdict = verify(check=check)
    assert verdict.whole
    assert (verdict.linked, verdict.unlinked, verdict.checkpoints) == (3, 0, 1)


def test_linking_again_adds_nothing_and_what_is_not_linked_is_counted() -> None:
    three_events()
    link_events(sign=sign, at=AT)
    assert link_events(sign=sign, at=AT) == 0
    three_events()
    assert verify(check=check).unlinked == 3


def test_the_head_is_signed_once_an_hour() -> None:
    three_events()
    link_events(sign=sign, at=AT)
    three_events()
    link_events(sign=sign, at=AT + timedelta(minutes=59))
    assert Checkpoint.objects.count() == 1
    three_events()
    link_events(sign=sign, at=AT + timedelta(minutes=61))
    assert Checkpoint.objects.count() == 2


def test_the_database_refuses_to_change_what_was_recorded() -> None:
    three_events()
    link_events(sign=sign, at=AT)
    for model in (Event, Link, Checkpoint):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(actor=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Link.objects.update(digest=bytes(32))


def test_a_changed_event_is_found() -> None:
    three_events()
    link_events(sign=sign, at=AT)
    lift_triggers()
    Event.objects.filter(deed=Event.Deed.QUEUE_READ).update(actor=UUID(int=2))
    assert verify(check=check).faults == ("position 2 was changed",)


def test_a_removed_event_is_found() -> None:
    events = three_events()
    link_events(sign=sign, at=AT)
    lift_triggers()
    Link.objects.filter(event=events[1]).delete()
    Event.objects.filter(pk=events[1].pk).delete()
    assert "position 2 is missing" in verify(check=check).faults


def test_an_end_that_was_cut_off_is_found_by_its_checkpoint() -> None:
    events = three_events()
    link_events(sign=sign, at=AT)
    lift_triggers()
    Link.objects.filter(event=events[2]).delete()
    assert verify(check=check).faults == ("checkpoint 3 has no event: the end was cut off",)


def test_a_forged_checkpoint_is_found() -> None:
    three_events()
    link_events(sign=sign, at=AT)
    assert verify(check=lambda *_: False).faults == ("checkpoint 3 does not fit",)
