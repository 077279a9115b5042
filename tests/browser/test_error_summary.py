"""A link of the error summary leads to its field, and the sticky bar covers neither field nor label."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.people import send
from tests.server import LiveServer


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("size", [(320, 844), (390, 844), (1280, 900)])
@pytest.mark.parametrize(("field", "typed"), [("text", ""), ("place", "x" * 301), ("when", "x" * 301)])
def test_its_link_brings_the_field_and_label_into_view(
    chromium: Browser, live: LiveServer, size: tuple[int, int], field: str, typed: str
) -> None:
    width, height = size
    viewport = {"width": width, "height": height}
    context = chromium.new_context(base_url=live.url, java_script_enabled=False, viewport=viewport)
    page = context.new_page()
    page.goto("/en/riverton/")
    page.check("input[name=category][value=fraud]")
    send(page)
    page.fill("textarea[name=text]", "A letter that asks for money")
    page.fill(f"[name={field}]", typed)
    send(page)
    page.click(f".notice a[href='#{field}']")
    page.wait_for_timeout(600)  # It may scroll smoothly.
    bar = page.locator(".bar").bounding_box()
    assert bar is not None
    assert bar["height"] <= height * (0.12 if width > 320 else 0.15)
    assert top_of(page, f"label[for={field}]") >= bar["height"]
    assert top_of(page, f"#{field}") < height
    context.close()
