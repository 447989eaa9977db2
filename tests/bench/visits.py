"""Visits to the kiosk that no finger makes: as fast as the page draws them."""

from playwright.sync_api import Page

_WITHIN_MS = 20_000
#: One visit after the other, of every language and service in turn, or one up to the screen `until`; `from` is the
#: number of the first. Each tenth one stays until it is known what became of the paper: up to a second. Fails when
#: the page shows a problem instead.
_VISITS = """async ([from, count, until, within]) => {
    const { body } = document;
    const find = (selector) => document.querySelector(selector);
    const when = (is_true) => new Promise((done, fail) => {
        const end = (then, ...why) => {
            changes.disconnect();
            clearTimeout(late);
            then(...why);
        };
        const look = () => {
            if (body.dataset.screen === "problem") end(fail, new Error(find("#problem").innerText));
            else if (is_true()) end(done);
        };
        const late = setTimeout(() => end(fail, new Error(`still at ${body.dataset.screen}`)), within);
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
    for (let visit = from; visit < from + count; visit += 1) {
        await press("#first-languages button", visit, "services");
        await press("#cards button", visit, "service");
        if (until === "service") return;
        await press("#take", 0, "number");
        if (visit % 10 === 0) await when(() => find("#receipt").dataset.state !== "printing");
        await press("#done", 0, "start");
    }
}"""


def to_service(page: Page, turn: int = 0) -> None:
    """From the first screen to where the ticket can be taken, and a finger is heeded there.

    `turn` says which of the languages and services it is.
    """
    page.evaluate(_VISITS, [turn, 1, "service", _WITHIN_MS])
    page.wait_for_function("() => !document.body.classList.contains('settling')")


def take_tickets(page: Page, count: int) -> None:
    """So many tickets, each a visit of its own. Raises an Error of Playwright when one is refused."""
    page.evaluate(_VISITS, [0, count, "start", _WITHIN_MS])


def end(page: Page) -> None:
    """From the number back to the first screen."""
    page.evaluate("document.getElementById('done').click()")
