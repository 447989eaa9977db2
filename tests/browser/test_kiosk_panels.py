"""The kiosk on each panel: targets large enough for a finger, nothing that has to be scrolled."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kiosk.pages import pixels_per_mm
from tests.browser.conftest import Running, Screens
from tests.browser.test_kiosk import LANGUAGES, choose, refuse, serve

TARGET_MM = 20
#: Capital letters at 0.7° from half a metre are 6.1 mm high; in this typeface that is 0.698 of the font's size.
CAPITAL = 0.698
#: Diagonal in inches; width and height in pixels; the least height of a capital letter, in mm, that fits.
PANELS = {"10.1": (1280, 800, 3.3), "15.6": (1920, 1080, 5.0), "21.5": (1080, 1920, 6.1)}

TOO_SMALL = """least => [...document.querySelectorAll('button')].filter(b => b.checkVisibility()).filter(b => {
    const box = b.getBoundingClientRect();
    return Math.min(box.width, box.height) < least - 0.6;
}).map(b => b.id || b.dataset.key)"""
RUNS_OVER = """() => [...document.querySelectorAll('body, main, .screen, .room')]
    .filter(e => e.checkVisibility() && (e.scrollHeight > e.clientHeight + 8 || e.scrollWidth > e.clientWidth + 1))
    .map(e => e.id || e.className)"""
OUTSIDE = """() => [...document.querySelectorAll('button, h1, #the-number, li')].filter(e => e.checkVisibility())
    .filter(e => { const b = e.getBoundingClientRect();
        return b.top < 0 || b.left < 0 || b.bottom > innerHeight + 1 || b.right > innerWidth + 1; })
    .map(e => e.id || e.textContent)"""
ASIDE = """() => [...document.querySelectorAll('button, h1, p, b, small, li, #the-number, #greetings span')]
    .filter(e => e.checkVisibility())
    .filter(e => { const b = e.getBoundingClientRect(); return b.left < 0 || b.right > innerWidth + 1; })
    .map(e => e.id || e.textContent)"""
LETTERS = "() => parseFloat(getComputedStyle(document.body).fontSize)"


def panel(office: Running, screens: Screens, inches: str, count: int) -> tuple[Page, float]:
    """A kiosk on such a panel with so many services, and its pixels per mm."""
    width, height, _ = PANELS[inches]
    px_per_mm = pixels_per_mm(float(inches), (width, height))
    page = screens(width, height)

    def change(state: dict[str, Any]) -> None:
        many = state["services"] * 2
        state["services"] = [{**one, "code": one["code"] + "-" * (n // 6)} for n, one in enumerate(many)][:count]

    serve(page, change)
    sheet = f":root {{ --mm: {px_per_mm}px }}"
    page.route("**/panel.css", lambda route: route.fulfill(content_type="text/css", body=sheet))
    page.goto(f"{office.url}/kiosk")
    page.evaluate("document.fonts.ready")
    return page, px_per_mm


def onward(page: Page) -> None:
    """Where a service is told in two steps: to the second."""
    if page.locator("#onward").is_visible():
        page.locator("#onward").tap()


def walk(page: Page, language: str) -> Iterator[str]:
    """Go through all screens and stop at each."""
    yield "start"
    choose(page, language, None)
    yield "services"
    page.locator("#cards button").nth(3).tap()
    yield "service"
    onward(page)
    page.locator("#offer").tap()
    yield "priority"
    page.locator("#classes button").last.tap()
    refuse(page, "store-unavailable", 503)
    page.locator("#take").tap()
    expect(page.locator("#problem")).to_be_visible()
    yield "problem"
    page.locator("#again").tap()
    expect(page.locator("#number")).to_be_visible()
    yield "number"


@pytest.mark.parametrize("count", [6, 8])
@pytest.mark.parametrize("inches", PANELS)
def test_every_screen_fits_with_targets_for_a_finger(
    running: Running, screens: Screens, inches: str, count: int
) -> None:
    for language in LANGUAGES:
        page, px_per_mm = panel(running, screens, inches, count)
        for screen in walk(page, language):
            where = json.dumps([inches, count, language, screen])
            assert page.evaluate(TOO_SMALL, TARGET_MM * px_per_mm) == [], where
            assert page.evaluate(RUNS_OVER) == [], where
            assert page.evaluate(OUTSIDE) == [], where
            assert page.evaluate(LETTERS) * CAPITAL / px_per_mm >= PANELS[inches][2], where
        page.context.close()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568), (740, 360)])
def test_on_a_phone_no_screen_is_wider_than_the_phone(
    running: Running, screens: Screens, width: int, height: int
) -> None:
    for language in LANGUAGES:
        page = screens(width, height)
        page.goto(f"{running.url}/kiosk")
        for screen in walk(page, language):
            where = json.dumps([width, language, screen])
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
            assert page.evaluate(ASIDE) == [], where
            assert page.evaluate(TOO_SMALL, 44) == [], where
        page.context.close()


def test_with_the_office_away_the_first_screen_still_says_all_of_it(running: Running, screens: Screens) -> None:
    page = screens()
    page.goto(f"{running.url}/kiosk")
    page.evaluate("document.fonts.ready")
    running.stop()
    expect(page.locator("#lost span")).to_have_count(3)
    assert page.evaluate(RUNS_OVER) == []
    assert page.evaluate(OUTSIDE) == []
    mm = float(page.evaluate("parseFloat(getComputedStyle(document.body).getPropertyValue('--mm'))"))
    assert page.evaluate(LETTERS) * CAPITAL / mm >= 5


def test_the_warning_has_targets_for_a_finger(running: Running, screens: Screens) -> None:
    page = screens()
    page.clock.install()
    page.goto(f"{running.url}/kiosk")
    choose(page, "fr")
    page.clock.run_for(46_000)
    expect(page.locator("#warning")).to_be_visible()
    mm = float(page.evaluate("parseFloat(getComputedStyle(document.body).getPropertyValue('--mm'))"))
    assert page.evaluate(TOO_SMALL, TARGET_MM * mm) == []
