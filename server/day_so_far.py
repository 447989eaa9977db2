"""The day that runs, from the tables: each leg counts as it will in the day's book (`server.figures.day_books`).

It is read after every event, so no ticket is folded for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from server import day_calls, event_log, rows
from server.day_calls import Call
from server.office.counted import counted, sort
from server.office.day_book import CALLED, CONTINUED, ENDS, NOT_RESUMED, OPEN, STARTED, VOID
from server.office.ending import ending
from server.office.events import Stamp
from server.office.measures import spread
from server.office.tallies import Tally, tallied

if TYPE_CHECKING:
    from server.views import View

_OPEN = frozenset({"waiting", "called", "serving", "held"})
#: Walk, hold and visit time are not shown of a day that runs: as if known, so that none is said to be left out.
_NOT_SHOWN = 1
#: What a call, and one with a reason, counts as.
_KINDS = {
    ("TicketCalled", False): "by-rule",
    ("TicketCalled", True): "out-of-turn",
    ("TicketPutBack", False): "put-back",
}


@dataclass
class SoFar:
    """What was found of the day.

    `waits`: of each service, how long (s) those have waited who wait now; `late`: how many of them longer than its
    target; `served_at` by counter; `out_of_turn`: the calls, the newest first.
    """

    tally: Tally = field(default_factory=Tally)
    waits: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    late: Counter[str] = field(default_factory=Counter)
    served_at: Counter[int | None] = field(default_factory=Counter)
    out_of_turn: list[Call] = field(default_factory=list)


class _Leg(NamedTuple):
    ticket: int
    serial: int
    service: str
    counter: int | None
    void: int
    called: int
    continued: int
    started: int
    wait_ms: int | None
    left_ms: int | None
    service_ms: int | None
    end: str | None
    begun_at: int
    begun_boot: str
    begun_mono: int
    begun_trusted: int
    state: str

    @property
    def begun(self) -> Stamp:
        return Stamp(self.begun_at, self.begun_boot, self.begun_mono, bool(self.begun_trusted))

    @property
    def waits(self) -> bool:
        return self.state == "waiting" and self.end is None


_LEGS = (
    f"SELECT {', '.join(f'leg.{name}' for name in _Leg._fields[:-1])}, ticket.state"
    " FROM leg JOIN ticket ON ticket.id = leg.ticket WHERE leg.day = ?"
)


def read(view: View) -> SoFar:
    """The running day. One that is over, though nothing has turned it yet, is told as its turn will end it."""
    if view.today is None:
        return SoFar()
    legs = [_Leg._make(row) for row in view.db.execute(_LEGS, (view.today.number,))]
    return _Counting(view).so_far(legs, day_calls.read(view.db, view.today.number))


def late(view: View) -> int:
    """How many of those who were not called yet wait longer than the target of their service.

    By the wait that is told of them, also where no clock is sure of it: somebody sits there.
    """
    if view.over:
        return 0
    target_s = view.catalogue.target_s
    waits = ((service, begun.roughly_until(view.now)) for service, begun in rows.waiting_since(view.db))
    return sum(ms // 1000 > target_s(service) for service, ms in waits)


class _Counting:
    """Counts the legs of a day, each once, as `server.office.day_columns` puts it into a book."""

    def __init__(self, view: View) -> None:
        self._view, self._until = view, view.now
        self._target_s = cache(view.catalogue.target_s)
        self._found = SoFar()
        self._sorts: Counter[int] = Counter()
        self._targets: set[int] = set()
        self._visits: list[int] = []
        self._values: dict[str, list[int]] = {"wait": [], "censored": [], "service_time": []}
        if view.over and view.today:
            last = event_log.last_doing(view.db, view.today.number)
            self._until = ending(view.today, last.stamp if last else None, view.now, view.catalogue)

    def so_far(self, legs: Sequence[_Leg], calls: Sequence[Call]) -> SoFar:
        standing = day_calls.standing(calls)
        aside, void = day_calls.aside(standing), {leg.ticket for leg in legs if leg.void}
        for leg in legs:
            self._count(leg, (leg.ticket, leg.serial) in aside)
        if not self._view.over:
            self._line([leg for leg in legs if leg.waits])
        valid = [call for call in standing if call.ticket not in void]
        self._found.out_of_turn = sorted((call for call in valid if call.reason is not None), reverse=True)
        kinds = Counter(filter(None, (_KINDS.get((call.kind, call.reason is not None)) for call in valid)))
        self._found.tally = tallied(
            sorts=self._sorts,
            again=len(self._visits) - len(set(self._visits)),
            spreads={
                "wait": spread(self._values["wait"], self._values["censored"]),
                "service_time": spread(self._values["service_time"]),
            },
            calls=kinds | {"undone": day_calls.undone(calls, void)},
            reasons=Counter(call.reason for call in self._found.out_of_turn if call.reason is not None),
            targets=self._targets,
            provisional=not self._view.over,
        )
        return self._found

    def _count(self, leg: _Leg, aside: bool) -> None:
        end = leg.end or self._end(leg)
        wait, service = _seconds(self._wait_ms(leg)), _seconds(None if aside else leg.service_ms)
        flags = leg.called * CALLED | leg.continued * CONTINUED | leg.started * STARTED | leg.void * VOID
        flags |= bool(aside and end) * NOT_RESUMED
        flags |= (leg.serial == 1 and leg.state in _OPEN and not self._view.over) * OPEN
        known = (wait is not None, _NOT_SHOWN, service is not None, _NOT_SHOWN, _NOT_SHOWN)
        target_s = self._target_s(leg.service)
        of = sort(flags, ENDS.index(end), leg.serial, known, wait is not None and wait <= target_s)
        self._sorts[of] += 1
        names = counted(of)
        for name, value in (("wait", wait), ("censored", wait), ("service_time", service)):
            if name in names and value is not None:
                self._values[name].append(value)
        if "begun" in names:
            self._targets.add(target_s)
        if "finished" in names:
            self._visits.append(leg.ticket)
            self._found.served_at[leg.counter] += 1

    def _end(self, leg: _Leg) -> str:
        """How a leg that is open would end, if the day did now."""
        if not self._view.over:
            return ""
        return "day-turned" if leg.state == "serving" else "unserved"

    def _wait_ms(self, leg: _Leg) -> int | None:
        if leg.continued or leg.called:
            return leg.wait_ms
        return leg.left_ms if leg.end else leg.begun.until(self._until)

    def _line(self, waiting: Sequence[_Leg]) -> None:
        """How long those wait who wait now: for their service, or since they came back."""
        now, back = self._view.now, {}
        if any(leg.called for leg in waiting):
            back = {each.id: each.waited_ms(now) for each in rows.line(self._view.db)}
        for leg in waiting:
            waited_ms = back[leg.ticket] if leg.called else max(0, leg.begun.roughly_until(now))
            self._found.waits[leg.service].append(waited_ms // 1000)
            self._found.late[leg.service] += not leg.called and waited_ms // 1000 > self._target_s(leg.service)


def _seconds(ms: int | None) -> int | None:
    return None if ms is None else max(0, ms) // 1000
