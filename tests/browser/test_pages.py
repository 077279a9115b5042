"""Every page passes axe (WCAG 2.2 AA), violates no CSP, loads from no other host and is not cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import (
    action,
    at_the_desk,
    cast,
    follow,
    open_from_queue,
    open_mailbox,
    send,
    sign_in,
    write_tip,
)
from tests.server import LiveServer

Visit = Callable[[Page], None]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES: dict[str, dict[str, dict[str, str | list[str]]]] = {
    "light": {"runOnly": {"type": "tag", "values": TAGS}},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},
}


def goes(path: str) -> Visit:
    return lambda page: page.goto(path) and None


def second_page(page: Page) -> None:
    page.goto("/en/riverton/")
    page.check("input[name=category] >> nth=1")
    send(page)


def refused_tip(page: Page) -> None:
    second_page(page)
    send(page)


def receipt(page: Page) -> None:
    write_tip(page, "A grey dog alone at the quarry")


def mailbox(page: Page) -> None:
    open_mailbox(page, write_tip(page, "A brown dog alone at the quarry"))


def mistyped(page: Page) -> None:
    open_mailbox(page, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAB")


RESIDENT: dict[str, Visit] = {
    "departments": goes("/en/"),
    "page one": goes("/en/riverton/"),
    "page one in Spanish": goes("/es/puerto-claro/"),
    "page two": second_page,
    "page two with an error": refused_tip,
    "receipt": receipt,
    "mailbox door": goes("/en/riverton/mailbox/"),
    "mailbox": mailbox,
    "mistyped receipt": mistyped,
    "about": goes("/en/riverton/about/"),
    "not found": goes("/en/nowhere/"),
}


def first_tip(page: Page) -> None:
    page.goto("/desk/tips/")
    follow(page, page.locator("tbody tr a").first)
    action(page, "status")


DESK: dict[str, tuple[str, Visit]] = {
    "queue": ("ola", goes("/desk/tips/")),
    "tip": ("ola", first_tip),
    "my key": ("ola", goes("/desk/key/")),
    "members": ("dana", goes("/desk/members/")),
    "routing": ("dana", goes("/desk/routing/")),
    "figures": ("anna", goes("/desk/figures/")),
    "index": ("adam", goes("/desk/")),
    "password": ("adam", goes("/desk/account/password/")),
    "officers": ("adam", goes("/desk/tipline_departments/officer/")),
    "categories": ("adam", goes("/desk/tipline_departments/category/")),
    "department": ("adam", goes("/desk/tipline_departments/department/")),
    "tags": ("adam", goes("/desk/tipline_casework/tag/")),
    "units": ("adam", goes("/desk/tipline_departments/unit/")),
    "not found": ("ola", goes("/desk/tips/00000000-0000-4000-8000-000000000000/")),
}


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, live: LiveServer) -> Iterator[Callable[[str], BrowserContext]]:
    """One context an officer, unlocked where they have a unit; axe is the only one to step around the CSP."""
    contexts: dict[str, BrowserContext] = {}

    def of(username: str) -> BrowserContext:
        if username not in contexts:
            contexts[username] = chromium.new_context(base_url=live.url, bypass_csp=True)
            enter = at_the_desk if cast(username).unit_kinds else sign_in
            enter(contexts[username], username).close()
        return contexts[username]

    yield of
    for context in contexts.values():
        context.close()


def findings(page: Page, scheme: str) -> list[str]:
    """Return what axe finds; in the dark, where only colors differ, by the rule on contrast."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
    found = Axe().run(page, options=RULES[scheme]).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def test_the_check_would_find_a_fault(chromium: Browser, live: LiveServer) -> None:
    page = chromium.new_context(base_url=live.url, bypass_csp=True).new_page()
    page.goto("/en/riverton/")
    page.evaluate("document.querySelector('main').append(new Image())")
    page.evaluate("document.querySelector('main p').style.color = '#bbb'")
    found = findings(page, "light")
    assert any("color-contrast" in line for line in found)
    assert any("image-alt" in line for line in found)


def test_nothing_moves_with_reduced_motion(signed_in: Callable[[str], BrowserContext]) -> None:
    page = signed_in("adam").new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto("/desk/")
    every = "[...document.querySelectorAll('*')].map((one) => getComputedStyle(one).transitionDuration)"
    assert set(page.evaluate(every)) == {"0s"}
    page.close()


def overflow(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


@pytest.mark.parametrize("name", RESIDENT)
def test_residents_pages_pass_axe_in_light_and_dark_and_fit_a_small_screen(
    chromium: Browser, live: LiveServer, name: str
) -> None:
    context = chromium.new_context(base_url=live.url, bypass_csp=True, viewport={"width": 320, "height": 700})
    page = context.new_page()
    RESIDENT[name](page)
    assert overflow(page) <= 0
    for scheme in RULES:
        assert findings(page, scheme) == []
    context.close()


@pytest.mark.parametrize("name", DESK)
def test_desk_pages_pass_axe_in_light_and_dark(signed_in: Callable[[str], BrowserContext], name: str) -> None:
    username, visit = DESK[name]
    page = signed_in(username).new_page()
    visit(page)
    for scheme in RULES:
        assert findings(page, scheme) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert overflow(page) <= 0
    page.close()


def test_no_page_violates_the_csp_or_loads_from_another_host(chromium: Browser, live: LiveServer) -> None:
    context = chromium.new_context(base_url=live.url)
    page = context.new_page()
    hosts: set[str | None] = set()
    said: list[str] = []
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for visit in RESIDENT.values():
        visit(page)
    at_the_desk(context, "dana").close()
    for address in ("/desk/", "/desk/tips/", "/desk/members/", "/desk/routing/", "/desk/key/"):
        page.goto(address)
    open_from_queue(page, "")
    assert hosts == {"127.0.0.1"}
    assert [words for words in said if "404" not in words] == []
    context.close()


def test_a_resident_never_gets_a_cookie_not_even_in_an_officers_browser(officer: BrowserContext) -> None:
    page = at_the_desk(officer, "ola")
    before = {(cookie["name"], cookie["value"]) for cookie in officer.cookies()}
    for visit in RESIDENT.values():
        visit(page)
    assert {(cookie["name"], cookie["value"]) for cookie in officer.cookies()} == before
    assert all(cookie["path"] == "/desk/" for cookie in officer.cookies())
