"""What the kiosk weighs, counted and not timed: on the wire when it is loaded, in the browser after many visits."""

import time

from playwright.sync_api import Browser, expect

from tests.bench import visits
from tests.bench.glass import Glass, Weight, weigh
from tests.bench.wire import Wire
from tests.browser.conftest import PATIENCE_MS, Running

WIRE_BYTES = 250_000
VISITS = 30


def is_no_heavier(late: Weight, early: Weight) -> bool:
    """Whether of each visit between them nothing was kept: no tenth of what is drawn, no listener."""
    return late.nodes <= early.nodes * 1.1 and late.listeners < early.listeners + VISITS // 2


def test_its_first_load_is_light_and_its_page_does_not_grow(running: Running, browser: Browser) -> None:
    glass = Glass(browser, 1)
    wire = Wire(glass.line)
    glass.page.goto(f"{running.url}/kiosk")
    glass.stands("start")
    wire.await_quiet(glass.page)
    assert wire.total <= WIRE_BYTES, sorted(wire.files.items(), key=lambda file: -file[1])

    visits.take_tickets(glass.page, VISITS // 2)
    expect(glass.page.locator("#start")).to_be_visible()
    early = weigh(glass.line)
    visits.take_tickets(glass.page, VISITS // 2)
    until_s = time.monotonic() + PATIENCE_MS / 1000
    while not is_no_heavier(late := weigh(glass.line), early) and time.monotonic() < until_s:
        glass.page.wait_for_timeout(500)  # what is still being said, and what waits for it, goes by itself
    assert is_no_heavier(late, early), (late, early)
    assert running.waiting() == VISITS // 2 * 2
    glass.close()
