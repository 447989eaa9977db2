"""Rows of the data file as objects: the questions that both the writing and the reading side ask."""

import json
import sqlite3
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.office import board
from server.office import catalogue as catalogues
from server.office.catalogue import Catalogue, Counter
from server.office.counters import CounterState, Desk, last_call
from server.office.day import Day
from server.office.events import Event, Kind, Stamp
from server.office.line import Caller, Room, Waiting
from server.office.tickets import PutBack, State

#: The columns of an event, in the order of `Event`.
COLUMNS = "seq, action, at, boot, mono, trusted, day, actor, kind, ticket, leg, counter, data, hash"
_KINDS = {kind.value: kind for kind in Kind}
#: Written out, and in this order: so SQLite knows the index `event_calls` by it.
_TELLING = str(tuple(kind.value for kind in board.TELLING))
_NO_PAPER = "kind NOT LIKE 'Receipt%'"


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
    return events(db, f"kind IN {_TELLING} ORDER BY seq DESC LIMIT ?", (most,))


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
    return Caller(counter, last_call(_last_calls(db, counter.number)))


def desk(db: sqlite3.Connection, counter: int) -> Desk:
    """A counter now."""
    row = db.execute("SELECT state, clerk FROM counter_now WHERE counter = ?", (counter,)).fetchone()
    return Desk(CounterState(row[0]), row[1]) if row else Desk()


def desk_of(db: sqlite3.Connection, clerk: int) -> int | None:
    """The counter that a clerk has open or paused."""
    row = db.execute("SELECT counter FROM counter_now WHERE clerk = ?", (clerk,)).fetchone()
    return row[0] if row else None


def last_action(db: sqlite3.Connection, counter: int) -> list[Event]:
    """The events of the last command at a counter."""
    row = db.execute("SELECT action FROM event WHERE counter = ? ORDER BY seq DESC LIMIT 1", (counter,)).fetchone()
    return events_of_action(db, row[0]) if row else []


def last_doing(db: sqlite3.Connection, number: int) -> Event | None:
    """The last event of a day that is about a ticket or a counter; papers that come out late are not."""
    doings = f"(ticket IS NOT NULL OR counter IS NOT NULL) AND {_NO_PAPER}"
    last = next(events(db, f"{doings} ORDER BY seq DESC LIMIT 1"), None)
    return last if last and last.day == number else None


def events_of_action(db: sqlite3.Connection, action: int) -> list[Event]:
    """The events of one verb: they follow one another from the seq that names it."""
    found = []
    for event in events(db, "seq >= ? ORDER BY seq", (action,)):
        if event.action != action:
            break
        found.append(event)
    return found


def touched_after(db: sqlite3.Connection, ticket: int, seq: int) -> bool:
    """Whether anything but its receipt happened to a ticket after an event."""
    query = f"SELECT 1 FROM event WHERE ticket = ? AND seq > ? AND {_NO_PAPER} LIMIT 1"
    return db.execute(query, (ticket, seq)).fetchone() is not None


def ticket_at(db: sqlite3.Connection, counter: int) -> int | None:
    """The id of the ticket that is called or served at a counter."""
    row = db.execute(
        "SELECT id FROM ticket WHERE counter = ? AND state IN ('called', 'serving')", (counter,)
    ).fetchone()
    return row[0] if row else None


def _last_calls(db: sqlite3.Connection, counter: int) -> Iterator[tuple[int, int, Kind, int | None]]:
    """A counter's calls and undoings, newest first, as `counters.last_call` takes them."""
    for seq, action, kind, undoes in db.execute(
        "SELECT seq, action, kind, data ->> 'undone' FROM event WHERE counter = ?"
        " AND kind IN ('TicketCalled', 'ActionUndone') ORDER BY seq DESC",
        (counter,),
    ):
        yield seq, action, _KINDS[kind], undoes


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


def last_moment(db: sqlite3.Connection) -> tuple[int, str | None]:
    """The time of the last event (ms), and the boot in which staff last confirmed the clock."""
    at = db.execute("SELECT at FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    boot = db.execute("SELECT boot FROM event WHERE kind = 'ClockSet' ORDER BY seq DESC LIMIT 1").fetchone()
    return (at[0] if at else 0), (boot[0] if boot else None)


def settings_version(db: sqlite3.Connection) -> int:
    """The seq of the last change of a setting."""
    row = db.execute("SELECT seq FROM event WHERE kind = 'SettingChanged' ORDER BY seq DESC LIMIT 1").fetchone()
    return row[0] if row else 0


def unprinted(db: sqlite3.Connection) -> list[int]:
    """The ids of the tickets whose paper nobody has reported yet."""
    return [id_ for (id_,) in db.execute("SELECT id FROM ticket WHERE receipt = 'printing' ORDER BY id")]


def may_be_called(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The language and number of everybody whom a voice may have to call any moment, the next first."""
    query = "SELECT language, number FROM ticket WHERE state IN ('waiting', 'called') ORDER BY key, id"
    return db.execute(query).fetchall()
