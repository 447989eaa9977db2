"""What a verb sees of the office, and how it records what it did: the only place that appends to the log."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Protocol

from server import event_log, projections, reversal, rows
from server.chain import chained
from server.office import catalogue as catalogues
from server.office.actors import Actor
from server.office.catalogue import Catalogue, Counter
from server.office.counters import Desk
from server.office.day import Day
from server.office.errors import UnknownTicket
from server.office.events import Event, Kind, Stamp
from server.office.line import Caller, Room, Waiting
from server.office.tickets import Ticket
from server.office.visits import untouched_call, visit

_INSERT = f"INSERT INTO event ({event_log.COLUMNS}) VALUES ({','.join('?' * 14)})"


class Head(Protocol):
    """The open data file and the end of its log (`server.store.Store`)."""

    db: sqlite3.Connection
    seq: int
    hash: str
    at: int
    confirmed_boot: str | None
    catalogue: Catalogue | None


class Transaction:
    """What a verb sees of the office and may do to it: ask, and record facts.

    `now` is the moment as the office believes it, `wall` what the wall clock says (ms).
    """

    def __init__(self, store: Head, actor: Actor, now: Stamp, wall: int) -> None:
        self._store = store
        self.actor, self.now, self.wall = actor, now, wall
        self.recorded: list[Event] = []
        self._action: int | None = None

    @property
    def db(self) -> sqlite3.Connection:
        """The connection, for what is kept beside the log (`server.records`, `server.replies`)."""
        return self._store.db

    @property
    def catalogue(self) -> Catalogue:
        """What the office has decided."""
        assert self._store.catalogue is not None, "the office is founded before anything else"
        return self._store.catalogue

    @property
    def founded(self) -> bool:
        """Whether the office has decided anything yet."""
        return self._store.catalogue is not None

    def day(self) -> Day | None:
        """The present business day; None before the first action."""
        return rows.day(self.db)

    def day_is_asked(self) -> bool:
        """Whether staff are asked if it is still the same day."""
        return rows.day_is_asked(self.db, self.now)

    def day_was_confirmed(self) -> bool:
        """Whether they have said so since this machine started."""
        return event_log.day_was_confirmed(self.db, self.now.boot)

    def last_doing(self, number: int) -> Event | None:
        """The last event of a day that is about a ticket or a counter, papers aside."""
        return event_log.last_doing(self.db, number)

    def ticket(self, ticket: int) -> Ticket:
        """The ticket, or UnknownTicket."""
        found = visit(event_log.events_of_ticket(self.db, ticket)) if 0 < ticket <= self._store.seq else None
        if found is None:
            raise UnknownTicket(ticket=ticket)
        return found

    def ticket_at(self, counter: int) -> Ticket | None:
        """The ticket that is called or served at a counter."""
        found = rows.ticket_at(self.db, counter)
        return None if found is None else self.ticket(found)

    def untouched_call(self, ticket: int) -> Event | None:
        """The call of a ticket since which nothing was done with it (`visits.untouched_call`)."""
        return untouched_call(event_log.events_of_ticket(self.db, ticket))

    def line(self) -> Iterator[Waiting]:
        """Everyone who waits, in order, as they are read."""
        return rows.line(self.db)

    def unfinished(self) -> list[int]:
        """The ids of the tickets that are neither at their end nor missed."""
        states = "('waiting', 'called', 'serving', 'held')"
        return [id_ for (id_,) in self.db.execute(f"SELECT id FROM ticket WHERE state IN {states} ORDER BY id")]

    def bound_to(self, counter: int) -> list[int]:
        """The ids of the tickets that wait for this counter alone."""
        rows_ = self.db.execute("SELECT id FROM ticket WHERE state = 'waiting' AND bound = ? ORDER BY id", (counter,))
        return [id_ for (id_,) in rows_]

    def desk(self, counter: int) -> Desk:
        """A counter now."""
        return rows.desk(self.db, counter)

    def desk_of(self, clerk: int) -> int | None:
        """The counter that a clerk has open or paused."""
        return rows.desk_of(self.db, clerk)

    def counters_in_use(self) -> list[int]:
        """The numbers of the counters that are open or paused."""
        found = self.db.execute("SELECT counter FROM counter_now WHERE state <> 'closed' ORDER BY counter")
        return [number for (number,) in found]

    def room(self) -> Room:
        """What the rule needs to know of the room now."""
        return rows.room(self.db, self.catalogue, self.now)

    def caller(self, counter: Counter) -> Caller:
        """A counter that is about to call."""
        return rows.caller(self.db, counter)

    def last_announcement(self) -> Event | None:
        """The last call or recall, undone or not: a voice may still be busy with it."""
        for event in event_log.announcements(self.db):
            if event.kind in (Kind.TICKET_CALLED, Kind.TICKET_RECALLED):
                return event
        return None

    def reversible(self, counter: int) -> list[Event]:
        """The events that undoing a counter's last command reverses. Raises NothingToUndo or TooLate."""
        return reversal.reversible(self.db, counter, self.now, self.catalogue.rules)

    def last_serial(self, number: int, sequence: str) -> int:
        """The last number given in a sequence on a day, 0 if none."""
        query = "SELECT serial FROM last_number WHERE day = ? AND sequence = ?"
        row = self.db.execute(query, (number, sequence)).fetchone()
        return row[0] if row else 0

    def given(self, service: str) -> int:
        """How many tickets of the running day count against a service's quota."""
        today = self.day()
        return rows.given(self.db, today.number, service) if today else 0

    def given_here(self, within_ms: int) -> list[int]:
        """How long ago (ms) whoever acts gave their tickets since this machine started, the last one first."""
        return rows.given_by(self.db, self.actor.name, self.now, within_ms)

    def new_action(self) -> None:
        """What is recorded from now on is a verb of its own, undone apart from what was before."""
        self._action = None

    def record(
        self,
        kind: Kind,
        *,
        ticket: int | None = None,
        leg: int | None = None,
        counter: int | None = None,
        stamp: Stamp | None = None,
        turns_to: int | None = None,
        **data: Any,
    ) -> Event:
        """Append one fact and fold it into what follows from it.

        A TicketIssued without `ticket` begins a ticket, whose id is its seq. `stamp`: when it happened, if not
        now. `turns_to`: the number of the day that it begins. Values of `data` must be JSON.
        """
        store = self._store
        seq = store.seq + 1
        if self._action is None:
            self._action = seq
        if kind is Kind.TICKET_ISSUED:
            ticket, leg = seq, 1
        today = self.day() if turns_to is None else None
        number = turns_to if turns_to is not None else (today.number if today else 0)
        when = stamp or self.now
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        values = (
            seq, self._action, when.at, when.boot, when.mono, int(when.trusted), number, self.actor.name, kind.value,
            ticket, leg, counter, text,
        )  # fmt: skip
        digest = chained(store.hash, values)
        self.db.execute(_INSERT, (*values, digest))
        store.seq, store.hash, store.at = seq, digest, when.at
        event = event_log.event_of((*values, digest))
        self.recorded.append(event)
        self._fold(event)
        return event

    def _fold(self, event: Event) -> None:
        projections.fold_day(self.db, event)
        if event.ticket is not None:
            projections.fold_ticket(self.db, event_log.events_of_ticket(self.db, event.ticket))
        elif event.counter is not None:
            happened = event_log.events_of_counter(self.db, event.counter, event.day)
            projections.fold_counter(self.db, event.counter, event.day, happened)
        elif event.kind is Kind.CLOCK_SET:
            self._store.confirmed_boot = event.boot

    def setting(self, key: str) -> Any:
        """One of the office's decisions as it was written down; None: there is none."""
        row = self.db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def change_setting(self, key: str, value: Any) -> None:
        """Keep one of the office's decisions, old and new in the log. Raises BadSetting; others keep theirs."""
        old = self.db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        settings = dict(self.db.execute("SELECT key, value FROM settings").fetchall())
        data = {k: json.loads(v) for k, v in settings.items()} | {key: value}
        if all(needed in data for needed in catalogues.KEYS):
            self._store.catalogue = catalogues.from_data(data)
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        self.db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, text))
        self.record(Kind.SETTING_CHANGED, key=key, old=json.loads(old[0]) if old else None, new=value)
