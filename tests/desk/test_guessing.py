"""Password guesses are throttled, and strangers cannot lock out an officer."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.builders import PASSWORD, World, give_passphrase
from tests.desk.conftest import SignIn
from tipline.audit.models import Event
from tipline.departments.actions import invite_officer, renew_invitation
from tipline.departments.models import Officer
from tipline.limits import guesses

LOGIN = "/desk/account/login/"
CHANGE = "/desk/account/password/"
STRANGER = "203.0.113.7"


class Clock:
    """The limits' clock, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(guesses, "monotonic", found)
    # So that no two counts share a cell by chance.
    monkeypatch.setattr(guesses, "CELLS", 1 << 60)
    return found


def browser(address: str = STRANGER) -> Client:
    return Client(REMOTE_ADDR=address)


def try_to(client: Client, name: str = "ola", password: str = "wrong") -> int:
    return client.post(LOGIN, {"login": name, "password": password}).status_code


def own_browser(name: str = "ola") -> Client:
    """A browser from which the officer signed in before."""
    client = browser("198.51.100.4")
    assert try_to(client, name, PASSWORD) == 302
    client.post("/desk/account/logout/")
    return client


def test_five_wrong_passwords_by_a_stranger_do_not_lock_out_the_officer(world: World, clock: Clock) -> None:
    mine = own_browser()
    assert [try_to(browser()) for _ in range(6)] == [200] * 5 + [429]
    assert try_to(mine, password=PASSWORD) == 302


def test_a_hundred_strangers_from_different_networks_do_not_lock_out_the_officer(world: World, clock: Clock) -> None:
    mine = own_browser()
    answers = [try_to(browser(f"203.0.{number}.7")) for number in range(100)]
    assert answers == [200] * 30 + [429] * 70
    assert try_to(mine, password=PASSWORD) == 302


def test_a_stranger_does_not_lock_out_another_network(world: World, clock: Clock) -> None:
    for _ in range(40):
        try_to(browser())
        clock.now += 1
    assert try_to(browser("198.51.100.4"), password=PASSWORD) == 302


def test_the_wait_of_a_network_doubles_up_to_a_quarter_of_an_hour(world: World, clock: Clock) -> None:
    waits = []
    for _ in range(11):
        answer = browser().post(LOGIN, {"login": "ola", "password": "wrong"})
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]) // 60)
            clock.now += int(answer.headers["Retry-After"])
    assert waits == [1, 2, 4]
    assert guesses.Backoff("any", 5, 60, 900).wait(50) == 900


def test_in_a_day_of_guessing_from_everywhere_few_guesses_pass(world: World, clock: Clock) -> None:
    tried = 0
    for second in range(0, 3600, 5):
        clock.now += 5
        tried += try_to(browser(f"203.{second // 256}.{second % 256}.7")) == 200
    assert 60 <= tried <= 95


def test_concurrent_guesses_are_counted_before_the_password_is_checked(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    real = Officer.check_password

    def nested(officer: Officer, raw: str) -> bool:
        looked.append(1)
        if len(looked) < 20:
            try_to(browser())
        return real(officer, raw)

    monkeypatch.setattr(Officer, "check_password", nested)
    try_to(browser())
    assert len(looked) == 5


def test_a_known_browser_has_its_own_count(world: World, clock: Clock) -> None:
    mine = own_browser()
    assert [try_to(mine) for _ in range(6)] == [200] * 5 + [429]
    clock.now += 61
    assert try_to(mine, password=PASSWORD) == 302


def test_a_right_password_is_not_counted(world: World, clock: Clock) -> None:
    assert [try_to(browser(), password=PASSWORD) for _ in range(12)] == [302] * 12


def test_the_user_name_in_another_case_is_the_same_officer(world: World, clock: Clock) -> None:
    names = ["ola", "OLA", "Ola", "oLa", "olA", " ola"]
    assert [try_to(browser(), name) for name in names] == [200] * 5 + [429]


def test_a_client_that_tries_many_names_waits(world: World, clock: Clock) -> None:
    answers = [try_to(browser(), f"name{number}") for number in range(21)]
    assert answers == [200] * 20 + [429]


def test_known_and_unknown_names_wait_alike(world: World, clock: Clock) -> None:
    known, unknown = ([try_to(browser(f"203.0.113.{place}"), name) for _ in range(7)] for place, name in enumerate(
        ("ola", "nobody")
    ))  # fmt: skip
    assert known == unknown


def test_the_device_cookie_names_nobody_and_is_sent_only_to_the_desk(world: World) -> None:
    client = own_browser()
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"], cookie["secure"]) == (
        "/desk/",
        "Strict",
        True,
        True,
    )
    assert cookie["max-age"] == timedelta(days=90).total_seconds()
    assert world.ola.pk.hex not in cookie.value.replace("-", "")


def test_one_officers_device_cookie_is_not_valid_for_another(world: World, clock: Clock) -> None:
    olas = own_browser()
    for _ in range(5):
        try_to(browser(), "dana")
    olas.defaults["REMOTE_ADDR"] = STRANGER
    assert try_to(olas, "dana", PASSWORD) == 429


def test_officers_who_share_a_computer_are_all_known_on_it(world: World, clock: Clock) -> None:
    shared = own_browser()
    assert try_to(shared, "dana", PASSWORD) == 302
    shared.post("/desk/account/logout/")
    for name in ("ola", "dana"):
        assert [try_to(browser(), name) for _ in range(6)][-1] == 429
    shared.defaults["REMOTE_ADDR"] = STRANGER
    assert try_to(shared, "ola", PASSWORD) == 302
    shared.post("/desk/account/logout/")
    assert try_to(shared, "dana", PASSWORD) == 302


def test_a_new_password_invalidates_the_device_cookies_of_other_browsers(world: World, clock: Clock) -> None:
    here, there = own_browser(), own_browser()
    try_to(here, password=PASSWORD)
    new = "a-quite-different-gate-19"
    here.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    here.post("/desk/account/logout/")
    for client in (here, there):
        client.defaults["REMOTE_ADDR"] = STRANGER
    for _ in range(5):
        try_to(browser())
    assert try_to(there, password=new) == 429
    assert try_to(here, password=new) == 302


def test_a_device_cookie_is_not_accepted_after_90_days(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, later = own_browser(), time.time() + timedelta(days=91).total_seconds()
    mine.defaults["REMOTE_ADDR"] = STRANGER
    for _ in range(5):
        try_to(browser())
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert try_to(mine, password=PASSWORD) == 429


def test_a_forged_device_cookie_is_not_accepted(world: World, clock: Clock) -> None:
    forger, answers = browser(), []
    for number in range(6):
        forger.cookies[settings.DEVICE_COOKIE_NAME] = f"forged{number}:1tq3Zx:0000"
        answers.append(try_to(forger))
    assert answers == [200] * 5 + [429]


def test_strangers_cannot_block_signing_in_with_an_invitation(world: World, clock: Clock) -> None:
    for number in range(60):
        try_to(browser(f"203.0.{number}.7"))
    secret = renew_invitation(officer=world.ola, actor=world.adam, at=timezone.now())
    fresh, new = browser(), "quarry-otter-blanket-58"
    fresh.post("/desk/invitation/", {"code": secret, "password1": new, "password2": new})
    fresh.post("/desk/account/logout/")
    assert try_to(fresh, password=new) == 302


def test_the_current_password_cannot_be_guessed_on_the_page_that_changes_it(
    world: World, signed_in: SignIn, clock: Clock
) -> None:
    client, new = signed_in(world.ola), "a-quite-different-gate-19"
    wrong = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert [client.post(CHANGE, wrong).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.post(CHANGE, {**wrong, "oldpassword": PASSWORD}).status_code == 429
    assert Event.objects.filter(action=Event.Action.SIGN_IN_FAILED, subjects=[str(world.ola.pk)]).count() == 5


def test_the_current_password_cannot_be_guessed_on_the_reauthentication_page(
    world: World, signed_in: SignIn, clock: Clock
) -> None:
    client = signed_in(world.ola)
    page = "/desk/account/reauthenticate/?next=/desk/"
    assert [client.post(page, {"password": "wrong"}).status_code for _ in range(6)] == [200] * 5 + [429]


def test_the_current_password_cannot_be_guessed_where_a_new_key_is_made(
    world: World, signed_in: SignIn, clock: Clock
) -> None:
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    answers = [client.post("/desk/key/replace/", {"password": "wrong"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_the_current_password_cannot_be_guessed_by_trying_passphrases(
    world: World, signed_in: SignIn, clock: Clock
) -> None:
    client = signed_in(world.ola)
    typed = [f"a guess of thirty letters {number:04}" for number in range(11)]
    posted = [{"passphrase1": words, "passphrase2": words} for words in typed]
    answers = [client.post("/desk/key/replace/", words).status_code for words in posted]
    assert answers == [422] * 10 + [429]


def test_strangers_do_not_stop_a_signed_in_officer_from_changing_the_password(
    world: World, signed_in: SignIn, clock: Clock
) -> None:
    client, new = signed_in(world.ola), "a-quite-different-gate-19"
    for number in range(60):
        try_to(browser(f"203.0.{number}.7"))
    answer = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.headers["Location"] == "/desk/?done=password"


def test_an_unknown_address_is_throttled_by_the_name_alone(world: World, clock: Clock) -> None:
    answers = [try_to(browser("127.0.0.1")) for _ in range(32)]
    assert answers == [200] * 30 + [429] * 2
    clock.now += 61
    assert try_to(browser("127.0.0.1"), password=PASSWORD) == 302


def test_a_correct_invitation_code_is_not_counted(world: World, clock: Clock) -> None:
    _, secret = invite_officer(
        department=world.department, username="nova", first_name="", last_name="", roles=["officer"],
        actor=world.adam, at=timezone.now(),
    )  # fmt: skip
    assert [browser().post("/desk/invitation/", {"code": secret}).status_code for _ in range(15)] == [200] * 15


def test_no_other_code_checks_a_password() -> None:
    looking = re.compile(r"\bcheck_password\(|\bauthenticate\(")
    found = {
        path.as_posix()
        for path in Path("tipline").rglob("*.py")
        if looking.search(path.read_text())
    }  # fmt: skip
    # The passphrase is held against the password in `check`, which forms call after `guess_by_passphrase`.
    assert found == {"tipline/desk/adapter.py", "tipline/keyring/passphrases.py"}
