"""What a manager prints: the report of a day on one sheet, and a month of statistics, in Debian's Chromium."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, expect

from server import app as wiring
from server import settings
from server.demo.demonstration import Demonstration
from server.demo.scenarios import LIVELY
from server.office.actors import SYSTEM, Role
from server.wording import gettext
from tests import figures_sample
from tests.browser.accessible import faults
from tests.browser.conftest import Screens

ADDRESS = "http://127.0.0.1"
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
#: Four hours with enough exceptions for a sheet that is full.
CROWDED = replace(LIVELY, arrivals_per_min=0.3, opens_min=240, put_back=0.05, out_of_turn=0.08)
#: What French says is the longest: where it has room, the others have.
LONGEST = pytest.mark.parametrize(
    "language", ["fr", *(pytest.param(each, marks=pytest.mark.long) for each in ("ar", "en"))]
)
#: How wide a sheet of A4 is between its margins (px of 96 to the inch).
PAPER_PX = 680
STATISTICS = "/manager/statistics?from=2026-11-01&to=2026-11-30"
#: Further to the side than the sheet is wide: it would be cut off. A drawing's own text may stand on its edge.
TOO_WIDE = """width => [...document.querySelectorAll('main *')].filter((one) => {
    const { left, right, width: own } = one.getBoundingClientRect();
    return own && (right > width + 1 || left < -1) && !one.closest('svg');
}).map((one) => `${one.tagName} ${one.className}`)"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A manager's, in front of an office of which a day has been lived."""
    machine = settings.load(None, {"server.data": str(tmp_path_factory.mktemp("printed"))}, simulate=True)
    lived = Demonstration(machine, "a long sentence of hers", MONDAY, days=1, seed=5, scenario=CROWDED)
    assert list(lived.history()) == [SUNDAY]
    app = wiring.create_app(machine, wiring.devices(machine), lived.clock)
    record = app.extensions["dawr"].record
    command, secret = record.staff.adding_token("a program", Role.MANAGER)
    record.writer.do(command, SYSTEM)
    manager = app.test_client()
    manager.environ_base.update({"HTTP_AUTHORIZATION": f"Bearer {secret}"})
    yield manager
    record.close()


@pytest.fixture(scope="module")
def page(browser: Browser, client: FlaskClient) -> Iterator[Page]:
    """A screen whose office is in this process; what it tells of a month is the sample."""

    def answer(route: Route) -> None:
        with client.get(route.request.url.removeprefix(ADDRESS)) as told:
            route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.get_data())

    screens = Screens(browser)
    opened = screens(1366, 768, touch=False)
    opened.route("**/*", answer)
    opened.route("**/api/statistics/page?*", lambda route: route.fulfill(path=figures_sample.FILE))
    yield opened
    screens.close()
    assert screens.failures == []


def printed(page: Page, path: str, ready: str) -> list[str]:
    """The text of each sheet that comes out, once it stands whole."""
    import pypdfium2  # here: each process of the tests reads this file

    page.goto(f"{ADDRESS}{path}")
    page.locator(ready).first.wait_for()
    # What is laid out asks for its letters.
    page.wait_for_function("() => document.body.offsetHeight && document.fonts.status === 'loaded'")
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as document:
        sizes = {tuple(round(side / 72 * 25.4) for side in sheet.get_size()) for sheet in document}
        assert sizes == {(210, 297)}
        return [plain(sheet.get_textpage().get_text_range()) for sheet in document]


def plain(text: str) -> str:
    return " ".join(re.sub("[\u200e\u200f\u2066-\u2069\ufffe]", "", text).split())


def on_paper(page: Page) -> Any:
    """What would be cut off at the side of the sheet."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_PX, "height": 1000})
    page.wait_for_function("width => innerWidth === width", arg=PAPER_PX)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found = page.evaluate(TOO_WIDE, PAPER_PX)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")
    page.set_viewport_size({"width": 1366, "height": 768})
    return found


@LONGEST
def test_the_report_of_a_day_is_one_sheet(page: Page, client: FlaskClient, language: str) -> None:
    report = client.get(f"/api/report/{SUNDAY}").get_json()
    (text,) = printed(page, f"/manager/report/{SUNDAY}?lang={language}", ".sheet footer")
    entries = [f"{entry['at'][11:16]} {entry['number']}" for entry in report["exceptions"]]
    assert len(entries) > 5
    if language != "ar":  # whose lines are not read from the file as they are by people
        assert f"--seen {SUNDAY}:{report['fingerprint']['hash']}" in text
        assert [entry for entry in entries if entry not in text] == []
    assert plain(gettext(language, "Sign out")) not in text
    assert on_paper(page) == []


def test_the_report_is_for_everybody(page: Page) -> None:
    page.goto(f"{ADDRESS}/manager/report/{SUNDAY}?lang=fr")
    expect(page.locator(".entries li")).not_to_have_count(0)
    assert faults(page) == []


@LONGEST
def test_a_month_of_statistics_is_a_report_of_a_few_sheets(page: Page, language: str) -> None:
    sheets = printed(page, f"{STATISTICS}&lang={language}", "#days svg")
    told, text = figures_sample.page()["fingerprint"], " ".join(sheets)
    assert len(sheets) <= 4 and all(len(sheet) > 400 for sheet in sheets)
    if language != "ar":
        assert f"--seen {told['day']}:{told['hash']}" in text
        assert plain(gettext(language, "How it is counted")) in sheets[-1]
    assert not any(plain(gettext(language, each)) in text for each in ("Save as CSV", "The same as a table", "Filter"))
    assert on_paper(page) == []
