"""A clerk whose browser dies, or whose session ends while she works: whom she serves stays at her counter."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server import desk
from tests.browser.conftest import Running, Screens
from tests.browser.prepared import BEGAN_MIN_AGO, prepared
from tests.browser.staff import PASSWORD, answered, sign_in
from tests.rooms import Room, clerk


def salma_serves(room: Room) -> None:
    room.issue("complaints")
    for verb in (desk.open_counter, desk.call_next, desk.start):
        room.do(verb, 3, by=clerk(1))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An office in which a session ends with its day, however shortly before that it began."""
    staff = {"Salma": "clerk", "Karim": "clerk", "Widad": "clerk"}
    with prepared(tmp_path_factory.mktemp("elsewhere") / "office", staff, {"quiet_s": 0}, salma_serves) as office:
        yield office


@pytest.fixture(scope="module")
def manager(running: Running) -> str:
    return running.token()


def at_counter(running: Running, screens: Screens, name: str, counter: int) -> Page:
    page = screens(1366, 768, touch=False)
    sign_in(running, page, f"/counter/{counter}?lang=en", name=name)
    expect(page.locator("#large-label")).to_have_text("Open the counter")
    return page


def done(running: Running, page: Page, counter: int, *verbs: str) -> dict[str, Any]:
    """Let her do this at her counter; gives it as it is then."""
    told: dict[str, Any] = {}
    for verb in verbs:
        answer = page.request.post(
            f"{running.url}/api/counters/{counter}/{verb}", headers={"Origin": running.url}, data={}
        )
        assert answer.ok, answer.text()
        told = answer.json()
    return told


def test_who_is_served_is_at_the_counter_and_the_time_runs_when_the_browser_has_died(
    running: Running, screens: Screens
) -> None:
    dead = screens(1366, 768, touch=False)
    sign_in(running, dead, "/counter/3?lang=en", name="Salma")
    expect(dead.locator("#ticket .number")).to_have_text("C001")
    since = dead.locator("#ticket .running").get_attribute("data-running")
    dead.context.close()  # nobody signed out

    page = screens(1366, 768, touch=False)
    sign_in(running, page, "/sign-in", name="Salma")
    expect(page).to_have_url(f"{running.url}/counter/3")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    expect(page.locator("#ticket .number")).to_have_text("C001")
    time = page.locator("#ticket .running")
    expect(time).to_have_attribute("data-running", since or "")
    minutes, seconds = time.inner_text().split(":")
    assert int(minutes) * 60 + int(seconds) >= BEGAN_MIN_AGO * 60
    page.keyboard.press("3")
    expect(page.locator("#ticket .number")).to_have_count(0)
    expect(page.locator("#undo-text")).to_contain_text("C001")
    done(running, page, 3, "close")


def test_whom_a_dead_screen_had_on_hold_comes_back_at_another_counter(running: Running, screens: Screens) -> None:
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    dead = at_counter(running, screens, "Widad", 1)
    number = done(running, dead, 1, "open", "call-next", "start")["ticket"]["number"]
    done(running, dead, 1, "hold")
    dead.context.close()

    page = screens(1366, 768, touch=False)
    sign_in(running, page, "/counter/2?lang=en", name="Widad")
    expect(page.locator("#large-label")).to_have_text("Open the counter")
    page.keyboard.press("Space")
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    answered(page)
    held = page.locator("#held li").filter(has_text=number)
    expect(held.locator("[data-verb]")).to_have_attribute("aria-disabled", "false")
    held.locator("[data-verb]").click()
    expect(page.locator("#ticket .number")).to_have_text(number)
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    assert running.ask("GET", "/api/office").body["counters"][0]["state"] == "closed"
    done(running, page, 2, "finish", "close")


def test_a_page_whose_session_ends_with_the_day_is_at_the_sign_in_and_comes_back_to_its_counter(
    running: Running, screens: Screens, manager: str
) -> None:
    page = at_counter(running, screens, "Karim", 4)
    beside = page.context.new_page()
    beside.set_viewport_size({"width": 360, "height": 96})
    beside.goto(f"{running.url}/counter/4/bar?lang=en")
    expect(beside.locator("#large-label")).to_have_text("Open the counter")
    page.keyboard.press("Space")
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    answered(page)
    running.post("/api/day", {"turn": True}, manager)
    expect(page).to_have_url(re.compile("/sign-in[?]next=/counter/4"))
    expect(beside.get_by_role("link", name="Sign in")).to_be_visible()

    page.locator("[name=name]").fill("Karim")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page).to_have_url(re.compile("/counter/4"))
    expect(page.locator("#ticket")).to_contain_text("The business day has ended.")
    page.keyboard.press("Space")
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    expect(beside.locator("#large-label")).to_have_text("Call the next person")
    done(running, page, 4, "close")
