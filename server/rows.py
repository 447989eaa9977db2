"""Rows of the data file as objects: the questions that both the writing and the reading side ask."""

import json
import sqlite3
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server import event_log
from server.office import catalogue as catalogues
from server.office import day as days
from server.office.catalogue import Catalogue, Counter
from server.office.counters import CounterState, Desk, last_call
from server.office.day import Day
from server.office.events import Stamp
from server.office.line import Caller, Room, Waiting
from server.office.tickets import PutBack, State


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


def day_is_asked(db: sqlite3.Connection, now: Stamp) -> bool:
    """Whether staff are asked if it is still the same day (`day.is_asked`)."""
    return days.is_asked(day(db), now, event_log.day_was_confirmed(db, now.boot))


def line(db: sqlite3.Connection) -> Iterator[Waiting]:
    """Everyone who waits, in order, as they are read."""
    query = f"SELECT {_WAITING} FROM ticket WHERE state = 'waiting' ORDER BY key, id"
    return (_waiting(row) for row in db.execute(query))


def line_in_kinds(db: sqlite3.Connection) -> list[tuple[Waiting, int]]:
    """Everyone who waits, as the rule tells them apart: of each kind the one of the earliest place, and how many.

    A few rows for a line of any length: each row that Python reads is a moment in which another thread may come
    first.
    """
    query = (
        f"SELECT {_WAITING}, min(place), count(*) FROM ticket WHERE state = 'waiting'"
        " GROUP BY service, bound, step_free, put_backs"
    )
    return [(_waiting(row[:-2]), row[-1]) for row in db.execute(query)]


_WAITING = (
    "id, number, key, place, service, bound, step_free, put_backs, priority,"
    " issued_at, issued_boot, issued_mono, issued_trusted"
)


def _waiting(row: Sequence[Any]) -> Waiting:
    id_, number, key, place, service, bound, step_free, put_backs, priority, at, boot, mono, trusted = row
    backs = tuple(PutBack(c, s, Stamp(*stamp)) for c, s, *stamp in json.loads(put_backs)) if put_backs else ()
    issued = Stamp(at, boot, mono, bool(trusted))
    return Waiting(id_, number, key, place, service, bound, bool(step_free), backs, priority, issued)


def waiting_before(db: sqlite3.Connection, key: int, ticket: int) -> Mapping[tuple[str, int | None], int]:
    """How many wait with a lower key, per service and bound counter."""
    rows = db.execute(
        "SELECT service, bound, count(*) FROM ticket INDEXED BY ticket_waiting"
        " WHERE state = 'waiting' AND (key, id) < (?, ?) GROUP BY service, bound",
        (key, ticket),
    )
    return {(service, bound): count for service, bound, count in rows}


def waiting_by_service(db: sqlite3.Connection) -> Tally[str]:
    """How many wait for each service."""
    return Tally(
        dict(db.execute("SELECT service, count(*) FROM ticket WHERE state = 'waiting' GROUP BY service").fetchall())
    )


def waiting_since(db: sqlite3.Connection) -> Iterator[tuple[str, Stamp]]:
    """Since when each of those who were never called yet waits, with the service."""
    query = (
        "SELECT leg.service, begun_at, begun_boot, begun_mono, begun_trusted FROM ticket"
        " JOIN leg ON leg.ticket = ticket.id AND leg.end IS NULL WHERE ticket.state = 'waiting' AND NOT leg.called"
    )
    for service, at, boot, mono, trusted in db.execute(query):
        yield service, Stamp(at, boot, mono, bool(trusted))


def given_by_service(db: sqlite3.Connection, number: int) -> dict[str, int]:
    """How many tickets of a day count against each service's quota: all that were given for it and are not void."""
    query = f"SELECT service, count(*) FROM leg WHERE {_GIVEN} GROUP BY service"
    return dict(db.execute(query, (number,)).fetchall())


def given(db: sqlite3.Connection, number: int, service: str) -> int:
    """The same for one service."""
    count: int = db.execute(f"SELECT count(*) FROM leg WHERE {_GIVEN} AND service = ?", (number, service)).fetchone()[0]
    return count


#: Written so that SQLite knows the index `leg_given` by it.
_GIVEN = "day = ? AND serial = 1 AND void = 0"


def given_by(db: sqlite3.Connection, actor: str, now: Stamp, within_ms: int) -> list[int]:
    """How long ago (ms, at most `within_ms`) somebody gave tickets in this boot, the last one first.

    It reads no more of the record than was given in that time.
    """
    query = (
        "SELECT event.actor, issued_boot, issued_mono FROM ticket JOIN event ON event.seq = ticket.id"
        " ORDER BY ticket.id DESC"
    )
    found = []
    for by, boot, mono in db.execute(query):
        if boot != now.boot or now.mono - mono >= within_ms:
            break
        if by == actor:
            found.append(now.mono - mono)
    return found


def open_counters(db: sqlite3.Connection) -> dict[int, int | None]:
    """The counters that are open now, each with the id of its clerk."""
    rows = db.execute("SELECT counter, clerk FROM counter_now WHERE state = ?", (CounterState.OPEN.value,))
    return dict(rows.fetchall())


def room(db: sqlite3.Connection, catalogue: Catalogue, now: Stamp) -> Room:
    """What the rule needs to know of the room."""
    known = catalogue.counters
    counters = [known[number] for number in open_counters(db) if number in known]
    return Room(counters, now, catalogue.rules.pass_over_s * 1000)


def caller(db: sqlite3.Connection, counter: Counter) -> Caller:
    """A counter that is about to call."""
    return Caller(counter, last_call(event_log.last_calls(db, counter.number)))


def desk(db: sqlite3.Connection, counter: int) -> Desk:
    """A counter now."""
    row = db.execute("SELECT state, clerk FROM counter_now WHERE counter = ?", (counter,)).fetchone()
    return Desk(CounterState(row[0]), row[1]) if row else Desk()


def stands_since(db: sqlite3.Connection, counter: int) -> tuple[int | None, str | None]:
    """Since when (ms) a counter stands as it does, and for what reason, where that is known."""
    row = db.execute("SELECT since_at, reason FROM counter_now WHERE counter = ?", (counter,)).fetchone()
    return row or (None, None)


def desk_of(db: sqlite3.Connection, clerk: int) -> int | None:
    """The counter that a clerk has open or paused."""
    row = db.execute("SELECT counter FROM counter_now WHERE clerk = ?", (clerk,)).fetchone()
    return row[0] if row else None


def ticket_at(db: sqlite3.Connection, counter: int) -> int | None:
    """The id of the ticket that is called or served at a counter."""
    row = db.execute(
        "SELECT id FROM ticket WHERE counter = ? AND state IN ('called', 'serving')", (counter,)
    ).fetchone()
    return row[0] if row else None


def tickets_at_counters(db: sqlite3.Connection) -> dict[int, tuple[int, str]]:
    """Who is called or served at each counter: the ticket's id and its state."""
    query = "SELECT counter, id, state FROM ticket WHERE state IN ('called', 'serving') AND counter IS NOT NULL"
    return {counter: (id_, state) for counter, id_, state in db.execute(query)}


def counter_states(db: sqlite3.Connection) -> dict[int, str]:
    """The state of each counter that was ever opened."""
    return dict(db.execute("SELECT counter, state FROM counter_now").fetchall())


def set_aside(db: sqlite3.Connection, number: int, state: State) -> list[int]:
    """The ids of a day's tickets that are held, or missed."""
    query = "SELECT id FROM ticket WHERE day = ? AND state = ? AND state IN ('held', 'missed') ORDER BY id"
    return [id_ for (id_,) in db.execute(query, (number, state.value))]


def numbered(db: sqlite3.Connection, day: int, prefix: str | None, serial: int) -> list[int]:
    """The ids of a day's tickets of a number; without a prefix of every sequence of that day."""
    query = (
        "SELECT ticket.id FROM last_number JOIN ticket ON ticket.day = last_number.day"
        " AND ticket.number = last_number.sequence || printf('%03d', :serial)"
        " WHERE last_number.day = :day AND (:prefix IS NULL OR last_number.sequence = :prefix)"
        " ORDER BY last_number.sequence"
    )
    return [id_ for (id_,) in db.execute(query, {"day": day, "prefix": prefix, "serial": serial})]


def number_of(db: sqlite3.Connection, ticket: int) -> str:
    """The number on a ticket."""
    number: str = db.execute("SELECT number FROM ticket WHERE id = ?", (ticket,)).fetchone()[0]
    return number


def staff_name(db: sqlite3.Connection, staff: int) -> str | None:
    """The name of a member of staff."""
    row = db.execute("SELECT name FROM staff WHERE id = ?", (staff,)).fetchone()
    return row[0] if row else None


def kiosk_name(db: sqlite3.Connection, kiosk: str) -> str | None:
    """What a kiosk, by its actor's name, was called when it was let in."""
    row = db.execute("SELECT name FROM token WHERE 'kiosk:' || id = ?", (kiosk,)).fetchone()
    return row[0] if row else None


def unprinted(db: sqlite3.Connection) -> list[int]:
    """The ids of the tickets whose paper nobody has reported yet."""
    return [id_ for (id_,) in db.execute("SELECT id FROM ticket WHERE receipt = 'printing' ORDER BY id")]


def may_be_called(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The language and number of everybody whom a voice may have to call any moment, the next first."""
    query = "SELECT language, number FROM ticket WHERE state IN ('waiting', 'called') ORDER BY key, id"
    return db.execute(query).fetchall()
