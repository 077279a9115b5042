"""What an officer sees of a tip whose rows were changed behind the system's back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.faults.looking import ANSWER, NOTES, QUESTION, REASON, full_tip, put, row_of
from tests.tips_sent import TEXT, Sent, rows_of
from tests.web.pages import words
from tipline.casework.models import Escalation, Note
from tipline.tips.models import Mailbox, Message, TipContent, TipWrap

WORDS = (*TEXT.split("\n"), QUESTION, ANSWER, *NOTES, REASON, "ask for Jo")


@pytest.fixture
def sent(world: World) -> Sent:
    return full_tip(world, "mine")


@pytest.fixture
def ola(world: World, at_work: SignIn) -> Client:
    return at_work(world.ola)


def url(sent: Sent, part: str = "") -> str:
    return f"/desk/tips/{sent.tip.pk}/{part}"


@pytest.mark.parametrize("model", [TipContent, Mailbox, TipWrap])
def test_a_damaged_tip_is_not_shown(sent: Sent, ola: Client, model: type) -> None:
    field = {TipContent: "body", Mailbox: "key_for_units", TipWrap: "wrapped"}[model]
    rows_of(model, sent.tip).update(**{field: b"\x01\x01nothing"})
    page = ola.get(url(sent))
    assert page.status_code == 500
    assert "This tip does not open: what is stored is not what was sealed" in words(page)
    assert not [part for part in WORDS if part in words(page)]


def test_one_damaged_note_is_marked_and_the_rest_stays_readable(sent: Sent, ola: Client) -> None:
    put(row_of(Note, sent.tip), envelope=b"")
    page = ola.get(url(sent))
    assert page.status_code == 200
    assert words(page).count("This does not open: what is stored is not what was written") == 1
    assert [part in words(page) for part in NOTES] == [False, True]
    assert QUESTION in words(page)


def test_a_damaged_message_and_a_damaged_reason_are_marked(sent: Sent, ola: Client) -> None:
    put(row_of(Message, sent.tip), envelope=b"")
    put(row_of(Escalation, sent.tip), reason=b"")
    page = words(ola.get(url(sent)))
    assert page.count("This does not open: what is stored is not what was written") == 2
    assert [part in page for part in (QUESTION, ANSWER, REASON, NOTES[0])] == [False, True, False, True]


@pytest.mark.parametrize(("act", "typed"), [("note", {"text": "x"}), ("ask", {"question": "x"})])
def test_an_action_on_a_damaged_tip_is_refused(sent: Sent, ola: Client, act: str, typed: dict[str, str]) -> None:
    TipWrap.objects.filter(tip=sent.tip).update(wrapped=b"")
    before = sent.handling.version
    page = ola.post(url(sent, f"{act}/"), {"version": before, **typed})
    assert page.status_code == 500
    assert "What you sent was not stored" in words(page)
    assert sent.handling.version == before
    assert not sent.handling.history.filter(step__gt=before).exists()


def test_a_tip_whose_keys_are_damaged_is_not_escalated(world: World, sent: Sent, ola: Client) -> None:
    Escalation.objects.all().delete()
    TipWrap.objects.filter(tip=sent.tip).update(wrapped=b"")
    typed = {"version": sent.handling.version, "to_unit_id": str(world.assessment.pk), "reason": "x"}
    assert "What you sent was not stored" in words(ola.post(url(sent, "escalate/"), typed))
    assert not Escalation.objects.exists()


def test_a_custodian_is_told_of_damaged_contact_details(world: World, sent: Sent, at_work: SignIn) -> None:
    from tests.builders import admit_to

    admit_to(world.desk, world.cleo, by=world.dana, at=timezone.now())
    put(sent.tip.content, contact=b"")
    page = at_work(world.cleo).post(url(sent, "contact/"), {"version": sent.handling.version, "reason": "x"})
    assert "These contact details do not open" in words(page)
    assert not [part for part in WORDS if part in words(page)]


def test_a_damaged_tip_does_not_stop_the_queue(world: World, sent: Sent, ola: Client) -> None:
    full_tip(world, "whole")
    put(sent.tip.content, headline=b"")
    page = words(ola.get("/desk/tips/"))
    assert page.count(TEXT.split("\n")[0]) == 1
    assert page.count("(damaged: does not open)") == 1


def test_a_resident_can_read_the_rest_of_a_damaged_conversation(world: World, sent: Sent, client: Client) -> None:
    put(row_of(Message, sent.tip), envelope=b"")
    page = words(client.post("/en/riverton/mailbox/", {"receipt": sent.receipt.text}))
    assert "This message cannot be shown" in page
    assert ANSWER in page
    assert QUESTION not in page


def test_a_resident_whose_mailbox_does_not_open_is_told_whom_to_call(world: World, sent: Sent) -> None:
    put(sent.tip.mailbox, key_for_resident=b"")
    client = Client(raise_request_exception=False)
    page = client.post("/en/riverton/mailbox/", {"receipt": sent.receipt.text})
    assert page.status_code == 500
    assert "Something broke on our side" in words(page)
    assert "555-0100" in words(page)


def test_the_api_returns_the_rest_too(world: World, sent: Sent, client: Client) -> None:
    put(row_of(Message, sent.tip), envelope=b"")
    address = "/api/v1/departments/riverton/mailbox"
    answer = client.post(address, {"receipt": sent.receipt.text}, "application/json").json()
    assert [message["text"] for message in answer["messages"]] == [None, ANSWER]
