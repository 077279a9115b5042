"""Unlocking, locking, and a form that came too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.builders import PASSPHRASE, World, give_passphrase
from tests.desk.conftest import SignIn
from tests.desk.pages import carried_by, form_to
from tests.tips_sent import Sent
from tipline.audit.models import Event
from tipline.casework.models import Note
from tipline.keyring.models import EnrolledKey, UnlockedKey

UNLOCK = "/desk/unlock/"


def test_unlocking_opens_the_queue(world: World, tip: Sent, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    response = client.post(UNLOCK, {"passphrase": PASSPHRASE, "next": "/desk/tips/?only=unread"})
    assert response.headers["Location"] == "/desk/tips/?only=unread"
    cookie = response.cookies[settings.UNLOCK_COOKIE_NAME]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == ("/desk/", "Strict", "", "")
    assert cookie["httponly"]
    assert cookie["secure"]
    assert "He posted" in client.get("/desk/tips/").content.decode()


def test_a_wrong_passphrase_is_an_error_and_recorded(world: World, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    response = signed_in(world.ola).post(UNLOCK, {"passphrase": "not it"})
    assert response.status_code == 422
    assert "not it" not in response.content.decode()
    assert Event.objects.filter(action=Event.Action.UNLOCK_FAILED, actor=world.ola.pk).count() == 1


def test_guessing_is_throttled(world: World, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    answers = [client.post(UNLOCK, {"passphrase": f"guess {number}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_unlocking_redirects_to_the_desk_only(world: World, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "/en/riverton/"):
        response = client.post(UNLOCK, {"passphrase": PASSPHRASE, "next": elsewhere})
        assert response.headers["Location"] == "/desk/tips/"


def test_unlocking_never_redirects_to_a_post_only_address(world: World, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    for wanted, led in (("/desk/tips/find/?only=unread", "/desk/tips/?only=unread"), ("/desk/lock/", "/desk/")):
        response = client.post(UNLOCK, {"passphrase": PASSPHRASE, "next": wanted})
        assert response.headers["Location"] == led


def test_the_button_locks_everywhere(world: World, at_work: SignIn) -> None:
    client = at_work(world.ola)
    client.post("/desk/lock/")
    assert not UnlockedKey.objects.exists()
    assert "unread" in client.get("/desk/tips/").content.decode()


def test_a_stolen_cookie_opens_nothing_in_another_sign_in(world: World, tip: Sent, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client, other = signed_in(world.ola), signed_in(world.ola)
    client.post(UNLOCK, {"passphrase": PASSPHRASE})
    assert "He posted" in client.get("/desk/tips/").content.decode()
    other.cookies[settings.UNLOCK_COOKIE_NAME] = client.cookies[settings.UNLOCK_COOKIE_NAME].value
    assert "He posted" not in other.get("/desk/tips/").content.decode()


def test_after_thirty_idle_minutes_it_locks_and_says_so(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    UnlockedKey.objects.update(last_used_at=timezone.now() - timedelta(minutes=30))
    response = client.get("/desk/tips/")
    page = response.content.decode()
    assert "Your key was locked meanwhile. Nothing was lost." in page
    assert "It locks after 30 minutes without use, after 12 hours" in page
    assert "He posted" not in page
    assert response.cookies[settings.UNLOCK_COOKIE_NAME].value == ""


def test_a_lock_from_another_device_is_not_blamed_on_idleness(world: World, at_work: SignIn) -> None:
    here, there = at_work(world.ola), at_work(world.ola)
    there.post("/desk/lock/")
    page = here.get("/desk/tips/").content.decode()
    assert "Your key was locked meanwhile. Nothing was lost." in page
    assert "on any device" in page


def test_text_typed_when_it_locked_can_be_sent_after_unlocking(world: World, tip: Sent, at_work: SignIn) -> None:
    give_passphrase(world.ola)
    client, url = at_work(world.ola), f"/desk/tips/{tip.tip.pk}/note/"
    UnlockedKey.objects.all().delete()
    late = client.post(url, {"version": 1, "text": "Typed for an hour."})
    assert "Typed for an hour.</textarea>" in late.content.decode()
    again = client.post(UNLOCK, {**carried_by(late), "passphrase": PASSPHRASE})
    assert f'action="{url}"' in again.content.decode()
    assert "Typed for an hour.</textarea>" in again.content.decode()
    assert not Note.objects.exists()
    client.post(url, form_to(again, url))
    assert Note.objects.count() == 1


def test_the_fifth_wrong_passphrase_keeps_the_pending_form(world: World, tip: Sent, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client, url = signed_in(world.ola), f"/desk/tips/{tip.tip.pk}/note/"
    page = client.post(url, {"version": 1, "text": "Typed for an hour."})
    for number in range(6):
        page = client.post(UNLOCK, {**carried_by(page), "passphrase": f"guess {number}"})
    assert page.status_code == 429
    assert "That was tried too often. Try again in 15 minutes." in page.content.decode()
    assert carried_by(page)["pending-text"] == "Typed for an hour."


def test_a_reference_searched_while_locked_is_found_after_unlocking(world: World, tip: Sent, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    page = client.post("/desk/tips/find/?only=unread", {"reference": tip.tip.reference})
    assert carried_by(page)["next"] == "/desk/tips/?only=unread"
    asked = client.post(UNLOCK, {**carried_by(page), "passphrase": PASSPHRASE})
    found = client.post("/desk/tips/find/", form_to(asked, "/find/"))
    assert found.headers["Location"].startswith(f"/desk/tips/{tip.tip.pk}/")


def test_a_pending_form_keeps_every_value_of_a_field(world: World, signed_in: SignIn) -> None:
    give_passphrase(world.dana)
    client = signed_in(world.dana)
    page = client.post(f"/desk/members/{world.desk.pk}/admit/", {"newcomer": ["one", "two"]})
    assert page.content.decode().count('name="pending-newcomer"') == 2
    carried = {"pending_to": f"/desk/members/{world.desk.pk}/admit/", "pending-newcomer": ["one", "two"]}
    asked = client.post(UNLOCK, {**carried, "passphrase": PASSPHRASE})
    assert asked.content.decode().count('name="newcomer"') == 2


def test_a_pending_form_without_fields_is_kept_too(world: World, signed_in: SignIn) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    page = client.post("/desk/key/discard/")
    assert "“Remove the other key” was not done yet." in page.content.decode()
    asked = client.post(UNLOCK, {**carried_by(page), "passphrase": PASSPHRASE})
    assert 'action="/desk/key/discard/"' in asked.content.decode()


@pytest.mark.parametrize(
    "to",
    ["/desk/account/login/", "https://elsewhere.example/desk/", "//elsewhere.example/", "/en/riverton/", "/desk/x/"],
)
def test_a_pending_form_for_an_unknown_address_is_dropped(world: World, signed_in: SignIn, to: str) -> None:
    give_passphrase(world.ola)
    carried = {"pending_to": to, "pending-text": "x"}
    response = signed_in(world.ola).post(UNLOCK, {"passphrase": PASSPHRASE, **carried})
    assert response.headers["Location"] == "/desk/tips/"


def test_an_officer_without_a_key_is_sent_to_make_one(world: World, signed_in: SignIn) -> None:
    EnrolledKey.objects.filter(officer=world.ola).delete()
    assert signed_in(world.ola).get("/desk/tips/").headers["Location"] == "/desk/key/new/"
