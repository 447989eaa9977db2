"""The kiosk on a slow processor: how soon it is there, how soon it answers a finger, and whether it stays light."""

import time
from collections.abc import Callable, Iterator
from statistics import median

from playwright.sync_api import Browser

from hardware.decode import RASTER
from tests.bench import visits
from tests.bench.glass import SLOW_DOWN, Glass, chromium, middle, weigh
from tests.bench.offices import PAPER_AND_VOICE, new_office
from tests.bench.table import Row, of_rounds, percentile
from tests.bench.wire import Wire
from tests.hardware.network_printer import NetworkPrinter

LOADS, TOUCHES = 5, 40
EARLY, LATE = 50, 500
_WHERE = f"kiosk, CPU ÷ {SLOW_DOWN:.0f}"
_PAPER_WITHIN_S = 10.0
#: A page asks once more for a paper of which it heard nothing, after so long; then nothing is left of a visit.
_FORGOTTEN_MS = 4000


def rows() -> Iterator[Row]:
    """How it loads, how it answers, how it lasts; each with an office of its own."""
    with chromium() as browser:
        yield from _loads(browser)
        yield from _touches(browser)
        yield from _lasts(browser)


# ---------------------------------------------------------------- the first load


def _loads(browser: Browser) -> Iterator[Row]:
    with new_office(PAPER_AND_VOICE) as measured:
        url = f"{measured.office.url}/kiosk"
        place, wire = _look(browser, url)
        yield Row("kiosk, first load: over the wire", wire.total / 1000, " KB", 250, note=wire.largest(6))
        loads = [_load(browser, url, place) for _ in range(LOADS)]
    drawn, usable = zip(*loads, strict=True)
    note = f"; first screen after {median(drawn):.2f}"
    row = of_rounds(f"{_WHERE}: first load → usable", usable, " s", 1.5, what="loads")
    yield Row(row.name, row.value, row.unit, row.bound, note=row.note + note)


def _look(browser: Browser, url: str) -> tuple[tuple[float, float], Wire]:
    """Where the first button is, and what came over the wire. The office draws its pages for the first time."""
    glass = Glass(browser, 1)
    wire = Wire(glass.line)
    glass.page.goto(url)
    glass.stands("start")
    wire.await_quiet(glass.page)
    place = middle(glass.page.locator("#first-languages button").first)
    glass.close()
    return place, wire


def _load(browser: Browser, url: str, place: tuple[float, float]) -> tuple[float, float]:
    """Seconds from the call for the page until its first screen is drawn, and until it has answered a touch."""
    glass = Glass(browser)
    glass.page.goto(url, wait_until="commit")
    drawn = glass.stands("start")
    answered = glass.touch(place, "services")
    glass.close()
    return drawn.shown_ms / 1000, answered.shown_ms / 1000


# ---------------------------------------------------------------- a touch


class WatchedPrinter(NetworkPrinter):
    """Keeps the moment (time.monotonic) at which the first line of dots of each paper came."""

    def __init__(self) -> None:
        super().__init__()
        self.began_s: list[float] = []

    def listen(self, read: Callable[[], bytes], answer: Callable[[bytes], object]) -> None:
        def watched() -> bytes:
            data = read()
            if RASTER in data and len(self.began_s) == len(self.papers):
                self.began_s.append(time.monotonic())
            return data

        super().listen(watched, answer)

    def await_paper(self, count: int) -> float:
        """When the paper of that count began to come, once it is whole. Raises TimeoutError."""
        until_s = time.monotonic() + _PAPER_WITHIN_S
        while len(self.papers) < count:
            if time.monotonic() > until_s:
                raise TimeoutError(f"no paper came within {_PAPER_WITHIN_S} s")
            time.sleep(0.005)
        return self.began_s[count - 1]


def _touches(browser: Browser) -> Iterator[Row]:
    """The last touch of a visit, again and again: until the number stands there, until the paper begins to come."""
    numbers_ms, papers_ms = [], []
    with WatchedPrinter() as printer:
        device = f'[printer]\ndriver = "network"\nhost = "{printer.host}"\nport = {printer.port}\n'
        with new_office(device + '[voice]\ndriver = "espeak"\n') as measured:
            glass = Glass(browser, 1)
            glass.page.goto(f"{measured.office.url}/kiosk")
            glass.stands("start")
            offset_s, wrong_s = glass.clock()
            glass.slow(SLOW_DOWN)
            for count in range(1, TOUCHES + 1):
                visits.to_service(glass.page, count)
                touched = glass.touch(middle(glass.page.locator("#take")), "number")
                numbers_ms.append(touched.shown_ms - touched.at_ms)
                papers_ms.append((printer.await_paper(count) - offset_s) * 1000 - touched.at_ms)
                visits.end(glass.page)
            glass.close()
    yield _touch_row("touch → number", numbers_ms, 120)
    yield _touch_row("touch → first line at the printer", papers_ms, 150, f"; clocks ± {wrong_s * 1000:.1f} ms")


def _touch_row(what: str, took_ms: list[float], bound_ms: float, note: str = "") -> Row:
    p90, best, worst = percentile(took_ms, 0.9), min(took_ms), max(took_ms)
    note = f"median of {len(took_ms)} touches; best {best:.0f}, p90 {p90:.0f}, worst {worst:.0f}{note}"
    return Row(f"{_WHERE}: {what}", median(took_ms), " ms", bound_ms, note=note)


# ---------------------------------------------------------------- many visits


def _lasts(browser: Browser) -> Iterator[Row]:
    """Many tickets through one page: what it holds after the last, beside what it held after the first few."""
    with new_office(PAPER_AND_VOICE) as measured:
        glass = Glass(browser, 1)
        glass.page.goto(f"{measured.office.url}/kiosk")
        weights = []
        for count in (EARLY, LATE - EARLY):
            visits.take_tickets(glass.page, count)
            glass.page.wait_for_timeout(_FORGOTTEN_MS)
            weights.append(weigh(glass.line))
        glass.close()
    for what, early, late in zip(("heap, KB", "elements", "listeners"), *weights, strict=True):
        note = f"{early:,.0f} → {late:,.0f}"
        yield Row(f"kiosk after {LATE} tickets ÷ after {EARLY}: {what}", late / early, " ×", 1.1, note=note)
