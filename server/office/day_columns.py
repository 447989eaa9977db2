"""How the events of a business day become its book (`server.office.day_book`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from server.office import counters, day_book
from server.office.counters import CounterState, Span
from server.office.day_book import CALLS, DAY_MIN, DAY_SLOTS, ENDS, STATES, Book
from server.office.events import Event, Kind, Stamp, standing
from server.office.measures import durations
from server.office.stays import Stretch, stays, takeovers
from server.office.tickets import OPEN, Leg, State, Ticket
from server.office.visits import visit

_SLOT_MS, _MINUTE_MS, _DAY_MS = 1_800_000, 60_000, 86_400_000
#: Places of a half-hour or a minute that a book holds; what lies beyond is no time of that day.
_MOST_PLACE = 65_535
#: A stretch of more half-hours than this (four weeks) is told by its length alone.
_MOST_SLOTS = 28 * 48
_HOLDS = frozenset({Kind.TICKET_HELD, Kind.TICKET_RESUMED})


def book(
    visits: Iterable[Sequence[Event]],
    desks: Mapping[int, Sequence[Event]],
    dated: date,
    until: Stamp | None = None,
    over: bool = False,
) -> Book:
    """The book of a day.

    `visits`: all events of each of its tickets, in the order of the tickets' ids; `desks`: the events of each counter
    that are about no ticket; `dated`: the date of the day. `until`: now, where the day still runs; with `over` the
    moment at which it came to its end, though nothing has turned it: what is open then ends as the turn would end it.
    """
    making = _Making((dated.toordinal() - date(1970, 1, 1).toordinal()) * _DAY_MS, until, over)
    making.takeovers = {counter: takeovers(own) for counter, own in desks.items()}
    for number, events in enumerate(visits):
        making.add_visit(number, list(events))
    for counter, own in sorted(desks.items()):
        making.add_counter(counter, list(own))
    making.add_undone(desks.values())
    return making.book()


@dataclass
class _Codes:
    """Codes and their places, in the order in which they were first heard."""

    places: dict[str, int] = field(default_factory=dict)

    def place(self, code: str | None, none: int = 1) -> int:
        """Its place, and `none` more: 0 is no code."""
        return 0 if code is None else self.places.setdefault(code, len(self.places)) + none


class _Making:
    def __init__(self, midnight_ms: int, until: Stamp | None, over: bool) -> None:
        self._midnight_ms, self._until, self._over = midnight_ms, until, over
        self._services, self._priorities, self._reasons, self._outcomes = _Codes(), _Codes(), _Codes(), _Codes()
        self._legs: list[tuple[int, ...]] = []
        self._calls: list[tuple[int, ...]] = []
        self._ms: defaultdict[tuple[int, int, int, int], int] = defaultdict(int)
        self._unknown: list[tuple[int, ...]] = []
        self._undone: set[int] = set()
        #: Of each counter the spans that began while it was open, in another name than before.
        self.takeovers: Mapping[int, Sequence[Span]] = {}

    def book(self) -> Book:
        times = sorted(((*key, ms // 1000 + 1) for key, ms in self._ms.items()))
        return Book(
            day_book.table("leg", self._legs),
            day_book.table("call", self._calls),
            day_book.table("time", [*times, *sorted(self._unknown)]),
            *(tuple(codes.places) for codes in (self._services, self._priorities, self._reasons, self._outcomes)),
        )

    def add_visit(self, number: int, events: list[Event]) -> None:
        ticket = visit(events)
        if ticket is None:
            return
        if self._over and self._until:
            ticket = _ended(ticket, self._until)
        stand, first = standing(events), len(self._legs)
        for leg in ticket.legs:
            self._legs.append(self._leg(number, ticket, leg, [each for each in stand if each.leg == leg.serial]))
        for call in _calls(stand):
            self._add_call(call, first, len(ticket.legs))
        for event in events:
            if event.kind is Kind.ACTION_UNDONE:
                of = next((each for each in events if each.action == event.data["undone"]), event)
                self._add_undone(event, of, first + min(of.leg or 1, len(ticket.legs)))
        for stay in stays(stand, self.takeovers):
            self._add_stretch("busy", stay)

    def add_counter(self, counter: int, own: list[Event]) -> None:
        for span in counters.spans(own):
            stretch = Stretch(counter, span.clerk or 0, span.began, span.ended)
            self._add_stretch("open", stretch)
            if span.state is CounterState.PAUSED:
                self._add_stretch("paused", stretch)

    def add_undone(self, desks: Iterable[Sequence[Event]]) -> None:
        """Actions about counters alone. What was done last is undone first: at the counter where it was asked for."""
        found = [(event, own) for own in desks for event in own if event.kind is Kind.ACTION_UNDONE]
        for event, own in sorted(found, key=lambda each: each[0].seq):
            self._add_undone(event, next((e for e in own if e.action == event.data["undone"]), event), 0)

    def _leg(self, number: int, ticket: Ticket, leg: Leg, events: Sequence[Event]) -> tuple[int, ...]:
        took, flags = durations(leg), _flags(ticket, leg, events)
        wait = took.wait_ms if leg.first_call else took.left_ms
        if not leg.continued and not leg.first_call and not leg.ended and self._until:
            wait = leg.begun.until(self._until)
        is_whole = leg.serial == 1 and ticket.state is State.FINISHED and ticket.leg.end == "finish"
        stay = ticket.issued.until(ticket.leg.ended) if is_whole and ticket.leg.ended else None
        return (
            number, leg.serial, self._services.place(leg.service, 0), self._priorities.place(ticket.priority),
            self._outcomes.place(leg.outcome), leg.counter or 0, leg.clerk or 0,
            self._place(leg.begun, _MINUTE_MS, DAY_MIN), ENDS.index(leg.end or ""), flags,
            _seconds(wait), _seconds(took.walk_ms), 0 if flags & day_book.NOT_RESUMED else _seconds(took.service_ms),
            _seconds(took.held_ms) if flags & day_book.HELD and not flags & day_book.NOT_RESUMED else 0, _seconds(stay),
        )  # fmt: skip

    def _place(self, stamp: Stamp, unit_ms: int, more: int) -> int:
        """How many units after the date's 00:00 UTC, and `more`; 0 where no clock tells."""
        found = (stamp.at - self._midnight_ms) // unit_ms + more if stamp.trusted else 0
        return found if 0 < found <= _MOST_PLACE else 0

    def _add_call(self, call: _Call, first: int, legs: int) -> None:
        row = first + min(call.leg, legs)
        self._calls.append((row, call.counter, call.clerk, CALLS.index(call.kind), self._reasons.place(call.reason)))

    def _add_undone(self, event: Event, undone: Event, row: int) -> None:
        """An action that was undone counts once, though it may have been about several tickets and counters."""
        action = event.data["undone"]
        if action not in self._undone:
            self._undone.add(action)
            self._calls.append((row, event.counter or 0, _clerk(undone), CALLS.index("undone"), 0))

    def _add_stretch(self, state: str, stretch: Stretch) -> None:
        who = (STATES.index(state), stretch.counter, stretch.clerk)
        ended = stretch.ended or self._until
        lasted = stretch.began.until(ended) if ended else None
        if lasted is None:
            self._unknown.append((*who, 0, 0))
            return
        for slot, ms in self._slots(stretch.began, max(0, lasted)):
            self._ms[(*who, slot)] += ms

    def _slots(self, began: Stamp, lasted_ms: int) -> Iterator[tuple[int, int]]:
        """The half-hours of a stretch, by the time that was believed at its beginning, and its ms in each.

        A clock that is set meanwhile moves nothing.
        """
        if not began.trusted or lasted_ms > _MOST_SLOTS * _SLOT_MS:
            yield 0, lasted_ms
            return
        at, end = began.at, began.at + lasted_ms
        while at < end:
            upto = min(end, (at // _SLOT_MS + 1) * _SLOT_MS)
            yield self._place(replace(began, at=at), _SLOT_MS, DAY_SLOTS), upto - at
            at = upto


@dataclass(frozen=True, slots=True)
class _Call:
    leg: int
    counter: int
    clerk: int
    kind: str
    reason: str | None = None


def _ended(ticket: Ticket, at: Stamp) -> Ticket:
    """A ticket as the turn of the day would end it."""
    if ticket.state not in OPEN | {State.WAITING, State.HELD}:
        return ticket
    serving = ticket.state is State.SERVING
    leg = replace(ticket.leg, ended=at, end="day-turned" if serving else "unserved")
    state = State.FINISHED if serving else State.UNSERVED
    return replace(ticket, state=state, counter=None, legs=(*ticket.legs[:-1], leg))


def _flags(ticket: Ticket, leg: Leg, events: Sequence[Event]) -> int:
    resumed = {event.action for event in events if event.kind is Kind.TICKET_RESUMED}
    # Whoever a clerk brings along to another counter is held and resumed at once: that is no time on hold.
    brought = resumed & {event.action for event in events if event.kind is Kind.TICKET_HELD}
    holds = [each.kind for each in events if each.kind in _HOLDS and each.action not in brought]
    first = leg.serial == 1
    told = {
        day_book.CALLED: leg.first_call is not None,
        day_book.CONTINUED: leg.continued,
        day_book.STARTED: leg.started is not None,
        day_book.BY_ITSELF: leg.by_itself,
        day_book.HELD: bool(holds),
        day_book.NOT_RESUMED: bool(holds) and holds[-1] is Kind.TICKET_HELD and leg.end is not None,
        day_book.VOID: ticket.void,
        day_book.OPEN: first and ticket.state in OPEN | {State.WAITING, State.HELD},
        day_book.FINISHED: first and ticket.state is State.FINISHED,
    }
    return sum(flag for flag, is_so in told.items() if is_so)


def _calls(stand: Sequence[Event]) -> Iterator[_Call]:
    """Each call that stands, and each put-back: in the name of the clerk whose call it takes back."""
    clerk = 0
    for event in stand:
        if event.kind is Kind.TICKET_CALLED:
            clerk, reason = event.data.get("clerk") or 0, event.data.get("reason")
            yield _Call(event.leg or 1, event.counter or 0, clerk, "out-of-turn" if reason else "by-rule", reason)
        elif event.kind is Kind.TICKET_PUT_BACK:
            yield _Call(event.leg or 1, event.counter or 0, clerk, "put-back")


def _clerk(event: Event) -> int:
    """Who did something: the clerk that a call names, else the member of staff who acted."""
    clerk: int | None = event.data.get("clerk")
    kind, _, id_ = event.actor.partition(":")
    return clerk or (int(id_) if kind == "staff" else 0)


def _seconds(ms: int | None) -> int:
    """Whole seconds and one more; 0: no clock could tell."""
    return 0 if ms is None else max(0, ms) // 1000 + 1
