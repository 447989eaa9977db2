"""How soon the displays know: from the press to the call in each screen's socket."""

import selectors
import time
from collections.abc import Iterator
from itertools import chain

from tests.bench import clients
from tests.bench.clients import Client
from tests.bench.offices import PAPER_AND_VOICE, Measured, await_calm, new_office
from tests.bench.screens import Screen
from tests.bench.table import Row, median_ms, of_rounds, p99_ms

SCREENS, PRESSES = 50, 40
COUNTER = 1
_TRIES = 3
#: People do not press faster; and what one press owes besides its call is told within this time.
_PAUSE_S = 0.15
_WITHIN_S = 5.0


def rows() -> Iterator[Row]:
    """The median and the p99 over all screens and presses: of three rounds the median."""
    medians, p99s = [], []
    with new_office(PAPER_AND_VOICE) as measured:
        people = _TRIES * PRESSES + 20
        crowd = Client(measured.port, clients.issuing(measured.token, people, measured.services))
        clients.serve([crowd])
        measured.office.post(f"/api/counters/{COUNTER}/open", {}, measured.token)
        await_calm(measured.office)
        screens = [Screen(measured.port, "/display") for _ in range(SCREENS)]
        await_calm(measured.office)
        for _ in range(_TRIES):
            took_s = list(chain.from_iterable(_presses(measured, screens)))
            medians.append(median_ms(took_s))
            p99s.append(p99_ms(took_s))
        for screen in screens:
            screen.close()
    what = f"rounds of {PRESSES}"
    yield of_rounds("press → 50 screens: median", medians, " ms", 12, what=what)
    yield of_rounds("press → 50 screens: p99", p99s, " ms", 60, what=what)


def _presses(measured: Measured, screens: list[Screen]) -> Iterator[list[float]]:
    """The seconds from each press to its call at every screen."""
    call = clients.request("POST", f"/api/counters/{COUNTER}/call-next", measured.token, {})
    start = clients.request("POST", f"/api/counters/{COUNTER}/start", measured.token, {})
    with selectors.DefaultSelector() as selector:
        for screen in screens:
            selector.register(screen.socket, selectors.EVENT_READ, screen)
        for _ in range(PRESSES):
            clerk = Client(measured.port, [call, start])
            clerk.send()
            yield [arrived_s - clerk.sent_s for arrived_s in _arrivals(selector, len(screens))]
            _finish(clerk)
            _rest(selector)


def _arrivals(selector: selectors.BaseSelector, count: int) -> list[float]:
    """The moments at which a call came to each of so many screens."""
    arrived: dict[Screen, float] = {}
    until_s = time.perf_counter() + _WITHIN_S
    while len(arrived) < count:
        if time.perf_counter() > until_s:
            raise TimeoutError(f"{count - len(arrived)} screens heard no call within {_WITHIN_S} s")
        for key, _ in selector.select(_WITHIN_S):
            for at_s, message in key.data.messages():
                if b'"kind":"call"' in message:
                    arrived[key.data] = at_s
    return list(arrived.values())


def _finish(clerk: Client) -> None:
    """Take the answer to the press, and let the service begin, so that the next press may call."""
    while not clerk.receive():
        pass
    clients.serve([clerk])
    clients.close([clerk])
    refused = [answer for answer in clerk.answers if answer.status != 200]
    if refused:
        raise RuntimeError(f"the counter was refused: {refused[0].body!r}")


def _rest(selector: selectors.BaseSelector) -> None:
    """Take whatever else is told, for a moment."""
    until_s = time.perf_counter() + _PAUSE_S
    while (left_s := until_s - time.perf_counter()) > 0:
        for key, _ in selector.select(left_s):
            for _ in key.data.messages():
                pass
