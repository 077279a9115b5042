"""A browser makes the same headline of a tip as the server."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.envelope.vector_files import load

SCRIPT = Path(__file__).with_name("headline.js").read_text(encoding="utf-8")


def test_a_browser_makes_the_headlines_of_the_vectors(chromium: Browser) -> None:
    cases = [case for case in load("inside") if case["what"] == "headline"]
    page = chromium.new_page()
    cut = page.evaluate(SCRIPT.partition("\n")[2].strip().rstrip(";"), [case["text"] for case in cases])
    page.close()
    assert cut == [case["headline"] for case in cases]
