"""The pages for closing an account and reassigning its tips."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent
from tipline.departments.models import Officer
from tipline.departments.roles import OFFICER, SUPERVISOR
from tipline.tips.models import Handling

OFFICERS = "/desk/tipline_departments/officer/"


@pytest.fixture
def adam(world: World, signed_in: SignIn) -> Client:
    return signed_in(world.adam)


def change(client: Client, officer: Officer, **given: object) -> HttpResponse:
    address = f"{OFFICERS}{officer.pk}/change/"
    return client.post(address, {"roles": [OFFICER, SUPERVISOR], **given})  # type: ignore[return-value]


def test_the_page_says_beforehand_what_would_be_stuck(world: World, adam: Client) -> None:
    page = adam.get(f"{OFFICERS}{world.dana.pk}/change/").content.decode()
    assert "Think twice" in page
    assert "let anybody into" in page
    assert "Tip desk" in page
    assert "Think twice" not in adam.get(f"{OFFICERS}{world.ola.pk}/change/").content.decode()


def test_closing_without_a_reason_or_confirmation_is_refused_and_keeps_the_text(world: World, adam: Client) -> None:
    assert "Give a reason." in change(adam, world.dana).content.decode()
    refused = change(adam, world.dana, reason="moves to Lakeside")
    assert refused.status_code == 422
    assert "moves to Lakeside" in refused.content.decode()
    assert "depend on this person alone" in refused.content.decode()
    assert Officer.objects.get(pk=world.dana.pk).is_active
    change(adam, world.dana, reason="moves to Lakeside", knowingly="on")
    assert not Officer.objects.get(pk=world.dana.pk).is_active


def test_voiding_a_password_requires_the_same(world: World, adam: Client) -> None:
    page = f"{OFFICERS}{world.dana.pk}/invitation/"
    assert adam.post(page).status_code == 422
    assert adam.post(page, {"voiding-reason": "lost it"}).status_code == 422
    assert Officer.objects.get(pk=world.dana.pk).has_usable_password()
    voided = adam.post(page, {"voiding-reason": "lost it", "voiding-knowingly": "on"})
    assert "big-code" in voided.content.decode()


def test_tips_of_an_officer_who_left_are_marked_and_reassigned_from_the_queue(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    Handling.objects.update(assignee=world.ola)
    Officer.objects.filter(pk=world.ola.pk).update(is_active=False)
    dana = at_work(world.dana)
    assert ">left</span>" in dana.get("/desk/tips/").content.decode()
    assert ">left</span>" in dana.get(f"/desk/tips/{tip.tip.pk}/").content.decode()
    left = dana.get("/desk/tips/?only=left").content.decode()
    assert "1 tip is still with" in left
    assert "He posted" in left
    sent = {"leaver_id": str(world.ola.pk), "officer_id": str(world.dana.pk)}
    after = dana.post("/desk/tips/pass-on/", sent, follow=True).content.decode()
    assert "1 tip was passed on." in after
    assert "He posted" not in after
    assert Handling.objects.get().assignee == world.dana


def test_an_analyst_reassigns_nothing(world: World, tip: Sent, signed_in: SignIn) -> None:
    sent = {"leaver_id": str(world.ola.pk), "officer_id": ""}
    assert signed_in(world.anna).post("/desk/tips/pass-on/", sent).status_code == 404
