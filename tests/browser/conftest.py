"""A real office in a process of its own, and a real browser in front of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, sync_playwright

from tests.running import RunningOffice

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"]
#: The browser says these when the office is away on purpose, or refuses on purpose.
EXPECTED = ("Failed to load resource", "WebSocket connection to")


class Running(RunningOffice):
    """An office in front of a browser."""

    def waiting(self) -> int:
        """How many wait, for whichever service."""
        return sum(service["waiting"] for service in self.get("/api/office")["services"])


@pytest.fixture
def run_office(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """`run_office(config, *options)`: an office with that `office.toml`, started; stopped after the test."""
    started: list[Running] = []

    def run(config: str = "", *options: str) -> Running:
        office = Running(tmp_path / f"office{len(started)}", config, *options)
        started.append(office)
        office.start()
        return office

    yield run
    for office in started:
        office.stop()


@pytest.fixture
def running(run_office: Callable[..., Running]) -> Running:
    """An office with simulated devices."""
    return run_office("", "--simulate")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if not os.access(CHROMIUM, os.X_OK):
        pytest.fail(f"{CHROMIUM} is missing: `make setup` installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Screens:
    """Opens screens: each a browser of its own, whose script must not fail."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.failures: list[str] = []

    def __call__(self, width: int = 1280, height: int = 800, *, touch: bool = True, **options: Any) -> Page:
        """A page of a new screen of that many pixels."""
        viewport: ViewportSize = {"width": width, "height": height}
        context = self._browser.new_context(viewport=viewport, has_touch=touch, **options)
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.on("console", self._hear)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.failures.append(message.text)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def screens(browser: Browser) -> Iterator[Screens]:
    """`screens(width, height)`: a page with touch. A script that failed, or broke the policy, fails the test."""
    opened = Screens(browser)
    yield opened
    opened.close()
    assert opened.failures == []
