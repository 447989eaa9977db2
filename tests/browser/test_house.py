"""The house's own pages in Debian's Chromium: the entrance, the first manager, the page of the API."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Running, Screens
from tests.server.screens import soon

PASSWORD = "a long sentence of hers"
DOORS = ["/kiosk", "/display", "/counter", "/manager", "/hardware"]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
@pytest.mark.parametrize("size", [(1280, 800), (390, 800)])
def test_the_entrance_shows_every_door_in_each_language(
    running: Running, screens: Screens, language: str, direction: str, size: tuple[int, int]
) -> None:
    page = screens(*size, touch=False)
    page.goto(f"{running.url}/?lang={language}")
    expect(page.locator("html")).to_have_attribute("dir", direction)
    assert page.locator("a.door").evaluate_all("doors => doors.map(door => door.getAttribute('href'))") == DOORS
    page.evaluate("async () => { await document.fonts.ready; }")
    assert page.evaluate("document.scrollingElement.scrollWidth") == size[0]
    small = "doors => doors.filter(each => each.getBoundingClientRect().height < 44).length"
    assert page.locator("a.door, button, a.button").evaluate_all(small) == 0


def test_the_language_that_is_chosen_stays(running: Running, screens: Screens) -> None:
    page = screens(1280, 800, touch=False)
    page.goto(f"{running.url}/sign-in?next=/counter/2")
    page.locator("button[value=fr]").click()
    expect(page.locator("h1")).to_have_text("Se connecter")
    assert page.url == f"{running.url}/sign-in?next=/counter/2"
    page.goto(running.url)
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_first_manager_comes_in_by_the_link_of_the_first_start(
    run_office: Callable[..., Running], screens: Screens
) -> None:
    running = run_office("", "--simulate")
    link = soon(lambda: re.search(r"http://\S+/welcome/\S+\n", running.log))
    page = screens(1280, 800, touch=False)
    page.goto(link[0].strip())
    page.locator("[name=name]").fill("هدى")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(f"{PASSWORD}, mistyped")
    page.locator("[name=again]").press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=password]")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.locator("[name=again]").press("Enter")
    page.wait_for_url("**/manager")
    page.goto(running.url)
    expect(page.locator("footer")).to_contain_text("هدى")
    page.locator("footer button").click()
    expect(page.locator("footer a[href='/sign-in']")).to_be_visible()
    page.goto(f"{running.url}/counter/2?lang=fr")
    expect(page.locator("h1")).to_have_text("Se connecter")
    page.locator("[name=name]").fill("هدى")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/counter/2?lang=fr")


def test_the_page_of_the_api_keeps_the_rules_of_the_house(running: Running, screens: Screens) -> None:
    page = screens(1280, 800, touch=False)
    page.goto(f"{running.url}/api/docs")
    expect(page.locator(".opblock")).to_have_count(len(operations(running)))
    page.locator("#operations-tickets-issueTicket .opblock-summary").click()
    page.locator("#operations-tickets-issueTicket .try-out__btn").click()
    page.locator("#operations-tickets-issueTicket .execute").click()
    expect(page.locator("#operations-tickets-issueTicket .live-responses-table")).to_contain_text("A001")


def operations(running: Running) -> list[str]:
    paths = running.get("/api/openapi.json")["paths"]
    return [f"{method} {path}" for path, methods in paths.items() for method in methods]
