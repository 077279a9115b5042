"""A form's token is issued here, holds for a day, and for one department; what was sent under it is stored once."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from tests.builders import AT, make_department
from tests.departments.offices import riverton
from tests.tips_sent import send_tip, submission, token_of
from tipline.intake.actions import answer, submit_tip
from tipline.intake.errors import FormExpired, FormForged
from tipline.intake.idempotency import FormToken, Sending, SentBefore, issue_form_token
from tipline.tips.models import Message

pytestmark = pytest.mark.django_db


def test_a_token_is_valid_for_24_hours() -> None:
    department = riverton().department
    form = FormToken.parse(issue_form_token(department, AT), department)
    assert (len(form.id), form.day) == (32, AT.date())
    for hours in (0, 24):
        form.require_open(AT + timedelta(hours=hours))
    for hours in (-1, 25):
        with pytest.raises(FormExpired):
            form.require_open(AT + timedelta(hours=hours))


def test_no_two_forms_are_the_same() -> None:
    department = riverton().department
    assert issue_form_token(department, AT) != issue_form_token(department, AT)


def test_a_form_of_another_department_is_refused() -> None:
    token = issue_form_token(riverton().department, AT)
    with pytest.raises(FormForged):
        FormToken.parse(token, riverton("elsewhere").department)


@pytest.mark.parametrize("position", [0, 40, 45, 60, 85])
def test_a_changed_token_is_refused(position: int) -> None:
    department = riverton().department
    token = issue_form_token(department, AT)
    letter = "A" if token[position] != "A" else "B"
    with pytest.raises(FormForged):
        FormToken.parse(token[:position] + letter + token[position + 1 :], department)


@pytest.mark.parametrize("token", ["", "x", "é" * 90, "A" * 91, "A" * 5000, "\x00", "====", "A" * 90])
def test_hostile_tokens_are_refused(token: str) -> None:
    with pytest.raises(FormForged):
        FormToken.parse(token, riverton().department)


def test_a_stored_tip_is_not_called_lost_when_nothing_more_can_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    sent = send_tip(world)

    def full(**_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("tipline.intake.actions.submit.receive_tip", full)
    sending = {"department": world.department, "receipt": sent.receipt, "submission": submission(world), "at": AT}
    assert submit_tip(token=sent.token, **sending).kind == "again"  # type: ignore[arg-type]
    with pytest.raises(OperationalError):
        submit_tip(token=token_of(world, "another"), **sending)  # type: ignore[arg-type]


def test_two_concurrent_messages_under_one_form_are_both_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    sent, token = send_tip(world), token_of(world, "message")
    looked: list[Sending] = []

    def write(text: str) -> str:
        return answer(department=world.department, receipt=sent.receipt, token=token, text=text, at=AT)

    def none_yet(sending: Sending) -> SentBefore | None:
        looked.append(sending)
        return None if len(looked) == 1 else before(sending)

    assert write("A blue car.") == "received"
    before = Sending.before
    monkeypatch.setattr(Sending, "before", none_yet)
    assert write("A red car.") == "received"
    assert write("A red car.") == "again"
    assert Message.objects.count() == 2
