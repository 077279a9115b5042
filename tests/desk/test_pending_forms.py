"""A form that comes after the session ended, or from before a new sign-in: nothing is lost, nothing sent unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import DataError, OperationalError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.builders import PASSPHRASE, PASSWORD, World, give_passphrase
from tests.desk.conftest import SignIn
from tests.desk.pages import carried_by, form_to
from tests.tips_sent import Sent
from tipline.casework.models import Note, Tag
from tipline.desk.pending_forms import SECRET_FIELDS, SECRET_VIEWS
from tipline.desk.redirects import is_page, nearest_page, view_name_at

LOGIN = "/desk/account/login/"
WORDS = "Typed for an hour.\nThree lines,\nwith “quotes” & <b>."
OWN = {"Sec-Fetch-Site": "same-origin"}


def careful(headers: dict[str, str] = OWN) -> Client:
    """A browser whose forms are checked as in earnest."""
    return Client(enforce_csrf_checks=True, headers=headers)


def note_of(tip: Sent) -> str:
    return f"/desk/tips/{tip.tip.pk}/note/"


def sign_in(client: Client, name: str, carried: dict[str, str] | None = None) -> Any:
    page = client.get(LOGIN)
    token = carried or form_to(page, LOGIN)
    return client.post(LOGIN, {**token, "login": name, "password": PASSWORD})


def sent_late(client: Client, tip: Sent, words: str = WORDS) -> Any:
    """A note sent from a page whose session ended."""
    return client.post(note_of(tip), {"version": 1, "text": words})


def test_a_note_sent_after_the_session_ended_is_written_after_signing_in(world: World, tip: Sent) -> None:
    give_passphrase(world.ola)
    client = Client(headers=OWN)
    page = sent_late(client, tip)
    assert "it is not lost" in page.content.decode()
    assert "Three lines,\nwith “quotes” &amp; &lt;b&gt;.</textarea>" in page.content.decode()
    locked = client.post(LOGIN, {**carried_by(page), "login": "ola", "password": PASSWORD})
    asked = client.post("/desk/unlock/", {**carried_by(locked), "passphrase": PASSPHRASE})
    assert not Note.objects.exists()
    assert form_to(asked, "/note/")["text"] == WORDS
    assert client.post(note_of(tip), form_to(asked, "/note/")).status_code == 302
    assert Note.objects.count() == 1


def test_a_mistyped_password_keeps_the_form(world: World, tip: Sent) -> None:
    client = Client(headers=OWN)
    page = sent_late(client, tip)
    page = client.post(LOGIN, {**carried_by(page), "login": "ola", "password": "wrong"})
    assert carried_by(page)["pending-text"] == WORDS


def test_having_to_wait_keeps_the_form(world: World, tip: Sent) -> None:
    client = Client(headers=OWN, REMOTE_ADDR="203.0.113.7")
    page = sent_late(client, tip)
    for _ in range(6):
        page = client.post(LOGIN, {**carried_by(page), "login": "ola", "password": "wrong"})
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert carried_by(page)["pending-text"] == WORDS


def test_a_form_from_an_earlier_session_is_shown_for_sending_again(world: World, tip: Sent) -> None:
    give_passphrase(world.ola)
    client = careful()
    sign_in(client, "ola")
    stale = {"csrfmiddlewaretoken": "x" * 64, "version": "1", "text": WORDS}
    locked = client.post(note_of(tip), stale)
    assert carried_by(locked)["pending-text"] == WORDS
    asked = client.post("/desk/unlock/", {**carried_by(locked), "passphrase": PASSPHRASE})
    assert client.post(note_of(tip), {**stale, "text": WORDS}).status_code == 403
    assert client.post(note_of(tip), form_to(asked, "/note/")).status_code == 302
    assert Note.objects.count() == 1


def test_a_form_without_cookies_leads_to_signing_in(world: World, tip: Sent) -> None:
    page = sent_late(careful(), tip)
    assert page.status_code == 403
    assert carried_by(page)["pending-text"] == WORDS


def test_an_administrators_form_is_shown_before_it_is_saved(world: World) -> None:
    client = Client(headers=OWN)
    page = client.post("/desk/tipline_casework/tag/add/", {"label": "school", "_save": "Save"})
    asked = client.post(LOGIN, {**carried_by(page), "login": "adam", "password": PASSWORD})
    assert "school" in asked.content.decode()
    assert "It will be sent as" in asked.content.decode()
    assert not Tag.objects.exists()
    client.post("/desk/tipline_casework/tag/add/", form_to(asked, "/add/"))
    assert Tag.objects.get().label == "school"


def test_another_officer_is_warned_that_somebody_else_may_have_typed_it(world: World, tip: Sent) -> None:
    for officer in (world.ola, world.dana):
        give_passphrase(officer)
    client = Client(headers=OWN)
    sign_in(client, "ola")
    client.post("/desk/account/logout/")
    page = sent_late(client, tip)
    locked = client.post(LOGIN, {**carried_by(page), "login": "dana", "password": PASSWORD})
    asked = client.post("/desk/unlock/", {**carried_by(locked), "passphrase": PASSPHRASE})
    assert "Send this only if it is yours" in asked.content.decode()
    assert "It will be sent as <bdi>Dana Reyes</bdi>" in asked.content.decode()
    assert not Note.objects.exists()


def test_the_same_officer_is_not_warned(world: World, tip: Sent) -> None:
    give_passphrase(world.ola)
    client = Client(headers=OWN)
    sign_in(client, "ola")
    client.post("/desk/account/logout/")
    page = sent_late(client, tip)
    locked = client.post(LOGIN, {**carried_by(page), "login": "ola", "password": PASSWORD})
    asked = client.post("/desk/unlock/", {**carried_by(locked), "passphrase": PASSPHRASE})
    assert "only if it is yours" not in asked.content.decode()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://elsewhere.example"}],
)
def test_a_form_from_another_site_is_never_offered(world: World, tip: Sent, headers: dict[str, str]) -> None:
    signed_out = careful(headers)
    page = sent_late(signed_out, tip)
    signed_in = careful(headers)
    sign_in(signed_in, "ola")
    for answer in (page, sent_late(signed_in, tip), sent_late(Client(headers=headers), tip)):
        assert "Typed for an hour" not in answer.content.decode()


def test_a_browser_that_sends_only_the_origin_is_trusted(world: World, tip: Sent) -> None:
    page = sent_late(Client(headers={"Origin": "http://testserver"}), tip)
    assert carried_by(page)["pending-text"] == WORDS


def test_otherwise_signing_in_leads_to_the_page_of_the_form(world: World, tip: Sent) -> None:
    answer = sent_late(Client(), tip)
    assert answer.headers["Location"] == f"{LOGIN}?next=%2Fdesk%2Ftips%2F{tip.tip.pk}%2F"


def test_pending_forms_are_not_stored_on_the_server(world: World, tip: Sent) -> None:
    client = Client(headers=OWN)
    page = sent_late(client, tip)
    client.post(LOGIN, {**carried_by(page), "login": "ola", "password": PASSWORD})
    assert "Typed" not in str(dict(client.session.items()))
    assert all("Typed" not in cookie.value for cookie in client.cookies.values())


def test_pending_forms_contain_no_secret(world: World) -> None:
    posted = {"oldpassword": "canary-1", "password1": "canary-2", "passphrase": "canary-3", "code": "canary-4"}
    for address in ("/desk/account/password/", "/desk/key/replace/", "/desk/unlock/", "/desk/invitation/", LOGIN):
        page = careful().post(address, posted, headers=OWN)
        assert "canary" not in page.content.decode()


def test_signing_in_never_leads_to_a_post_only_address(world: World, tip: Sent) -> None:
    for wanted, led in (
        (note_of(tip), f"/desk/tips/{tip.tip.pk}/"),
        ("/desk/tips/find/?only=unread", "/desk/tips/?only=unread"),
        ("/desk/lock/", "/desk/"),
        ("/desk/tips/?only=unread&page=2", "/desk/tips/?only=unread&page=2"),
        ("/desk/../en/", "/desk/"),
        ("/desk/\\@elsewhere.example/", "/desk/"),
    ):
        answer = Client().post(LOGIN, {"login": "ola", "password": PASSWORD, "next": wanted})
        assert answer.headers["Location"] == led


def test_a_pending_form_leads_back_to_its_page(world: World, tip: Sent) -> None:
    give_passphrase(world.ola)
    client, there = Client(headers=OWN), f"/desk/tips/{tip.tip.pk}/"
    page = sent_late(client, tip)
    assert carried_by(page)["next"] == there
    locked = client.post(LOGIN, {**carried_by(page), "login": "ola", "password": PASSWORD})
    assert carried_by(locked)["next"] == there
    asked = client.post("/desk/unlock/", {**carried_by(locked), "passphrase": PASSPHRASE})
    assert f'href="{there}">Leave it' in asked.content.decode()


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> list[str]:
    found = []
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        else:
            found.append(route)
    return found


ANY = "00000000-0000-4000-8000-000000000000"


def every_address() -> list[str]:
    """Every address of the desk, with ids filled in."""
    routes = [route for route in addresses(get_resolver().url_patterns) if route.startswith(settings.DESK_PATH)]
    return [re.sub(r"<[^>]+>", ANY, route) for route in routes if "(?P" not in route and "^" not in route]


def test_no_link_leads_to_a_post_only_address(world: World, signed_in: SignIn) -> None:
    led = {nearest_page(address) for address in every_address()}
    assert len(led) > 15
    assert all(is_page(address) for address in led)
    for officer in (world.dana, world.adam, world.anna):
        client = signed_in(officer)
        assert {address for address in led if client.get(address).status_code == 405} == set()


@pytest.mark.parametrize("officer", ["dana", "cleo", "anna", "adam"])
def test_no_form_that_can_be_pending_asks_for_a_secret(world: World, signed_in: SignIn, officer: str) -> None:
    client = signed_in(getattr(world, officer))
    for address in every_address():
        page = client.get(address)
        if page.status_code == 200 and b'type="password"' in page.content and view_name_at(address) not in SECRET_VIEWS:
            # The unlock page stands in the place of others, and its form is its own.
            assert form_to(page, "/desk/unlock/")
    assert all(SECRET_FIELDS.fullmatch(name) for name in ("oldpassword", "password1", "passphrase2", "current"))


def test_reloading_a_post_only_address_points_to_its_page(world: World, tip: Sent, at_work: SignIn) -> None:
    answer = at_work(world.ola).get(note_of(tip))
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "there is no page at it" in page
    assert f'href="/desk/tips/{tip.tip.pk}/"' in page


def test_a_form_posted_to_a_page_shows_its_text(world: World, at_work: SignIn) -> None:
    answer = at_work(world.ola).post("/desk/tips/", {"text": WORDS}, headers=OWN)
    assert answer.status_code == 405
    assert "Typed for an hour." in answer.content.decode()


def test_a_form_from_another_site_is_refused_calmly(world: World, tip: Sent) -> None:
    client = careful({})
    sign_in(client, "ola")
    answer = sent_late(client, tip)
    assert answer.status_code == 403
    assert "Nothing was done." in answer.content.decode()
    assert f'href="/desk/tips/{tip.tip.pk}/"' in answer.content.decode()


@pytest.mark.parametrize("error", [OperationalError, DataError, RuntimeError])
def test_after_an_error_the_text_is_on_the_page_and_can_be_sent_again(
    world: World, tip: Sent, at_work: SignIn, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object) -> bytes:
        raise error

    client = at_work(world.ola)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("tipline.casework.actions.note.seal_authored_text", fail)
        answer = client.post(note_of(tip), {"version": 1, "text": WORDS}, headers=OWN)
    away = error is OperationalError
    assert answer.status_code == (503 if away else 500)
    assert ("database cannot be reached" in answer.content.decode()) == away
    assert form_to(answer, "/note/")["text"] == WORDS
    assert client.post(note_of(tip), form_to(answer, "/note/")).status_code == 302


def test_a_throttled_officer_finds_their_text_on_the_page(world: World, at_work: SignIn) -> None:
    client, admit = at_work(world.dana), f"/desk/members/{world.desk.pk}/admit/"
    typed = {"newcomer": str(world.tess.pk), "admission_code": "AAAA-AAAA-AAAA-AA"}
    answers = [client.post(admit, typed) for _ in range(11)]
    assert answers[-1].status_code == 429
    assert form_to(answers[-1], admit)["admission_code"] == "AAAA-AAAA-AAAA-AA"


@pytest.mark.parametrize("page", ["logout", "password", "reauthenticate"])
def test_an_account_page_requires_signing_in(world: World, page: str) -> None:
    answer = Client().post(f"/desk/account/{page}/", {"password": "x"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(LOGIN)
