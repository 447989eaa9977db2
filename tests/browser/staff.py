"""How staff come in, at a screen of their own, and when it has the answer to what they did there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Running, Screens
from tests.browser.page_clock import standing_still

PASSWORD = "a long sentence of hers"


def sign_in(running: Running, page: Page, path: str, *, name: str | None = None, role: str = "clerk") -> None:
    """Let somebody sign in on the way to `path`; whoever is not on the staff yet is taken on.

    Whoever is to see the page of that name has it as their `path`; elsewhere the browser sends what its form would.
    """
    name = name or {"clerk": "Salma", "manager": "Amal"}[role]
    if name not in running.staff:
        running.command("staff", "add", name, "--role", role, "--password-stdin", "--own-password", text=PASSWORD)
        running.staff[name] = role
    assert running.staff[name] == role
    if path == "/sign-in":
        page.goto(running.url + path)
        page.locator("[name=name]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        return
    typed, own = {"name": name, "password": PASSWORD}, {"Origin": running.url}
    came = page.request.post(f"{running.url}/sign-in", form=typed, headers=own, max_redirects=0)
    assert came.status == 303, came.text()
    page.goto(running.url + path)


def choose_language(page: Page, language: str) -> None:
    """On a page of the way in, which is loaded anew with it: nothing is typed into the one before."""
    with page.expect_navigation():
        page.locator(f"[name=language][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def answered(page: Page) -> None:
    """The last press has its answer: its news may come before, and whatever is pressed between them is not heard."""
    expect(page.locator("#large")).to_have_attribute("aria-busy", "false")  # the counter's page is there
    expect(page.locator("[data-doing]")).to_have_count(0)


def stays(page: Page) -> None:
    """The ticket in the panel is told whole, and its paper has come out: nothing is drawn anew below a mouse."""
    expect(page.locator("#panel .visit")).to_be_attached()
    expect(page.locator(".paper:not([data-receipt=printing])")).to_be_attached()


def press_space(page: Page) -> None:
    """The large button, shortly, and more than a second after it was last pressed."""
    answered(page)
    with standing_still(page):
        page.keyboard.press("Space")


def take(running: Running, service: str = "complaints") -> dict[str, Any]:
    """A ticket of somebody who speaks Arabic, as the API tells it."""
    ticket: dict[str, Any] = running.post("/api/tickets", {"service": service, "language": "ar"})
    return ticket


@contextmanager
def counter_3(running: Running, browser: Browser, *, touch: bool) -> Iterator[Page]:
    """Salma's page in English: counter 3, open; its clock can be told. At the end nothing has failed there."""
    opened = Screens(browser)
    page = opened(1366, 768, touch=touch)
    page.clock.install()
    sign_in(running, page, "/counter/3?lang=en")
    expect(page.locator("#large-label")).to_have_text("Open the counter")
    page.keyboard.press("Space")
    expect(page.locator("#state")).to_have_attribute("data-state", "open")
    yield page
    opened.close()
    assert opened.failures == []


def leave_panel(page: Page) -> None:
    """Close the panel, and let the page ask the office again whatever a test answered in its place."""
    page.unroute_all()
    while page.locator("#panel").is_visible():
        page.keyboard.press("Escape")
