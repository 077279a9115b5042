"""A program returns with a receipt."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.api.programs import HOME, WORDS, draw, kind, post
from tests.builders import AT, make_department, unlocked
from tests.tips_sent import send_tip
from tipline.casework.actions import ask_resident
from tipline.envelope import Receipt
from tipline.intake.rate_limits import VISITS
from tipline.tips.models import Message

pytestmark = pytest.mark.django_db
UNKNOWN = Receipt(7).text


def test_a_receipt_opens_the_conversation(client: Client) -> None:
    world = make_department()
    sent = send_tip(world)
    ask_resident(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, expected_version=1, text="Which plate?", at=AT)
    found = json.loads(post(client, "/mailbox", {"receipt": sent.receipt.text}, form="").content)
    assert found["status"] == "waiting"
    assert found["messages"] == [
        {"from_resident": False, "text": "Which plate?", "at": AT.isoformat(), "precision": "exact"}
    ]


def test_a_message_is_stored_once_per_form_and_shown(client: Client) -> None:
    sent, form = send_tip(make_department()), draw(client)
    words = {"receipt": sent.receipt.text.lower(), "text": "It was AB 123"}
    first, second = (post(client, "/mailbox/messages", words, form) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    box = json.loads(post(client, "/mailbox", {"receipt": sent.receipt.text}, form="").content)
    assert [message["text"] for message in box["messages"]] == ["It was AB 123"]


def test_a_message_sent_again_the_next_day_is_stored_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, form = send_tip(make_department()), draw(client)
    words = {"receipt": sent.receipt.text, "text": "It was AB 123"}
    post(client, "/mailbox/messages", words, form)
    at = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: at)
    again = post(client, "/mailbox/messages", words, form)
    assert (again.status_code, json.loads(again.content)) == (200, {"again": True})
    assert kind(post(client, "/mailbox/messages", {**words, "text": "CD 456"}, form)) == "form-expired"
    assert kind(post(client, "/mailbox/messages", {**words, "receipt": UNKNOWN}, form)) == "unknown-receipt"
    assert Message.objects.count() == 1


def test_an_unknown_receipt_differs_from_a_mistyped_one(client: Client) -> None:
    make_department()
    unknown = post(client, "/mailbox", {"receipt": UNKNOWN}, form="")
    assert (unknown.status_code, kind(unknown)) == (404, "unknown-receipt")
    mistyped = post(client, "/mailbox", {"receipt": UNKNOWN[:-1] + ("X" if UNKNOWN[-1] != "X" else "Y")}, form="")
    assert (mistyped.status_code, kind(mistyped)) == (422, "not-accepted")
    message = post(client, "/mailbox/messages", {"receipt": UNKNOWN, "text": "x"})
    assert kind(message) == "unknown-receipt"
    assert not Message.objects.exists()


def test_known_and_unknown_receipts_cost_the_same_statements(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sent = send_tip(make_department())
    client.get(HOME)
    for receipt in (sent.receipt.text, UNKNOWN):
        with django_assert_num_queries(2):
            post(client, "/mailbox", {"receipt": receipt}, form="")


def test_a_receipt_of_another_department_opens_nothing(client: Client) -> None:
    make_department("lakeside")
    make_department()
    receipt = json.loads(post(client, "/tips", WORDS).content)["receipt"]
    sent = {"receipt": receipt}
    answer = client.post("/api/v1/departments/lakeside/mailbox", json.dumps(sent), content_type="application/json")
    assert kind(answer) == "unknown-receipt"


def test_a_message_without_a_form_is_refused(client: Client) -> None:
    sent = send_tip(make_department())
    answer = post(client, "/mailbox/messages", {"receipt": sent.receipt.text, "text": "x"}, form="")
    assert kind(answer) == "wrong-shape"
    assert [one["field"] for one in json.loads(answer.content)["errors"]] == ["form"]


def test_too_many_messages_in_an_hour_are_refused_with_a_time_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tipline.intake.budget.MESSAGES_AN_HOUR", 1)
    sent = send_tip(make_department())
    words = {"receipt": sent.receipt.text, "text": "x"}
    assert post(client, "/mailbox/messages", words).status_code == 201
    answer = post(client, "/mailbox/messages", words)
    assert (answer.status_code, kind(answer)) == (429, "too-many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600
    assert Message.objects.count() == 1


def test_a_long_conversation_is_returned_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tipline.tips.actions.read.MESSAGES_A_PAGE", 2)
    sent = send_tip(make_department())
    for number in range(3):
        post(client, "/mailbox/messages", {"receipt": sent.receipt.text, "text": f"{number}"})
    pages = [
        json.loads(post(client, "/mailbox", {"receipt": sent.receipt.text, "page": page}, form="").content)
        for page in (1, 2)
    ]
    assert [[message["text"] for message in page["messages"]] for page in pages] == [["1", "2"], ["0"]]
    assert [page["older"] for page in pages] == [True, False]


@pytest.mark.parametrize("path", ["/mailbox", "/mailbox/messages"])
def test_too_frequent_visits_are_refused_with_a_telephone_number(client: Client, path: str) -> None:
    make_department()
    words = json.dumps({"receipt": UNKNOWN} | ({"text": "x", "form": "A" * 91} if path.endswith("messages") else {}))
    for _ in range(int(VISITS[1].split("/")[0]) + 1):
        answer = client.post(HOME + path, words, "application/json", REMOTE_ADDR="203.0.113.9")
    said = json.loads(answer.content)
    assert (answer.status_code, kind(answer)) == (429, "too-many")
    assert (said["phone"], said["emergency_number"]) == ("555-0100", "911")
