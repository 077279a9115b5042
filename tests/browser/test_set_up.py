"""A real department without the demo: the ceremony, invitations, keys, an admission, settings, and the first tip."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import enter, follow, open_from_queue, send
from tests.operations.conversation import invitation_codes, passphrases
from tests.server import ROOT, LiveServer

PASSWORD = "a-quiet-harbor-in-winter-9"


@dataclass
class Office:
    """A department fresh from its ceremony."""

    live: LiveServer
    codes: dict[str, str]
    dana_passphrase: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Office]:
    live = LiveServer(tmp_path_factory.mktemp("office"))
    live.run("migrate", "--verbosity", "0")
    command = [sys.executable, "-m", "tests.browser.ceremony"]
    done = subprocess.run(
        command, cwd=ROOT, env=live.environment, capture_output=True, text=True, check=True, timeout=120
    )
    with live:
        yield Office(live, invitation_codes(done.stdout), passphrases(done.stdout)[0])


def person(chromium: Browser, office: Office) -> Page:
    return chromium.new_context(base_url=office.live.url).new_page()


def accept(page: Page, code: str) -> None:
    page.goto("/desk/invitation/")
    page.fill("input[name=code]", code)
    enter(page, "input[name=code]")
    page.fill("input[name=password1]", PASSWORD)
    page.fill("input[name=password2]", PASSWORD)
    enter(page, "input[name=password2]")


def make_key(page: Page) -> tuple[str, str]:
    """Make a key under the six words that are shown; unlock, and return the words and the admission code."""
    page.goto("/desk/key/new/")
    words = page.inner_text(".six-words")
    page.fill("input[name=passphrase1]", words)
    page.fill("input[name=passphrase2]", words)
    enter(page, "input[name=passphrase2]")
    unlock(page, words)
    page.goto("/desk/key/")
    return words, page.inner_text(".big-code")


def unlock(page: Page, passphrase: str) -> None:
    page.goto("/desk/unlock/")
    page.fill("input[name=passphrase]", passphrase)
    enter(page, "input[name=passphrase]")


def test_from_the_ceremony_to_the_first_tip(chromium: Browser, office: Office) -> None:
    adam = person(chromium, office)
    accept(adam, office.codes["adam"])
    adam.goto("/desk/tipline_departments/officer/add/")
    adam.fill("input[name=username]", "nora")
    adam.fill("input[name=first_name]", "Nora")
    adam.check("input[name=roles][value=officer]")
    follow(adam, "form:has(input[name=username]) button[type=submit]")
    code = adam.inner_text(".big-code")

    nora = person(chromium, office)
    accept(nora, code)
    _, admission = make_key(nora)
    nora.goto("/desk/tips/")

    resident = person(chromium, office)
    resident.goto("/en/millbrook/")
    resident.check("input[name=category][value=vehicle]")
    send(resident)
    resident.fill("textarea[name=text]", "A tow truck without lights every night")
    send(resident)
    expect(resident.locator(".receipt-code")).to_be_visible()
    nora.reload()
    expect(nora.locator("body")).not_to_contain_text("tow truck")

    dana = person(chromium, office)
    accept(dana, office.codes["dana"])
    unlock(dana, office.dana_passphrase)
    dana.goto("/desk/members/")
    unit = dana.locator("section", has_text="Tip desk").first
    unit.locator("summary").click()
    unit.locator("select[name=newcomer]").select_option(label="Nora (nora)")
    unit.locator("input[name=admission_code]").fill("AAAAA-AAAAA")
    follow(dana, unit.locator("button.go"))
    expect(dana.locator("body")).not_to_contain_text("Admitted.")
    unit = dana.locator("section", has_text="Tip desk").first
    unit.locator("input[name=admission_code]").fill(admission.lower())
    unit.locator("select[name=newcomer]").select_option(label="Nora (nora)")
    follow(dana, unit.locator("button.go"))
    expect(dana.locator("body")).to_contain_text("Admitted.")

    nora.goto("/desk/tips/")
    open_from_queue(nora, "tow truck")
    expect(nora.locator("body")).to_contain_text("every night")

    adam.goto("/desk/tipline_departments/department/")
    adam.fill("input[name=phone]", "555-0199")
    follow(adam, adam.locator("form:has(input[name=phone]) [type=submit]").first)
    resident.goto("/en/millbrook/")
    expect(resident.locator("main")).to_contain_text("555-0199")
    refused = adam.goto("/desk/tips/")
    assert refused is not None
    expect(adam.locator("body")).not_to_contain_text("tow truck")
