"""A forgotten passphrase, a key that somebody else made, and a second supervisor, as people meet them."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.office import PASSWORD, Office, accept, admit, invite, make_key, person, unlock
from tests.browser.people import enter, follow


def make_another_key(page: Page) -> str:
    """Make a new key under the six words that are shown; return them."""
    page.goto("/desk/key/replace/")
    words = page.inner_text(".six-words")
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=passphrase1]", words)
    page.fill("input[name=passphrase2]", words)
    enter(page, "input[name=passphrase2]")
    return words


def test_a_forgotten_passphrase_is_replaced_within_a_minute_and_nothing_is_lost_before(
    chromium: Browser, office: Office
) -> None:
    adam, dana = person(chromium, office), person(chromium, office)
    accept(adam, office.codes["adam"])
    accept(dana, office.codes["dana"])
    unlock(dana, office.dana_passphrase)
    omar = person(chromium, office)
    accept(omar, invite(adam, "omar"))
    first_words, code = make_key(omar)
    admit(dana, "Tip desk", "Omar (omar)", code)

    words = make_another_key(omar)
    unlock(omar, words)
    omar.goto("/desk/key/")
    expect(omar.locator("body")).to_contain_text("These units know another key of yours.")
    new_code = omar.inner_text(".big-code")
    dana.goto("/desk/members/")
    expect(dana.locator("section", has_text="Tip desk").first).to_contain_text("New key, waiting for admission")
    unlock(omar, first_words)
    omar.goto("/desk/key/")
    expect(omar.locator("body")).to_contain_text("Another key waits")

    admit(dana, "Tip desk", "Omar (omar): new key", f"Omar says: {new_code.lower()}.")
    expect(dana.locator("body")).to_contain_text("Admitted.")
    unlock(omar, first_words)
    expect(omar.locator("body")).to_contain_text("That is not your passphrase.")
    unlock(omar, words)
    omar.goto("/desk/key/")
    expect(omar.locator("section", has_text="What your key opens")).to_contain_text("Tip desk")

    dana.goto("/desk/members/")
    card = dana.locator("section", has_text="Tip desk").first
    card.locator("li", has_text="Omar").locator("summary").click()
    follow(dana, card.locator("li", has_text="Omar").locator("button"))
    expect(dana.locator("body")).to_contain_text("They may admit others to the unit now.")
    omar.goto("/desk/members/")
    expect(omar.locator("section", has_text="Tip desk").first).to_contain_text("admits others")
