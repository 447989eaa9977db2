"""What the kiosk weighs, counted and not timed: on the wire when it is loaded, in the browser after many visits."""

from playwright.sync_api import Browser, expect

from tests.bench import visits
from tests.bench.glass import Glass, weigh
from tests.bench.wire import Wire
from tests.browser.conftest import Running

WIRE_BYTES = 250_000
VISITS = 30


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
    late = weigh(glass.line)
    assert (late.nodes, late.listeners) <= (early.nodes * 1.1, early.listeners)
    assert running.waiting() == VISITS // 2 * 2
    glass.close()
