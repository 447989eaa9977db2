"""Rows of the data file as objects: the questions that both the writing and the reading side ask."""

import json
import sqlite3
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence

from server.office import catalogue as catalogues
from server.office.catalogue import Catalogue
from server.office.counters import CounterState
from server.office.day import Day
from server.office.events import Event, Kind, Stamp
from server.office.line import Waiting
from server.office.tickets import PutBack

#: The columns of an event, in the order of `Event`.
COLUMNS = "seq, action, at, boot, mono, trusted, day, actor, kind, ticket, leg, counter, data, hash"
_KINDS = {kind.value: kind for kind in Kind}


def event_of(row: Sequence[object]) -> Event:
    """The event that a row of `COLUMNS` holds."""
    seq, action, at, boot, mono, trusted, day, actor, kind, ticket, leg, counter, data, digest = row
    return Event(
        seq, action, at, boot, mono, bool(trusted), day, actor, _KINDS[kind],  # type: ignore[arg-type, index]
        ticket, leg, counter, json.loads(data), digest,  # type: ignore[arg-type]
    )  # fmt: skip


def events(db: sqlite3.Connection, where: str, values: Sequence[object] = ()) -> Iterator[Event]:
    """The events of a condition (our own text, never a caller's), as they are read."""
    return map(event_of, db.execute(f"SELECT {COLUMNS} FROM event WHERE {where}", values))


def events_of_ticket(db: sqlite3.Connection, ticket: int) -> list[Event]:
    """All events of one ticket, in their order."""
    return list(events(db, "ticket = ? ORDER BY seq", (ticket,)))


def events_of_counter(db: sqlite3.Connection, counter: int, day: int) -> list[Event]:
    """A counter's own events of a day: openings, pauses, closings, and what was undone of them."""
    return list(events(db, "ticket IS NULL AND counter = ? AND day = ? ORDER BY seq", (counter, day)))


def announcements(db: sqlite3.Connection, most: int = 200) -> Iterator[Event]:
    """What tells which calls stand, newest first (`board.TELLING`)."""
    kinds = "kind IN ('TicketCalled', 'TicketRecalled', 'TicketPutBack', 'ActionUndone')"
    return events(db, f"{kinds} ORDER BY seq DESC LIMIT ?", (most,))


def catalogue(db: sqlite3.Connection) -> Catalogue | None:
    """What the office has decided; None before it is founded."""
    data = {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM settings")}
    return catalogues.from_data(data) if data else None


def day(db: sqlite3.Connection) -> Day | None:
    """The present business day; None before the first action."""
    row = db.execute(
        "SELECT number, date, date_trusted, began_at, began_boot, began_mono, began_trusted,"
        " active_at, active_boot, active_mono, active_trusted, last_place FROM day ORDER BY number DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    number, date, date_trusted, *rest, last_place = row
    began = Stamp(*rest[:3], bool(rest[3]))
    return Day(number, date, began, bool(date_trusted), Stamp(*rest[4:7], bool(rest[7])), last_place)


def line(db: sqlite3.Connection) -> Iterator[Waiting]:
    """Everyone who waits, in order, as they are read."""
    for row in db.execute(
        "SELECT id, number, key, place, service, bound, step_free, put_backs, priority FROM ticket"
        " WHERE state = 'waiting' ORDER BY key, id"
    ):
        id_, number, key, place, service, bound, step_free, put_backs, priority = row
        backs = tuple(PutBack(c, s, Stamp(*stamp)) for c, s, *stamp in json.loads(put_backs)) if put_backs else ()
        yield Waiting(id_, number, key, place, service, bound, bool(step_free), backs, priority)


def waiting_before(db: sqlite3.Connection, key: int, ticket: int) -> Mapping[tuple[str, int | None], int]:
    """How many wait with a lower key, per service and bound counter."""
    rows = db.execute(
        "SELECT service, bound, count(*) FROM ticket WHERE state = 'waiting' AND (key, id) < (?, ?)"
        " GROUP BY service, bound",
        (key, ticket),
    )
    return {(service, bound): count for service, bound, count in rows}


def waiting_by_service(db: sqlite3.Connection) -> Tally[str]:
    """How many wait for each service."""
    return Tally(
        dict(db.execute("SELECT service, count(*) FROM ticket WHERE state = 'waiting' GROUP BY service").fetchall())
    )


def open_counters(db: sqlite3.Connection) -> dict[int, int | None]:
    """The counters that are open now, each with the id of its clerk."""
    rows = db.execute("SELECT counter, clerk FROM counter_now WHERE state = ?", (CounterState.OPEN.value,))
    return dict(rows.fetchall())


def ticket_at(db: sqlite3.Connection, counter: int) -> int | None:
    """The id of the ticket that is called or served at a counter."""
    row = db.execute(
        "SELECT id FROM ticket WHERE counter = ? AND state IN ('called', 'serving')", (counter,)
    ).fetchone()
    return row[0] if row else None


def last_calls(db: sqlite3.Connection, counter: int) -> Iterator[tuple[int, int, Kind, int | None]]:
    """A counter's calls and undoings, newest first, as `counters.last_call` takes them."""
    for seq, action, kind, undoes in db.execute(
        "SELECT seq, action, kind, data ->> 'undone' FROM event WHERE counter = ?"
        " AND kind IN ('TicketCalled', 'ActionUndone') ORDER BY seq DESC",
        (counter,),
    ):
        yield seq, action, _KINDS[kind], undoes
