"""Tips that are not taken: over a limit, or by a department that closed. The text is never lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import World, make_department, restate, unlocked
from tests.web.pages import HOME, TEXT, area, hidden, send, shown_again, tip, words
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department
from tipline.tips.actions import open_tip
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


def read(world: World) -> Any:
    return open_tip(unlocked=unlocked(world.dana, timezone.now()), tip_id=Tip.objects.get().pk, at=timezone.now())


def test_over_the_limit_the_page_says_how_long_to_wait_and_whom_to_call(client: Client) -> None:
    for _ in range(6):
        assert send(client, tip(client), REMOTE_ADDR=HOME).status_code == 200
    answer = send(client, tip(client), REMOTE_ADDR=HOME)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 600
    assert "Your tip was not sent yet" in words(answer)
    assert "555-0100" in words(answer)
    assert area(answer) == TEXT
    assert Tip.objects.count() == 6


def test_over_the_limit_a_stored_tip_is_not_called_unsent(client: Client) -> None:
    typed = tip(client)
    for _ in range(8):
        answer = send(client, typed, REMOTE_ADDR=HOME)
    assert answer.status_code == 200
    assert "No second tip was made" in words(answer)


def test_somebody_else_can_still_send(client: Client) -> None:
    for _ in range(7):
        send(client, tip(client), REMOTE_ADDR=HOME)
    assert send(client, tip(client), REMOTE_ADDR="203.0.113.8").status_code == 200


def test_over_the_departments_budget_the_text_is_kept(client: Client, world: World) -> None:
    Department.objects.filter(pk=world.department.pk).update(hourly_budget=1)
    invalidate_configuration()
    send(client, tip(client, category="fraud"))
    answer = send(client, tip(client, category="fraud"))
    assert (answer.status_code, area(answer)) == (429, TEXT)
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600


def test_a_category_switched_off_meanwhile_is_deselected_with_an_explanation(client: Client, world: World) -> None:
    typed = tip(client, category="weapons")
    restate(world, "weapons", active=False)
    for address in ("/en/riverton/send/", "/en/riverton/tip/"):
        answer = client.post(address, typed)
        assert area(answer) == TEXT
        assert words(answer).count("What you chose is not offered any more. Choose again what it is about.") == 2
        options = re.findall(r'<option value="([^"]*)"( selected)?>', answer.content.decode())
        assert [value for value, selected in options if selected] == [""]
    assert not Tip.objects.exists()


def test_a_department_that_closed_meanwhile_returns_the_text(client: Client, world: World) -> None:
    typed = tip(client)
    Department.objects.filter(pk=world.department.pk).update(accepts_tips=False)
    invalidate_configuration()
    answer = send(client, typed)
    assert (answer.status_code, area(answer)) == (503, TEXT)
    assert "Your words were not sent now" in words(answer)


def test_a_closed_department_promises_nothing_and_returns_the_text_for_copying(client: Client, world: World) -> None:
    typed = tip(client, category="weapons", place="Main", when="Friday", contact="555", source="saw", danger="on")
    Department.objects.update(accepts_tips=False)
    invalidate_configuration()
    answer = send(client, typed)
    for promise in ("you can write now", "Then write here", "press Send", "Then you see a receipt", "first box"):
        assert promise not in words(answer)
    assert ">Send</button>" not in answer.content.decode()
    assert (area(answer), area(answer, "contact")) == (TEXT, "555")
    assert (hidden(answer, "place"), hidden(answer, "when"), hidden(answer, "form")) == (
        "Main",
        "Friday",
        typed["form"],
    )
    assert "555-0100" in words(answer)
    kept = {name: hidden(answer, name) for name in ("category", "source", "danger", "form", "place", "when")}
    assert area(client.post("/es/riverton/tip/", {**kept, "text": area(answer)})) == TEXT


def test_a_stored_tip_is_not_called_lost_when_the_department_closed(client: Client, world: World) -> None:
    typed = tip(client)
    receipt = hidden(send(client, typed), "receipt")
    Department.objects.update(accepts_tips=False)
    invalidate_configuration()
    assert hidden(shown_again(client, send(client, typed)), "receipt") == receipt
