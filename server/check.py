"""Whether the record is whole: the chain of the log, and all that follows from it."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from server import dates, event_log, projections, schema
from server.chain import FIRST_HASH, chained
from server.figures import day_books
from server.office.day_book import decode

#: The order of two tables that hold the same rows: by all their columns.
_ORDERS = {"day": "number", "last_number": "day, sequence", "ticket": "id", "leg": "ticket, serial"} | {
    "counter_now": "counter",
    "span": "seq",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong first: `seq` of the event where it shows (None: in a table, not in the log)."""

    seq: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A paper that somebody holds, as the log has it: its number and whether the fingerprint fits."""

    number: str
    day: int
    date: str
    fits: bool


def check(path: Path) -> tuple[int, Finding | None]:
    """How many events were read, and the first thing that is wrong (None: nothing is)."""
    with closing(schema.connect_reading(path)) as db:
        db.execute("BEGIN")
        count, broken = _check_chain(db)
        return count, broken or _check_projections(db) or _check_books(db)


def _check_chain(db: sqlite3.Connection) -> tuple[int, Finding | None]:
    previous, count = FIRST_HASH, 0
    for row in db.execute(f"SELECT {event_log.COLUMNS} FROM event ORDER BY seq"):
        count += 1
        if row[0] != count:
            return count - 1, Finding(count, f"event {count} is missing")
        if chained(previous, row[:-1]) != row[-1]:
            return count, Finding(count, f"event {count} was changed, or one before it was removed or put in")
        previous = row[-1]
    return count, None


def _check_projections(db: sqlite3.Connection) -> Finding | None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as anew:
        schema.migrate(anew)
        anew.execute("BEGIN")
        rebuild(db, anew)
        for table in projections.TABLES:
            query = f"SELECT * FROM {table} ORDER BY {_ORDERS[table]}"
            pairs = itertools.zip_longest(db.execute(query), anew.execute(query))
            for stands, should in pairs:
                if stands != should:
                    return Finding(None, f"in the table {table} stands {stands}, and the log says {should}")
    return None


def _check_books(db: sqlite3.Connection) -> Finding | None:
    """One that is missing is no fault: it is made when it is needed."""
    ended = dates.ended(db)
    for number, legs, told in day_books.kept(db):
        if number not in ended:
            return Finding(None, f"there is a book of the business day {number}, which has not ended")
        should = day_books.made(db, number)
        if (legs, told) != (decode(should).legs, should):
            dated = ended[number]
            return Finding(None, f"the book of the business day {number} ({dated}) does not tell what the log says")
    return None


def rebuild(log: sqlite3.Connection, into: sqlite3.Connection) -> None:
    """Fold the whole log of one connection into the empty projections of another."""
    for event in event_log.events(log, "ticket IS NULL OR kind IN ('TicketIssued', 'TicketReturned', 'TicketCalled',"
                             " 'ServiceStarted', 'ServiceFinished') ORDER BY seq"):  # fmt: skip
        projections.fold_day(into, event)
    for _, visit in itertools.groupby(
        event_log.events(log, "ticket IS NOT NULL ORDER BY ticket, seq"), lambda e: e.ticket
    ):
        projections.fold_ticket(into, list(visit))
    for counter, day in _counter_days(log):
        projections.fold_counter(into, counter, day, event_log.events_of_counter(log, counter, day))


def _counter_days(log: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    query = "SELECT DISTINCT counter, day FROM event WHERE ticket IS NULL AND counter IS NOT NULL ORDER BY day"
    yield from log.execute(query)


@dataclass(frozen=True, slots=True)
class SeenDay:
    """A report that somebody holds, as the log has it: the event with its fingerprint, of its business day."""

    seq: int
    day: int
    date: str


def seen_day(path: Path, date: str, fingerprint: str) -> list[SeenDay]:
    """Look up a daily report: the events of a date whose fingerprint is this one, the last first."""
    with closing(schema.connect_reading(path)) as db:
        db.execute("BEGIN")
        return [
            SeenDay(seq, number, date)
            for number in reversed(dates.numbers(db, date))
            for seq in event_log.seen_on(db, number, fingerprint.lower())
        ]


def seen(path: Path, number: str, fingerprint: str) -> list[Seen]:
    """Look up a paper: every ticket of that number, newest first, and whether its fingerprint is this one."""
    query = (
        "SELECT ticket.number, ticket.day, day.date, substr(event.hash, 1, ?) = ? FROM ticket"
        " JOIN event ON event.seq = ticket.id JOIN day ON day.number = ticket.day"
        " WHERE ticket.number = ? ORDER BY ticket.id DESC"
    )
    with closing(schema.connect_reading(path)) as db:
        found = db.execute(query, (len(fingerprint), fingerprint.lower(), number))
        return [Seen(number, day, date, bool(fits)) for number, day, date, fits in found]
