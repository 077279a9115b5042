"""A department right after its ceremony, and what its officers do first in a browser."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.people import enter, follow
from tests.operations.conversation import invitation_codes, passphrases
from tests.server import ROOT, LiveServer

PASSWORD = "a-quiet-harbor-in-winter-9"


@dataclass
class Office:
    """The server, the invitations of its first three people, and the passphrases of the two supervisors."""

    live: LiveServer
    codes: dict[str, str]
    dana_passphrase: str
    ivan_passphrase: str


def hold_ceremony(folder: Path) -> Office:
    """Set a department up in that folder. The server is not started yet."""
    live = LiveServer(folder)
    live.run("migrate", "--verbosity", "0")
    command = [sys.executable, "-m", "tests.browser.ceremony"]
    done = subprocess.run(
        command, cwd=ROOT, env=live.environment, capture_output=True, text=True, check=True, timeout=120
    )
    return Office(live, invitation_codes(done.stdout), *passphrases(done.stdout))


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


def invite(adam: Page, username: str, role: str = "officer") -> str:
    """Invite somebody on the administrator's pages; return their code."""
    adam.goto("/desk/tipline_departments/officer/add/")
    adam.fill("input[name=username]", username)
    adam.fill("input[name=first_name]", username.title())
    adam.check(f"input[name=roles][value={role}]")
    follow(adam, "form:has(input[name=username]) button[type=submit]")
    return adam.inner_text(".big-code")


def admit(supervisor: Page, unit: str, shown: str, code: str) -> None:
    """Type somebody's admission code under Members."""
    supervisor.goto("/desk/members/")
    card = supervisor.locator("section", has_text=unit).first
    card.locator("details:has(form[action$='/admit/']) > summary").click()
    card.locator("select[name=newcomer]").select_option(label=shown)
    card.locator("input[name=admission_code]").fill(code)
    follow(supervisor, card.locator("button.go"))
