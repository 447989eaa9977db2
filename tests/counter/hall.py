"""An office with real buttons over a real desk, in which time goes as told: pins, presses, verbs and lamps."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hardware.buttons import Buttons, Lamp
from hardware.settings import ButtonSettings
from hardware.worker import Worker
from server import desk
from server.clock import FixedClock
from server.office.actors import Actor
from server.office.events import Event
from server.panel import Panel
from server.reading import Reading
from server.starts import Starts
from server.store import Store
from server.views import View
from server.writer import Writer
from tests.rooms import KIOSK, UNHURRIED, Room

T = TypeVar("T")

#: The lamps follow what happens after so long, as the announcer lets them.
LAMPS_MS = 50


class ByHand(Worker):
    """A worker whose jobs run when it is told what time it is."""

    def start(self) -> None:
        """No thread."""

    @property
    def due_s(self) -> float:
        """When its next job is due."""
        return self._entries[0].due_s if self._entries else float("inf")


class Hall:
    """Counters with nothing but a button each.

    `told` hears of each event as soon as it is stored, `looked` whenever the lamps were lit anew. `start_after_s`:
    services start by themselves so long after the call (0: never).
    """

    def __init__(
        self,
        path: Path,
        clock: FixedClock,
        counters: Sequence[int],
        told: Callable[[Event], None],
        looked: Callable[[], None],
        start_after_s: int = 0,
    ) -> None:
        self.clock, self.counters, self._told, self._looked = clock, counters, told, looked
        self._events: deque[Event] = deque()
        self.room = Room(
            path,
            clock,
            counters=[{"number": n, "step_free": n == 1} for n in counters],
            rules={"start_after_s": start_after_s},
        )
        self.room.do(desk.set_hours, UNHURRIED)
        self._power_on()

    def _power_on(self) -> None:
        self._workers: list[ByHand] = []
        self._reading = Reading(self.room.store.path, self.clock)
        boxes = [ButtonSettings(number) for number in self.counters]
        pins = self._worker("buttons", limit=1024)
        self.buttons = Buttons(boxes, simulate=True, worker=pins, monotonic=self._now_s)
        writer = self.room.writer
        self._panel = Panel(self.buttons, self._reading, writer, desk, self.counters, new_worker=self._worker)
        self._lamps = self._worker("lamps")
        self._starts = Starts(self._reading, writer, desk.start, self._worker("starts"))
        self.buttons.start()
        self._panel.start()
        writer.subscribe(self._hear)
        self._panel.refresh()

    def close(self) -> None:
        """Let go of pins and file."""
        self._panel.stop()
        self.buttons.stop()
        self._reading.close()
        self.room.writer.close()

    def view(self, question: Callable[[View], T]) -> T:
        with self._reading.view() as view:
            return question(view)

    def cut_power(self) -> None:
        """The power fails while a ticket is being written, and comes back: another boot, and the file as it was."""
        room, path = self.room, self.room.store.path
        room.store.begin()
        room.store.run(partial(desk.issue, service="complaints", language="ar"), KIOSK, self.clock.now())
        self.close()
        self.clock.boot, self.clock.mono = f"{self.clock.boot} again", 20_000
        room.store = Store(path)
        room.writer = Writer(room.store, self.clock, desk.begin_day)
        self._power_on()

    def _worker(self, name: str, limit: int = 64) -> ByHand:
        worker = ByHand(name, limit, monotonic=self._now_s)
        self._workers.append(worker)
        return worker

    def _now_s(self) -> float:
        return self.clock.mono / 1000

    def _hear(self, events: Sequence[Event]) -> None:
        self._events += events
        for event in events:
            self._starts.hear(event)
        if not self._lamps.waiting:
            self._lamps.put(self._light, after_s=LAMPS_MS / 1000)

    def _light(self) -> None:
        self._panel.refresh()
        self._looked()

    def wait_until(self, at: int) -> None:
        """Let time go by until then (ms, UTC), doing what is due meanwhile when it is."""
        self._run()
        while (due_s := min(worker.due_s for worker in self._workers)) * 1000 <= self.clock.mono + at - self.clock.at:
            self.clock.advance(max(0, int(due_s * 1000) + 1 - self.clock.mono))
            self._run()
        self.clock.advance(max(0, at - self.clock.at))

    def _run(self) -> None:
        while any(worker.due_s <= self._now_s() for worker in self._workers):
            for worker in self._workers:
                worker.run_due()
                self._tell()

    def _tell(self) -> None:
        """The writer publishes in the midst of its work: so whoever hears is told a little later."""
        while self._events:
            self._told(self._events.popleft())

    def press(self, counter: int) -> None:
        self.buttons.press(counter)
        self._run()

    def release(self, counter: int) -> None:
        self.buttons.release(counter)
        self._run()

    def lamp(self, counter: int) -> Lamp:
        return self.buttons.lamps[counter]

    def do(self, verb: Callable[..., Any], *args: Any, by: Actor, **kwargs: Any) -> Any:
        done = self.room.do(verb, *args, by=by, **kwargs)
        self._tell()
        self._run()
        return done
