"""What officers see when something goes wrong."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.web.pages import words
from tipline.desk import queue_page


def test_an_error_page_shows_no_details(world: World, at_work: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr(queue_page, "open_headlines", fail)
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


def test_a_missing_page_shows_no_forms(world: World, at_work: SignIn) -> None:
    page = at_work(world.ola).get("/desk/nothing/").content.decode()
    assert "nothing at this address" in page
    assert "<form" not in page


def test_a_throttled_officer_is_told_how_long_to_wait_and_not_to_call_the_police(world: World) -> None:
    client = Client(REMOTE_ADDR="203.0.113.5")
    answers = [client.post("/desk/invitation/", {"code": "unknown"}) for _ in range(11)]
    page = answers[-1].content.decode()
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert "Try again in 2 minutes" in page or "Try again in 1 minute" in page
    assert "tel:" not in page
    assert "555-0100" not in page
    assert not {"call", "police"} & set(words(answers[-1]).lower().replace(".", " ").split())
