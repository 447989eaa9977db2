"""The slim page of a counter, 360 × 96, beside another program."""

import re

import pytest
from playwright.sync_api import Page, expect

from server.office.errors import NotYourCounter
from server.wording import gettext
from tests.browser.accessible import faults
from tests.browser.asking import ask
from tests.browser.conftest import Running, Screens
from tests.browser.staff import answered, press_space, sign_in

SIZE = (360, 96)
#: What lies outside of the window or of its button, does not hold its text, is too small to be pressed or to be read.
FAULTS = """async () => {
  await document.fonts.ready;
  const wrong = [];
  const { innerWidth: right, innerHeight: bottom } = window;
  const within = (one, other) =>
    Math.min(one.left - other.left, one.top - other.top, other.right - one.right, other.bottom - one.bottom) >= -0.5;
  for (const one of document.querySelectorAll("main *")) {
    const { display, fontSize } = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (!one.checkVisibility() || one.closest(".visually-hidden, svg")) continue;
    if (display === "inline" || box.width <= 1) continue;
    const name = one.id || one.className || one.textContent.trim();
    const button = one.parentElement.closest("button, a");
    if (!within(box, { left: 0, top: 0, right, bottom })) wrong.push(`${name} is outside`);
    if (one.scrollWidth > one.clientWidth + 1) wrong.push(`${name} does not hold its text`);
    if (button && !within(box, button.getBoundingClientRect())) wrong.push(`${name} leaves its button`);
    if (one.matches("button, a") && Math.min(box.width, box.height) < 44) wrong.push(`${name} is small`);
    if (parseFloat(fontSize) < 12) wrong.push(`${name} cannot be read`);
  }
  const { scrollWidth, scrollHeight } = document.scrollingElement;
  if (scrollWidth > right || scrollHeight > bottom) wrong.push(`page ${scrollWidth} × ${scrollHeight}`);
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


@pytest.mark.parametrize("language", ["ar", "fr", pytest.param("en", marks=pytest.mark.long)])
def test_a_clerk_serves_people_beside_another_program(running: Running, screens: Screens, language: str) -> None:
    for service in ("complaints", "information"):
        running.post("/api/tickets", {"service": service, "language": "ar"})
    page = bar(running, screens, language=language)
    here, number, undo = page.locator("#here"), page.locator("#number"), page.locator("#undo")
    assert page.evaluate(FAULTS) == []
    place = page.locator("#large").bounding_box()
    for state, shown in (("open", None), ("called", "C001"), ("serving", "C001"), ("called", "G001")):
        press_space(page)
        expect(here).to_have_attribute("data-state", state)
        if shown:
            expect(number).to_have_text(shown)
        expect(undo).to_be_visible()
        answered(page)
        assert page.evaluate(FAULTS) == []
    expect(page.locator("#undo-text")).to_contain_text("C001")
    assert faults(page, arabic=language == "ar") == []
    answered(page)
    page.keyboard.press("0")
    expect(here).to_have_attribute("data-state", "serving")
    expect(number).to_have_text("C001")
    expect(undo).to_be_hidden()
    running.post("/api/counters/3/pause", {"reason": "prayer"}, running.token())
    expect(here).to_have_attribute("data-state", "paused")
    assert page.evaluate(FAULTS) == []
    assert page.locator("#large").bounding_box() == place


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
    colleague.keyboard.press("Escape")
    expect(colleague.locator("#message")).to_be_hidden()


def test_what_the_large_page_asks_is_one_press_away(running: Running, screens: Screens) -> None:
    page = bar(running, screens)
    ask(page, {"kind": "clock", "detail": ""})
    page.reload()
    expect(page.locator("#note")).to_have_text("The clock is to be confirmed on the counter’s page.")
    assert page.evaluate(FAULTS) == []
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="More").click()
    expect(opened.value.locator("#ticket")).to_be_visible()


def test_nobody_signs_in_on_a_page_so_small(running: Running, screens: Screens) -> None:
    page = screens(*SIZE, touch=False)
    page.goto(f"{running.url}/counter/3/bar?lang=en")
    way_in = page.get_by_role("link", name="Sign in")
    expect(way_in).to_have_attribute("target", "dawr-counter-3")  # a window of its own
    expect(way_in).to_have_attribute("href", re.compile("/sign-in"))
    expect(page.locator("input")).to_have_count(0)
    assert page.evaluate(FAULTS) == []
    opened = bar(running, screens)
    opened.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})
    expect(opened.locator("#signed-out")).to_contain_text("You are signed out.")
    expect(opened.get_by_role("link", name="Sign in")).to_be_visible()
    assert opened.evaluate(FAULTS) == []


def test_in_a_window_of_its_own_it_is_as_large_as_it_needs(running: Running, screens: Screens) -> None:
    page = screens(500, 40, touch=False)  # the window's title took its part of a height of 96
    page.add_init_script("""
      window.resized = [];
      window.resizeTo = (...size) => resized.push(size.join(" × "));
      window.matchMedia = (query) => ({ matches: query === "(display-mode: standalone)" });
      Object.defineProperties(window, { outerWidth: { value: 502 }, outerHeight: { value: 96 } });
    """)
    page.goto(f"{running.url}/counter/3/bar?lang=en")
    page.wait_for_function("() => resized.length > 0")
    assert page.evaluate("() => resized") == ["362 × 152"]
