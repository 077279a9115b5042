"""The database is locked, full or gone under a running server: nobody is told anything false and no text is lost."""

from __future__ import annotations

import html
import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.builders import PASSWORD
from tests.faults.breaking import FAULTS, UNREACHABLE, Fault, rows
from tests.kill.journeys import answer_sheet, opened, receipt_on, tip_sheet
from tests.plain_browser import Page, PlainBrowser
from tests.server import LiveServer

HOSTILE = "He waits for her.\n\u202e</textarea><b> ☎ 語"
NOT_STORED = "urn:tipline:problem:not-stored"

every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
unreachable = pytest.mark.parametrize("fault", UNREACHABLE, ids=lambda fault: fault.__name__)


def is_calm_refusal(page: Page) -> bool:
    """Tell whether it is a page that says when to come back and whom to call."""
    return page.status == 503 and int(page.headers["Retry-After"]) > 0 and "555-0100" in page.text


def ask(server: LiveServer, part: str, sent: object = None, form: str = "") -> tuple[int, Any]:
    """Ask as a program does."""
    body = json.dumps({**sent, "form": form} if isinstance(sent, dict) and form else sent).encode()
    headers = {"Content-Type": "application/json"}
    address = f"{server.url}/api/v1/departments/riverton/{part}"
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error) | {"retry": error.headers["Retry-After"]}


@every_fault
def test_an_unstored_tip_is_handed_back_complete_and_stored_when_sent_again(server: LiveServer, fault: Fault) -> None:
    sheet, before = tip_sheet(server, HOSTILE), rows(server)
    with fault(server):
        refused = sheet.send(server)
    assert is_calm_refusal(refused)
    assert "Your tip was not received" in refused.text
    kept = refused.form("text", "contact")
    assert [kept.values[name].removeprefix("\n") for name in ("text", "contact")] == [HOSTILE, "555-0199"]
    assert rows(server) == before
    received = PlainBrowser(server.url).send(refused, kept)
    assert "Your tip was received" in received.text
    assert "Your mailbox" in opened(server, receipt_on(received)).text
    assert rows(server)["tips_tip"] == before["tips_tip"] + 1


@every_fault
def test_an_unstored_answer_is_handed_back_complete_and_stored_when_sent_again(
    server: LiveServer, fault: Fault
) -> None:
    receipt = receipt_on(tip_sheet(server, "First words").send(server))
    sheet, before = answer_sheet(server, receipt, HOSTILE), rows(server)
    with fault(server):
        refused = sheet.send(server)
    assert is_calm_refusal(refused)
    assert "Your message was not received" in refused.text
    kept = refused.form("text", "receipt")
    assert kept.values["text"].removeprefix("\n") == HOSTILE
    assert rows(server) == before
    received = PlainBrowser(server.url).send(refused, kept)
    assert "Your message was received" in received.text
    assert rows(server)["tips_message"] == before["tips_message"] + 1


@every_fault
def test_a_program_gets_an_error_and_sends_the_same_form_again(server: LiveServer, fault: Fault) -> None:
    form, tip = ask(server, "forms")[1]["form"], {"category": "drugs", "text": HOSTILE}
    before = rows(server)
    with fault(server):
        status, problem = ask(server, "tips", tip, form)
    assert (status, problem["type"], problem["retry"]) == (503, NOT_STORED, "120")
    assert rows(server) == before
    assert ask(server, "tips", tip, form)[0] == 201


@unreachable
def test_an_unavailable_mailbox_keeps_the_typed_receipt_and_opens_afterwards(server: LiveServer, fault: Fault) -> None:
    receipt = receipt_on(tip_sheet(server, "First words").send(server))
    browser = PlainBrowser(server.url)
    with fault(server):
        refused = browser.open("/en/riverton/mailbox/", {"receipt": receipt, "text": "my words"})
        status, problem = ask(server, "mailbox", {"receipt": receipt})
    assert is_calm_refusal(refused)
    assert "cannot be opened right now" in refused.text
    assert refused.form("receipt").values | {"text": "my words", "receipt": receipt} == refused.form("receipt").values
    assert (status, problem["type"]) == (503, NOT_STORED)
    assert "Your mailbox" in browser.send(refused, refused.form("receipt")).text


@unreachable
def test_the_text_is_kept_when_the_language_is_changed(server: LiveServer, fault: Fault) -> None:
    sheet = tip_sheet(server, HOSTILE)
    with fault(server):
        page = PlainBrowser(server.url).open("/es/riverton/tip/", {**sheet.form.values, "text": HOSTILE})
    assert html.escape(HOSTILE) in page.text
    assert page.status in {200, 503}  # The keys are remembered for some seconds.


@unreachable
def test_every_other_page_explains_it_and_says_whom_to_call(server: LiveServer, fault: Fault) -> None:
    browser = PlainBrowser(server.url)
    browser.open("/en/riverton/")
    with fault(server):
        about, first = browser.open("/en/riverton/about/"), browser.open("/en/riverton/")
    assert about.status == 200
    assert first.status in {200, 503}  # The keys are remembered for some seconds.
    assert "555-0100" in about.text
    assert "555-0100" in first.text


@unreachable
def test_a_server_that_has_read_nothing_yet_explains_it_too(server: LiveServer, fault: Fault) -> None:
    with fault(server), LiveServer(server.folder, settings=server.settings, extra=server.extra) as fresh:
        page = PlainBrowser(fresh.url).open("/es/riverton/")
        assert page.status == 503
        assert "no funciona en este momento" in page.text
        assert ask(fresh, "forms")[1]["type"] == NOT_STORED


@unreachable
def test_an_officer_is_told_and_stays_signed_in(server: LiveServer, fault: Fault) -> None:
    browser = PlainBrowser(server.url)
    page = browser.open("/desk/account/login/")
    with fault(server):
        refused = browser.send(page, page.form("login"), login="ola", password=PASSWORD)
    assert (refused.status, int(refused.headers["Retry-After"]) > 0) == (503, True)
    assert "The database cannot be reached" in refused.text
    assert "Your desk" in browser.send(page, page.form("login"), login="ola", password=PASSWORD).text
    with fault(server):
        assert browser.open("/desk/tips/").status == 503
    assert browser.open("/desk/tips/").status == 200
