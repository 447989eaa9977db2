"""A real office in a process of its own, and a real browser in front of it."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.running import RunningOffice

CHROMIUM = "/usr/bin/chromium"
#: Off as Playwright has them off, for the last list counts; and two pages of the address bar, which nobody opens here
#: and which took a quarter of the work of every screen.
OFF = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning", "WebUIOmniboxAimPopup", "WebUIOmniboxPopup",
)  # fmt: skip
#: A name under which the browser finds an office as if from elsewhere.
FAR = "dawr.test"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-features=" + ",".join(OFF),
    f"--host-resolver-rules=MAP {FAR} 127.0.0.1",
    "--autoplay-policy=no-user-gesture-required",
    "--renderer-process-limit=1",  # or each screen would keep a second process ready for a page that never comes
]
#: The browser says these when the office is away on purpose, or refuses on purpose; the last where a page answers
#: while its line is just being closed.
EXPECTED = ("Failed to load resource", "WebSocket connection to", "WebSocket is already in CLOSING or CLOSED state")

#: A state is waited for, however busy the machine is; only a test that fails takes so long.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

#: For `page.request`: it keeps a connection that the office closes after 2 s of silence, perhaps just when it is used.
RETRIES = 2


class Running(RunningOffice):
    """An office in front of a browser. `staff`: who was taken on since it is there, and as what."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff: dict[str, str] = {}

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


class SharedOffice:
    """One office with simulated devices for many tests, each of which begins with a business day of its own."""

    def __init__(self, folders: Callable[[], Path]) -> None:
        self._folders = folders
        self._office: Running | None = None
        self._token = ""
        self._found: Any = None

    def morning(self) -> Running:
        """It, running, with nobody in it and its numbers at the beginning; a new one where a test decided otherwise."""
        if self._office is not None:
            if not self._office.runs:
                self._office.start()
            if self._begin_day(self._office) == self._found:
                return self._office
            self._office.stop()
        self._office = Running(self._folders(), "", "--simulate").start()
        self._token = self._office.token()
        self._found = self._begin_day(self._office)
        return self._office

    def _begin_day(self, office: Running) -> Any:
        """Let the next business day begin; gives all that is not of a single day."""
        told = office.post("/api/day", {"turn": True}, self._token)
        for service in told["services"]:
            for name in ("waiting", "ahead", "wait"):
                service.pop(name, None)
        health = office.get("/api/health")
        devices = {name: device["state"] for name, device in health["devices"].items()}
        lasting = {name: value for name, value in told.items() if name not in ("day", "now")}
        return lasting | {"devices": devices, "clock": health["clock"]}

    def close(self) -> None:
        """End it."""
        if self._office is not None:
            self._office.stop()


@pytest.fixture(scope="session")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedOffice]:
    shared = SharedOffice(lambda: tmp_path_factory.mktemp("shared") / "office")
    yield shared
    shared.close()


@pytest.fixture
def running(shared_office: SharedOffice) -> Running:
    """An office with simulated devices, on the morning of a business day."""
    return shared_office.morning()


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
        page.set_default_timeout(PATIENCE_MS)
        for verb in ("get", "post", "put"):
            setattr(page.request, verb, partial(getattr(page.request, verb), max_retries=RETRIES))
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
