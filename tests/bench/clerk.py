"""A clerk's page on a slow processor: from the press of the large button until its answer stands there."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.bench import clients
from tests.bench.clients import Client
from tests.bench.glass import Glass, chromium
from tests.bench.offices import QUIET, Measured, await_calm, opened
from tests.bench.table import Row, percentile
from tests.browser.conftest import Running
from tests.browser.staff import sign_in

#: An old computer at a counter, and its screen.
SLOW_DOWN = 4.0
SCREEN: ViewportSize = {"width": 1366, "height": 768}
WAITING, PRESSES = 300, 20
HERE, ELSEWHERE = 1, 2
#: A second press within a second does not count; and the other clerk does something so often.
_APART_S, _EVERY_S = 1.1, 0.7
#: A thumb stays down so long.
_DOWN_MS = 80
_WITHIN_MS = 20_000

#: Notes, by the page's clock, when Space went down and came up, and the moment after the frame that drew who is there.
_WATCH = """(() => {
    const glass = window.glass = { keydown: null, keyup: null, drawn: {} };
    let tell = () => {};
    const frame = (note) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => note(performance.now());
        port2.postMessage(null);
    });
    glass.after = async ([key, state, within]) => {
        const late = new Promise((_, fail) => setTimeout(fail, within, new Error(`not ${state} within ${within} ms`)));
        late.catch(() => {});
        while (!(glass.drawn[state] > glass[key])) await Promise.race([late, new Promise((next) => { tell = next; })]);
        return glass.drawn[state] - glass[key];
    };
    const hear = ({ type, code, timeStamp }) => { if (code === "Space") glass[type] = timeStamp; };
    for (const key of ["keydown", "keyup"]) addEventListener(key, hear, { capture: true });
    addEventListener("DOMContentLoaded", () => {
        const card = document.getElementById("ticket");
        if (!card) return;
        const see = () => frame((at) => tell(glass.drawn[card.dataset.state] = at));
        new MutationObserver(see).observe(card, { attributeFilter: ["data-ticket", "data-state"] });
    });
})();"""


def rows() -> Iterator[Row]:
    """From the key to the paint: of a call, and of a start, which counts when the key comes up."""
    with chromium() as browser, tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder:
        office = Running(Path(folder) / "data", QUIET)
        with opened(office) as measured:
            _fill(measured)
            glass = _glass(browser, office)
            with _another_clerk(measured):
                took = [_serve(glass) for _ in range(PRESSES + 1)][1:]
            glass.close()
    for what, took_ms in zip(("call", "start"), zip(*took, strict=True), strict=True):
        spread = f"best {min(took_ms):.0f}, p95 {percentile(took_ms, 0.95):.0f}, worst {max(took_ms):.0f}"
        note = f"median of {PRESSES} presses; {spread}; {WAITING} wait, another counter works"
        yield Row(f"clerk, CPU ÷ {SLOW_DOWN:.0f}: {what} → painted", percentile(took_ms, 0.5), " ms", 100, note=note)


def _fill(measured: Measured) -> None:
    """So many wait, and more than will be called meanwhile."""
    people = WAITING + 4 * PRESSES
    crowd = Client(measured.port, clients.issuing(measured.token, people, measured.services))
    clients.serve([crowd])
    clients.close([crowd])
    for counter in (HERE, ELSEWHERE):
        measured.office.post(f"/api/counters/{counter}/open", {}, measured.token)
    await_calm(measured.office)


def _glass(browser: Browser, office: Running) -> Glass:
    """The page of a manager, who may work at any counter, once nothing more happens there."""
    glass = Glass(browser, 1, SCREEN)
    glass.page.add_init_script(_WATCH)
    sign_in(office, glass.page, f"/counter/{HERE}", role="manager")
    glass.page.wait_for_selector("#ticket .about")
    glass.page.wait_for_load_state("networkidle")
    glass.slow(SLOW_DOWN)
    return glass


def _serve(glass: Glass) -> tuple[float, float]:
    """Call the next and let the service begin: for each, the milliseconds until that is painted."""
    took_ms = []
    for key, state in (("keydown", "called"), ("keyup", "serving")):
        glass.page.keyboard.press("Space", delay=_DOWN_MS)
        took_ms.append(glass.page.evaluate("glass.after", [key, state, _WITHIN_MS]))
        time.sleep(_APART_S)
    return took_ms[0], took_ms[1]


@contextmanager
def _another_clerk(measured: Measured) -> Iterator[None]:
    """Somebody calls and starts at another counter all the while."""
    over = threading.Event()

    def work() -> None:
        for verb in cycle(("call-next", "start")):
            if over.wait(_EVERY_S):
                return
            measured.office.post(f"/api/counters/{ELSEWHERE}/{verb}", {}, measured.token)

    clerk = threading.Thread(target=work, name="another clerk")
    clerk.start()
    try:
        yield
    finally:
        over.set()
        clerk.join()
