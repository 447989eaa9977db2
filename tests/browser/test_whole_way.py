"""The whole way of one ticket: touched, printed, called by a button, shown, heard, served, counted."""

import io
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin
from PIL import ImageChops, ImageOps
from PIL.Image import Image
from playwright.sync_api import Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

import hardware
from display import phrases
from hardware import decode
from hardware.__main__ import FONTS
from hardware.buttons import Buttons
from hardware.paper import draw
from hardware.sheet import Align, Line, Sheet, Size
from server import app as wiring
from server import settings
from server.clock import Clock
from server.office.actors import SYSTEM, Role
from server.office.events import Stamp
from tests.browser.conftest import PATIENCE_MS, Screens
from tests.browser.told_office import read_first
from tests.hardware.network_printer import NetworkPrinter
from tests.rooms import MORNING

PIN, LAMP, COUNTER = 17, 27, 3
PASSWORD = "صبراً جميلاً 7"
HEARD = 'window.heard = []; document.addEventListener("dawr:spoken", ({ detail }) => heard.push(detail));'


class MorningClock(Clock):
    """The machine's clock, believed, as if it were morning now: no day ends while a ticket is on its way."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead_ms = MORNING - super().now().at

    def now(self) -> Stamp:
        stamp = super().now()
        return replace(stamp, at=stamp.at + self._ahead_ms, trusted=True)


class RealOffice:
    """The whole office in this process, so that a finger can reach its mock pin and a printer its network."""

    def __init__(self, folder: Path, printer: NetworkPrinter) -> None:
        config = folder / "office.toml"
        config.write_text(
            f'[printer]\ndriver = "network"\nhost = "{printer.host}"\nport = {printer.port}\n'
            f"[[buttons]]\ncounter = {COUNTER}\npin = {PIN}\nlamp = {LAMP}\nbutton_only = true\n"
        )
        machine = settings.load(config, {"server.data": str(folder)})
        self.pins = MockFactory(pin_class=MockPWMPin)
        self._thumb_s = 0.0
        devices = wiring.devices(machine)
        boxes = hardware.HardwareSettings.of(machine).buttons
        devices = replace(devices, buttons=Buttons(boxes, pin_factory=self.pins, monotonic=lambda: self._thumb_s))
        self.app = wiring.create_app(machine, devices, MorningClock())
        self.office = self.app.extensions["dawr"]
        self._server: BaseWSGIServer = make_server("127.0.0.1", 0, read_first(self.app), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def open(self) -> None:
        self.office.start()
        self.office.record.staff.add("مديرة", Role.MANAGER, PASSWORD, SYSTEM)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.office.stop()
        self._server.shutdown()
        self._server.server_close()

    def counter(self) -> dict[str, Any]:
        return self.office.reading.counter(COUNTER)

    def press(self) -> None:
        """A thumb on the button of the counter, a tenth of a second long; more than a second after the last.

        The button's clock is told: so it is no long press where the machine is busy.
        """
        self._thumb_s += 1.1
        self.pins.pin(PIN).drive_low()
        self._thumb_s += 0.1
        self.pins.pin(PIN).drive_high()


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with NetworkPrinter() as printer:
        yield printer


@pytest.fixture
def office(tmp_path: Path, printer: NetworkPrinter) -> Iterator[RealOffice]:
    office = RealOffice(tmp_path, printer)
    office.open()
    yield office
    office.close()


def tallest_line(paper: Image) -> str:
    """What tesseract, which knows nothing of Dawr, reads in the tallest line of a paper: it likes small letters."""
    program = shutil.which("tesseract")
    assert program, "tesseract is missing: `make test` installs it"
    grey, png = paper.convert("L"), io.BytesIO()
    inked = [ImageOps.invert(grey.crop((0, y, grey.width, y + 1))).getbbox() is not None for y in range(grey.height)]
    rows = max((list(rows) for ink, rows in groupby(range(grey.height), inked.__getitem__) if ink), key=len)
    line = ImageOps.expand(grey.crop((0, rows[0], grey.width, rows[-1] + 1)), border=20, fill=255)
    ImageOps.scale(line, 48 / len(rows)).save(png, "PNG")
    command = [program, "-", "-", "-l", "eng", "--psm", "7", "-c", "tessedit_char_whitelist=ABCDEFGHJ0123456789"]
    return subprocess.run(command, input=png.getvalue(), capture_output=True, check=True).stdout.decode().strip()


def ends_with(paper: Image, text: str) -> bool:
    """Whether the last line of a paper is that text, dot by dot: of any fingerprint no reader reads every letter."""
    line = draw(Sheet("ar", (Line(text, Size.SMALL, align=Align.CENTRE, language="en"),)), paper.width, FONTS)
    left, top, right, bottom = ImageOps.invert(line.convert("L")).getbbox() or (0, 0, 0, 0)
    _, _, _, end = ImageOps.invert(paper.convert("L")).getbbox() or (0, 0, 0, 0)
    foot, wanted = paper.crop((left, end - (bottom - top), right, end)), line.crop((left, top, right, bottom))
    return ImageChops.difference(foot.convert("L"), wanted.convert("L")).getbbox() is None


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait for something outside the browser, as long as for what is in it."""
    for _ in range(PATIENCE_MS // 50):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come")


def take_a_ticket(page: Page) -> str:
    page.locator("#start").get_by_role("button", name="العربية").tap()
    page.locator("#cards button").first.tap()
    page.locator("#take").tap()
    expect(page.locator("#the-number")).not_to_be_empty()
    number = page.locator("#the-number").inner_text()
    expect(page.locator("#receipt")).to_contain_text("خذ تذكرتك من الأسفل")
    return number


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/manager")
    page.locator("#name").fill("مديرة")
    page.locator("#password").fill(PASSWORD)
    page.locator("form:has(#password) button").click()


def test_a_ticket_from_the_touchscreen_to_the_statistics(
    office: RealOffice, printer: NetworkPrinter, screens: Screens
) -> None:
    display, kiosk, manager = screens(1920, 1080), screens(1280, 800), screens(1366, 768)
    display.add_init_script(HEARD)
    display.goto(f"{office.url}/display")
    kiosk.goto(f"{office.url}/kiosk")
    until(display, lambda: len(office.office.live.present) == 2)  # who comes later says no call that was before

    number = take_a_ticket(kiosk)
    assert number == "A001"
    (paper,) = decode.papers(b"".join(printer.papers))
    assert tallest_line(paper) == number
    ticket = office.office.reading.ticket(office.counter()["line"][0]["id"])
    assert ends_with(paper, f"\u2068A001\u2069:{ticket['fingerprint']}")

    voice, said = office.office.hardware.voice, phrases.call("ar", number, COUNTER)
    until(display, lambda: all(voice.path(*part) for part in said))  # made since the ticket was taken
    office.press()
    expect(display.locator("#call")).to_contain_text(number)
    expect(display.locator("#call")).to_contain_text(str(COUNTER))
    display.wait_for_function("() => heard.length >= 2", timeout=3 * PATIENCE_MS)
    parts = display.evaluate("() => heard.map(({ part }) => part)")
    assert parts[:2] == office.office.reading.board()["calls"][0]["parts"][:2], "both parts were played to their end"

    office.press()
    until(display, lambda: office.counter()["ticket"]["state"] == "serving")
    office.press()
    until(display, lambda: office.counter()["ticket"] is None)
    assert office.counter()["state"] == "open"

    sign_in(manager, office.url)
    expect(manager.locator("#taken")).to_contain_text("1")
    expect(manager.locator("#served")).to_contain_text("1")
