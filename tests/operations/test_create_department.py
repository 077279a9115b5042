"""The ceremony on the terminal makes a complete department, or nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.operations.conversation import (
    Answer,
    Conversation,
    invitation_codes,
    last_code,
    last_passphrase,
    passphrases,
)
from tipline.audit.models import Event
from tipline.departments.actions import accept_invitation, create_department
from tipline.departments.models import Department, Officer, Unit
from tipline.envelope import RecoveryKey, parse_recovery_code
from tipline.keyring.actions import by_passphrase, resume, unlock
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey, KeyLogEntry, KitKey

pytestmark = pytest.mark.django_db

DEPARTMENT: list[Answer] = ["Riverton Police", "riverton", "America/Chicago", "555-0100", ""]
PEOPLE: list[Answer] = ["Adam", "Reyes", "adam", "Dana", "Reyes", "dana", "Ivan", "Reyes", ""]
SECRETS: list[Answer] = [last_code, last_code, last_passphrase, last_passphrase]
LOGIN = bytes(32)


def run(answers: list[Answer]) -> str:
    output = io.StringIO()
    call_command("create_department", stdin=Conversation(output, answers), stdout=output)
    return output.getvalue()


def pins() -> set[str]:
    return {path.name for path in Path(settings.TIPLINE_KEYS_DIR).glob("*.root")}


def test_all_units_of_a_new_department_have_keys() -> None:
    run([*DEPARTMENT, *PEOPLE, *SECRETS])
    department = Department.objects.get(slug="riverton")
    log = verified(department)
    assert all(log.unit_key(unit.pk) for unit in Unit.objects.filter(department=department))
    assert department.emergency_number == "911"
    assert f"{department.pk}.root" in pins()


def test_each_supervisor_unlocks_with_the_printed_passphrase_and_opens_only_their_units() -> None:
    printed = run([*DEPARTMENT, *PEOPLE, *SECRETS])
    opened = {}
    for username, passphrase in zip(("dana", "ivan.reyes"), passphrases(printed), strict=True):
        officer, at = Officer.objects.get(username=username), timezone.now()
        cookie = unlock(officer=officer, secret=by_passphrase(passphrase), login=LOGIN, at=at)
        unlocked = resume(officer=officer, cookie=cookie, login=LOGIN, at=at, touch=False)
        assert unlocked is not None
        opened[username] = {Unit.objects.get(pk=pk).kit for pk in unlocked.unit_ids}
    assert opened == {"dana": {Unit.Kit.DESK}, "ivan.reyes": {Unit.Kit.OVERSIGHT}}


def test_the_printed_invitations_let_all_three_set_a_password() -> None:
    codes = invitation_codes(run([*DEPARTMENT, *PEOPLE, *SECRETS]))
    assert codes.keys() == {"adam", "dana", "ivan.reyes"}
    for username, code in codes.items():
        at = timezone.now() + timedelta(hours=71)
        officer = accept_invitation(secret=code, password="rather-long-and-dull-8", at=at)
        assert officer.username == username


def test_no_address_contains_a_code() -> None:
    printed = run([*DEPARTMENT, *PEOPLE, *SECRETS])
    addresses = [line for line in printed.splitlines() if "https://" in line]
    assert len(addresses) == 1
    assert not any(code in addresses[0] for code in invitation_codes(printed).values())


def test_the_administrator_gets_no_key() -> None:
    run([*DEPARTMENT, *PEOPLE, *SECRETS])
    assert not EnrolledKey.objects.filter(officer__username="adam").exists()


def test_each_kit_is_printed_once_and_is_the_one_in_the_log() -> None:
    shown: list[str] = []

    def type_back(printed: str) -> str:
        shown.append(last_code(printed))
        return shown[-1].lower().replace("-", " ")

    printed = run([*DEPARTMENT, *PEOPLE, type_back, type_back, *SECRETS[2:]])
    kits = [RecoveryKey(parse_recovery_code(code)) for code in shown]
    assert {kit.kid for kit in kits} == {bytes(kit.kid) for kit in KitKey.objects.all()}
    assert all(printed.count(code[:34]) == 1 for code in shown)


def test_an_empty_line_prints_the_secret_again() -> None:
    printed = run([*DEPARTMENT, *PEOPLE, "", "wrong", *SECRETS])
    assert "That does not match." in printed
    assert Department.objects.exists()


@pytest.mark.parametrize("length", [0, 3, len(DEPARTMENT), len(DEPARTMENT + PEOPLE), len(DEPARTMENT + PEOPLE) + 3])
def test_input_that_ends_early_leaves_nothing(length: int) -> None:
    before = pins()
    with pytest.raises(CommandError, match=r"The input ended\. Nothing was made\."):
        run([*DEPARTMENT, *PEOPLE, *SECRETS][:length])
    assert not Department.objects.exists()
    assert pins() == before


def test_a_passphrase_must_be_typed_back() -> None:
    typed: list[Answer] = ["another one", "", lambda printed: f" {last_passphrase(printed)}  ", last_passphrase]
    printed = run([*DEPARTMENT, *PEOPLE, *SECRETS[:2], *typed])
    assert "That does not match." in printed
    assert len(passphrases(printed)) == 2


def test_a_passphrase_that_is_not_typed_back_leaves_nothing() -> None:
    with pytest.raises(CommandError, match="was not typed back"):
        run([*DEPARTMENT, *PEOPLE, *SECRETS[:2], "one", "two", "three"])
    assert not Department.objects.exists()


def test_three_wrong_answers_to_a_secret_leave_nothing() -> None:
    with pytest.raises(CommandError, match="was not typed back"):
        run([*DEPARTMENT, *PEOPLE, "one", "two", "three"])
    assert not Department.objects.exists()


def test_an_interruption_at_the_last_moment_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pins()

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tipline.operations.ceremony._print_invitations", interrupted)
    with pytest.raises(CommandError, match=r"Stopped\. Nothing was made\."):
        run([*DEPARTMENT, *PEOPLE, *SECRETS])
    assert not Department.objects.exists()
    assert not KeyLogEntry.objects.exists()
    assert not Officer.objects.exists()
    assert not Event.objects.exists()
    assert pins() == before


def test_a_wrong_answer_is_asked_for_again() -> None:
    answers: list[Answer] = ["", "Riverton Police", "River Ton", "riverton", "Mars/Base", "UTC", "x", "555-0100", ""]
    printed = run([*answers, *PEOPLE, *SECRETS])
    assert "Choose a time zone" in printed
    assert Department.objects.get().time_zone == "UTC"


def test_an_invisible_answer_is_asked_for_again() -> None:
    printed = run(["\u3164", *DEPARTMENT, "\u200b\u2800", *PEOPLE, *SECRETS])
    assert printed.count("Please give an answer.") == 2
    assert Department.objects.get().name == "Riverton Police"


def test_an_address_that_differs_by_case_alone_is_refused() -> None:
    create_department(slug="riverton", name="Riverton", time_zone="UTC", phone="555-0100", at=timezone.now())
    printed = run(["Lakeside Police", "Riverton", "lakeside", *DEPARTMENT[2:], *PEOPLE, *SECRETS])
    assert "There is a department of that address." in printed
    assert set(Department.objects.values_list("slug", flat=True)) == {"riverton", "lakeside"}


def test_a_user_name_that_is_taken_is_refused() -> None:
    people: list[Answer] = ["Adam", "Reyes", "adam", "Dana", "Reyes", "adam", "dana", "Ivan", "Reyes", ""]
    assert "This name is taken." in run([*DEPARTMENT, *people, *SECRETS])
