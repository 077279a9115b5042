"""The receipt on its card: rows of four and three groups, as they are written down; copied as one text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.people import receipt_on, write_tip
from tests.server import LiveServer
from tipline.envelope import Receipt

GROUPS = ".receipt-code .group"
WIDTHS = (320, 390, 768, 1280)


@pytest.fixture(scope="module")
def page(chromium: Browser, live: LiveServer) -> Iterator[Page]:
    context = chromium.new_context(base_url=live.url, bypass_csp=True)
    page = context.new_page()
    write_tip(page, "A black dog alone at the quarry")
    yield page
    context.close()


def rows(page: Page) -> list[int]:
    """Return how many groups stand in each row."""
    tops = [round(group.bounding_box()["y"]) for group in page.locator(GROUPS).all()]  # type: ignore[index]
    return [tops.count(top) for top in sorted(set(tops))]


def seen_dashes(page: Page) -> list[bool]:
    script = "all => all.map(dash => getComputedStyle(dash).opacity > 0)"
    found: list[bool] = page.locator(".receipt-code .dash").evaluate_all(script)
    return found


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_code_stands_in_rows_of_four_and_three_groups_without_trailing_dashes(
    page: Page, width: int, medium: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(media=medium)  # type: ignore[arg-type]
    try:
        assert rows(page) == [4, 3]
        assert seen_dashes(page) == [True, True, True, False, True, True]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        fits = "all => all.every(group => group.scrollWidth <= group.clientWidth + 1)"
        assert page.locator(GROUPS).evaluate_all(fits)
        size = page.locator(".receipt-code").evaluate("code => parseFloat(getComputedStyle(code).fontSize)")
        assert size >= 16
    finally:
        page.emulate_media(media="screen")


def test_one_click_selects_the_whole_code_with_dashes(page: Page) -> None:
    page.locator(GROUPS).first.click()
    taken = page.evaluate("getSelection().toString()")
    assert Receipt.parse(taken).text == taken == page.inner_text(".receipt-code") == receipt_on(page)


def test_a_screen_reader_reads_the_groups_as_one_paragraph(page: Page) -> None:
    heard = page.locator(".receipt-card").aria_snapshot()
    assert f"paragraph: {receipt_on(page).replace('-', '- ')}" in heard.replace('"', "")
