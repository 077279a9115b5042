"""Back, Forward and Reload show no receipt, in a browser that keeps pages to come back to, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.people import follow, receipt_on, write_tip
from tests.server import LiveServer

CODE = ".receipt-code"


@pytest.fixture(scope="module")
def keeping(driver: Playwright) -> Iterator[Browser]:
    """A browser with its back/forward cache, which Playwright switches off."""
    kept = ["--disable-back-forward-cache"]
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=kept)
    yield browser
    browser.close()


@pytest.fixture(params=[390, 1280])
def resident(keeping: Browser, live: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    size = {"width": request.param, "height": 844}
    context: BrowserContext = keeping.new_context(base_url=live.url, java_script_enabled=False, viewport=size)
    yield context.new_page()
    context.close()


def come(page: Page, move: Callable[[], object]) -> None:
    """Go there as a person does who, where the browser asks whether to send again what was sent, says yes."""
    try:
        move()
    except Error as error:
        if "ERR_CACHE_MISS" not in str(error):
            raise
        page.wait_for_url("chrome-error://**")
        page.reload()


def shows_none(page: Page, receipt: str) -> None:
    expect(page.locator(CODE)).to_have_count(0)
    assert receipt not in page.content()


def test_a_reload_confirms_the_tip_and_shows_the_receipt_only_on_request(resident: Page) -> None:
    receipt = write_tip(resident, "A lamp is broken behind the depot")
    resident.reload()
    expect(resident.locator("h1")).to_have_text("Your tip was received")
    shows_none(resident, receipt)
    follow(resident, resident.locator("form#receipt button.main"))
    assert receipt_on(resident) == receipt
    resident.reload()
    shows_none(resident, receipt)


@pytest.mark.parametrize("button", ["I have kept it", "Open the mailbox"])
def test_after_confirming_it_neither_back_forward_nor_reload_shows_the_receipt(resident: Page, button: str) -> None:
    receipt = write_tip(resident, "A lamp is broken behind the depot")
    follow(resident, resident.get_by_role("button", name=button))
    expect(resident.locator(CODE)).to_have_count(0)
    for move in (resident.go_back, resident.reload, resident.go_forward, resident.go_back):
        come(resident, move)
        expect(resident.locator(CODE)).to_have_count(0)
    assert receipt not in resident.content()
    expect(resident.locator("body")).not_to_contain_text("Show the receipt")


def test_going_back_and_choosing_again_makes_another_tip(resident: Page) -> None:
    first = write_tip(resident, "A lamp is broken behind the depot")
    resident.goto("/en/riverton/")
    second = write_tip(resident, "A lamp is broken behind the depot")
    assert first != second
