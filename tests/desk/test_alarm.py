"""Whoever has to act is told on their first page when the audit trail is broken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from tests.audit.writer import cut_off, lift_triggers
from tests.builders import World, make_officer
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent
from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.departments.roles import AUDITOR
from tipline.operations.tick import tick
from tipline.tips.models import Tip

ALARM = "The audit trail is broken."


@pytest.fixture
def auditor(world: World) -> Officer:
    return make_officer(world.department, "rita", AUDITOR, with_key=False)


@pytest.fixture
def cut(auditor: Officer) -> None:
    """A trail of which the database's writer removed the end."""
    tick(timezone.now())
    lift_triggers()
    cut_off(after=3)


def page(signed_in: SignIn, officer: Officer) -> str:
    return signed_in(officer).get("/desk/").content.decode()


def test_nobody_is_alarmed_while_all_is_well(world: World, auditor: Officer, signed_in: SignIn) -> None:
    tick(timezone.now())
    for officer in (world.adam, auditor, world.root):
        assert ALARM not in page(signed_in, officer)


def test_administrators_auditors_and_the_superuser_are_alarmed(
    world: World, auditor: Officer, signed_in: SignIn, cut: None
) -> None:
    for officer in (world.adam, auditor, world.root):
        assert ALARM in page(signed_in, officer)
    for officer in (world.ola, world.dana, world.anna):
        assert ALARM not in page(signed_in, officer)


def test_an_unreadable_file_raises_the_alarm_and_breaks_no_page(world: World, signed_in: SignIn) -> None:
    tick(timezone.now())
    path = Path(settings.TIPLINE_KEYS_DIR) / "audit.heads"
    path.unlink()
    path.mkdir()
    try:
        assert ALARM in page(signed_in, world.adam)
    finally:
        path.rmdir()


def test_a_missing_tip_of_today_raises_the_alarm_for_a_month(world: World, tip: Sent, signed_in: SignIn) -> None:
    now = timezone.now()
    tick(now)
    Tip.objects.all().delete()
    tick(now + timedelta(minutes=1))
    assert ALARM in page(signed_in, world.adam)


def test_an_event_unlinked_for_a_quarter_of_an_hour_raises_the_alarm(world: World, signed_in: SignIn) -> None:
    tick(timezone.now())
    early = timezone.now() - timedelta(minutes=16)
    record(action=Event.Action.SIGNED_OUT, actor=world.ola.pk, department=world.department.pk, at=early)
    assert ALARM in page(signed_in, world.adam)
