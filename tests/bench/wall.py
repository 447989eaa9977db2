"""The wall: how soon a press is seen and heard there, how soon it is right again, and whether it lasts."""

import json
import selectors
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from tests.bench import clients, hall, network
from tests.bench.clients import Client
from tests.bench.glass import Glass, Weight, chromium, weigh
from tests.bench.offices import PAPER_AND_VOICE, Measured, await_calm, new_office
from tests.bench.screens import Screen
from tests.bench.table import Row, percentile
from tests.browser.staged_wall import StagedWall, staged_wall

#: How many screens are connected, and within how many ms (median) the number is to be painted then.
SCREENS = {50: 60, 100: 100}
PRESSES = 30
CALLS, EARLY, DAY_S = 3000, 300, 24 * 3600
_STAGED = "the real page; time, office and sounds are simulated"
COUNTER = 1
_PAUSE_S = 0.3
_WITHIN_MS = 20_000

#: Notes when a call fills the screen (the moment after its frame) and when its chime begins, by the page's clock.
_WATCH = """(() => {
    const wall = window.wall = { shown: 0, sounding: 0, rested: 0 };
    let tell = () => {};
    const note = (what) => { wall[what] = performance.now(); tell(); };
    document.addEventListener("dawr:shown", () => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => note("shown");
        port2.postMessage(null);
    }));
    document.addEventListener("dawr:sounding", () => note("sounding"));
    document.addEventListener("dawr:rested", () => note("rested"));
    wall.after = async ([since, names, within]) => {
        const late = new Promise((_, fail) => setTimeout(fail, within, new Error(`not ${names} within ${within} ms`)));
        late.catch(() => {});
        while (!names.every((name) => wall[name] > since))
            await Promise.race([late, new Promise((next) => { tell = next; })]);
        return names.map((name) => wall[name]);
    };
})();"""
#: display/static/sound.js plans the first sample so long after it is told.
_LEAD_MS = 50


class Pressed(NamedTuple):
    """Milliseconds from a press to its number on the glass, and to the first sample of its chime."""

    painted_ms: float
    heard_ms: float


def rows() -> Iterator[Row]:
    """Each with an office of its own, but for the day, which nobody needs to live through."""
    with chromium() as browser:
        for screens, bound_ms in SCREENS.items():
            yield from _presses(browser, screens, bound_ms)
        yield from network.rows(browser)
        yield from hall.rows(browser)
        yield from _day(browser)


# ---------------------------------------------------------------- a press


def _presses(browser: Browser, screens: int, bound_ms: float) -> Iterator[Row]:
    with new_office(PAPER_AND_VOICE) as measured:
        glass = _glass(browser, measured)  # the first one speaks
        offset_s, wrong_s = glass.clock()
        with _crowd(measured, screens - 1):
            await_calm(measured.office)
            pressed = [_press(glass, measured, offset_s) for _ in range(PRESSES + 1)][1:]
        glass.close()
    for what, took_ms, bound in (
        ("number painted", [each.painted_ms for each in pressed], bound_ms),
        ("first sound", [each.heard_ms for each in pressed], 250),
    ):
        spread = f"best {min(took_ms):.0f}, p90 {percentile(took_ms, 0.9):.0f}, worst {max(took_ms):.0f}"
        note = f"median of {PRESSES} presses; {spread}; clocks ± {wrong_s * 1000:.1f} ms"
        yield Row(f"press → {what}, {screens} screens", percentile(took_ms, 0.5), " ms", bound, note=note)


def _glass(browser: Browser, measured: Measured) -> Glass:
    """A wall of this machine, on which nothing has been called yet; somebody waits."""
    measured.office.post("/api/tickets", {"service": measured.services[0], "language": "ar"}, measured.token)
    measured.office.post(f"/api/counters/{COUNTER}/open", {}, measured.token)
    glass = Glass(browser, 1)
    glass.page.add_init_script(_WATCH)
    glass.page.goto(f"{measured.office.url}/display")
    glass.page.wait_for_function("() => !document.getElementById('welcome').hidden")
    return glass


def _press(glass: Glass, measured: Measured, offset_s: float) -> Pressed:
    """A call, seen and heard; it is undone then, so that the next press finds the same person waiting."""
    began_ms = glass.page.evaluate("performance.now()")
    pressed_s = time.monotonic()
    _post(measured, "call-next")
    shown_ms, sounding_ms = glass.page.evaluate("wall.after", [began_ms, ["shown", "sounding"], _WITHIN_MS])
    _post(measured, "undo")
    glass.page.evaluate("wall.after", [sounding_ms, ["rested"], _WITHIN_MS])
    time.sleep(_PAUSE_S)
    at_ms = (pressed_s - offset_s) * 1000
    return Pressed(shown_ms - at_ms, sounding_ms + _LEAD_MS - at_ms)


def _post(measured: Measured, verb: str) -> None:
    clerk = Client(measured.port, [clients.request("POST", f"/api/counters/{COUNTER}/{verb}", measured.token, {})])
    clients.serve([clerk])
    clients.close([clerk])
    if clerk.answers[0].status != 200:
        raise RuntimeError(f"{verb} was refused: {clerk.answers[0].body!r}")


@contextmanager
def _crowd(measured: Measured, count: int) -> Iterator[None]:
    """So many screens that follow the news beside the wall, and read them."""
    screens = [Screen(measured.port, "/display") for _ in range(count)]
    over = threading.Event()

    def read() -> None:
        with selectors.DefaultSelector() as selector:
            for screen in screens:
                selector.register(screen.socket, selectors.EVENT_READ, screen)
            while not over.is_set():
                for key, _ in selector.select(0.1):
                    for _ in key.data.messages():
                        pass

    reader = threading.Thread(target=read, name="crowd")
    reader.start()
    try:
        yield
    finally:
        over.set()
        reader.join()
        for screen in screens:
            screen.close()


# ---------------------------------------------------------------- a day


def _day(browser: Browser) -> Iterator[Row]:
    """Twenty-four hours of the page's own time, with calls of every language in turn, each shown and spoken."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder, staged_wall(browser, Path(folder)) as wall:
        wall.open()
        weights, spoken = [], 0
        for count in (EARLY, CALLS - EARLY):
            spoken += _live(wall, count)
            weights.append(weigh(wall.page.context.new_cdp_session(wall.page)))
    name = "wall, a day of 3,000 calls: shown and spoken in order"
    yield Row(name, spoken, "", CALLS, at_least=True, note=_STAGED)
    for what, early, late in zip(Weight._fields, *weights, strict=True):
        note = f"{early:,.0f} → {late:,.0f}; {_STAGED}"
        name = f"wall after {CALLS:,} calls ÷ after {EARLY}: {what.replace('_kb', ', KB')}"
        yield Row(name, late / early, " ×", 1.1 if what == "heap_kb" else 1.0, note=note)


def _live(wall: StagedWall, count: int) -> int:
    """So many calls, one after the other; how many of them were shown and spoken when it was their turn."""
    right = 0
    for at in range(count):
        called = wall.call(f"A{1 + at % 999:03}", 1 + at % 20, ("ar", "fr", "en")[at % 3])
        wall.run(DAY_S * 1000 // CALLS)
        script = "JSON.stringify(heard.splice(0).filter(({ call }) => call).map(({ what, call }) => [what, call]))"
        told = json.loads(wall.page.evaluate(script))
        once = ["shown", "sounding", "chimed", *["spoken"] * len(called["parts"])]
        right += [what for what, _ in told][: len(once)] == once and {call for _, call in told} == {called["call"]}
    return right
