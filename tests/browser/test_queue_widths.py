"""The queue at every width shows headline and assignee."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from tests.browser.people import at_the_desk, follow

WIDTHS = (320, 390, 768, 860, 1000, 1023, 1024, 1280)


def test_the_headline_has_room_and_nothing_overflows(officer: BrowserContext) -> None:
    page = at_the_desk(officer, "ola")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/desk/tips/")
        assert narrowest(page) >= min(288, 0.55 * width), width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_assignee_is_shown_at_every_width(officer: BrowserContext) -> None:
    page = at_the_desk(officer, "ola")
    page.goto("/desk/tips/")
    follow(page, page.locator(".said-cell a").first)
    follow(page, page.get_by_role("button", name="Assign to me"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/desk/tips/?only=mine")
        assert page.locator(".with-cell", has_text="you").first.is_visible(), width


def narrowest(page: Page) -> float:
    boxes = [cell.bounding_box() for cell in page.locator(".said-cell").all()]
    return min(box["width"] for box in boxes if box)
