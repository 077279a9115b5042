"""The pages on the API work in a browser under the CSP; the example of the docs works against a server."""

from __future__ import annotations

import subprocess
import sys
from urllib.parse import urlparse

from playwright.sync_api import Browser, BrowserContext

from tests.browser.people import at_the_desk, open_from_queue, open_mailbox
from tests.server import ROOT, LiveServer


def test_the_api_pages_show_and_try_an_operation(chromium: Browser, live: LiveServer) -> None:
    page = chromium.new_context(base_url=live.url).new_page()
    hosts: set[str | None] = set()
    said: list[str] = []
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto("/api/v1/")
    page.locator("#operations-Look-departments .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    assert "Riverton Police Department" in page.locator(".live-responses-table").inner_text()
    assert said == []
    assert hosts - {None, ""} == {"127.0.0.1"}


def test_the_example_of_the_docs_sends_a_tip_that_officers_read(
    live: LiveServer, officer: BrowserContext, visitor: BrowserContext
) -> None:
    text = "A crate of rifles under the boardwalk"
    command = [sys.executable, str(ROOT / "docs/tip_client.py"), live.url, "riverton", "weapons", text]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    desk = at_the_desk(officer, "ola")
    open_from_queue(desk, text)
    assert text in desk.inner_text("main")
    page = visitor.new_page()
    open_mailbox(page, printed.strip().rsplit(" ", 1)[-1])
    assert "Your tip: being read" in page.inner_text("main")
