"""Who comes to a simulated office, and the thumbs of its clerks, who cannot read and see only people and a lamp."""

import heapq
import itertools
from collections.abc import Callable
from random import Random

from hardware.buttons import Lamp
from server import desk
from server.office.events import Event, Kind
from server.office.tickets import State
from tests.counter.hall import Hall
from tests.rooms import KIOSK, MINUTE

SECOND = 1_000
NEVER_COME, COME_LATE = 0.10, 0.05
#: How often a thumb does something foolish when its clerk looks up.
FOOLISH = 0.03
_SERVICES = ("commercial-licence", "complaints", "information")
_CLASSES = (None, None, None, None, "age", "disability")


class Agenda:
    """What happens when: moments are ms, UTC."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, int, Callable[[], object]]] = []
        self._numbers = itertools.count()

    def put(self, at: float, what: Callable[[], object]) -> None:
        heapq.heappush(self._entries, (at, next(self._numbers), what))

    def live(self, hall: Hall, until: int) -> None:
        """Let all of it happen that does so before `until`."""
        while self._entries and self._entries[0][0] < until:
            at, _, what = heapq.heappop(self._entries)
            hall.wait_until(int(at))
            what()
        hall.wait_until(until)


class People:
    """They take tickets, and come to the counter that calls them: soon, late, or never."""

    def __init__(self, hall: Hall, agenda: Agenda, chance: Random) -> None:
        self._hall, self._agenda, self._chance = hall, agenda, chance
        #: Who stands before each counter, by their ticket.
        self.there: dict[int, int] = {}

    def arrive(self, first: int, last: int, every_ms: float) -> None:
        """People come from `first` to `last`, so often in the mean."""
        at = float(first)
        while (at := at + self._chance.expovariate(1 / every_ms)) < last:
            self._agenda.put(at, self._take_ticket)

    def _take_ticket(self) -> None:
        service, priority = self._chance.choice(_SERVICES), self._chance.choice(_CLASSES)
        self._hall.do(desk.issue, service, "ar", priority, by=KIOSK)

    def hear(self, event: Event) -> None:
        """A call: some will never hear it."""
        if event.kind is not Kind.TICKET_CALLED:
            return
        fate = self._chance.random()
        if fate >= NEVER_COME:
            late = fate < NEVER_COME + COME_LATE
            walk_ms = self._chance.uniform(4, 25) * MINUTE if late else self._chance.uniform(5, 45) * SECOND
            self._agenda.put(event.at + walk_ms, lambda: self._come(event.ticket, event.counter))

    def _come(self, ticket: int, counter: int) -> None:
        """Whoever was waited for in vain takes their place in the line again, most of them."""
        found = self._hall.room.ask(lambda tx: tx.ticket(ticket))
        if found.state is State.MISSED:
            if self._chance.random() < 0.8:
                self._hall.do(desk.return_ticket, ticket, by=KIOSK)
        elif found.state in (State.CALLED, State.SERVING) and found.counter == counter:
            self.there[counter] = ticket


class Thumb:
    """One clerk. Of the counter only the lamp is seen, of the rest who stands there; nothing is remembered for long."""

    def __init__(self, hall: Hall, agenda: Agenda, people: People, counter: int, chance: Random, service_min: float):
        self._hall, self._agenda, self._people, self.counter = hall, agenda, people, counter
        self._chance, self._service_min = chance, service_min
        self._greeted: int | None = None
        self._done_at = 0.0
        self._patience_at = 0.0
        self._busy_until = 0.0
        self.rests = False
        self.pressed = 0

    def look(self) -> None:
        """Look up, do what there is to do, and look up again soon."""
        now = self._hall.clock.at
        if not self.rests and now >= self._busy_until:
            self._act(now)
        self._agenda.put(now + self._chance.uniform(3, 15) * SECOND, self.look)

    def _act(self, now: int) -> None:
        if self._chance.random() < FOOLISH:
            self._be_foolish(now)
            return
        person = self._people.there.get(self.counter)
        if person is None:
            self._wait_for_somebody(now)
        elif person != self._greeted:
            self._greeted, self._done_at = person, now + self._chance.expovariate(1 / self._service_min) * MINUTE
            self._press(now, 0.15, 0.6)
        elif now >= self._done_at:
            del self._people.there[self.counter]
            self._patience_at = now + 75 * SECOND
            self._press(now, 0.1, 0.9)

    def _wait_for_somebody(self, now: int) -> None:
        shown = self._hall.lamp(self.counter)
        if shown is Lamp.STEADY and now >= self._patience_at:
            self._patience_at = now + 40 * SECOND
            self._press(now, 1.6, 3.0)
        elif shown is Lamp.SLOW or (shown is Lamp.OFF and self._chance.random() < 0.05):
            self._patience_at = now + 75 * SECOND
            self._press(now, 0.1, 0.9)

    def _press(self, at: float, least_s: float, most_s: float) -> float:
        """Down then, and up a while later; when it is up."""
        up = at + self._chance.uniform(least_s, most_s) * SECOND
        self._agenda.put(at, lambda: self._hall.press(self.counter))
        self._agenda.put(up, lambda: self._hall.release(self.counter))
        self._busy_until = max(self._busy_until, up + 100)
        self.pressed += 1
        return up

    def _be_foolish(self, now: float) -> None:
        match self._chance.choice(["double", "double", "short", "long", "long", "stuck", "wet"]):
            case "double":
                self._press(self._press(now, 0.06, 0.3) + self._chance.uniform(60, 900), 0.06, 0.3)
            case "short":
                self._press(now, 0.001, 0.2)
            case "long":
                self._press(now, 1.4, 4.0)
            case "stuck":
                self._press(now, 35, 120)
            case "wet":
                for _ in range(40):
                    now = self._press(now, 0.01, 0.12) + self._chance.uniform(1, 150)
