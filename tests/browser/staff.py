"""How staff come in, at a screen of their own."""

from playwright.sync_api import Page

from tests.browser.conftest import Running

PASSWORD = "a long sentence of hers"
#: For `page.request`: it keeps a connection that the office closes after 2 s of silence, perhaps just when it is used.
RETRIES = 2


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
