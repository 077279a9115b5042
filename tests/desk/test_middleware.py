"""The desk's middleware applies to officers' requests only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from tests.builders import World
from tests.desk.conftest import SignIn
from tipline.departments.actions import choose_language
from tipline.desk import middleware
from tipline.desk.formatting import format_time

STEPS_ASIDE = [
    "DeskSessionMiddleware",
    "DeskAuthenticationMiddleware",
    "DeskMessageMiddleware",
    "OfficerLocaleMiddleware",
    "DeskResponseMiddleware",
    "DeskCsrfMiddleware",
]


@pytest.mark.parametrize("name", STEPS_ASIDE)
def test_residents_requests_are_left_alone(name: str) -> None:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse("hello")

    request = RequestFactory().get("/en/riverton/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "anything"
    before = set(vars(request))
    response = getattr(middleware, name)(answer)(request)
    assert set(vars(seen[0])) == before
    assert not response.cookies
    assert "Vary" not in response.headers


def test_an_officers_cookies_have_no_effect_on_residents_pages(world: World, at_work: SignIn) -> None:
    response = at_work(world.ola).get("/en/riverton/")
    assert not hasattr(response.wsgi_request, "session")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_missing_desk_page_is_not_redirected_to_a_language_prefix(world: World, at_work: SignIn) -> None:
    assert at_work(world.ola).get("/desk/riverton/").status_code == 404


def test_the_desk_activates_the_officers_language_and_deactivates_it_afterwards(world: World, at_work: SignIn) -> None:
    choose_language(officer=world.ola, language="es", at=timezone.now())
    response = at_work(world.ola).get("/desk/tips/")
    assert response.headers["Content-Language"] == "es"
    assert '<html lang="es"' in response.content.decode()
    assert translation.get_language() == "en"


def test_times_are_in_the_departments_time_zone(world: World, at_work: SignIn) -> None:
    client = at_work(world.ola)
    page = client.get("/desk/tips/").content.decode()
    with timezone.override(world.department.zone):
        now = timezone.now()
        times = {format_time(now + timedelta(minutes=late)) for late in (29, 30)}
    assert any(f"unlocked until {time}" in page for time in times)


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/tips/", "/desk/account/password/", "/desk/jsi18n/", "/desk/nothing/"]
)
def test_desk_responses_are_never_cached(world: World, at_work: SignIn, path: str) -> None:
    assert at_work(world.ola).get(path).headers["Cache-Control"] == "no-store, no-transform, private"


def test_every_page_forbids_inline_code(world: World, at_work: SignIn) -> None:
    response = at_work(world.ola).get("/desk/tips/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert " style=" not in response.content.decode()


def test_cookies_are_limited_to_the_desk(world: World) -> None:
    response = Client().get("/desk/account/login/")
    for cookie in response.cookies.values():
        assert (cookie["path"], cookie["samesite"], cookie["secure"]) == ("/desk/", "Strict", True)
        assert cookie["httponly"]
