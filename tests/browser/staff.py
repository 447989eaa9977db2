"""How staff come in, at a screen of their own, and when it has the answer to what they did there."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Running

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


def answered(page: Page) -> None:
    """The last press has its answer: its news may come before, and whatever is pressed between them is not heard."""
    expect(page.locator("#large")).to_have_attribute("aria-busy", "false")  # the counter's page is there
    expect(page.locator("[data-doing]")).to_have_count(0)
