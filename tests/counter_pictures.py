"""The pictures of docs/counter.md and docs/staff.md: the counter's page, its panel, the slim page, the staff's pages.

`.venv/bin/python -m tests.counter_pictures [FOLDER [PART …]]`; a part is `counter`, `slim`, `staff` or `day`.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, StorageState, sync_playwright

from server import desk
from server.office.actors import SYSTEM, Role
from server.office.errors import OfficeError
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.pictures import GAP_PX, GROUND, LANGUAGES, PASSWORD, Morning, few_colours, signed_in
from tests.rooms import MINUTE

SCREEN, TALL, SLIM = (1366, 768), (1366, 960), (360, 96)
SETTLED_MS = 500
#: So many wrong passwords lock a sign-in.
TRIES = 3
#: The counter of who looks; the others are called at, free and closed.
HERE, CALLED, FREE, CLOSED = 3, 1, 2, 4
#: Each of the newcomers reads another language.
NEWCOMERS, LOCKED = dict(zip(LANGUAGES, ("Karim", "Amal", "Basma"), strict=True)), "Widad"
Act = Callable[[Page], object]


def go_on(morning: Morning) -> None:
    """What else a morning has: who does not come, is held, put back, called out of turn, has a third matter."""

    def here(*verbs: Callable[..., object]) -> None:
        for verb in verbs:
            morning.do(verb, HERE, by=morning.clerk)
            morning.clock.advance(MINUTE)

    here(desk.start, desk.finish, desk.call_next, desk.recall)
    morning.clock.advance(4 * MINUTE)
    here(desk.no_show, desk.call_next, desk.start, desk.hold, desk.call_next, desk.put_back)
    waiting = [
        morning.do(desk.issue, service, "ar", paper=True) for service in ("complaints", "information", "complaints")
    ]
    morning.do(desk.call, HERE, waiting[1].id, "appointment", by=morning.clerk)
    morning.clock.advance(MINUTE)
    here(desk.start, desk.call_next, desk.start)
    for service in ("information", "commercial-licence"):
        morning.do(desk.continue_service, HERE, service, by=morning.clerk)
        morning.clock.advance(2 * MINUTE)
    morning.do(desk.change_class, waiting[0].id, "infant", by=morning.clerk)
    for counter in (FREE, CALLED):
        morning.do(desk.call_next, counter)
    morning.do(desk.put_back, FREE)
    morning.clock.advance(2 * MINUTE)


def hire(morning: Morning) -> None:
    """Somebody who has still to choose a password, and somebody who is locked out."""
    staff = morning.office.record.staff
    for name in NEWCOMERS.values():
        staff.add(name, Role.CLERK, PASSWORD, SYSTEM, must_change=True)
    staff.add(LOCKED, Role.CLERK, PASSWORD, SYSTEM)
    morning.do(desk.change_rules, {"sign_in_tries": TRIES})
    for _ in range(TRIES):
        with suppress(OfficeError):
            staff.sign_in.attempt(LOCKED, "not her password", "192.0.2.1")
        morning.do(lambda tx: None)  # by now it is written down that it was wrong
        morning.clock.advance(MINUTE)


class Album:
    """Takes pictures with one browser, and binds those of one name into one sheet."""

    def __init__(self, browser: Browser, url: str, folder: Path, staff: StorageState) -> None:
        self._browser, self._url, self._folder, self._staff = browser, url, folder, staff

    def see(
        self, path: str, size: tuple[int, int], act: Act = lambda page: None, part: str | None = None, **how: Any
    ) -> Image.Image:
        """What stands there after the act; `part`: of it only this."""
        viewport = {"width": size[0], "height": size[1]}
        context = self._browser.new_context(
            viewport=viewport, reduced_motion="reduce", **{"storage_state": self._staff} | how
        )
        page = context.new_page()
        page.goto(self._url + path)
        page.wait_for_timeout(2 * SETTLED_MS)
        act(page)
        page.wait_for_timeout(SETTLED_MS)
        place: Page | Locator = page.locator(part).first if part else page
        image = Image.open(BytesIO(place.screenshot())).convert("RGB")
        context.close()
        return image

    def keep(self, name: str, image: Image.Image) -> None:
        few_colours(image).save(self._folder / f"{name}.png", optimize=True)

    def bind(self, name: str, rows: Iterable[Iterable[Image.Image]]) -> None:
        """One sheet of rows of pictures, each as high as its highest."""
        found = [list(row) for row in rows]
        width = max(sum(image.width + GAP_PX for image in row) for row in found) + GAP_PX
        height = sum(max(image.height for image in row) + GAP_PX for row in found) + GAP_PX
        sheet, top = Image.new("RGB", (width, height), GROUND), GAP_PX
        for row in found:
            left = GAP_PX
            for image in row:
                sheet.paste(image, (left, top))
                left += image.width + GAP_PX
            top += max(image.height for image in row) + GAP_PX
        self.keep(name, sheet)


def keys(*pressed: str) -> Act:
    """One key after another; what is longer than one sign and no key is typed."""

    def act(page: Page) -> None:
        for key in pressed:
            page.keyboard.press(key)
            page.wait_for_timeout(SETTLED_MS // 2)

    return act


def with_result(page: Page) -> None:
    """Something was missing, and three copies were certified."""
    keys("NumpadDecimal", "2", "5", "5", "5", "Escape")(page)


def waiting_ticket(*pressed: str) -> Act:
    """The last of those who are shown, opened."""

    def act(page: Page) -> None:
        page.locator("#line button").last.click()
        page.mouse.move(0, 0)
        page.wait_for_timeout(SETTLED_MS)
        keys(*pressed)(page)

    return act


#: Each view of the panel, and how it is opened.
VIEWS: dict[str, Act] = {
    "line": keys("8"),
    "ticket": waiting_ticket(),
    "out-of-turn": waiting_ticket("7", "2"),
    "send": keys("NumpadMultiply"),
    "matter": keys("NumpadDivide"),
    "result": keys("NumpadDecimal", "2", "5", "5", "5"),
    "pause": keys("7"),
    "new": keys("+"),
    "my-day": lambda page: page.locator("#my-day button").click(),
}


def counter(album: Album, morning: Morning) -> None:
    """The page with somebody who has a third matter, and each view of its panel."""
    for language in LANGUAGES:
        album.keep(f"counter-{language}", album.see(f"/counter/{HERE}?lang={language}", SCREEN, with_result))
    for name, act in VIEWS.items():
        pages = (album.see(f"/counter/{HERE}?lang={language}", SCREEN, act, ".side") for language in LANGUAGES)
        album.bind(f"counter-{name}", [pages])


def slim(album: Album, morning: Morning) -> None:
    """Closed, free, called, being served, and signed out."""

    def row(number: int, act: Act = lambda page: None, **how: Any) -> Iterable[Image.Image]:
        return (album.see(f"/counter/{number}/bar?lang={each}", SLIM, act, **how) for each in LANGUAGES)

    nobody = {"storage_state": None}
    album.bind("counter-bar", [row(CLOSED), row(FREE), row(CALLED), row(HERE), row(HERE, **nobody)])


def questions(album: Album, morning: Morning) -> None:
    """After a power cut: is this the time, and is it still the same day?"""
    morning.clock.boot, morning.clock.trusted = "another", False

    def row(*answers: str) -> Iterable[Image.Image]:
        def act(page: Page) -> None:
            for answer in answers:
                page.locator(answer).click()

        return (album.see(f"/counter/{HERE}?lang={language}", SCREEN, act, "#clock") for language in LANGUAGES)

    steps = [row(), row("#clock-no"), row("#clock-no", "#clock-no")]
    album.bind("counter-day", [[image] for pages in zip(*steps, strict=True) for image in pages])
    morning.clock.boot, morning.clock.trusted = "boot", True


def staff_pages(album: Album, morning: Morning) -> None:
    """Who works here, who signed in, and the first password of one's own."""

    def comes(language: str) -> Act:
        def act(page: Page) -> None:
            page.locator(f"[name=language][value={language}]").click()
            page.wait_for_timeout(SETTLED_MS)
            page.locator("[name=name]").fill(NEWCOMERS[language])
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("[name=password]").press("Enter")

        return act

    for language in LANGUAGES:
        album.keep(f"staff-{language}", album.see(f"/manager/staff?lang={language}", TALL))
    first = (album.see("/sign-in", (560, 800), comes(language), storage_state=None) for language in LANGUAGES)
    album.bind("password", [first])


#: What can be made alone, in this order.
PARTS: dict[str, Callable[[Album, Morning], None]] = {
    "counter": counter,
    "slim": slim,
    "staff": staff_pages,
    "day": questions,
}


def main(folder: Path, *parts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, Morning(Path(data)) as morning, sync_playwright() as playwright:
        hire(morning)
        go_on(morning)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        album = Album(browser, morning.url, folder, signed_in(browser, morning.url))
        for part in parts or PARTS:
            PARTS[part](album, morning)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs"), *sys.argv[2:])
