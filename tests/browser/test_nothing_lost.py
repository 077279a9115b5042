"""What an officer typed is kept, whatever happens to their session, without JavaScript and after Back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.settings.demo import SESSION_COOKIE_NAME
from tests.browser.people import at_the_desk, cast, follow, send, sign_in
from tests.server import LiveServer

WORDS = "Typed for an hour.\nThen the session ended."


@pytest.fixture
def plain_officer(chromium: Browser, live: LiveServer) -> Iterator[BrowserContext]:
    """An officer's browser without JavaScript."""
    context = chromium.new_context(
        base_url=live.url, java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    yield context
    context.close()


def on_a_tip(context: BrowserContext, chosen: str = "") -> Page:
    page = at_the_desk(context, "ola")
    page.goto(f"/desk/tips/{chosen}")
    follow(page, page.locator(".queue tbody th a").first)
    return page


def unlock_here(page: Page, username: str) -> None:
    """Unlock on the page that stands in the place of another."""
    page.fill("input[name=passphrase]", cast(username).passphrase)
    send(page)


def test_sending_a_note_keeps_the_typed_question_and_the_queue_filter(plain_officer: BrowserContext) -> None:
    page = on_a_tip(plain_officer, "?only=unread")
    page.fill("#action-note textarea", "Patrol drove by.")
    page.fill("#action-ask textarea", "Which day?\nWhich shift?")
    follow(page, page.locator("#action-note button"))
    expect(page.locator("body")).to_contain_text("Note written.")
    assert page.input_value("#action-ask textarea") == "Which day?\nWhich shift?"
    page.reload()
    assert page.locator(".message", has_text="Patrol drove by.").count() == 1
    follow(page, page.locator("#action-ask button"))
    expect(page.locator("body")).to_contain_text("Which shift?")
    follow(page, page.locator(".back a"))
    assert page.url.endswith("/desk/tips/?only=unread")


def test_a_note_survives_the_end_of_the_session(plain_officer: BrowserContext) -> None:
    page = on_a_tip(plain_officer)
    tip = page.url
    page.fill("#action-note textarea", WORDS)
    plain_officer.clear_cookies(name=SESSION_COOKIE_NAME)
    follow(page, page.locator("#action-note button"))
    assert page.input_value("textarea[readonly]") == WORDS
    page.fill("input[name=login]", "ola")
    page.fill("input[name=password]", cast("ola").password)
    send(page)
    assert page.input_value("textarea[readonly]") == WORDS
    unlock_here(page, "ola")
    assert page.input_value("textarea[name=text]") == WORDS
    send(page)
    assert page.url.split("?")[0] == tip.split("?")[0]
    expect(page.locator("body")).to_contain_text("Then the session ended.")


def test_a_tab_opened_before_a_new_sign_in_loses_nothing(plain_officer: BrowserContext) -> None:
    page = on_a_tip(plain_officer)
    page.fill("#action-note textarea", WORDS)
    plain_officer.clear_cookies()
    sign_in(plain_officer, "ola").close()
    follow(page, page.locator("#action-note button"))
    assert page.input_value("textarea[readonly]") == WORDS
    unlock_here(page, "ola")
    send(page)
    expect(page.locator("body")).to_contain_text("Then the session ended.")


def test_another_officer_is_asked_whether_the_words_are_theirs(plain_officer: BrowserContext) -> None:
    page = on_a_tip(plain_officer)
    page.fill("#action-note textarea", "Ola alone wrote this.")
    plain_officer.clear_cookies(name=SESSION_COOKIE_NAME)
    follow(page, page.locator("#action-note button"))
    page.fill("input[name=login]", "dana")
    page.fill("input[name=password]", cast("dana").password)
    send(page)
    unlock_here(page, "dana")
    expect(page.locator("body")).to_contain_text("Send this only if it is yours.")
    expect(page.locator("body")).to_contain_text("It will be sent as")
    follow(page, page.locator("a.aside"))
    expect(page.locator("body")).not_to_contain_text("Ola alone wrote this.")


def test_with_javascript_every_other_form_keeps_the_text_too(officer: BrowserContext) -> None:
    page = at_the_desk(officer, "tess")
    page.goto("/desk/tips/")
    follow(page, page.locator(".queue tbody th a").first)
    page.fill("#action-note textarea", WORDS)
    page.fill("#action-ask textarea", "Which day?")
    follow(page, page.get_by_role("button", name="Assign to me"))
    expect(page.locator("body")).to_contain_text("Assignment changed.")
    assert page.input_value("#action-note textarea") == WORDS
    assert page.input_value("#action-ask textarea") == "Which day?"


def test_a_reference_that_is_not_found_stays_in_its_field(plain_officer: BrowserContext) -> None:
    page = at_the_desk(plain_officer, "ola")
    page.goto("/desk/tips/?only=unread")
    page.fill("#reference", "ABCD-EFGH")
    follow(page, page.locator(".find button"))
    assert page.input_value("#reference") == "ABCD-EFGH"
    assert page.is_checked("input[name=only][value=unread]")
    page.go_back()
    assert page.url.endswith("/desk/tips/?only=unread")
