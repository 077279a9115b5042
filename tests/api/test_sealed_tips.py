"""A tip sealed by its sender: only its units can read it, and what is visibly wrong with it is refused."""

import base64
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.programs import HOME, TEXT, draw, kind, post, sealed
from tests.builders import AT, make_department, unlocked
from tests.tips_sent import contact_of
from tipline.casework.actions import ask_resident
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department
from tipline.envelope import Receipt
from tipline.intake.actions import open_mailbox
from tipline.intake.models import SpentForm
from tipline.intake.rate_limits import SUBMISSIONS
from tipline.tips.actions import open_headlines, open_tip
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], object]


def test_an_officer_reads_a_tip_that_its_sender_sealed(client: Client) -> None:
    world = make_department()
    _, tip = sealed(client, contact="555 0123", danger=True)
    assert post(client, "/sealed-tips", tip).status_code == 201
    stored = Tip.objects.get()
    opened = open_tip(unlocked=unlocked(world.ola), tip_id=stored.pk, at=AT)
    assert (opened.body.text, opened.body.danger) == (TEXT, True)
    assert contact_of(world, stored) == "555 0123"
    headlines = open_headlines(unlocked=unlocked(world.tess), tips=[stored], at=AT)
    assert headlines[stored.pk].text == "He waits for her after her shift."
    assert (stored.sealed_by, stored.channel, stored.life_safety) == ("browser", "api", True)


def test_a_receipt_made_by_the_sender_opens_the_mailbox(client: Client) -> None:
    world = make_department()
    text, tip = sealed(client)
    post(client, "/sealed-tips", tip)
    stored = Tip.objects.get()
    ask_resident(unlocked=unlocked(world.ola), tip_id=stored.pk, expected_version=1, text="Which plate?", at=AT)
    box = open_mailbox(department=world.department, receipt=Receipt.parse(text), at=AT)
    assert box is not None
    assert [message.text for message in box.messages] == ["Which plate?"]


def test_the_request_contains_neither_the_text_nor_the_receipt(client: Client) -> None:
    make_department()
    receipt, tip = sealed(client, contact="me@example.org")
    sent = json.dumps(tip)
    for secret in ("after her shift", "example.org", receipt, receipt.replace("-", "")):
        assert secret not in sent
        assert base64.b64encode(secret.encode()).decode().rstrip("=")[:-1] not in sent


def test_the_category_of_a_tip_about_officers_is_withheld(client: Client) -> None:
    make_department()
    _, tip = sealed(client, category="police-conduct")
    assert post(client, "/sealed-tips", tip).status_code == 201
    stored = Tip.objects.get()
    assert (stored.category, stored.language) == (None, "")


def test_the_same_form_makes_no_second_tip(client: Client) -> None:
    make_department()
    form, (_, tip) = draw(client), sealed(client)
    first, second = (post(client, "/sealed-tips", tip, form) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    other = sealed(client)[1]
    assert kind(post(client, "/sealed-tips", other, form)) == "other-words"
    assert Tip.objects.count() == 1


def test_sending_it_again_the_next_day_makes_no_second_tip(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_department()
    (_, tip), form = sealed(client), draw(client)
    post(client, "/sealed-tips", tip, form)
    at = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: at)
    again = post(client, "/sealed-tips", tip, form)
    assert (again.status_code, json.loads(again.content)) == (200, {"again": True})
    assert Tip.objects.count() == 1


def test_an_id_or_a_receipt_that_is_taken_is_refused(client: Client) -> None:
    make_department()
    _, tip = sealed(client)
    post(client, "/sealed-tips", tip)
    answer = post(client, "/sealed-tips", tip)
    assert (answer.status_code, kind(answer)) == (409, "taken")
    assert SpentForm.objects.count() == 1


def set_hourly_budget(tips: int) -> None:
    make_department()
    Department.objects.update(hourly_budget=tips)
    invalidate_configuration()


def test_a_tip_with_a_taken_id_does_not_count_against_the_budget(client: Client) -> None:
    set_hourly_budget(4)
    _, tip = sealed(client, "fraud")
    answers = [post(client, "/sealed-tips", tip).status_code for _ in range(6)]
    assert answers == [201, *[409] * 5]
    assert post(client, "/sealed-tips", sealed(client, "fraud")[1]).status_code == 201


@pytest.mark.parametrize("urgent", [{"danger": True}, {"category": "danger-now"}])
def test_an_exhausted_budget_still_accepts_life_safety_tips(client: Client, urgent: dict[str, Any]) -> None:
    set_hourly_budget(2)
    answers = [post(client, "/sealed-tips", sealed(client, "fraud")[1]) for _ in range(2)]
    assert (answers[0].status_code, kind(answers[1])) == (201, "busy")
    assert post(client, "/sealed-tips", sealed(client, **{"category": "fraud", **urgent})[1]).status_code == 201


def test_too_many_tips_from_one_address_are_refused(client: Client) -> None:
    make_department()
    sent = json.dumps({"form": "A" * 91, **sealed(client)[1]})
    answers = [
        client.post(f"{HOME}/sealed-tips", sent, "application/json", REMOTE_ADDR="203.0.113.9")
        for _ in range(int(SUBMISSIONS[1].split("/")[0]) + 1)
    ]
    assert [kind(answer) for answer in answers[-2:]] == ["form-expired", "too-many"]


def test_a_reference_that_another_tip_has_is_replaced(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_department()
    drawn = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr("tipline.tips.actions.receive.new_reference", lambda: next(drawn))
    assert [post(client, "/sealed-tips", sealed(client)[1]).status_code for _ in range(2)] == [201, 201]
    assert set(Tip.objects.values_list("reference", flat=True)) == {"AAAA-AAAA", "BBBB-BBBB"}


def flip(part: dict[str, Any], name: str, at: int) -> None:
    data = bytearray(base64.b64decode(part[name]))
    data[at] ^= 1
    part[name] = base64.b64encode(data).decode()


def cut(part: dict[str, Any], name: str) -> None:
    part[name] = base64.b64encode(base64.b64decode(part[name])[:-1]).decode()


def swap(tip: dict[str, Any]) -> None:
    tip["body"], tip["headline"] = tip["headline"], tip["body"]


REFUSED: dict[str, tuple[str, Change]] = {
    "another format": ("body", lambda tip: flip(tip["body"], "envelope", 0)),
    "another purpose": ("headline", lambda tip: flip(tip["headline"], "envelope", 2)),
    "another department": ("contact", lambda tip: flip(tip["contact"], "envelope", 3)),
    "another tip": ("body", lambda tip: flip(tip["body"], "envelope", 19)),
    "another epoch": ("body", lambda tip: flip(tip["body"], "envelope", 38)),
    "another object": ("body", lambda tip: flip(tip["body"], "envelope", 39)),
    "cut": ("body", lambda tip: cut(tip["body"], "envelope")),
    "swapped": ("headline", swap),
    "a tip id that the envelopes do not name": ("mailbox.key_for_units", lambda tip: tip.update(tip=str(uuid.uuid4()))),
    "a wrap too few": ("wraps", lambda tip: tip["wraps"].pop()),
    "a wrap twice": ("wraps", lambda tip: tip["wraps"].append(tip["wraps"][0])),
    "contact without its wrap": ("wraps", lambda tip: tip.update(contact=None)),
    "another key": ("wraps", lambda tip: tip["wraps"][0].update(kid="0" * 32)),
    "a unit that is not asked": ("wraps", lambda tip: tip["wraps"][0].update(unit=str(uuid.uuid4()))),
    "a held wrap": ("wraps.0.wrapped", lambda tip: flip(tip["wraps"][0], "wrapped", 2)),
    "a short wrap": ("wraps.1.wrapped", lambda tip: cut(tip["wraps"][1], "wrapped")),
    "no public key": ("mailbox.resident_public", lambda tip: cut(tip["mailbox"], "resident_public")),
    "a mailbox key cut": ("mailbox.key_for_units", lambda tip: cut(tip["mailbox"], "key_for_units")),
    "a category that leads elsewhere": ("wraps", lambda tip: tip.update(category="police-conduct")),
}


@pytest.mark.parametrize(("field", "change"), REFUSED.values(), ids=REFUSED.keys())
def test_an_invalid_member_is_refused_by_name(client: Client, field: str, change: Change) -> None:
    make_department()
    _, tip = sealed(client, contact="555 0123")
    change(tip)
    answer = post(client, "/sealed-tips", tip)
    assert (answer.status_code, kind(answer)) == (422, "not-accepted")
    assert [one["field"] for one in json.loads(answer.content)["errors"]] == [field]
    assert not Tip.objects.exists()
    assert not SpentForm.objects.exists()


@pytest.mark.parametrize("name", ["headline", "body", "mailbox", "wraps", "tip", "category"])
def test_a_missing_part_is_refused(client: Client, name: str) -> None:
    make_department()
    _, tip = sealed(client)
    del tip[name]
    assert kind(post(client, "/sealed-tips", tip)) == "wrong-shape"


@pytest.mark.parametrize("form", ["%%%", "=", "AAA", "ÄÄÄÄ", "A" * 300_000, 7, None])
def test_bytes_must_be_base64_of_a_plausible_length(client: Client, form: object) -> None:
    make_department()
    _, tip = sealed(client)
    tip["body"]["envelope"] = form
    answer = post(client, "/sealed-tips", tip)
    assert kind(answer) == "wrong-shape"
    assert [one["field"] for one in json.loads(answer.content)["errors"]] == ["body.envelope"]
