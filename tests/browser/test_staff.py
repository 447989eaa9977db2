"""The manager's staff page, in Debian's Chromium: who works here, who is let in and out, and who signed in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessible import faults
from tests.browser.conftest import Running, Screens
from tests.browser.staff import PASSWORD, sign_in

TITLES = {"ar": "فريق العمل", "fr": "Personnel", "en": "Staff"}


def staff_page(running: Running, screens: Screens, language: str = "en", width: int = 1366) -> Page:
    page = screens(width, 768, touch=False)
    sign_in(running, page, f"/manager/staff?lang={language}", role="manager")
    expect(page.locator("#live")).to_have_attribute("data-state", "ready")
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator("#members tr").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def try_to_sign_in(running: Running, screens: Screens, name: str, password: str) -> Page:
    page = screens(1366, 768, touch=False)
    page.goto(f"{running.url}/sign-in")
    page.locator("[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    return page


def test_a_manager_takes_somebody_on_and_lets_them_go(running: Running, screens: Screens) -> None:
    page = staff_page(running, screens)
    page.locator("#name").fill("Dalia")
    page.locator("#password").fill("short")
    page.locator("#password").press("Enter")
    expect(page.locator("#take-on-fault")).to_have_text("At least 8 characters, please.")
    expect(page.locator("#password")).to_be_focused()
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("#done")).to_contain_text("may sign in")
    dalia = row(page, "Dalia")
    expect(dalia).to_contain_text("Has still to choose a password")
    newcomer = try_to_sign_in(running, screens, "Dalia", PASSWORD)
    expect(newcomer.locator("h1")).to_have_text("Your own password")
    expect(dalia.locator(".state")).to_have_attribute("data-state", "ready")
    expect(page.locator("#sign-ins tr").first).to_contain_text("Dalia")
    expect(page.locator("#sign-ins tr").first).to_contain_text("Signed in")
    dalia.get_by_role("button", name="Let go").click()
    expect(dalia.get_by_role("button", name="No")).to_be_focused()
    dalia.get_by_role("button", name="Yes, let go").click()
    expect(dalia).to_contain_text("Does not work here any more")
    newcomer.reload()
    expect(newcomer).to_have_url(re.compile("/sign-in"))
    dalia.get_by_role("button", name="Take on again").click()
    expect(dalia.get_by_role("button", name="New password")).to_be_visible()


def test_a_lock_is_seen_and_lifted(running: Running, screens: Screens) -> None:
    page = staff_page(running, screens)
    asked = {"headers": {"Origin": running.url}}
    rules = f"{running.url}/api/rules"
    assert page.request.post(rules, data={"sign_in_tries": 3}, **asked).ok
    try:
        running.command("staff", "add", "Basma", "--role", "clerk", "--password-stdin", "--own-password", text=PASSWORD)
        for _ in range(3):
            tried = try_to_sign_in(running, screens, "Basma", "not her password")
            expect(tried.locator("[role=alert]")).to_be_visible()
        basma = row(page, "Basma")
        expect(basma.locator(".state")).to_have_attribute("data-state", "trouble")
        expect(page.locator("#sign-ins tr").first).to_contain_text("the sign-in is locked now")
        page.locator("#whose").select_option(label="Basma")
        expect(page.locator("#sign-ins tr")).to_have_count(3)
        basma.get_by_role("button", name="Lift the lock").click()
        expect(basma.locator(".state")).to_have_attribute("data-state", "off")
        expect(page.locator("#sign-ins tr").first).to_contain_text("The lock was lifted by")
    finally:
        assert page.request.post(rules, data={"sign_in_tries": 10}, **asked).ok


def test_a_new_password_is_given_in_the_row_and_nothing_typed_is_lost_while_others_come(
    running: Running, screens: Screens
) -> None:
    page = staff_page(running, screens)
    running.command("staff", "add", "Rim", "--role", "clerk", "--password-stdin", "--own-password", text=PASSWORD)
    rim = row(page, "Rim")
    rim.get_by_role("button", name="New password").click()
    expect(rim.locator("input")).to_be_focused()
    page.keyboard.type("another one")
    running.command("staff", "add", "Sara", "--role", "clerk", "--password-stdin", "--own-password", text=PASSWORD)
    expect(row(page, "Sara")).to_be_visible()
    expect(rim.locator("input")).to_have_value("another one")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("has a new password")
    expect(rim).to_contain_text("Has still to choose a password")


def test_the_last_manager_stays_one_and_the_page_says_why(run_office: Callable[..., Running], screens: Screens) -> None:
    page = staff_page(run_office(), screens)
    task = row(page, "Amal").locator("select")
    task.select_option("clerk")
    expect(page.locator("#fault")).to_contain_text("only manager")
    expect(task).to_have_value("manager")


@pytest.mark.parametrize("language", TITLES)
def test_the_staff_page_is_whole_in_every_language(running: Running, screens: Screens, language: str) -> None:
    page = staff_page(running, screens, language)
    expect(page.locator("h1")).to_have_text(TITLES[language])
    expect(page.locator("#sign-ins tr").first).to_be_visible()
    assert page.evaluate("() => document.scrollingElement.scrollWidth") == 1366
    if language == "en":
        assert faults(page) == []


def test_the_day_is_turned_by_a_second_press_that_says_what_ends(running: Running, screens: Screens) -> None:
    page = screens(1366, 768, touch=False)
    sign_in(running, page, "/manager?lang=en", role="manager")
    running.post("/api/tickets", {"service": "complaints", "language": "ar"})
    expect(page.locator("#open [data-value]")).to_have_text("1")
    page.locator("#turn").click()
    expect(page.locator("#turn-ends")).to_have_text("1 visit is still open, and ends.")
    expect(page.locator("#turn-not")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#turning")).to_be_hidden()
    page.locator("#turn").click()
    page.locator("#turn-now").click()
    expect(page.locator("#turning")).to_be_hidden()
    expect(page.locator("#taken [data-value]")).to_have_text("0")
