"""A glass that is touched and watched: a page in Chromium on a slow processor, and what is seen on it when."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, Locator, Page, ViewportSize, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

#: A Raspberry Pi's processor is about six times slower than a desk's.
SLOW_DOWN = 6.0
PANEL: ViewportSize = {"width": 1920, "height": 1080}
_CLOCK_TRIES = 40
_WITHIN_MS = 20_000

#: Notes, by the page's clock, the last touch, and for each screen the moment after the frame that drew it.
_WATCH = """(() => {
    const glass = window.glass = { touch: null, screens: {} };
    let tell = () => {};
    const drawn = (note) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => note(performance.now());
        port2.postMessage(null);
    });
    const see = () => {
        const { screen } = document.body.dataset;
        if (screen) drawn((at) => tell(glass.screens[screen] ??= at));
    };
    glass.stands = async ([screen, within]) => {
        const late = new Promise((_, fail) => setTimeout(fail, within, new Error(`no ${screen} within ${within} ms`)));
        late.catch(() => {});
        while (glass.screens[screen] === undefined) {
            if (glass.screens.problem) throw new Error(document.getElementById("problem").innerText);
            await Promise.race([late, new Promise((next) => { tell = next; })]);
        }
        return [glass.touch, glass.screens[screen]];
    };
    addEventListener("touchstart", ({ timeStamp }) => { glass.touch = timeStamp; }, { capture: true, passive: true });
    addEventListener("DOMContentLoaded", () => {
        new MutationObserver(see).observe(document.body, { attributeFilter: ["data-screen"] });
        see();
    });
})();"""


class Touched(NamedTuple):
    """When the last touch was felt (null: none was), and when a screen stood there.

    Milliseconds of the page's clock, which begins with the call for the page.
    """

    at_ms: float
    shown_ms: float


class Weight(NamedTuple):
    """What a page holds when all that nobody needs has been collected."""

    heap_kb: float
    nodes: int
    listeners: int


class Glass:
    """One page, in a browser that has seen nothing yet, on a processor that is `slow_down` times slower."""

    def __init__(self, browser: Browser, slow_down: float = SLOW_DOWN, viewport: ViewportSize = PANEL) -> None:
        self._context = browser.new_context(viewport=viewport, has_touch=True)
        self.page: Page = self._context.new_page()
        self.page.add_init_script(_WATCH)
        self.line: CDPSession = self._context.new_cdp_session(self.page)
        self.slow(slow_down)

    def slow(self, times: float) -> None:
        """From now on the page's processor is so many times slower."""
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def stands(self, screen: str) -> Touched:
        """Wait until that screen stands on the glass. Raises an Error of Playwright: another does, or none in time."""
        return Touched(*self.page.evaluate("glass.stands", [screen, _WITHIN_MS]))

    def touch(self, place: tuple[float, float], screen: str) -> Touched:
        """A finger comes down there and goes up; waits until that screen stands on the glass."""
        self.page.evaluate("glass.screens = {}")
        self.page.touchscreen.tap(*place)
        return self.stands(screen)

    def clock(self) -> tuple[float, float]:
        """What to add to seconds of the page's clock for `time.monotonic()`, and how far that may be wrong.

        Both count by the one clock of the machine, so one comparison holds until the page is left.
        """
        best = (0.0, float("inf"))
        for _ in range(_CLOCK_TRIES):
            before_s = time.monotonic()
            page_ms = self.page.evaluate("performance.now()")
            after_s = time.monotonic()
            if after_s - before_s < 2 * best[1]:
                best = ((before_s + after_s) / 2 - page_ms / 1000, (after_s - before_s) / 2)
        return best

    def close(self) -> None:
        """Leave nothing of it."""
        self._context.close()


def weigh(line: CDPSession) -> Weight:
    """Collect what a page does not need any more, then say what is left."""
    for _ in range(2):  # what the first time lets go of, the second one takes
        line.send("HeapProfiler.collectGarbage")
    heap = line.send("Runtime.getHeapUsage")["usedSize"] / 1000
    dom = line.send("Memory.getDOMCounters")
    return Weight(heap, dom["nodes"], dom["jsEventListeners"])


def middle(place: Locator) -> tuple[float, float]:
    """The middle of what can be touched, in pixels."""
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
