"""What officers see when something goes wrong."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client

from tests.builders import World, give_passphrase, make_department
from tests.desk.conftest import SignIn
from tipline.departments.memory import forget_configuration
from tipline.departments.models import Department
from tipline.desk.views import queue


def test_a_fault_is_told_without_a_word_of_it(world: World, at_work: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr(queue, "open_headlines", fail)
    client = at_work(world.ola)
    client.raise_request_exception = False
    response = client.get("/desk/tips/")
    assert response.status_code == 500
    assert "Something on our side failed" in response.content.decode()
    assert "canary" not in response.content.decode()


def test_a_refused_host_is_answered_on_the_desk(client: Client) -> None:
    response = client.get("/desk/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_what_is_not_there_is_told_without_forms(world: World, at_work: SignIn) -> None:
    page = at_work(world.ola).get("/desk/nothing/").content.decode()
    assert "nothing at this address" in page
    assert "<form" not in page


def signed_out_and_over_the_limit() -> HttpResponse:
    client = Client(REMOTE_ADDR="203.0.113.5")
    for _ in range(11):
        response = client.post("/desk/invitation/", {"code": "unknown"})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    return response  # type: ignore[no-any-return]


def test_who_has_to_wait_is_told_the_one_departments_numbers(world: World) -> None:
    page = signed_out_and_over_the_limit().content.decode()
    assert "Riverton Police" in page
    assert 'href="tel:5550100" dir="ltr">555-0100</a>' in page
    assert 'href="tel:911"' in page


def test_signed_out_every_department_is_named_with_its_number(world: World) -> None:
    Department.objects.filter(pk=make_department("lakeside").department.pk).update(phone="(555) 0177")
    forget_configuration()
    page = signed_out_and_over_the_limit().content.decode()
    assert page.index("Lakeside Police") < page.index('href="tel:5550177"') < page.index("Riverton Police")


def test_signed_in_only_ones_own_is(world: World, signed_in: SignIn) -> None:
    make_department("lakeside")
    give_passphrase(world.ola)
    client = signed_in(world.ola)
    for number in range(6):
        response = client.post("/desk/unlock/", {"passphrase": f"guess {number}"})
    assert response.status_code == 429
    assert "555-0100" in response.content.decode()
    assert "Lakeside" not in response.content.decode()


def test_whoever_signs_in_too_often_is_told_the_number(client: Client, world: World) -> None:
    for _ in range(6):
        response = client.post("/desk/account/login/", {"login": "ola", "password": "wrong"})
    assert response.status_code == 429
    assert "555-0100" in response.content.decode()


def test_the_page_comes_also_when_no_department_can_be_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError

    monkeypatch.setattr("tipline.desk.telephones.configurations", fail)
    assert "tried too often" in signed_out_and_over_the_limit().content.decode()
