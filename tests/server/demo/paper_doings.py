"""An office on paper: one line by the rule's key, counters that may call everybody, and nothing is stored."""

import heapq
from collections.abc import Mapping
from types import MappingProxyType

from server.demo.doings import Refused
from server.demo.scenarios import Person

_NONE: Mapping[str, int] = MappingProxyType({})


class PaperDoings:
    """What a simulation's people do, noted down (`server.demo.doings.Doings`).

    `now_ms` is the moment, set by whoever asks the simulation to go on. `waits_ms` of those who were called,
    `left_ms` of those who were not, `works_ms` of each service, one of each leg.
    `head_starts_min` are of the classes.
    """

    def __init__(self, head_starts_min: Mapping[str, int] = _NONE) -> None:
        self.now_ms = 0
        self.waits_ms: list[int] = []
        self.left_ms: list[int] = []
        self.works_ms: list[int] = []
        self.missed = 0
        self._head_starts_min = head_starts_min
        #: As `server.office.line.Waiting.order`: the key, then the earlier ticket.
        self._line: list[tuple[int, int]] = []
        self._keys: dict[int, int] = {}
        #: Since when they wait, or waited until they were called.
        self._since_ms: dict[int, int] = {}
        self._waited_ms: dict[int, int] = {}
        self._waiting: set[int] = set()
        self._began_ms: dict[int, int] = {}
        self._paused: set[int] = set()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waiting)

    def issue(self, person: Person) -> int:
        who = len(self._keys) + 1
        self._keys[who] = self.now_ms - self._head_starts_min.get(person.priority or "", 0) * 60_000
        self._wait(who, self.now_ms)
        return who

    def _wait(self, who: int, since_ms: int) -> None:
        self._since_ms[who] = since_ms
        self._waiting.add(who)
        heapq.heappush(self._line, (self._keys[who], who))

    def leave(self, who: int) -> None:
        if who not in self._waiting:
            raise Refused
        self._waiting.discard(who)
        self.left_ms.append(self.now_ms - self._since_ms[who])

    def open(self, counter: int) -> None:
        self._paused.discard(counter)

    def call_next(self, counter: int) -> int | None:
        if counter in self._paused:
            raise Refused
        while self._line:
            _, who = heapq.heappop(self._line)
            if who in self._waiting:
                self.call(counter, who)
                return who
        return None

    def call(self, counter: int, who: int) -> None:
        if who not in self._waiting:
            raise Refused
        self._waiting.discard(who)
        self._waited_ms[who] = self.now_ms - self._since_ms[who]
        self.waits_ms.append(self._waited_ms[who])

    def recall(self, counter: int, who: int) -> None:
        """Nobody hears it."""

    def put_back(self, counter: int, who: int) -> None:
        """The wait runs on: the call that ended it is as if it had never been."""
        self.waits_ms.remove(self._waited_ms[who])
        self._wait(who, self._since_ms[who])

    def start(self, counter: int, who: int) -> None:
        self._began_ms[counter] = self.now_ms

    def finish(self, counter: int, who: int) -> None:
        self.works_ms.append(self.now_ms - self._began_ms.pop(counter))

    def go_on(self, counter: int, who: int, service: str) -> None:
        self.finish(counter, who)
        self.start(counter, who)

    def send_on(self, counter: int, who: int, service: str) -> None:
        self.finish(counter, who)
        self._wait(who, self.now_ms)

    def no_show(self, counter: int, who: int) -> bool:
        self.missed += 1
        return True

    def pause(self, counter: int) -> None:
        self._paused.add(counter)

    def close(self, counter: int) -> None:
        """Everybody has gone."""
