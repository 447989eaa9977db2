"""A real office in a process of its own, and a real browser in front of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"]
START_S = 20
#: The browser says these when the office is away on purpose, or refuses on purpose.
EXPECTED = ("Failed to load resource", "WebSocket connection to")


class Running:
    """An office that runs as `python -m server run` on 127.0.0.1, with its data in `data`."""

    def __init__(self, data: Path, config: str = "", *options: str) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        self.config = data / "office.toml"
        self.config.write_text(config, encoding="utf-8")
        self.options = options
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.data / "log").read_text("utf-8", errors="replace")

    def start(self) -> None:
        """Start it, at the same address as before, and wait until it answers."""
        command = [sys.executable, "-m", "server", "run", *self._where(), *self.options]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        with (self.data / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        due_s = time.monotonic() + START_S
        while time.monotonic() < due_s and self.process.poll() is None:
            try:
                self.get("/api/health")
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise AssertionError(f"the office does not start:\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it and wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=20)
            self.process = None

    def get(self, path: str) -> Any:
        """The JSON of a GET of this machine."""
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return json.load(answer)

    def post(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        """The JSON of a POST as a command of this machine sends it."""
        given = {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), given, method="POST")
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def command(self, *words: str, text: str | None = None) -> str:
        """What `python -m server <words>` prints for this office; `text` goes to its standard input."""
        done = subprocess.run(
            [sys.executable, "-m", "server", *words, *self._where()],
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def waiting(self) -> int:
        """How many wait, for whichever service."""
        return sum(service["waiting"] for service in self.get("/api/office")["services"])

    def _where(self) -> list[str]:
        return ["--data", str(self.data), "--config", str(self.config)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
