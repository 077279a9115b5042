"""The root redirects to the preferred language without a cookie."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from tests.builders import make_department
from tipline.web.views.root import add_language


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("ar,zh;q=0.8", "en"),
        ("de;q=0.9,es;q=0.8", "es"),
        ("", "en"),
        ("x" * 900, "en"),
    ],
)
def test_the_root_redirects_to_the_browsers_language(client: Client, asked: str, language: str) -> None:
    answer = client.get("/", HTTP_ACCEPT_LANGUAGE=asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/")
    assert answer.headers["Vary"] == "Accept-Language"
    assert not answer.cookies


def test_a_language_cookie_changes_nothing(client: Client) -> None:
    client.cookies["django_language"] = "es"
    assert client.get("/").headers["Location"] == "/en/"


@pytest.mark.parametrize("typed", ["/riverton/", "/riverton", "/riverton/mailbox/", "/riverton/about/"])
def test_an_address_without_a_language_is_redirected_to_one(client: Client, typed: str) -> None:
    answer = client.get(typed, HTTP_ACCEPT_LANGUAGE="es")
    assert answer.headers["Location"] == f"/es{typed.rstrip('/')}/"
    assert answer.headers["Vary"] == "Accept-Language"


def test_the_redirect_never_leads_to_another_site() -> None:
    with pytest.raises(Http404):
        add_language(RequestFactory().get("/"), rest="/evil.example/")


@pytest.mark.django_db
def test_a_single_department_is_redirected_to_and_several_are_listed(client: Client) -> None:
    make_department()
    assert client.get("/en/").headers["Location"] == "/en/riverton/"
    make_department("lakeside")
    answer = client.get("/en/")
    assert answer.status_code == 200
    for shown in ("Riverton Police", "Lakeside Police", 'href="/en/lakeside/"', "555-0100", 'href="/es/"'):
        assert shown in answer.content.decode()


@pytest.mark.django_db
def test_without_a_department_the_page_says_whom_to_call(client: Client) -> None:
    assert "call your local police" in client.get("/en/").content.decode()
