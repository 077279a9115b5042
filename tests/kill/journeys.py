"""What a resident sends while the server is killed: a tip, and an answer in its mailbox."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.plain_browser import Form, Page, PlainBrowser
from tests.server import LiveServer


@dataclass(frozen=True)
class Sheet:
    """A page with a filled-in form, kept in a resident's browser."""

    page: Page
    form: Form
    words: dict[str, str]

    def send(self, server: LiveServer, kill: str = "") -> Page:
        """Send it, as often as one likes. Raises OSError when the server died of it."""
        browser = PlainBrowser(server.url, {"X-Kill": kill})
        return browser.send(self.page, self.form, **self.words)

    def steps(self, server: LiveServer) -> list[str]:
        """Send it to the end and return the statements that it took."""
        done = self.send(server)
        assert done.status == 200, done.text
        found: list[str] = json.loads(done.headers["X-Steps"])
        return found


def tip_sheet(server: LiveServer, text: str) -> Sheet:
    """Return a new form for a tip, with contact details."""
    first = PlainBrowser(server.url).open("/en/riverton/")
    second = PlainBrowser(server.url).send(first, first.form("category"), category="drugs")
    return Sheet(second, second.form("text", "contact"), {"text": text, "contact": "555-0199"})


def answer_sheet(server: LiveServer, receipt: str, text: str) -> Sheet:
    """Return a new form for an answer, on the mailbox's page."""
    page = opened(server, receipt)
    return Sheet(page, page.form("receipt", "text"), {"text": text})


def opened(server: LiveServer, receipt: str) -> Page:
    """Return the mailbox that a receipt opens."""
    page = PlainBrowser(server.url).open("/en/riverton/mailbox/", {"receipt": receipt})
    assert page.status == 200
    assert "Your mailbox" in page.text, page.text
    return page


def receipt_on(page: Page) -> str:
    """Return the receipt that a page shows."""
    return page.form("receipt").values["receipt"]


def receipt_again(server: LiveServer, page: Page) -> str:
    """Return the receipt that the page shows, or the one behind its button where the tip had arrived before."""
    if any("receipt" in form.names for form in page.forms):
        return receipt_on(page)
    return receipt_on(PlainBrowser(server.url).send(page, page.form("words", "turn")))


def whole(server: LiveServer) -> tuple[int, int]:
    """Return how many tips and answers are stored, all of them whole."""
    found = json.loads(PlainBrowser(server.url).open("/stored").text)
    assert found["faults"] == []
    return found["tips"], found["answers"]
