"""How staff come in, at a screen of their own."""

from playwright.sync_api import Page

from tests.browser.conftest import RETRIES, Running

__all__ = ["PASSWORD", "RETRIES", "sign_in"]

PASSWORD = "a long sentence of hers"


def sign_in(running: Running, page: Page, path: str, *, name: str | None = None, role: str = "clerk") -> None:
    """Let somebody sign in on the way to `path`; whoever is not on the staff yet is taken on."""
    name = name or {"clerk": "Salma", "manager": "Amal"}[role]
    if name not in running.staff:
        running.command("staff", "add", name, "--role", role, "--password-stdin", "--own-password", text=PASSWORD)
        running.staff[name] = role
    assert running.staff[name] == role
    page.goto(running.url + path)
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
