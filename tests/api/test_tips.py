"""A tip as text: sealed on arrival, once per form, by the same rules as on the web pages."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.programs import HOME, TEXT, WORDS, draw, kind, post
from tests.builders import AT, make_department, unlocked
from tests.tips_sent import contact_of
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department
from tipline.intake.rate_limits import SUBMISSIONS
from tipline.tips.actions import open_tip
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db


def test_an_officer_reads_what_a_program_sent(client: Client) -> None:
    world = make_department()
    sent = {**WORDS, "place": "North station", "source": "told", "contact": "555 0123", "danger": True}
    answer = post(client, "/tips", sent, **{"Accept-Language": "es"})
    assert answer.status_code == 201
    tip = Tip.objects.get()
    body = open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT).body
    assert (body.text, body.danger) == (TEXT, True)
    assert {answer.code: answer.value for answer in body.answers} == {"place": "North station", "source": "told"}
    assert contact_of(world, tip) == "555 0123"
    assert (tip.channel, tip.sealed_by, tip.language, tip.life_safety) == ("api", "server", "es", True)


def test_the_receipt_also_opens_the_mailbox_on_the_web(client: Client) -> None:
    make_department()
    receipt = json.loads(post(client, "/tips", WORDS).content)["receipt"]
    assert b"received" in client.post("/en/riverton/mailbox/", {"receipt": receipt}).content


def test_a_form_in_a_header_is_refused_because_gateways_log_headers(client: Client) -> None:
    make_department()
    answer = post(client, "/tips", WORDS, form="", **{"Idempotency-Key": draw(client)})
    assert kind(answer) == "wrong-shape"
    assert not Tip.objects.exists()


def test_the_same_form_makes_no_second_tip(client: Client) -> None:
    make_department()
    form = draw(client)
    first, second = (post(client, "/tips", WORDS, form) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert json.loads(second.content) == {**json.loads(first.content), "again": True}
    assert Tip.objects.count() == 1


def test_another_text_under_a_spent_form_is_refused_without_a_receipt(client: Client) -> None:
    make_department()
    form = draw(client)
    first = post(client, "/tips", WORDS, form)
    other = post(client, "/tips", {**WORDS, "text": "And a second car"}, form)
    assert other.status_code == 422
    assert kind(other) == "other-words"
    assert json.loads(first.content)["receipt"] not in other.content.decode()


def test_a_tip_without_a_form_is_refused(client: Client) -> None:
    make_department()
    assert kind(post(client, "/tips", WORDS, form="")) == "wrong-shape"
    assert kind(post(client, "/tips", {**WORDS, "form": None})) == "wrong-shape"
    assert kind(post(client, "/tips", WORDS, form="A" * 91)) == "form-expired"
    assert not Tip.objects.exists()


def test_a_form_of_another_department_is_refused(client: Client) -> None:
    make_department("lakeside")
    make_department()
    form = client.post("/api/v1/departments/lakeside/forms").json()["form"]
    assert kind(post(client, "/tips", WORDS, form)) == "form-expired"


@pytest.mark.parametrize("hours", [24, 25])
def test_the_next_day_the_same_form_still_returns_the_same_receipt(
    client: Client, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    make_department()
    form = draw(client)
    first, at = post(client, "/tips", WORDS, form), timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr(timezone, "now", lambda: at)
    again = post(client, "/tips", WORDS, form)
    assert (again.status_code, json.loads(again.content)) == (200, {**json.loads(first.content), "again": True})
    assert kind(post(client, "/tips", {**WORDS, "text": "And a second car"}, form)) == "other-words"
    assert Tip.objects.count() == 1


def test_an_unknown_expired_form_gets_no_false_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_department()
    form, at = draw(client), timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: at)
    answer = post(client, "/tips", WORDS, form)
    assert kind(answer) == "form-expired"
    assert "If it was answered with 200 or 201 before, what you sent is stored." in json.loads(answer.content)["detail"]
    assert not Tip.objects.exists()


def test_a_closed_department_still_confirms_tips_that_it_received(client: Client) -> None:
    make_department()
    form = draw(client)
    first = post(client, "/tips", WORDS, form)
    Department.objects.update(accepts_tips=False)
    invalidate_configuration()
    assert json.loads(post(client, "/tips", WORDS, form).content) == {**json.loads(first.content), "again": True}
    assert kind(post(client, "/tips", WORDS)) == "closed"


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"text": TEXT}, 400, "category"),
        ({**WORDS, "text": 5}, 400, "text"),
        ({**WORDS, "danger": "yes"}, 400, "danger"),
        ({**WORDS, "contct": "555"}, 400, ""),
        ({**WORDS, "text": "x" * 20_001}, 400, "text"),
        ({**WORDS, "text": " \n\t"}, 422, "text"),
        ({**WORDS, "category": "nothing-of-the-kind"}, 422, "category"),
        ({**WORDS, "contact": "☎" * 400}, 422, "contact"),
        ([], 400, ""),
    ],
)
def test_an_error_names_the_member_without_repeating_its_value(
    client: Client, sent: object, status: int, field: str
) -> None:
    make_department()
    answer = post(client, "/tips", sent)
    assert answer.status_code == status
    assert [one["field"] for one in json.loads(answer.content)["errors"]] == [field]
    assert "contct" not in answer.content.decode()
    assert not Tip.objects.exists()


@pytest.mark.parametrize("hostile", ["a\x00b", "a\ud800b", "\u202etxet", "<b>=1+1</b>", "'; DROP TABLE tip;--"])
def test_hostile_characters_are_stored_as_far_as_possible(client: Client, hostile: str) -> None:
    world = make_department()
    assert post(client, "/tips", {**WORDS, "text": hostile, "place": hostile}).status_code == 201
    body = open_tip(unlocked=unlocked(world.ola), tip_id=Tip.objects.get().pk, at=AT).body
    assert body.text == body.answer_to("place") == hostile.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


def test_too_many_requests_are_refused_with_the_time_to_wait(client: Client) -> None:
    make_department()
    allowed = int(SUBMISSIONS[1].split("/")[0])
    sent = json.dumps({**WORDS, "form": "A" * 91})
    answers = [
        client.post(f"{HOME}/tips", sent, "application/json", REMOTE_ADDR="203.0.113.9") for _ in range(allowed + 1)
    ]
    assert [kind(answer) for answer in answers[:-1]] == ["form-expired"] * allowed
    assert kind(answers[-1]) == "too-many"
    assert int(answers[-1].headers["Retry-After"]) > 0
    said = json.loads(answers[-1].content)
    assert (said["phone"], said["emergency_number"]) == ("555-0100", "911")


def test_a_spent_budget_is_refused_with_a_telephone_number(client: Client) -> None:
    make_department()
    Department.objects.update(hourly_budget=1)
    invalidate_configuration()
    words = {**WORDS, "category": "fraud"}
    assert post(client, "/tips", words).status_code == 201
    answer = post(client, "/tips", words)
    assert (answer.status_code, kind(answer)) == (429, "busy")
    assert json.loads(answer.content)["phone"] == "555-0100"


def test_no_response_leaves_a_trace(client: Client) -> None:
    make_department()
    client.cookies["django_language"] = "canary"
    answer = post(client, "/tips", WORDS)
    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers["Vary"].lower()
    assert "no-store" in answer.headers["Cache-Control"]
