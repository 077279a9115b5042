"""The command builds the demonstration once, completely, and only with the demo settings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from tests.demo.small import CLOSED, OPEN, Demonstrated, run
from tipline.audit.models import Event
from tipline.casework.models import Escalation, Tag
from tipline.demo.build import build
from tipline.demo.people import DEPARTMENTS, OFFICERS, PASSWORD
from tipline.departments.models import Department, Unit
from tipline.envelope import RecoveryKey, parse_recovery_code
from tipline.keyring.log import verified
from tipline.tips.models import Handling, Status, Tip


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def pins() -> set[str]:
    return {path.name for path in Path(settings.TIPLINE_KEYS_DIR).glob("*.root")}


class TestTheCommand(Demonstrated):
    def test_each_department_has_half_of_the_open_and_closed_tips(self) -> None:
        assert Handling.objects.exclude(status=Status.CLOSED).count() == OPEN
        assert Handling.objects.filter(status=Status.CLOSED).count() == CLOSED
        for demo in DEPARTMENTS:
            assert Tip.objects.filter(department__slug=demo.slug).count() == (OPEN + CLOSED) / 2

    def test_open_tips_show_most_of_what_a_desk_meets(self) -> None:
        waiting = Tip.objects.exclude(handlings__status=Status.CLOSED)
        assert waiting.filter(life_safety=True, wraps__unread=True).exists()
        assert waiting.filter(wraps__has_answer=True).exists()
        assert waiting.filter(has_contact=True).exists()
        assert waiting.filter(handlings__assignee__isnull=False).exists()
        assert Escalation.objects.filter(acknowledged_by=None).count() == 2
        assert Tag.objects.filter(tip_tags__isnull=False).exists()

    def test_closed_tips_were_read_and_closed_with_a_rationale(self) -> None:
        handlings = list(Handling.objects.filter(status=Status.CLOSED).select_related("tip"))
        assert all(handling.disposition and handling.review_minutes is not None for handling in handlings)
        assert all(handling.notes.filter(kind="rationale").count() == 1 for handling in handlings)
        closed = [handling.tip for handling in handlings]
        received = [tip.received_at for tip in closed]
        assert max(received) - min(received) > timedelta(days=300)

    def test_nothing_happened_in_the_future_and_the_trail_is_in_order(self) -> None:
        times = list(Event.objects.order_by("pk").values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= timezone.now()

    def test_both_departments_take_tips_and_their_settings_differ(self) -> None:
        for demo in DEPARTMENTS:
            department = Department.objects.get(slug=demo.slug)
            assert all(verified(department).unit_key(unit.pk) for unit in Unit.objects.filter(department=department))
            assert department.reading_days == demo.reading_days

    def test_addresses_logins_and_how_to_stop_are_printed(self) -> None:
        printed = run("--port", "8123")
        for address in ("8123/en/riverton/", "8123/es/puerto-claro/", "8123/desk/"):
            assert f"http://localhost:{address}" in printed
        assert all(f"  {person.username} " in printed for person in OFFICERS)
        assert all(demo.passphrase in printed for demo in DEPARTMENTS)
        assert PASSWORD in printed
        assert "Ctrl-C" in printed

    def test_a_second_run_changes_nothing_and_prints_the_same(self) -> None:
        before = rows()
        printed = run()
        assert rows() == before
        assert self.printed.endswith(printed)

    def test_the_recovery_secrets_are_printed_on_request_only(self) -> None:
        codes = [line.strip() for line in run("--recovery").splitlines() if line.count("-") == 13]
        assert len(codes) == 4
        assert not any(code in self.printed for code in codes)
        desk_kit = RecoveryKey(parse_recovery_code(codes[0]))
        known = verified(Department.objects.get(slug="riverton")).kit_key(Unit.Kit.DESK)
        assert known is not None
        assert known.kid == desk_kit.kid


@pytest.mark.django_db
def test_the_command_is_refused_under_other_settings_with_a_hint(settings: Settings) -> None:
    settings.TIPLINE_DEMO = False
    with pytest.raises(CommandError, match="make demo"):
        call_command("demo")
    del settings.TIPLINE_DEMO
    with pytest.raises(CommandError, match=r"config\.settings\.demo"):
        call_command("demo", "--reset")
    assert not Department.objects.exists()


@pytest.mark.django_db
def test_an_interrupted_run_leaves_nothing(cheap_passphrases: None) -> None:
    before, pinned = rows(), pins()

    def interrupt(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(open_tips=4, closed_tips=2, at=timezone.now(), progress=interrupt)
    assert rows() == before
    assert pins() == pinned


@pytest.mark.parametrize("number", ["-1", "many", "1001", "²"])
def test_an_invalid_number_is_refused(number: str) -> None:
    with pytest.raises(CommandError, match="--open"):
        call_command("demo", "--open", number)
