"""A ticket on a slow phone in a slow network: what comes over the wire, and how soon its page lives."""

from collections.abc import Iterator

from playwright.sync_api import Browser, ViewportSize

from tests.bench.glass import Glass, chromium
from tests.bench.offices import QUIET, new_office
from tests.bench.table import Row, of_rounds
from tests.bench.wire import Wire

SLOW_DOWN = 4.0
SCREEN: ViewportSize = {"width": 390, "height": 844}
#: "Fast 3G" as browsers' tools have it.
NETWORK = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
LOADS = 5
_WITHIN_MS = 30_000
_LIVES = """(within) => new Promise((done, fail) => {
    setTimeout(fail, within, new Error(`no life within ${within} ms`));
    const look = () => { if ("live" in document.documentElement.dataset) done(performance.now()); };
    new MutationObserver(look).observe(document.documentElement, { attributeFilter: ["data-live"] });
    look();
})"""


def rows() -> Iterator[Row]:
    """The first visit, with nothing kept from an earlier one."""
    with new_office(f'[server]\npublic_url = "http://127.0.0.1"\n{QUIET}') as measured, chromium() as browser:
        ticket = {"service": measured.services[0], "language": "ar"}
        track = measured.office.post("/api/tickets", ticket, measured.token)["track"]
        loads = [_load(browser, measured.office.url + track) for _ in range(LOADS)]
    wire = loads[0][1]
    yield Row("phone, first load: over the wire", wire.total / 1000, " KB", note=wire.largest(4))
    lives_s = [load[0] for load in loads]
    yield of_rounds(f"phone, CPU ÷ {SLOW_DOWN:.0f}, fast 3G: first load → live", lives_s, " s", None, what="loads")


def _load(browser: Browser, url: str) -> tuple[float, Wire]:
    """Seconds from the call for the page until its script runs, and what came until then and a little later."""
    glass = Glass(browser, SLOW_DOWN, SCREEN)
    wire = Wire(glass.line)
    glass.line.send("Network.emulateNetworkConditions", NETWORK)
    glass.page.goto(url, wait_until="commit")
    lives_ms = glass.page.evaluate(_LIVES, _WITHIN_MS)
    wire.await_quiet(glass.page)
    glass.close()
    return lives_ms / 1000, wire
