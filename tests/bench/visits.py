"""Visits to the kiosk that no finger makes: as fast as the page draws them."""

from playwright.sync_api import Page

#: One visit after the other, of every language and service in turn. Each ends when it is known what became of the
#: paper, or at the screen `until`. Fails when the page shows a problem instead.
_VISITS = """async ([count, until]) => {
    const { body } = document;
    const find = (selector) => document.querySelector(selector);
    const when = (is_true) => new Promise((done, fail) => {
        const look = () => {
            if (body.dataset.screen === "problem") fail(new Error(find("#problem").innerText));
            else if (!is_true()) return;
            else done();
            changes.disconnect();
        };
        const changes = new MutationObserver(look);
        changes.observe(body, { subtree: true, attributeFilter: ["data-screen", "data-state"] });
        look();
    });
    const stands = (screen) => when(() => body.dataset.screen === screen);
    const press = async (buttons, turn, screen) => {
        const all = document.querySelectorAll(buttons);
        all[turn % all.length].click();
        await stands(screen);
    };
    for (let visit = 0; visit < count; visit += 1) {
        await press("#first-languages button", visit, "services");
        await press("#cards button", visit, "service");
        if (until === "service") return;
        await press("#take", 0, "number");
        await when(() => find("#receipt").dataset.state !== "printing");
        await press("#done", 0, "start");
    }
}"""


def to_service(page: Page) -> None:
    """From the first screen to where the ticket can be taken, and a finger is heeded there."""
    page.evaluate(_VISITS, [1, "service"])
    page.wait_for_function("() => !document.body.classList.contains('settling')")


def take_tickets(page: Page, count: int) -> None:
    """So many tickets, each a visit of its own. Raises an Error of Playwright when one is refused."""
    page.evaluate(_VISITS, [count, "start"])


def end(page: Page) -> None:
    """From the number back to the first screen."""
    page.evaluate("document.getElementById('done').click()")
