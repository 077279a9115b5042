"""A tip's whole way in a real browser: the resident's without JavaScript, the officers' with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import (
    action,
    at_the_desk,
    enter,
    follow,
    open_from_queue,
    open_mailbox,
    receipt_on,
    send,
    sign_in,
    write_tip,
)

TIPS = {
    "en": "A man at the Quarry Road bus stop showed a pistol",
    "es": "Un vecino guarda fusiles junto a la puerta de atrás",
    "ar": "رأيت رجلا يحمل سلاحا قرب المحطة",
    "zh": "我看到一个人在公交站拿着枪",
}


@pytest.mark.parametrize("script", TIPS)
def test_a_tip_in_any_script_is_sent_read_asked_about_and_answered(
    visitor: BrowserContext, officer: BrowserContext, script: str
) -> None:
    resident, first_line = visitor.new_page(), TIPS[script]
    language = "es" if script == "es" else "en"
    receipt = write_tip(resident, f"{first_line}\n({script})", language)
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", receipt)

    desk = at_the_desk(officer, "ola")
    open_from_queue(desk, first_line)
    expect(desk.locator("body")).to_contain_text(f"({script})")
    form = "#action-ask"
    desk.fill(f"{form} textarea", f"When was it? {script}")
    send(desk, form)
    expect(desk.locator("body")).to_contain_text(f"When was it? {script}")

    open_mailbox(resident, receipt, language)
    expect(resident.locator("main")).to_contain_text(f"When was it? {script}")
    resident.fill("textarea[name=text]", f"22:00 {first_line}")
    send(resident)
    expect(resident.locator("main")).to_contain_text(f"22:00 {first_line}")

    desk.goto("/desk/tips/")
    expect(desk.locator("tr", has_text=first_line)).to_contain_text("New answer")
    open_from_queue(desk, first_line)
    expect(desk.locator("body")).to_contain_text(f"22:00 {first_line}")


def test_a_tip_is_noted_tagged_escalated_and_acknowledged(
    visitor: BrowserContext, officer: BrowserContext, chromium: object
) -> None:
    write_tip(visitor.new_page(), "The red boat behind the mill is full of boxes", category="drugs")
    ola = at_the_desk(officer, "ola")
    open_from_queue(ola, "red boat")
    form = action(ola, "note")
    ola.fill(f"{form} textarea", "Harbor patrol knows the boat")
    send(ola, form)
    form = action(ola, "tag")
    ola.select_option(f"{form} select", index=1)
    send(ola, form)
    form = action(ola, "escalate")
    ola.select_option(f"{form} select", label="Threat assessment")
    ola.fill(f"{form} textarea", "Weapons are said to be in it")
    send(ola, form)
    expect(ola.locator("body")).to_contain_text("escalated")
    follow(ola, "text=Sign out")

    tess = at_the_desk(officer, "tess")
    tess.goto("/desk/tips/")
    expect(tess.locator("tr", has_text="red boat")).to_contain_text("min left")
    open_from_queue(tess, "red boat")
    for words in ("Harbor patrol knows the boat", "Weapons are said to be in it"):
        expect(tess.locator("body")).to_contain_text(words)
    form = action(tess, "acknowledge")
    send(tess, form)
    expect(tess.locator("body")).to_contain_text("acknowledged")


def test_sending_the_page_again_makes_no_second_tip(visitor: BrowserContext, officer: BrowserContext) -> None:
    resident = visitor.new_page()
    receipt = write_tip(resident, "Somebody waters the lawn at the closed depot")
    resident.reload()
    expect(resident.locator("body")).to_contain_text("No second tip was made")
    send(resident)
    assert receipt_on(resident) == receipt
    desk = at_the_desk(officer, "ola")
    desk.goto("/desk/tips/")
    expect(desk.locator("tr", has_text="closed depot")).to_have_count(1)


def test_the_enter_key_in_a_field_sends_the_tip_and_does_not_change_the_language(visitor: BrowserContext) -> None:
    resident = visitor.new_page()
    resident.goto("/en/riverton/")
    resident.check("input[name=category][value=fraud]")
    send(resident)
    resident.fill("textarea[name=text]", "Letters that ask for money")
    resident.fill("input[name=place]", "Elm Street")
    enter(resident, "input[name=place]")
    assert "/en/" in resident.url
    assert receipt_on(resident)


def test_changing_the_language_keeps_what_was_typed(visitor: BrowserContext) -> None:
    resident = visitor.new_page()
    resident.goto("/en/riverton/")
    resident.check("input[name=category][value=fraud]")
    send(resident)
    resident.fill("textarea[name=text]", "Letters that ask for money")
    follow(resident, "text=Español")
    assert "/es/" in resident.url
    assert resident.input_value("textarea[name=text]") == "Letters that ask for money"


def test_a_stale_form_shows_what_changed_and_keeps_what_was_typed(
    visitor: BrowserContext, officer: BrowserContext
) -> None:
    write_tip(visitor.new_page(), "Two vans without plates at the old school", category="theft")
    first = at_the_desk(officer, "ola")
    open_from_queue(first, "Two vans")
    second: Page = officer.new_page()
    second.goto(first.url)
    for page, words in ((second, "Seen before"), (first, "Looked at by patrol")):
        form = action(page, "close")
        page.select_option(f"{form} select", "unfounded")
        page.fill(f"{form} textarea", words)
        send(page, form)
    expect(first.locator("body")).to_contain_text("Ola Brandt")
    expect(first.locator("body")).to_contain_text("Looked at by patrol")
    expect(first.locator("body")).to_contain_text("Seen before")


def test_two_notes_written_at_once_are_both_kept(visitor: BrowserContext, officer: BrowserContext) -> None:
    write_tip(visitor.new_page(), "A ladder at the window of the pharmacy", category="theft")
    first = at_the_desk(officer, "ola")
    open_from_queue(first, "A ladder")
    second: Page = officer.new_page()
    second.goto(first.url)
    for page, words in ((second, "Seen before"), (first, "Written at the same time")):
        form = action(page, "note")
        page.fill(f"{form} textarea", words)
        send(page, form)
        expect(page.locator("body")).to_contain_text(words)
    expect(first.locator("body")).to_contain_text("Seen before")


def test_before_unlocking_only_the_number_of_unread_tips_is_shown(
    visitor: BrowserContext, officer: BrowserContext
) -> None:
    write_tip(visitor.new_page(), "Smoke from the barn on Hill Lane")
    page = sign_in(officer, "ola")
    page.goto("/desk/tips/")
    expect(page.locator("body")).not_to_contain_text("barn")
    expect(page.locator("body")).to_contain_text(re.compile(r"\d+ unread|unread.*\d+", re.IGNORECASE))


def test_an_officer_of_another_unit_does_not_see_the_tip(visitor: BrowserContext, officer: BrowserContext) -> None:
    write_tip(visitor.new_page(), "The sergeant took money at the door", category="police-conduct")
    ivan = at_the_desk(officer, "ivan")
    open_from_queue(ivan, "sergeant took money")
    address = ivan.url
    follow(ivan, "text=Sign out")
    ola = at_the_desk(officer, "ola")
    ola.goto("/desk/tips/")
    expect(ola.locator("body")).not_to_contain_text("sergeant took money")
    answers = [bytes_of(ola, target) for target in (address, re.sub(r"[0-9a-f]{8}-", "00000000-", address))]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def bytes_of(page: Page, address: str) -> tuple[int, bytes]:
    """Return the status and the bytes of an answer, without the form token that differs in any two answers."""
    answer = page.goto(address)
    assert answer is not None
    return answer.status, re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.body())


def test_an_analyst_exports_figures_and_opens_no_tip(officer: BrowserContext) -> None:
    page = sign_in(officer, "anna")
    page.goto("/desk/figures/")
    follow(page, page.locator("main form, #content form").locator("button, input[type=submit]").first)
    with page.expect_download() as download:
        page.locator("text=/CSV/i").first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("department,period,measure")
    assert "suppressed" in text
    refused = page.goto("/desk/tips/")
    assert refused is not None
    assert "Canal Street" not in page.content()
