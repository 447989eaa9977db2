"""One's own day and the line's history, on the counter's page in Debian's Chromium."""

from playwright.sync_api import expect

from tests.browser.accessible import faults
from tests.browser.conftest import Running, Screens
from tests.browser.staff import sign_in


def test_a_call_out_of_turn_stands_in_the_history_that_another_clerk_opens_and_a_manager_with_the_name(
    running: Running, screens: Screens
) -> None:
    page = screens(1366, 768, touch=False)
    sign_in(running, page, "/counter/2?lang=en", name="Widad")
    for _ in range(2):
        running.post("/api/tickets", {"service": "information", "language": "ar"})
    (last,) = page.request.get(f"{running.url}/api/tickets?number=2").json()["tickets"]

    def done(number: int, verb: str, **said: object) -> None:
        path = f"{running.url}/api/counters/{number}/{verb}"
        assert page.request.post(path, data=said, headers={"Origin": running.url}).ok

    done(2, "open")
    done(2, "call", ticket=last["id"], reason="unwell")
    expect(page.locator("#my-day")).to_contain_text("1 exception")
    page.locator("#my-day .button").click()
    expect(page.locator("#panel-title")).to_have_text("My day")
    expect(page.locator("#panel .past li")).to_contain_text(["Was called out of turn"])
    other = screens(1366, 768, touch=False)
    sign_in(running, other, "/counter/3?lang=en", name="Huda")
    other.locator("#my-day .button").click()
    other.get_by_role("button", name="Today in the line").click()
    entry = other.locator("#panel .past li")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("Counter 2")
    expect(entry).not_to_contain_text("Widad")
    expect(entry.locator(".number")).to_have_text(last["number"])
    other.keyboard.press("Escape")
    expect(other.locator("#panel")).to_be_hidden()
    manager = screens(1366, 768, touch=False)
    sign_in(running, manager, "/manager?lang=en", role="manager")
    expect(manager.locator("[data-count=out_of_turn]")).to_have_text("1")
    manager.get_by_role("link", name="Called out of turn").click()
    expect(manager.locator("#past li")).to_have_count(1)
    expect(manager.locator("#past li")).to_contain_text("Widad")
    manager.locator("#past input").click()
    expect(manager.locator("#past li")).to_have_count(3)
    assert faults(manager) == []
