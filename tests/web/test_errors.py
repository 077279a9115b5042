"""Errors are calm, in the language of the page, with the telephone, and repeat nothing."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from tests.builders import make_department
from tests.web.pages import tip, words
from tipline.web.views import errors

CANARY = "canary-7f3a"


@pytest.mark.django_db
def test_a_missing_page_of_a_department_shows_its_telephone(client: Client) -> None:
    make_department()
    client.get("/en/riverton/")
    answer = client.get(f"/es/riverton/{CANARY}/", {CANARY: "1"})
    assert "555-0100" in words(client.get(f"/es/RiverTon/{CANARY}/"))
    assert answer.status_code == 404
    assert "Esta página no existe" in words(answer)
    assert "555-0100" in words(answer)
    assert CANARY not in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_department_is_not_found(client: Client) -> None:
    for address in ("nowhere/", "nowhere/mailbox/", "nowhere/about/"):
        assert client.get(f"/en/{address}").status_code == 404
    assert client.post("/en/nowhere/send/", {"text": "x"}).status_code == 404


@pytest.mark.django_db
def test_a_request_that_is_too_large_is_refused_with_a_message(client: Client) -> None:
    make_department()
    answer = client.post("/en/riverton/send/", tip(client, text="x" * 600_000))
    assert answer.status_code == 413
    assert "it was not received" in words(answer)


@pytest.mark.django_db
def test_too_many_fields_are_refused(client: Client) -> None:
    make_department()
    answer = client.post("/en/riverton/send/", {f"f{number}": "x" for number in range(300)})
    assert answer.status_code == 400
    assert "Nothing was received" in words(answer)


@pytest.mark.django_db
def test_an_error_page_shows_no_details(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError(CANARY)

    make_department()
    client = Client(raise_request_exception=False)
    client.get("/en/riverton/")
    monkeypatch.setattr("tipline.web.views.landing.accepts_tips", crash)
    answer = client.get("/es/riverton/", {CANARY: CANARY})
    assert answer.status_code == 500
    assert "Algo falló de nuestro lado" in words(answer)
    assert "555-0100" in words(answer)
    assert CANARY not in answer.content.decode()


@pytest.mark.django_db
def test_an_error_page_does_not_query_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_department()
    with django_assert_num_queries(0):
        answer = errors.server_error(RequestFactory().get("/en/riverton/"))
    assert answer.status_code == 500
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_error_page_is_in_the_language_of_its_address_or_browser() -> None:
    assert "no existe" in words(errors.not_found(RequestFactory().get("/es/x/")))
    assert "no existe" in words(errors.not_found(RequestFactory().get("/x/", HTTP_ACCEPT_LANGUAGE="es")))
    assert "no such page" in words(errors.not_found(RequestFactory().get("/en/x/", HTTP_ACCEPT_LANGUAGE="es")))


def test_a_forbidden_method_is_refused_with_a_message() -> None:
    answer = errors.permission_denied(RequestFactory().get("/en/"))
    assert (answer.status_code, "not allowed" in words(answer)) == (403, True)
