"""How soon a lamp answers its button: thirty counters, three hundred who wait, a real data file, simulated pins."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from hardware.box import Box, Lamp
from hardware.buttons import Buttons
from server import app as wiring
from server import desk, settings
from server.office.actors import Actor, Role
from tests.bench.offices import with_counters
from tests.bench.table import Row, median_ms, of_rounds, percentile
from tests.server.screens import TrustedClock

COUNTERS, WAITING, ROUNDS = 30, 300, 3
_WITHIN_S = 10.0
#: Presses of one button follow one another no quicker.
_APART_S = 1.1
_PROGRAM = Actor("token:1", Role.MANAGER)


class Lamps:
    """The lamps of an office, and when each came to show what it shows (time.perf_counter)."""

    def __init__(self, buttons: Buttons) -> None:
        self._shown = {number: (lamp, 0.0) for number, lamp in buttons.lamps.items()}
        self._changed = threading.Condition()
        for box in buttons._boxes.values():
            box.shine = partial(self._watched, box, box.shine)

    def _watched(self, box: Box, shine: Callable[[], None]) -> None:
        shine()
        with self._changed:
            self._shown[box.settings.counter] = box.shown, time.perf_counter()
            self._changed.notify_all()

    def await_lamp(self, counter: int, lamp: Lamp) -> float:
        """When a counter's lamp came to show this. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._shown[counter][0] is lamp, _WITHIN_S):
                raise TimeoutError(f"the lamp of counter {counter} was not {lamp.value} within {_WITHIN_S} s")
            return self._shown[counter][1]


def rows() -> Iterator[Row]:
    """From the pin of the button to the pin of the lamp, the call written between them."""
    medians, p95s, worst = [], [], []
    with _open_office() as office:
        lamps = Lamps(office.hardware.buttons)
        for _ in range(ROUNDS):
            took_s = [_press(office, lamps, counter) for counter in range(1, COUNTERS + 1)]
            medians.append(median_ms(took_s))
            p95s.append(percentile(took_s, 0.95) * 1000)
            worst.append(max(took_s) * 1000)
            _clear(office, lamps)
    what = f"rounds of {COUNTERS} buttons"
    yield of_rounds(f"button → lamp, {WAITING} waiting: median", medians, " ms", 40, what=what)
    yield of_rounds(f"button → lamp, {WAITING} waiting: p95", p95s, " ms", None, what=what)
    yield of_rounds(f"button → lamp, {WAITING} waiting: worst", worst, " ms", None, what=what)


def _press(office: Any, lamps: Lamps, counter: int) -> float:
    """Seconds until the lamp of a free counter is lit, after its button went down."""
    lamps.await_lamp(counter, Lamp.SLOW)
    pressed_s = time.perf_counter()
    office.hardware.buttons.press(counter)
    took_s = lamps.await_lamp(counter, Lamp.STEADY) - pressed_s
    office.hardware.buttons.release(counter)
    return took_s


def _clear(office: Any, lamps: Lamps) -> None:
    """Let all counters be free again, and their buttons be heard."""
    for counter in range(1, COUNTERS + 1):
        office.writer.do(lambda tx, number=counter: desk.put_back(tx, number), _PROGRAM)
    for counter in range(1, COUNTERS + 1):
        lamps.await_lamp(counter, Lamp.SLOW)
    time.sleep(_APART_S)


@contextmanager
def _open_office() -> Iterator[Any]:
    """An office with all its counters open and people who wait, in this process."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder:
        with_counters(Path(folder), COUNTERS)
        given = settings.load(None, {"server.data": folder}, simulate=True)
        office = wiring.create_app(given, wiring.devices(given), TrustedClock()).extensions["dawr"]
        office.start()
        try:
            for _ in range(WAITING):
                office.writer.do(lambda tx: desk.issue(tx, "commercial-licence", "ar"), _PROGRAM)
            for number in range(1, COUNTERS + 1):
                office.writer.do(lambda tx, number=number: desk.open_counter(tx, number), _PROGRAM)
            yield office
        finally:
            office.stop()
