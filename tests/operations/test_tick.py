"""Periodic steps: each is idempotent, and none stops another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from tests.builders import AT, World, make_department, unlock_cookie
from tests.tips_sent import send_tip
from tipline.audit.models import Checkpoint, Event, Link
from tipline.departments.actions import invite_officer
from tipline.departments.models import Invitation
from tipline.departments.roles import OFFICER
from tipline.intake.models import SpentForm
from tipline.intake.receipt_keys import known_receipt_key, receipt_key
from tipline.keyring.models import UnlockedKey
from tipline.operations import tick as module
from tipline.operations.tick import tick
from tipline.statistics.models import MonthFigures
from tipline.tips.models import Precision, Tip

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def breaks(_at: datetime) -> int:
    raise ZeroDivisionError("words that no log may quote")


def with_steps(monkeypatch: pytest.MonkeyPatch, **steps: Callable[[datetime], int]) -> None:
    monkeypatch.setattr(module, "STEPS", steps)


def test_the_audit_trail_is_linked_and_its_head_signed(world: World) -> None:
    assert tick(AT) == []
    assert Link.objects.count() == Event.objects.count() > 0
    assert Checkpoint.objects.get().position == Link.objects.count()


def test_more_than_a_batch_is_linked_in_one_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    monkeypatch.setattr("tipline.audit.trail.BATCH", 3)
    assert Event.objects.count() > 6
    tick(AT)
    assert not Event.objects.filter(link=None).exists()


def test_an_inserted_event_is_reported_loudly(world: World, caplog: pytest.LogCaptureFixture) -> None:
    true = Event.objects.order_by("id")[0]
    Event.objects.create(action=Event.Action.LOCKED, actor=true.actor, at=AT, mac=bytes(true.mac))
    assert tick(AT) == ["link the audit trail"]
    assert "THE AUDIT TRAIL IS BROKEN" in caplog.text


def test_before_the_first_department_nothing_is_signed() -> None:
    assert tick(AT) == []
    assert not Checkpoint.objects.exists()


def test_a_spent_form_is_deleted_after_26_hours(world: World) -> None:
    send_tip(world)
    tick(AT + timedelta(hours=26))
    assert SpentForm.objects.count() == 1
    tick(AT + timedelta(hours=26, minutes=1))
    assert SpentForm.objects.count() == 0


def test_a_receipt_key_is_deleted_26_hours_after_its_day(world: World) -> None:
    key = receipt_key(AT.date())
    midnight = AT.replace(hour=0) + timedelta(days=1)
    tick(midnight + timedelta(hours=26))
    assert known_receipt_key(AT.date()) == key
    tick(midnight + timedelta(hours=26, minutes=1))
    assert known_receipt_key(AT.date()) is None


def test_a_key_left_unlocked_is_locked(world: World) -> None:
    unlock_cookie(world.dana, bytes(32))
    tick(AT + timedelta(minutes=29))
    assert UnlockedKey.objects.count() == 1
    tick(AT + timedelta(minutes=31))
    assert UnlockedKey.objects.count() == 0


def test_an_ended_session_is_deleted(world: World) -> None:
    Session.objects.create(session_key="ended", session_data="", expire_date=AT - timedelta(seconds=1))
    Session.objects.create(session_key="running", session_data="", expire_date=AT + timedelta(hours=1))
    tick(AT)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]


def test_an_expired_invitation_is_deleted(world: World) -> None:
    Invitation.objects.all().delete()
    invite_officer(
        department=world.department, username="nina", first_name="", last_name="", roles=[OFFICER], actor=None, at=AT
    )
    tick(AT + timedelta(hours=71))
    assert Invitation.objects.count() == 1
    tick(AT + timedelta(hours=73))
    assert Invitation.objects.count() == 0


def test_times_fade(world: World) -> None:
    send_tip(world)
    tick(AT + timedelta(hours=24))
    assert Tip.objects.get().received_precision == Precision.HOUR


def test_an_ended_month_is_frozen(world: World) -> None:
    send_tip(world)
    tick(AT + timedelta(days=10))
    assert not MonthFigures.objects.exists()
    tick(AT + timedelta(days=30))
    assert MonthFigures.objects.exists()


def test_an_ended_day_is_sealed_before_its_times_fade(world: World) -> None:
    send_tip(world)
    tick(AT + timedelta(days=40))
    assert Event.objects.filter(action=Event.Action.DAY_SEALED).count() == 1


def test_a_second_run_adds_nothing(world: World) -> None:
    send_tip(world)
    later = AT + timedelta(days=40)
    tick(later)
    before = (Event.objects.count(), Link.objects.count(), Checkpoint.objects.count(), MonthFigures.objects.count())
    assert tick(later) == []
    after = (Event.objects.count(), Link.objects.count(), Checkpoint.objects.count(), MonthFigures.objects.count())
    assert before == after


def test_a_failing_step_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[datetime] = []
    with_steps(monkeypatch, first=breaks, second=lambda at: ran.append(at) or 0)
    assert tick(AT) == ["first"]
    assert ran == [AT]


def test_a_single_failed_run_has_an_exit_code_and_names_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    with_steps(monkeypatch, **{"fade times": breaks})
    with pytest.raises(CommandError, match="Could not fade times"):
        call_command("tick", "--once")


def test_a_single_successful_run_prints_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("tick", "--once")
    assert capsys.readouterr().out == ""
