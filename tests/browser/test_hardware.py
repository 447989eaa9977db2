"""The simulated devices, played with in Debian's Chromium, against a real office."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Running, Screens
from tests.server.screens import soon


@pytest.fixture
def running(run_office: Callable[..., Running]) -> Running:
    """An office of which no paper has come out yet, and whose own loudspeaker has said nothing."""
    return run_office('[voice]\noutput = "speaker"\n', "--simulate")


def play(running: Running, screens: Screens) -> Page:
    page = screens(1366, 768, touch=False)
    page.goto(f"{running.url}/hardware?lang=en")
    return page


def box(page: Page, counter: int) -> Locator:
    return page.locator(f"[data-counter='{counter}']")


def take(running: Running) -> None:
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})


def test_a_press_by_mouse_calls_and_the_lamp_is_lit(running: Running, screens: Screens) -> None:
    take(running)
    page = play(running, screens)
    box(page, 2).locator(".knob").click()
    expect(box(page, 2)).to_have_attribute("data-lamp", "steady")
    expect(box(page, 2).locator(".lamp-word")).to_have_text("lit: called or being served")
    assert [(call["number"], call["counter"]) for call in running.get("/api/board")["calls"]] == [("C001", 2)]
    expect(page.locator("#said [lang=ar]")).to_contain_text("إِلَى الشباك رقم اِثنَان")
    expect(page.locator("#nothing-said")).to_be_hidden()


def test_a_button_held_by_key_calls_again(running: Running, screens: Screens) -> None:
    take(running)
    page = play(running, screens)
    knob = box(page, 1).locator(".knob")
    knob.press("Enter")
    expect(box(page, 1)).to_have_attribute("data-lamp", "steady")
    page.wait_for_timeout(1_500)  # the button ignores what follows within a second
    page.keyboard.down("Space")  # as long as a thumb that means it
    soon(lambda: running.get("/api/board")["calls"][0]["repeat"])
    page.keyboard.up("Space")


def test_a_paper_comes_out_as_a_picture_newest_first(running: Running, screens: Screens) -> None:
    page = play(running, screens)
    expect(page.locator("#no-papers")).to_be_visible()
    take(running)
    expect(page.locator("#papers img")).to_have_count(1)
    take(running)
    expect(page.locator("#papers li").first).to_have_attribute("data-paper", "2")
    newest = page.locator("#papers img").first
    expect(newest).to_have_js_property("complete", True)
    assert newest.evaluate("picture => picture.naturalWidth") == 576


def test_a_printer_without_paper_is_out_of_order(running: Running, screens: Screens) -> None:
    page = play(running, screens)
    with page.expect_response("**/hardware/printer/no-paper"):
        page.locator("#condition").select_option("no-paper")
    take(running)
    expect(page.locator("[data-device=printer]")).to_have_text("Out of order")
    expect(page.locator("#papers li")).to_have_count(0)
