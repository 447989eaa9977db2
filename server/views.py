"""The office as plain data, in the shapes of the contract, read over one connection.

Times are ISO 8601 in the office's zone, durations seconds (`_s`).
"""

import sqlite3
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from server import closings, reversal, rows
from server.office import board, day, numbers
from server.office.catalogue import Catalogue, Counter, Service
from server.office.counters import CounterState, Desk
from server.office.day import Day
from server.office.errors import UnknownTicket
from server.office.events import Event, Stamp
from server.office.line import Room, Waiting, ahead, may_call, why
from server.office.standing import Standing, standing
from server.office.tickets import State, Ticket
from server.office.visits import visit

Data = dict[str, Any]

#: How much of the line a counter's page shows, and how many calls a screen.
LINE_SHOWN, CALLS_SHOWN = 50, 12
#: A screen that comes back plays the calls that it missed when they are younger than this.
MISSED_CALL_S = 60


class View:
    """The office at one moment. `now` is what the office believes.

    A business day that is over, though nothing has turned it yet, shows nobody waiting and all counters closed.
    `track` gives the path of a ticket on a phone, or None where phones do not reach the office.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        catalogue: Catalogue,
        now: Stamp,
        track: Callable[[int], str | None] = lambda ticket: None,
    ) -> None:
        self.db, self.catalogue, self.now, self._track = db, catalogue, now, track
        self.today: Day | None = rows.day(db)
        self._over = day.is_over(self.today, now, catalogue.time_zone, catalogue.rules)

    def iso(self, at_ms: int) -> str:
        """A moment as ISO 8601 with its offset."""
        return day.local(at_ms, self.catalogue.time_zone).isoformat(timespec="milliseconds")

    def _maybe_iso(self, stamp: Stamp | None) -> str | None:
        return self.iso(stamp.at) if stamp else None

    def sequence(self) -> int:
        """The seq of the last event."""
        return self.db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]

    # ---- tickets

    def ticket(self, ticket: int) -> Data:
        """One ticket, or UnknownTicket."""
        found = visit(rows.events_of_ticket(self.db, ticket)) if 0 < ticket < 2**63 else None
        if found is None:
            raise UnknownTicket(ticket=ticket)
        return self.of(found)

    def of(self, ticket: Ticket) -> Data:
        """A ticket that is known already."""
        leg, state = ticket.leg, ticket.state
        if self._over and self.today and ticket.day == self.today.number and state in _UNFINISHED:
            state = State.FINISHED if state is State.SERVING else State.UNSERVED
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
            "track": self._track(ticket.id),
            "fingerprint": ticket.fingerprint,
        }

    def _ahead(self, ticket: Ticket) -> int:
        before = rows.waiting_before(self.db, ticket.key, ticket.id)
        return ahead(ticket.leg.service, ticket.leg.bound, before, self._working())

    def _working(self) -> list[Counter]:
        """The counters that are open; before any is, all of them: those who come wait for whichever opens."""
        known = self.catalogue.counters
        return [known[number] for number in rows.open_counters(self.db) if number in known] or list(known.values())

    def _aside(self, state: State) -> list[Data]:
        if self._over or self.today is None:
            return []
        return [self.ticket(id_) for id_ in rows.set_aside(self.db, self.today.number, state)]

    def numbered(self, text: str) -> list[Data]:
        """The tickets of today that somebody may mean who types a number: several when the prefix is left out."""
        typed = numbers.read(text)
        if typed is None or self._over or self.today is None:
            return []
        return [self.ticket(id_) for id_ in rows.numbered(self.db, self.today.number, *typed)]

    # ---- the office and the board

    def office(self) -> Data:
        """What everybody may know of the office."""
        known, by_service = self.catalogue, self._waiting()
        names = {"name": dict(known.name), "subtitle": dict(known.subtitle)}
        states, working = self._states(), self._working()
        everybody = {} if self._over else rows.waiting_before(self.db, _LAST_KEY, 0)
        standings = self.standings()
        opens_at = [each.opens_at for each in standings.values() if each.opens_at is not None]
        some = any(each.open for each in standings.values())
        return names | {
            "languages": list(known.languages),
            "territory": known.territory,
            "time_zone": known.time_zone,
            "numbering": known.numbering,
            "now": self.iso(self.now.at),
            "day": {"number": self.today.number, "date": self.today.date} if self.today else None,
            "open": some,
            "opens_at": self.iso(min(opens_at)) if opens_at and not some else None,
            "categories": [
                {"code": each.code, "name": dict(each.name), "icon": each.icon, "colour": each.colour}
                for each in known.categories.values()
            ],
            "services": [
                self._service(service, standings[service.code])
                | {
                    "waiting": by_service.get(service.code, 0),
                    "ahead": ahead(service.code, None, everybody, working),
                    "wait": None,
                }
                for service in known.services.values()
            ],
            "paused_kiosks": dict(known.kiosks),
            "counters": [
                {"number": c.number, "state": states.get(c.number, "closed"), "step_free": c.step_free}
                for c in known.counters.values()
            ],
            "priorities": [
                {
                    "code": each.code,
                    "name": dict(each.name),
                    "head_start_min": each.head_start_min,
                    "declared": each.declared,
                    "icon": each.icon,
                }
                for each in known.priorities.values()
            ],
        }

    def _service(self, service: Service, stands: Standing) -> Data:
        return {
            "code": service.code,
            "prefix": numbers.sequence(service.prefix, self.catalogue.numbering),
            "name": dict(service.name),
            "documents": {language: list(papers) for language, papers in service.documents.items()},
            "icon": service.icon,
            "colour": service.colour,
            "category": service.category,
            "open": stands.open,
            "reason": stands.reason,
            "pause_reason": self.catalogue.pauses.get(service.code),
            "opens_at": None if stands.opens_at is None else self.iso(stands.opens_at),
        }

    def standings(self) -> dict[str, Standing]:
        """How each service stands now, by its code."""
        services = self.catalogue.services.values()
        counts = self.today and not self._over and any(each.quota is not None for each in services)
        given = rows.given_by_service(self.db, self.today.number) if counts and self.today else {}
        return {each.code: standing(self.catalogue, each, self.now, given.get(each.code, 0)) for each in services}

    def standing(self) -> Data:
        """What the office shows that changes with time alone."""
        return {"day_over": self._over, "services": self.standings()}

    def board(self) -> Data:
        """What the public screens show: calls, newest first, and how many wait; no ids of tickets."""
        calls: Iterable[Event] = ()
        if self.today and not self._over:
            calls = board.last_calls(rows.announcements(self.db), self.today.number, CALLS_SHOWN)
        return {
            "sequence": self.sequence(),
            "now": self.iso(self.now.at),
            "calls": [self.call(event) for event in calls],
            "waiting": self.waiting(),
        }

    def call(self, event: Event) -> Data:
        """One call for a screen."""
        return board.call(event, self.iso(event.at))

    def calls_since(self, seq: int) -> list[Data]:
        """The calls after an event that stand and are young enough to be played, the oldest first."""
        calls = []
        for event in board.standing_calls(rows.announcements(self.db)):
            if event.seq <= seq or event.stamp.roughly_until(self.now) >= MISSED_CALL_S * 1000:
                break
            calls.append(self.call(event))
        return calls[::-1]

    def waiting(self) -> Data:
        """How many wait, together and by service."""
        by_service = self._waiting()
        return {"total": sum(by_service.values()), "by_service": by_service}

    def _waiting(self) -> dict[str, int]:
        return {} if self._over else dict(rows.waiting_by_service(self.db))

    def _states(self) -> dict[int, str]:
        return {} if self._over else rows.counter_states(self.db)

    # ---- a counter

    def counter(self, number: int) -> Data:
        """All that a counter's page shows, or UnknownCounter."""
        counter = self.catalogue.counter(number)
        desk = Desk() if self._over else rows.desk(self.db, number)
        open_id = None if self._over else rows.ticket_at(self.db, number)
        ticket = visit(rows.events_of_ticket(self.db, open_id)) if open_id else None
        room = rows.room(self.db, self.catalogue, self.now)
        caller = rows.caller(self.db, counter)
        kinds = [(leg, count) for leg, count in self._kinds() if may_call(leg, caller, room)]
        line = list(islice((leg for leg in self._line() if may_call(leg, caller, room)), LINE_SHOWN))
        return {
            "number": number,
            "sequence": self.sequence(),
            "now": self.iso(self.now.at),
            "state": desk.state.value,
            "step_free": counter.step_free,
            "clerk": self._clerk(desk.clerk),
            "closed": self._closed(number) if desk.state is CounterState.CLOSED else None,
            "ticket": self.of(ticket) if ticket else None,
            "approach": bool(ticket and room.approach(ticket.step_free, ticket.leg.service)),
            "no_show_at": self._no_show_at(ticket) if ticket else None,
            "held": self._aside(State.HELD),
            "missed": self._aside(State.MISSED),
            "next": self._next(line[0], kinds, room) if line and desk.state is not CounterState.CLOSED else None,
            "waiting": sum(count for _, count in kinds),
            "longest_wait_s": max((self._waited_s(leg) for leg, _ in kinds), default=0),
            "line": [self._in_line(leg) for leg in line],
            "undo": self._undo(number),
        }

    def _line(self) -> Iterable[Waiting]:
        return () if self._over else rows.line(self.db)

    def _kinds(self) -> list[tuple[Waiting, int]]:
        return [] if self._over else rows.line_in_kinds(self.db)

    def _next(self, chosen: Waiting, kinds: list[tuple[Waiting, int]], room: Room) -> Data:
        """Who is next, and why; `kinds`: all that the counter may call."""
        reason = why(chosen, (leg for leg, _ in kinds))
        priority = self.catalogue.priorities.get(chosen.priority or "")
        return {
            "ticket": self.ticket(chosen.id),
            "why": {
                "rule": reason.rule,
                "waited_s": self._waited_s(chosen),
                "head_start_min": (chosen.place - chosen.key) // 60_000,
                "priority": priority.code if priority else None,
                "before": reason.before.number if reason.before else None,
                "before_waited_s": self._waited_s(reason.before) if reason.before else None,
                "approach": room.approach(chosen.step_free, chosen.service),
            },
        }

    def _waited_s(self, leg: Waiting) -> int:
        return leg.waited_ms(self.now) // 1000

    def _in_line(self, leg: Waiting) -> Data:
        return {
            "id": leg.id,
            "number": leg.number,
            "service": leg.service,
            "priority": leg.priority,
            "since": self.iso(self.now.at - leg.waited_ms(self.now)),
        }

    def _no_show_at(self, ticket: Ticket) -> str | None:
        rules, leg = self.catalogue.rules, ticket.leg
        if leg.taken is None or leg.calls < rules.no_show_calls:
            return None
        gone_ms = leg.taken.roughly_until(self.now)
        return self.iso(self.now.at - gone_ms + rules.no_show_after_ms(ticket.no_show_s, leg.queued))

    def _clerk(self, staff: int | None) -> Data | None:
        name = rows.staff_name(self.db, staff) if staff is not None else None
        return {"id": staff, "name": name} if name is not None else None

    def _closed(self, counter: int) -> Data | None:
        """Who closed it, and by what: a clerk who signs out, or opens another counter, closes this one with it."""
        found = None if self._over else closings.closing(self.db, counter)
        if found is None:
            return None
        clerk = self._clerk(found.staff)
        return {"at": self.iso(found.at.at), "why": found.why, "by": clerk and clerk["name"], "to": found.to}

    def _undo(self, counter: int) -> Data | None:
        events = None if self._over else reversal.reversible_now(self.db, counter, self.now, self.catalogue.rules)
        if not events:
            return None
        ticket = next((event.ticket for event in reversed(events) if event.ticket is not None), None)
        left_ms = self.catalogue.rules.undo_s * 1000 - events[0].stamp.roughly_until(self.now)
        return {
            "what": reversal.command(events),
            "number": rows.number_of(self.db, ticket) if ticket is not None else None,
            "until": self.iso(self.now.at + left_ms),
        }


#: Above every key that a ticket can have.
_LAST_KEY = 2**63 - 1
_UNFINISHED = frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD})
