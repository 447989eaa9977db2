"""The pictures of docs/: every screen of an office in the middle of its morning, in three languages.

`.venv/bin/python -m tests.pictures [FOLDER]`
"""

import re
import sys
import tempfile
import threading
import time
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from werkzeug.serving import make_server

from server import app as wiring
from server import desk, settings
from server.clock import FixedClock
from server.office.actors import SYSTEM, Actor, Role
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.rooms import MINUTE, MORNING, UNHURRIED

LANGUAGES = ("ar", "fr", "en")
NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}
SERVICES = ("commercial-licence", "information", "complaints", "building-permit", "company-registration")
PASSWORD = "for the pictures only"
CLERK = "Salma"
#: So there are codes on the paper, and tickets on phones.
PUBLIC_URL = "https://turn.example.org"
PHONE = (390, 844)
#: What stands around and between pictures that are bound into one.
GAP_PX, GROUND, COLOURS = 12, "#d9cdb8", 32
THEME, OURS = Path(__file__).parents[1] / "server/static/theme.css", 25


def few_colours(image: Image.Image) -> Image.Image:
    """In a few colours: those that cover most, and each service's, which are small."""
    common = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    ours = re.findall(r"--[\w-]+: #(\w{6});", THEME.read_text("utf-8"))[:OURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*(common.getpalette() or [])[: 3 * COLOURS], *bytes.fromhex("".join(ours))])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


class Morning:
    """An office of which two hours have passed: 31 served, one at each of three counters, nine waiting."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(at=MORNING)
        machine = settings.load(None, {"server.data": str(folder), "server.public_url": PUBLIC_URL}, simulate=True)
        self.app = wiring.create_app(machine, wiring.devices(machine), self.clock)
        self.office = self.app.extensions["dawr"]
        self.office.writer.do(lambda tx: desk.set_hours(tx, UNHURRIED), SYSTEM)
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Morning":
        self.office.start()
        self.manager = Actor("token:1", Role.MANAGER)
        member = self.office.record.staff.add(CLERK, Role.MANAGER, PASSWORD, SYSTEM)
        self.clerk = Actor("staff:1", Role.CLERK, member["id"])
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self._live()
        return self

    def __exit__(self, *_: object) -> None:
        self.office.stop()
        self.server.shutdown()
        self.server.server_close()

    def do(self, verb, *args, by=None, **more):
        return self.office.writer.do(lambda tx: verb(tx, *args, **more), by or self.manager)

    def issue(self, n: int, priority: str | None = None) -> None:
        self.do(desk.issue, SERVICES[n * 3 % 5], LANGUAGES[n % 3], priority, paper=True)

    def _live(self) -> None:
        self.do(desk.open_counter, 3, by=self.clerk)
        for counter in (1, 2):
            self.do(desk.open_counter, counter)
        for n in range(31):
            self.issue(n)
            self.issue(n + 1, "age" if n % 9 == 4 else None) if n % 4 == 0 else None
            self.clock.advance((n * 37 % 5 + 2) * MINUTE)
            counter = n % 3 + 1
            self.do(desk.call_next, counter)
            self.clock.advance(MINUTE // 2)
            self.do(desk.start, counter)
        self.issue(2, "disability")
        self.clock.advance(4 * MINUTE)
        self.do(desk.call_next, 3)
        self.clock.advance(MINUTE // 4)


def shoot(browser: Browser, url: str, path: str, to: Path, size: tuple[int, int], act=lambda page: None, **how) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **how)
    page = context.new_page()
    page.goto(url + path)
    page.wait_for_timeout(1500)
    act(page)
    page.wait_for_timeout(700)
    few_colours(Image.open(BytesIO(page.screenshot())).convert("RGB")).save(to, optimize=True)
    context.close()


def signed_in(browser: Browser, url: str) -> str:
    """The state of a browser in which a manager has signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.locator("[name=name]").fill(CLERK)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_timeout(800)
    return context.storage_state()


def phone(browser: Browser, morning: Morning, language: str, folder: Path) -> None:
    """A ticket on a phone, waiting and called; and its paper, as soon as it came out."""
    ticket = morning.do(desk.issue, SERVICES[0], language, paper=True)
    path = morning.office.record.track(ticket.id)
    shoot(browser, morning.url, path, folder / f"phone-waiting-{language}.png", PHONE, has_touch=True)
    morning.do(desk.call, 1, ticket.id, "other")
    shoot(browser, morning.url, path, folder / f"phone-called-{language}.png", PHONE, has_touch=True)
    morning.do(desk.start, 1)
    while morning.office.reading.ticket(ticket.id)["receipt"] != "printed":
        time.sleep(0.05)
    (folder / f"paper-{language}.png").write_bytes(morning.office.hardware.printer.port.papers[-1].png())


def devices(browser: Browser, morning: Morning, staff: StorageState, folder: Path) -> None:
    """A screen that asks to be let in, the page where it is let in, and the corner of a kiosk."""
    elsewhere = {"X-Forwarded-For": "192.0.2.77"}
    for name, role in (("the door", Role.KIOSK), ("the hall", Role.DISPLAY)):
        command, _ = morning.office.record.staff.adding_token(name, role)
        morning.office.writer.do(command, SYSTEM)
    shoot(browser, morning.url, "/display", folder / "pairing.png", (1280, 720), extra_http_headers=elsewhere)
    for language in LANGUAGES:
        to = folder / f"devices-{language}.png"
        shoot(browser, morning.url, f"/manager/devices?lang={language}", to, (1366, 768), storage_state=staff)
    morning.office.record.pin.set("280691", SYSTEM)
    for language in LANGUAGES:

        def open_corner(page: Page, language: str = language) -> None:
            page.mouse.move(1240, 40)
            page.mouse.down()
            page.wait_for_selector("#corner[open]")
            page.mouse.up()
            page.locator(f'[data-deed="speak {language}"]').tap()
            page.keyboard.type("280691")
            page.keyboard.press("Enter")

        shoot(
            browser, morning.url, "/kiosk", folder / f"corner-{language}.png", (1280, 800), open_corner, has_touch=True
        )


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, Morning(Path(data)) as morning, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        staff = signed_in(browser, morning.url)
        for language in LANGUAGES:
            query = f"?lang={language}"
            for name, path, size in (
                ("display", "/display", (1366, 768)),
                ("entrance", "/", (1366, 768)),
                ("sign-in", "/sign-in", (1366, 768)),
            ):
                shoot(browser, morning.url, path + query, folder / f"{name}-{language}.png", size)
            shoot(browser, morning.url, f"/hardware{query}", folder / f"hardware-{language}.png", (1366, 768))
        for language in LANGUAGES:
            phone(browser, morning, language, folder)
        devices(browser, morning, staff, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs"))
