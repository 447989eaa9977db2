"""The slim page of a counter, 360 × 96, beside another program."""

import re

import pytest
from playwright.sync_api import Page, expect

from server.office.errors import NotYourCounter
from server.wording import gettext
from tests.browser.accessible import faults
from tests.browser.conftest import Running, Screens
from tests.browser.staff import sign_in

SIZE = (360, 96)
#: What lies outside of the window, does not hold its text, or is lower than a finger needs it.
FAULTS = """() => {
  const parts = "#here, #number, #time, #since, #large, #large-label, #large-note, .said > *, .said p, .said .button";
  const shown = [...document.querySelectorAll(parts)]
    .filter((one) => one.checkVisibility() && !one.matches(".visually-hidden") && one.textContent.trim());
  const wrong = shown.filter((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const outside = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
    return outside || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline";
  }).map((one) => `${one.id || one.className}: ${one.textContent.trim()}`);
  const { scrollWidth, scrollHeight } = document.scrollingElement;
  if (scrollWidth > innerWidth || scrollHeight > innerHeight) wrong.push(`page ${scrollWidth} × ${scrollHeight}`);
  if (document.getElementById("large").getBoundingClientRect().height < 44) wrong.push("the button is too low");
  return wrong;
}"""


def bar(running: Running, screens: Screens, *, language: str = "en", name: str = "Salma", counter: int = 3) -> Page:
    page = screens(*SIZE, touch=False)
    page.clock.install()
    sign_in(running, page, f"/counter/{counter}?lang={language}", name=name)
    expect(page.locator("#large-label")).not_to_be_empty()
    page.goto(f"{running.url}/counter/{counter}/bar?lang={language}")
    expect(page.locator("#large-label")).not_to_be_empty()
    return page


def press_space(page: Page) -> None:
    expect(page.locator("#large")).to_have_attribute("aria-busy", "false")
    page.clock.fast_forward(1100)
    page.keyboard.press("Space")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_clerk_serves_people_beside_another_program(running: Running, screens: Screens, language: str) -> None:
    for service in ("complaints", "information"):
        running.post("/api/tickets", {"service": service, "language": "ar"})
    page = bar(running, screens, language=language)
    here, number, undo = page.locator("#here"), page.locator("#number"), page.locator("#undo")
    assert page.evaluate(FAULTS) == []
    for state, shown in (("open", None), ("called", "C001"), ("serving", "C001"), ("called", "G001")):
        press_space(page)
        expect(here).to_have_attribute("data-state", state)
        if shown:
            expect(number).to_have_text(shown)
        expect(undo).to_be_visible()
        assert page.evaluate(FAULTS) == []
    expect(page.locator("#undo-text")).to_contain_text("C001")
    assert faults(page, arabic=language == "ar") == []
    page.keyboard.press("0")
    expect(here).to_have_attribute("data-state", "serving")
    expect(number).to_have_text("C001")


def test_what_is_refused_stands_in_the_line(running: Running, screens: Screens) -> None:
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    first = bar(running, screens)
    for state in ("open", "called"):
        press_space(first)
        expect(first.locator("#here")).to_have_attribute("data-state", state)
    colleague = bar(running, screens, name="Karim")
    press_space(colleague)
    expect(colleague.locator("#message p")).to_have_text(gettext("en", NotYourCounter.message, counter=3))
    expect(colleague.locator("#here")).to_have_attribute("data-state", "called")
    assert colleague.evaluate(FAULTS) == []


def test_nobody_signs_in_on_a_page_so_small(running: Running, screens: Screens) -> None:
    page = screens(*SIZE, touch=False)
    page.goto(f"{running.url}/counter/3/bar?lang=en")
    way_in = page.get_by_role("link", name="Sign in")
    expect(way_in).to_have_attribute("target", "_blank")
    expect(way_in).to_have_attribute("href", re.compile("/sign-in"))
    expect(page.locator("input")).to_have_count(0)
    page.wait_for_load_state()
    opened = bar(running, screens)
    opened.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})
    expect(opened.locator("#signed-out")).to_contain_text("You are signed out.")
    expect(opened.get_by_role("link", name="Sign in")).to_be_visible()
