"""Signing in, in Debian's Chromium: a first password of one's own, and another computer than yesterday's."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Running, Screens
from tests.browser.staff import PASSWORD, choose_language, sign_in

OWN = "a sentence that only he knows"


@pytest.mark.parametrize(
    ("language", "name", "must"),
    [
        ("ar", "عمر", "كلمة المرور الخاصة بكم"),
        ("fr", "Omar", "Votre mot de passe personnel"),
        pytest.param("en", "Umar", "Your own password", marks=pytest.mark.long),
    ],
)
def test_a_newcomer_chooses_a_password_by_keys_alone_and_comes_to_the_counter(
    running: Running, screens: Screens, language: str, name: str, must: str
) -> None:
    page = screens(1366, 768, touch=False)
    running.command("staff", "add", name, "--role", "clerk", "--password-stdin", text=PASSWORD)
    page.goto(f"{running.url}/counter/4")
    choose_language(page, language)
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(must)
    expect(page.locator("#old")).to_be_focused()
    page.keyboard.type(PASSWORD)
    for again in (OWN, f"{OWN}, mistyped"):
        page.keyboard.press("Tab")
        page.keyboard.type(again)
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#old")).to_be_focused()
    page.keyboard.type(PASSWORD)
    for again in (OWN, OWN):
        page.keyboard.press("Tab")
        page.keyboard.type(again)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/counter/4"))
    expect(page.locator("#large-label")).not_to_be_empty()
    page.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})


def test_who_signs_in_at_another_computer_has_her_person_there_and_the_old_page_is_at_the_sign_in(
    running: Running, screens: Screens
) -> None:
    old, new = (screens(1366, 768, touch=False) for _ in range(2))
    sign_in(running, old, "/counter/3?lang=en", name="Widad")
    expect(old.locator("#large-label")).to_have_text("Open the counter")
    old.keyboard.press("Space")
    expect(old.locator("#state")).to_have_attribute("data-state", "open")
    running.post("/api/tickets", {"service": "information", "language": "ar"})
    number = old.request.post(f"{running.url}/api/counters/3/call-next", headers={"Origin": running.url}).json()[
        "ticket"
    ]["number"]
    new.goto(f"{running.url}/sign-in?lang=en")
    sign_in(running, new, "/sign-in", name="Widad")
    expect(new).to_have_url(re.compile("/counter/3"))
    expect(new.locator("#ticket")).to_contain_text(number)
    expect(old).to_have_url(re.compile("/sign-in"))
    new.request.post(f"{running.url}/api/counters/3/put-back", headers={"Origin": running.url})
    new.request.post(f"{running.url}/sign-out", headers={"Origin": running.url})
