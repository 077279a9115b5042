"""A new officer's first page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import World
from tipline.departments.actions import invite_officer
from tipline.departments.models import Invitation, Officer

PAGE = "/desk/invitation/"
PASSWORD = "quarry-otter-blanket-58"


@pytest.fixture
def code(world: World) -> str:
    _, secret = invite_officer(
        department=world.department,
        username="nova",
        first_name="Nova",
        last_name="Reyes",
        roles=["officer"],
        actor=world.adam,
        at=timezone.now(),
    )
    return secret


def test_the_code_leads_to_setting_a_password_and_then_to_a_key(client: Client, code: str) -> None:
    assert "Nova Reyes" in client.post(PAGE, {"code": code}).content.decode()
    done = client.post(PAGE, {"code": code, "password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert [where for where, _ in done.redirect_chain] == ["/desk/key/", "/desk/key/new/"]
    assert Officer.objects.get(username="nova").check_password(PASSWORD)


def test_without_a_name_the_welcome_names_nobody(client: Client, code: str) -> None:
    Officer.objects.filter(username="nova").update(first_name="", last_name="")
    page = client.post(PAGE, {"code": code}).content.decode()
    assert "Welcome. Your user name is <strong>" in page


def test_an_invitation_works_once(client: Client, code: str) -> None:
    client.post(PAGE, {"code": code, "password1": PASSWORD, "password2": PASSWORD})
    again = Client().post(PAGE, {"code": code})
    assert again.status_code == 422
    assert "not known, was used, or ran out" in again.content.decode()


def test_an_expired_and_an_invented_code_look_the_same(client: Client, code: str) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    old, invented = (client.post(PAGE, {"code": typed}) for typed in (code, "invented"))
    assert old.status_code == invented.status_code == 422
    assert "Nova" not in old.content.decode()


@pytest.mark.parametrize(("first", "second"), [(PASSWORD, "else"), ("nova", "nova"), ("password1234", "password1234")])
def test_a_weak_or_mistyped_password_is_refused(client: Client, code: str, first: str, second: str) -> None:
    response = client.post(PAGE, {"code": code, "password1": first, "password2": second})
    assert response.status_code == 422
    assert not Officer.objects.get(username="nova").has_usable_password()
    assert first not in response.content.decode().replace("nova", "", 3) or first == "nova"


def test_codes_are_not_guessed(world: World) -> None:
    client = Client(REMOTE_ADDR="203.0.113.5")
    answers = [client.post(PAGE, {"code": f"guess {number}"}).status_code for number in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_code_in_the_query_string_is_ignored(client: Client, code: str) -> None:
    assert "Nova" not in client.get(f"{PAGE}?code={code}").content.decode()


def test_an_incomplete_code_is_answered_with_its_number_of_characters(client: Client, code: str) -> None:
    answer = client.post(PAGE, {"code": f"Code: {code[:-6]}"}).content.decode()
    assert "An invitation code has 25 letters and digits. Here are 20." in answer
