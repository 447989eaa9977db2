"""The office as plain data, in the shapes of the contract, read over one connection.

Times are ISO 8601 in the office's zone, durations seconds (`_s`).
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from server import counter_view, event_log, office_view, rows
from server.office import board, day, numbers
from server.office.board import EVERYBODY, Audience
from server.office.catalogue import Catalogue, Counter
from server.office.day import Day
from server.office.errors import UnknownTicket
from server.office.events import Event, Stamp
from server.office.line import ahead
from server.office.standing import Standing, standing
from server.office.tickets import Leg, State, Ticket
from server.office.visits import untouched_call, visit

Data = dict[str, Any]

#: How many calls a screen shows.
CALLS_SHOWN = 12
#: A screen that comes back plays the calls that it missed when they are younger than this.
MISSED_CALL_S = 60
#: No queue of announcements is longer: so many calls, so old.
MOST_STANDING, STANDING_S = 500, 3600


class View:
    """The office at one moment. `now` is what the office believes.

    A business day that is `over`, though nothing has turned it yet, shows nobody waiting and all counters closed.
    """

    def __init__(self, db: sqlite3.Connection, catalogue: Catalogue, now: Stamp) -> None:
        self.db, self.catalogue, self.now = db, catalogue, now
        self.today: Day | None = rows.day(db)
        self.over = day.is_over(self.today, now, catalogue.time_zone, catalogue.rules)

    @property
    def date(self) -> str:
        """The date of the business day; where nothing runs, of the one that would begin now."""
        if self.today and not self.over:
            return self.today.date
        return day.date_of(self.now.at, self.catalogue.time_zone, self.catalogue.rules)

    def iso(self, at_ms: int) -> str:
        """A moment as ISO 8601 with its offset."""
        return day.local(at_ms, self.catalogue.time_zone).isoformat(timespec="milliseconds")

    def _maybe_iso(self, stamp: Stamp | None) -> str | None:
        return self.iso(stamp.at) if stamp else None

    def sequence(self) -> int:
        """The seq of the last event."""
        return event_log.last_seq(self.db)

    # ---- tickets

    def ticket(self, ticket: int) -> Data:
        """One ticket, or UnknownTicket."""
        found = visit(event_log.events_of_ticket(self.db, ticket)) if 0 < ticket < 2**63 else None
        if found is None:
            raise UnknownTicket(ticket=ticket)
        return self.of(found)

    def of(self, ticket: Ticket) -> Data:
        """A ticket that is known already, without the code that its holder has."""
        leg, state = ticket.leg, self._stands(ticket)
        return {
            "id": ticket.id,
            "number": ticket.number,
            "service": leg.service,
            "priority": ticket.priority,
            "language": ticket.language,
            "state": state.value,
            "issued_at": self.iso(ticket.issued.at),
            "called_at": self._maybe_iso(leg.last_call),
            "started_at": self._maybe_iso(leg.started),
            "ended_at": self._maybe_iso(leg.ended),
            "outcome": leg.outcome,
            "counter": ticket.counter,
            "call_count": leg.calls,
            "ahead": self._ahead(ticket) if state is State.WAITING else 0,
            "wait": None,
            "receipt": ticket.receipt,
            "track": None,
            "fingerprint": ticket.fingerprint,
        }

    def _stands(self, ticket: Ticket) -> State:
        if self.over and self.today and ticket.day == self.today.number and ticket.state in _UNFINISHED:
            return State.FINISHED if ticket.state is State.SERVING else State.UNSERVED
        return ticket.state

    def legs(self, ticket: Ticket) -> list[Data]:
        """The legs of a visit, in their order; the last is the present one."""
        stands = self._stands(ticket)
        return [self._leg(leg, leg.came_to(stands)) for leg in ticket.legs]

    def _leg(self, leg: Leg, state: str) -> Data:
        return {
            "service": leg.service,
            "state": state,
            "began_at": self.iso(leg.begun.at),
            "called_at": self._maybe_iso(leg.last_call),
            "started_at": self._maybe_iso(leg.started),
            "ended_at": self._maybe_iso(leg.ended),
            "counter": leg.counter,
            "outcome": leg.outcome,
            "sub_services": dict(leg.sub_services),
            "by_itself": leg.by_itself,
            "out_of_turn": leg.out_of_turn,
        }

    def _ahead(self, ticket: Ticket) -> int:
        before = rows.waiting_before(self.db, ticket.key, ticket.id)
        return ahead(ticket.leg.service, ticket.leg.bound, before, self.working())

    def working(self) -> list[Counter]:
        """The counters that are open; before any is, all of them: those who come wait for whichever opens."""
        known = self.catalogue.counters
        return [known[number] for number in rows.open_counters(self.db) if number in known] or list(known.values())

    def set_aside(self, state: State) -> list[Data]:
        """The tickets of today that are held, or missed."""
        if self.over or self.today is None:
            return []
        return [self.ticket(id_) for id_ in rows.set_aside(self.db, self.today.number, state)]

    def numbered(self, text: str) -> list[Data]:
        """The tickets of today that somebody may mean who types a number: several when the prefix is left out."""
        typed = numbers.read(text)
        if typed is None or self.over or self.today is None:
            return []
        return [self.ticket(id_) for id_ in rows.numbered(self.db, self.today.number, *typed)]

    # ---- the office and the board

    def office(self) -> Data:
        """What everybody may know of the office (`server.office_view`)."""
        return office_view.told(self)

    def counter(self, number: int) -> Data:
        """All that a counter's page shows (`server.counter_view`), or UnknownCounter."""
        return counter_view.told(self, number)

    def line(self, number: int) -> Data:
        """Everybody who waits, as that counter sees them (`server.counter_view`), or UnknownCounter."""
        return counter_view.line(self, number)

    def standings(self) -> dict[str, Standing]:
        """How each service stands now, by its code."""
        services = self.catalogue.services.values()
        counts = self.today and not self.over and any(each.quota is not None for each in services)
        given = rows.given_by_service(self.db, self.today.number) if counts and self.today else {}
        return {each.code: standing(self.catalogue, each, self.now, given.get(each.code, 0)) for each in services}

    def standing(self) -> Data:
        """What the office shows that changes with time alone."""
        return {"day_over": self.over, "services": self.standings()}

    def board(self, audience: Audience = EVERYBODY) -> Data:
        """What the public screens show: calls, newest first, and how many wait; no ids of tickets."""
        calls: Iterable[Event] = ()
        if self.today and not self.over:
            calls = board.last_calls(event_log.announcements(self.db), self.today.number, CALLS_SHOWN, audience)
        return {
            "sequence": self.sequence(),
            "now": self.iso(self.now.at),
            "calls": [self.call(event) for event in calls],
            "waiting": self.waiting(audience),
        }

    def call(self, event: Event) -> Data:
        """One call for a screen."""
        return board.call(event, self.iso(event.at))

    def calls_since(self, seq: int, audience: Audience = EVERYBODY, within_s: float = MISSED_CALL_S) -> list[Data]:
        """The calls after an event that stand and are young enough to be played, the oldest first."""
        calls = []
        for event in board.missed_calls(event_log.announcements(self.db), audience):
            if event.seq <= seq or event.stamp.roughly_until(self.now) >= within_s * 1000:
                break
            calls.append(self.call(event))
        return calls[::-1]

    def standing_calls(self, audience: Audience = EVERYBODY) -> list[int]:
        """The ids of all calls that stand and may still wait to be spoken, many more than a screen lists."""
        found = []
        for event in board.missed_calls(event_log.announcements(self.db, MOST_STANDING), audience):
            if event.stamp.roughly_until(self.now) >= STANDING_S * 1000:
                break
            found.append(event.seq)
        return found

    def untouched_calls(self) -> list[Event]:
        """The calls of those who are called now, where nothing was done since (`visits.untouched_call`)."""
        here = {} if self.over else rows.tickets_at_counters(self.db)
        calls = (untouched_call(event_log.events_of_ticket(self.db, ticket)) for ticket, _ in here.values())
        return [call for call in calls if call]

    def waiting(self, audience: Audience = EVERYBODY) -> Data:
        """How many wait, together and by service; only for what the audience's counters serve."""
        by_service = self.waiting_by_service()
        if audience.counters is not None:
            theirs = [each for each in self.catalogue.counters.values() if audience.hears(each.number)]
            by_service = {code: n for code, n in by_service.items() if any(each.serves(code) for each in theirs)}
        return {"total": sum(by_service.values()), "by_service": by_service}

    def waiting_by_service(self) -> dict[str, int]:
        """How many wait for each service for which somebody does."""
        return {} if self.over else dict(rows.waiting_by_service(self.db))

    def counter_states(self) -> dict[int, str]:
        """The state of each counter that was ever opened; those that are not among them are closed."""
        return {} if self.over else rows.counter_states(self.db)


_UNFINISHED = frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD})
