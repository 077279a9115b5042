"""`verify_audit` says in plain words whether anything was changed or removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.builders import AT, World, make_department
from tests.tips_sent import send_tip
from tipline.audit.chain import checkpoint_fields
from tipline.audit.models import Checkpoint, Event
from tipline.envelope import ServiceKey
from tipline.keyring import key_folder
from tipline.operations.tick import tick
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_department()
    send_tip(world)
    tick(AT + timedelta(days=2))
    return world


def lift_triggers(table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_no_update")
            cursor.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def test_an_intact_trail_is_reported_as_intact(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    out = capsys.readouterr().out
    assert f"{Event.objects.count()} events are linked, under 1 signed checkpoints." in out
    assert "0 events wait" in out
    assert "Nothing was changed, removed or put in." in out


def test_unlinked_events_are_counted(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    make_department("lakeside")
    call_command("verify_audit")
    assert "0 events wait" not in capsys.readouterr().out


def test_a_changed_event_is_found(world: World) -> None:
    lift_triggers("tipline_audit_event")
    Event.objects.filter(link__position=3).update(at=AT + timedelta(days=1))
    with pytest.raises(CommandError, match="position 3 was changed"):
        call_command("verify_audit")


def test_a_checkpoint_signed_by_a_stranger_is_found(world: World) -> None:
    lift_triggers("tipline_audit_checkpoint")
    Checkpoint.objects.update(signature=bytes(64))
    with pytest.raises(CommandError, match="does not fit"):
        call_command("verify_audit")


def test_a_checkpoint_with_a_valid_signature_by_an_unknown_key_is_found(world: World) -> None:
    lift_triggers("tipline_audit_checkpoint")
    point, stranger = Checkpoint.objects.get(), ServiceKey(b"s" * 32)
    signature = stranger.sign("checkpoint", *checkpoint_fields(point.position, bytes(point.digest)))
    Checkpoint.objects.update(signer=stranger.sign_public, signature=signature)
    with pytest.raises(CommandError, match="does not fit"):
        call_command("verify_audit")


def test_a_removed_tip_is_named(world: World) -> None:
    tip = Tip.objects.get()
    public = str(tip.pk)
    tip.delete()
    with pytest.raises(CommandError, match=f"Tip {public}, which came on 2026-03-10, is gone"):
        call_command("verify_audit")


def test_a_key_log_that_does_not_verify_is_named(world: World) -> None:
    key_folder.remove(f"{world.department.pk}.root")
    with pytest.raises(CommandError, match="Key log of riverton: no pinned root"):
        call_command("verify_audit")


def test_an_empty_installation_is_intact(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    assert "0 events are linked" in capsys.readouterr().out


def test_a_trigger_that_drops_events_is_found(world: World) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            body = "BEGIN DELETE FROM tipline_audit_event WHERE id = NEW.id; END"
            cursor.execute(f"CREATE TRIGGER forget AFTER INSERT ON tipline_audit_event {body}")
        else:
            body = "BEGIN DELETE FROM tipline_audit_event WHERE id = NEW.id; RETURN NULL; END"
            cursor.execute(f"CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
            cursor.execute(
                "CREATE TRIGGER forget AFTER INSERT ON tipline_audit_event FOR EACH ROW EXECUTE FUNCTION forget()"
            )
    with pytest.raises(CommandError, match="Database: the trigger forget is none of ours"):
        call_command("verify_audit")


def test_a_removed_trigger_is_found(world: World) -> None:
    lift_triggers("tipline_audit_event")
    with pytest.raises(CommandError, match=r"Database: the trigger tipline_audit_event_.* is gone"):
        call_command("verify_audit")
