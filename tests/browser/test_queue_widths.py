"""The queue at every width shows headline and assignee."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page

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


def test_overflowing_text_stays_within_its_own_element(officer: BrowserContext) -> None:
    page = at_the_desk(officer, "ola")
    page.goto("/desk/tips/")
    line = page.locator(".said-cell a").first
    height = "(link, text) => { link.textContent = text; return link.clientHeight; }"
    short, long = (line.evaluate(height, text) for text in ("x", "x " * 3_000))
    assert long < 4 * short
    assert overflow_and_bidi(line) == ("hidden", "isolate")
    page.goto("/desk/tips/")
    follow(page, page.locator(".said-cell a").first)
    assert overflow_and_bidi(page.locator(".said-text").first) == ("clip", "isolate")
    assert overflow_and_bidi(page.locator("bdi").first)[1] == "isolate"


def overflow_and_bidi(element: Locator) -> tuple[str, str]:
    overflow, bidi = element.evaluate("e => [getComputedStyle(e).overflow, getComputedStyle(e).unicodeBidi]")
    return overflow, bidi


def narrowest(page: Page) -> float:
    boxes = [cell.bounding_box() for cell in page.locator(".said-cell").all()]
    return min(box["width"] for box in boxes if box)
