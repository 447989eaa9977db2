"""The line, a call out of turn, why a counter is paused, and a ticket's history, on the counter's page in Chromium."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Running, Screens
from tests.browser.staff import sign_in

Clerk = Callable[..., Page]


@pytest.fixture
def clerk(running: Running, screens: Screens) -> Clerk:
    """`clerk(counter)`: the page of somebody who signed in at a counter, which she has open."""

    def comes(counter: int = 3, name: str = "Salma", *, language: str = "en", touch: bool = False) -> Page:
        page = screens(1366, 768, touch=touch)
        sign_in(running, page, f"/counter/{counter}?lang={language}", name=name)
        expect(page.locator("#large-label")).not_to_be_empty()
        done(running, page, "open", counter)
        expect(page.locator("#state")).to_have_attribute("data-state", "open")
        return page

    return comes


def done(running: Running, page: Page, verb: str, counter: int = 3, **said: object) -> Any:
    """A verb of her counter, by the API: what the page did not do itself."""
    path = f"{running.url}/api/counters/{counter}/{verb}"
    answer = page.request.post(path, data=said, headers={"Origin": running.url})
    assert answer.ok, answer.text()
    return answer.json()


def asked(running: Running, page: Page, path: str) -> Any:
    return page.request.get(f"{running.url}{path}").json()


def take(running: Running, *services: str, **more: str) -> list[dict[str, Any]]:
    return [running.post("/api/tickets", {"service": service, "language": "ar"} | more) for service in services]


def act(page: Page, name: str) -> Locator:
    return page.locator(f"#panel [data-act='{name}']")


# ---------------------------------------------------------------- why the counter is paused


def test_a_counter_is_paused_with_a_reason_by_two_presses_of_one_key_or_by_choosing_one(
    running: Running, clerk: Clerk
) -> None:
    page = clerk(touch=True)
    ticket, panel, pause = page.locator("#ticket"), page.locator("#panel"), page.locator("[data-verb=pause]")

    def why() -> object:
        return asked(running, page, "/api/counters/3")["pause"]["reason"]

    def go_on() -> None:
        done(running, page, "open")
        expect(ticket).to_have_attribute("data-state", "open")

    page.keyboard.press("7")
    expect(page.locator("#panel-title")).to_have_text("Pause the counter")
    page.keyboard.press("7")
    expect(ticket).to_contain_text(re.compile(r"A break, since .?\d\d:\d\d"))
    expect(panel).to_be_hidden()
    assert why() == "break"
    go_on()
    page.keyboard.press("Numpad7")
    page.keyboard.press("Numpad2")
    expect(ticket).to_contain_text("Prayer, since")
    assert why() == "prayer"
    go_on()
    pause.tap()
    act(page, "errand").tap()
    expect(ticket).to_contain_text("An errand, since")
    expect(panel).to_be_hidden()
    go_on()
    pause.click()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(ticket).to_have_attribute("data-state", "open")


def test_a_pause_says_whose_service_ends_with_it_and_is_refused_while_somebody_is_called(
    running: Running, clerk: Clerk
) -> None:
    (ticket,) = take(running, "complaints")
    page = clerk()
    done(running, page, "call-next")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "called")
    page.keyboard.press("7")
    expect(page.locator("#message")).to_contain_text("Decide first: start, no-show or put back.")
    expect(page.locator("#panel")).to_be_hidden()
    done(running, page, "start")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    page.locator("[data-verb=pause]").click()
    expect(page.locator("#panel .notice")).to_have_text(
        re.compile(f"The service of .?{ticket['number']}.? ends with it")
    )
    act(page, "system-down").click()
    expect(page.locator("#state")).to_have_attribute("data-state", "paused")
    assert asked(running, page, f"/api/tickets/{ticket['id']}")["state"] == "finished"
