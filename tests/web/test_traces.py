"""No page leaves a trace of its visitor in cookies, headers, addresses or caches."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.builders import make_department
from tests.web.pages import hidden, send, sent_receipt, shown_again, tip

pytestmark = pytest.mark.django_db
CANARY = "canary-7f3a"

PAGES: dict[str, Callable[[Client], HttpResponse]] = {
    "departments": lambda client: client.get("/en/"),
    "start": lambda client: client.get("/en/riverton/"),
    "write": lambda client: client.post("/en/riverton/tip/", tip(client, text=CANARY)),
    "wrong": lambda client: send(client, tip(client, text="", place=CANARY)),
    "receipt": lambda client: send(client, tip(client, text=CANARY)),
    "receipt again": lambda client: shown_again(client, send(client, tip(client)), "es"),
    "sent before": lambda client: [send(client, typed) for typed in [tip(client)] * 2][-1],
    "ask": lambda client: client.get("/en/riverton/mailbox/"),
    "mailbox": lambda client: client.post("/en/riverton/mailbox/", {"receipt": sent_receipt(client)}),
    "about": lambda client: client.get("/en/riverton/about/"),
    "missing": lambda client: client.get(f"/en/riverton/{CANARY}/x/"),
    "no method": lambda client: client.put("/en/riverton/", CANARY),
}
page = pytest.mark.parametrize("visit", PAGES.values(), ids=PAGES.keys())


@pytest.fixture
def _departments() -> None:
    make_department()
    make_department("lakeside")


@pytest.fixture
def officers_browser() -> Client:
    client = Client(headers={"User-Agent": CANARY, "Referer": f"https://{CANARY}.example/"})
    for name in (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.UNLOCK_COOKIE_NAME,
        settings.DEVICE_COOKIE_NAME,
        "django_language",
    ):
        client.cookies[name] = CANARY
    return client


@pytest.mark.usefixtures("_departments")
@page
def test_no_page_leaves_a_trace(officers_browser: Client, visit: Callable[[Client], HttpResponse]) -> None:
    before = officers_browser.cookies.output()
    answer = visit(officers_browser)
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    assert officers_browser.cookies.output() == before
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert CANARY not in str(answer.headers)
    assert "no-store" in answer.headers["Cache-Control"]
    the_way_out_and_both_languages(answer.content.decode())
    nothing_but_our_own_plain_page(answer.content.decode())


def the_way_out_and_both_languages(body: str) -> None:
    bar = body[body.index('<header class="bar">') : body.index("</header>")]
    assert 'href="https://www.wikipedia.org/"' in bar or "/riverton/leave/" in bar
    assert ">English<" in bar
    assert ">Español<" in bar


def nothing_but_our_own_plain_page(body: str) -> None:
    for hostile in ("<script", "<style", " style=", " onclick="):
        assert hostile not in body
    assert "http" not in body.replace('href="https://www.wikipedia.org/" rel="noreferrer', "")


@pytest.mark.parametrize(
    "address", ["", "riverton/", "riverton/tip/", "riverton/send/", "riverton/mailbox/", "riverton/about/"]
)
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_a_wrong_method_is_refused(client: Client, address: str, method: str) -> None:
    answer = getattr(client, method)(f"/en/{address}")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.usefixtures("_departments")
def test_residents_forms_need_no_csrf_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert hidden(send(strict, tip(strict), HTTP_ORIGIN="null"), "receipt")
