"""Take the README's two pictures from a running demo: `make demo` in one terminal, `make screenshots` in another."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent
SIZE = {"width": 1280, "height": 900}


def main() -> None:
    """Write docs/resident-form.png and docs/officer-queue.png."""
    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    base = f"http://localhost:{parser.parse_args().port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=base, viewport=SIZE)  # type: ignore[arg-type]
        resident_form(page)
        officer_queue(page)
        browser.close()


def resident_form(page: Page) -> None:
    """The page with the text, as a resident sees it."""
    page.goto("/en/riverton/")
    page.check("input[name=category] >> nth=1")
    page.locator("main form button[type=submit]").last.click()
    page.fill("textarea[name=text]", "He wrote online that he will wait at the north station.")
    page.screenshot(path=FOLDER / "resident-form.png")


def officer_queue(page: Page) -> None:
    """The queue of a desk officer who has unlocked."""
    from tipline.demo.people import OFFICERS

    officer = next(who for who in OFFICERS if who.department == "riverton" and "officer" in who.roles)
    page.goto("/desk/account/login/")
    page.fill("input[name=login]", officer.username)
    page.fill("input[name=password]", officer.password)
    enter(page, "input[name=password]")
    page.goto("/desk/unlock/")
    page.fill("input[name=passphrase]", officer.passphrase)
    enter(page, "input[name=passphrase]")
    page.goto("/desk/tips/")
    page.screenshot(path=FOLDER / "officer-queue.png")


def enter(page: Page, field: str) -> None:
    """Press Enter in a field and wait for the page that answers."""
    with page.expect_navigation():
        page.press(field, "Enter")


if __name__ == "__main__":
    main()
