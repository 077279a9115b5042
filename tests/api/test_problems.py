"""Every error is a problem document in the caller's language that contains nothing of the request."""

import json

import pytest
from django.db import DatabaseError
from django.test import Client

from tests.api.programs import HOME, WORDS, draw, kind, post
from tests.builders import make_department
from tipline.api.problems import PROBLEMS
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db
CANARY = "canary-7f3a"


def raw(client: Client, body: bytes, content_type: str = "application/json") -> tuple[int, str]:
    """Send these bytes as a tip."""
    make_department()
    answer = client.generic("POST", f"{HOME}/tips", body, content_type)
    assert CANARY not in answer.content.decode()
    return answer.status_code, kind(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"NaN", b'{"text": NaN}', b'{"text": "canary-7f3a", "text": "b"}', b"[" * 100_000,
        b'{"a":' * 20_000, b"9" * 5000, '{"text":"ä"}'.encode("latin-1"), b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_a_body_that_is_not_json_is_unreadable(client: Client, body: bytes) -> None:
    assert raw(client, body) in ((400, "unreadable"), (400, "wrong-shape"))


def test_a_body_that_is_too_large_is_not_read(client: Client) -> None:
    assert raw(client, b'{"text": "' + b"x" * 600_000 + b'"}') == (413, "too-large")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_another_media_type_is_refused(client: Client, content_type: str) -> None:
    assert raw(client, CANARY.encode(), content_type) == (415, "not-json")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "trace"])
def test_a_wrong_method_is_refused_with_the_allowed_ones(client: Client, method: str) -> None:
    make_department()
    answer = getattr(client, method)(f"{HOME}/tips")
    assert (answer.status_code, kind(answer)) == (405, "wrong-method")
    assert answer.headers["Allow"] == "POST"


def test_responses_are_always_json(client: Client) -> None:
    make_department()
    answer = client.get(HOME, headers={"Accept": "text/html"})
    assert (answer.status_code, kind(answer)) == (406, "not-acceptable")


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v2/departments", "/api/", f"{HOME}/tips/", "/api/tip/"])
def test_an_unknown_address_is_answered_in_json_without_a_redirect(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, kind(answer)) == (404, "not-found")


def test_problems_are_in_the_callers_language(client: Client) -> None:
    make_department()
    answer = post(client, "/tips", {**WORDS, "text": ""}, **{"Accept-Language": "es"})
    found = json.loads(answer.content)
    assert found["title"] == "Esto no tiene la forma correcta"
    assert answer.headers["Content-Language"] == "es"


def test_a_failing_database_says_that_nothing_was_stored(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_department()
    form = draw(client)

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError(CANARY)

    with monkeypatch.context() as broken:
        broken.setattr("tipline.tips.actions.receive.insert_together", fail)
        answer = post(client, "/tips", WORDS, form)
    assert (answer.status_code, kind(answer)) == (503, "not-stored")
    assert int(answer.headers["Retry-After"]) > 0
    assert not Tip.objects.exists()
    assert post(client, "/tips", WORDS, form).status_code == 201


def test_a_server_error_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_department()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("tipline.api.responses.accepts_tips", fail)
    client.raise_request_exception = False
    answer = client.get(HOME)
    assert (answer.status_code, kind(answer)) == (500, "broken")
    assert CANARY not in answer.content.decode()


def test_every_problem_has_a_title() -> None:
    for status, title, detail in PROBLEMS.values():
        assert 400 <= status < 600
        assert str(title)
        assert str(detail).endswith(".")
