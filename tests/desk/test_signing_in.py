"""Signing in and out, and the password."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.builders import PASSWORD, World
from tests.desk.conftest import SignIn
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.keyring.models import UnlockedKey

LOGIN = "/desk/account/login/"


def try_to(client: Client, name: str = "ola", password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": name, "password": password}).status_code


def test_an_officer_signs_in_by_name_and_password(client: Client, world: World) -> None:
    response = client.post(f"{LOGIN}?next=/desk/tips/", {"login": "ola", "password": PASSWORD, "next": "/desk/tips/"})
    assert response.headers["Location"] == "/desk/tips/"
    event = Event.objects.get(action=Event.Action.SIGNED_IN)
    assert (event.actor, event.department) == (world.ola.pk, world.department.pk)


def test_signing_in_redirects_to_the_desk_only(client: Client, world: World) -> None:
    posted = {"login": "ola", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(LOGIN, posted).headers["Location"] == "/desk/"


def test_a_failure_is_recorded_without_what_was_typed(client: Client, world: World) -> None:
    try_to(client, "ola", "wrong")
    try_to(client, "my-secret-typed-as-name", "wrong")
    known, unknown = Event.objects.filter(action=Event.Action.SIGN_IN_FAILED)
    assert (known.actor, known.subjects) == (None, [str(world.ola.pk)])
    assert (unknown.actor, unknown.department, unknown.subjects) == (None, None, [])


def test_unknown_names_and_wrong_passwords_look_the_same(client: Client, world: World) -> None:
    pages = [client.post(LOGIN, {"login": name, "password": "wrong"}).content for name in ("ola", "xxx")]
    words = "not correct"
    assert [page.decode().count(words) for page in pages] == [1, 1]


def test_signing_in_often_is_not_throttled(client: Client, world: World) -> None:
    assert [try_to(Client()) for _ in range(7)] == [302] * 7


@pytest.mark.parametrize(
    "name", ["signup", "email", "password/reset", "confirm-email", "password/set", "2fa", "login/code"]
)
def test_there_is_no_other_way_in(client: Client, world: World, name: str) -> None:
    response = client.get(f"/desk/account/{name}/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/desk/login/")


def test_a_closed_account_cannot_sign_in(client: Client, world: World) -> None:
    Officer.objects.filter(username="ola").update(is_active=False)
    try_to(client)
    assert client.get("/desk/").status_code == 302


def test_signing_out_locks(world: World, at_work: SignIn) -> None:
    client = at_work(world.ola)
    response = client.post("/desk/account/logout/")
    assert not UnlockedKey.objects.exists()
    assert response.cookies[settings.UNLOCK_COOKIE_NAME].value == ""
    assert list(Event.objects.values_list("action", flat=True))[-2:] == ["locked", "signed_out"]


def test_a_new_password_locks_and_is_recorded(world: World, at_work: SignIn) -> None:
    client = at_work(world.ola)
    new = "a-quite-different-gate-19"
    posted = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/desk/account/password/", posted).headers["Location"] == "/desk/?done=password"
    assert not UnlockedKey.objects.exists()
    assert Event.objects.filter(action=Event.Action.PASSWORD_CHANGED, actor=world.ola.pk).exists()
    assert client.get("/desk/").status_code == 200


def test_neither_address_nor_browser_of_a_sign_in_is_stored(world: World) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="canary browser")
    try_to(client)
    said = str(dict(client.session.items())) + str(list(Event.objects.values()))
    assert "203.0.113.9" not in said
    assert "canary" not in said


def test_the_index_shows_only_what_the_role_may_do(world: World, signed_in: SignIn) -> None:
    pages = {name: signed_in(getattr(world, name)).get("/desk/").content.decode() for name in ("ola", "anna", "adam")}
    assert "/desk/tips/" in pages["ola"]
    assert "/desk/figures/" not in pages["ola"]
    assert "/desk/figures/" in pages["anna"]
    assert "/desk/tips/" not in pages["anna"] + pages["adam"]
    assert "/desk/tipline_departments/officer/" in pages["adam"]


def test_the_superuser_is_told_that_the_desk_has_nothing_for_them(world: World, signed_in: SignIn) -> None:
    assert "belongs to no department" in signed_in(world.root).get("/desk/").content.decode()


def test_without_a_role_there_is_no_desk(world: World, signed_in: SignIn) -> None:
    world.ola.groups.clear()
    client = signed_in(world.ola)
    assert client.get("/desk/login/").status_code == 403
