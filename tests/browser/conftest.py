"""The system's Chromium against the real server. Where Chromium is missing the tests say so; CI demands it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.browser.office import Office, hold_ceremony
from tests.server import LiveServer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    if CHROMIUM is None:
        if os.environ.get("TIPLINE_REQUIRE_BROWSER"):
            pytest.fail("Chromium is missing: install Debian's package chromium")
        pytest.skip("MISSING: Chromium is not installed, so nothing was tried in a browser")
    # In a thread-free session Playwright's loop would stay in the way of Django's check for async contexts.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[LiveServer]:
    """The demonstration, small, served as it is in earnest."""
    folder: Path = tmp_path_factory.mktemp("live")
    server = LiveServer(folder)
    server.run("migrate", "--verbosity", "0")
    server.run("demo", "--open", "12", "--closed", "6")
    with server:
        yield server


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Office]:
    """A department fresh from its ceremony, served as it is in earnest."""
    made = hold_ceremony(tmp_path_factory.mktemp("office"))
    with made.live:
        yield made


@pytest.fixture
def visitor(chromium: Browser, live: LiveServer) -> Iterator[BrowserContext]:
    """A resident's browser without JavaScript."""
    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture
def officer(chromium: Browser, live: LiveServer) -> Iterator[BrowserContext]:
    """An officer's browser."""
    context = chromium.new_context(base_url=live.url)
    yield context
    context.close()
