"""How staff come in, at a screen of their own."""

from playwright.sync_api import Page

from tests.browser.conftest import Running

PASSWORD = "a long sentence of hers"


def sign_in(running: Running, page: Page, path: str, *, name: str = "Salma", role: str = "clerk") -> None:
    """Take somebody on, and let them sign in on the way to `path`."""
    running.command("staff", "add", name, "--role", role, "--password-stdin", text=PASSWORD)
    page.goto(running.url + path)
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
