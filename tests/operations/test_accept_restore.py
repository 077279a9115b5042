"""Only an operator's word tells a restore from an old database put back by stealth; the loss stays on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.audit.writer import cut_off, lift_triggers, write
from tests.builders import AT, World, make_department
from tests.tips_sent import send_tip
from tipline.audit.models import Event, Link
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import verified
from tipline.keyring.log.pin import keep_head
from tipline.operations.tick import tick
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored() -> World:
    """A department whose database was put back to an hour ago: since then a tip came, which was opened."""
    world = make_department()
    tick(AT)
    before = Link.objects.count()
    tip = send_tip(world).tip
    tick(AT + timedelta(minutes=1))
    make_department("lakeside")
    tick(AT + timedelta(minutes=2))
    triggers = lift_triggers()
    cut_off(after=before)
    tip.delete()
    for trigger in triggers:
        write(trigger)
    return world


def test_nothing_is_linked_before_the_restore_is_accepted(restored: World) -> None:
    before = Link.objects.count()
    assert "link the audit trail" in tick(AT + timedelta(minutes=3))
    assert Link.objects.count() == before
    with pytest.raises(CommandError, match="the end was cut off, or an older database was put back"):
        call_command("verify_audit")


def test_after_accepting_the_trail_continues_and_the_loss_is_shown(
    restored: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("accept_restore", "--yes")
    out = capsys.readouterr().out
    assert "events that the file of heads knew of are not in this database." in out
    assert "which came on 2026-03-10, is lost." in out
    event = Event.objects.get(action=Event.Action.RESTORE_ACCEPTED)
    assert event.subjects[0].startswith("tip ")
    assert event.detail["lost"] > 0
    assert tick(AT + timedelta(minutes=3)) == []
    call_command("verify_audit")
    assert "Accepted by an operator on " in capsys.readouterr().out


def test_after_accepting_a_key_log_shortened_by_the_backup_is_valid(restored: World) -> None:
    state = verified(restored.department)
    keep_head(restored.department.pk, state.sequence + 1, bytes(32))
    with pytest.raises(KeyLogBroken):
        verified(restored.department)
    call_command("accept_restore", "--yes")
    assert verified(restored.department).sequence == state.sequence


def test_nothing_is_done_without_a_yes(restored: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "no")
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("accept_restore")
    assert not Event.objects.filter(action=Event.Action.RESTORE_ACCEPTED).exists()


def test_a_changed_chain_is_not_accepted_as_a_restore(restored: World) -> None:
    lift_triggers()
    write("UPDATE tipline_audit_event SET action = 'locked' WHERE id = (SELECT min(id) FROM tipline_audit_event)")
    with pytest.raises(CommandError, match="No restore does that"):
        call_command("accept_restore", "--yes")


def test_a_later_loss_is_not_covered(restored: World) -> None:
    call_command("accept_restore", "--yes")
    send_tip(restored, form="later")
    tick(AT + timedelta(minutes=3))
    Tip.objects.all().delete()
    with pytest.raises(CommandError, match="which came on 2026-03-10, is gone"):
        call_command("verify_audit")
