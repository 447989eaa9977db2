"""The pictures of docs/statistics.md: a month of an office whose people were simulated.

`.venv/bin/python -m tests.statistics_pictures [FOLDER]`
"""

import sys
import tempfile
import threading
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from werkzeug.serving import make_server

from server import app as wiring
from server import settings
from server.demo.demonstration import Demonstration
from server.demo.scenarios import LIVELY
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.pictures import GAP_PX, GROUND, LANGUAGES, few_colours

PASSWORD = "for the pictures only"
TODAY, DAYS, SEED = date(2026, 11, 26), 87, 1
#: More people than four counters serve at once: a room in which one waits.
BUSY = replace(LIVELY, arrivals_per_min=0.245)
MONTH = "from=2026-11-01&to=2026-11-26"
SCREEN, TALL = (1366, 768), (1366, 1180)
#: The day that is reported, and how wide a sheet of paper is in a picture.
DAY, SHEET_PX = "2026-11-22", 760


def shoot(
    browser: Browser, url: str, staff: StorageState, query: str, to: Path, size: tuple[int, int], press: str = ""
) -> None:
    """The page of a question, with what `press` opens on it."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, storage_state=staff)
    page = context.new_page()
    page.goto(f"{url}/manager/statistics?{query}")
    page.wait_for_selector("#figures[aria-busy=false]")
    if press:
        page.locator(press).click()
    page.wait_for_timeout(500)
    few_colours(Image.open(BytesIO(page.screenshot())).convert("RGB")).save(to, optimize=True)
    context.close()


def printed(browser: Browser, url: str, staff: StorageState, folder: Path) -> None:
    """What comes out of a printer: the report of a day in three languages, and the sheets of a month."""
    page = browser.new_page(storage_state=staff)
    for language in LANGUAGES:
        page.goto(f"{url}/manager/report/{DAY}?lang={language}")
        page.locator(".sheet footer").wait_for()
        beside(sheets(page), folder / f"report-{language}.png")
    page.goto(f"{url}/manager/statistics?lang=en&{MONTH}")
    page.wait_for_selector("#figures[aria-busy=false] #days svg")
    beside(sheets(page), folder / "statistics-print.png")
    page.close()


def sheets(page: Page) -> list[Image.Image]:
    """The sheets that it is printed on, as pictures."""
    import pypdfium2  # here: each process of the tests reads what imports this

    page.wait_for_function("() => document.fonts.status === 'loaded'")
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as document:
        return [sheet.render(scale=SHEET_PX / sheet.get_width()).to_pil().convert("RGB") for sheet in document]


def beside(found: list[Image.Image], to: Path) -> None:
    """One picture of several sheets, on a ground on which their edges are seen."""
    width, height = found[0].size
    bound = Image.new("RGB", (GAP_PX + (width + GAP_PX) * len(found), height + 2 * GAP_PX), GROUND)
    for place, sheet in enumerate(found):
        bound.paste(sheet, (GAP_PX + (width + GAP_PX) * place, GAP_PX))
    few_colours(bound).save(to, optimize=True)


def signed_in(page: Page, url: str) -> StorageState:
    page.goto(f"{url}/sign-in")
    page.locator("[name=name]").fill("manager")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/manager")
    return page.context.storage_state()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        machine = settings.load(None, {"server.data": data}, simulate=True)
        lived = Demonstration(machine, PASSWORD, TODAY, DAYS, SEED, BUSY)
        print(len(list(lived.history())), "days")
        lived.begin_today()
        app = wiring.create_app(machine, wiring.devices(machine), lived.clock)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        staff = signed_in(browser.new_page(), url)
        for language in LANGUAGES:
            shoot(browser, url, staff, f"lang={language}&{MONTH}", folder / f"statistics-{language}.png", SCREEN)
        said = f"lang=en&{MONTH}"
        shoot(browser, url, staff, said, folder / "statistics-period.png", SCREEN, "#choose")
        shoot(
            browser,
            url,
            staff,
            f"{said}&service=complaints&weekday=sun",
            folder / "statistics-filter.png",
            SCREEN,
            "#filter",
        )
        shoot(browser, url, staff, said, folder / "statistics-definition.png", TALL, "[data-figure=wait] summary")
        printed(browser, url, staff, folder)
        browser.close()
        server.shutdown()
        app.extensions["dawr"].stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs"))
