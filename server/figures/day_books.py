"""The books of business days: made from their events, kept once a day has ended, and read one after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import inf

from server import dates, event_log, rows
from server.line_history import ITS_KINDS
from server.office import day as days
from server.office.catalogue import Catalogue
from server.office.day_book import Book, Column, Day, column, decode, encode
from server.office.day_columns import book
from server.office.ending import ending
from server.office.events import Stamp
from server.office.periods import Period

#: With all kinds of the index `event_line`, by which SQLite finds the tickets of a day among those of years.
_TICKETS = f"SELECT ticket FROM event WHERE {ITS_KINDS} AND kind = 'TicketIssued' AND day = ?"


def made(db: sqlite3.Connection, number: int) -> bytes:
    """The book of a day that has ended, computed from its events."""
    return encode(_computed(db, number, date.fromisoformat(dates.date_of(db, number))))


@dataclass(frozen=True, slots=True)
class Draft:
    """The book of a day that has ended, as it was when `seq` was the last event."""

    day: int
    book: bytes
    seq: int


def drafted(db: sqlite3.Connection, number: int) -> Draft:
    """The book of a day, to be kept."""
    return Draft(number, made(db, number), event_log.last_seq(db))


def keep(db: sqlite3.Connection, draft: Draft) -> None:
    """Keep a book, if nothing but papers has happened to the day's tickets since it was drafted."""
    if db.execute(_LATER, (draft.seq, draft.day)).fetchone() is None:
        values = (draft.day, decode(draft.book).legs, draft.book)
        db.execute("INSERT OR REPLACE INTO day_book VALUES (?, ?, ?)", values)


#: With the plus sign SQLite reads the few events since, and not the day's tickets.
_LATER = (
    "SELECT 1 FROM event JOIN ticket ON ticket.id = event.ticket"
    " WHERE seq > ? AND +ticket.day = ? AND kind NOT LIKE 'Receipt%'"
)


def missing(db: sqlite3.Connection, after: int = 0) -> list[int]:
    """The days after one that have ended and have no book."""
    query = (
        "SELECT number FROM day WHERE number > ? AND number < (SELECT max(number) FROM day)"
        " AND NOT EXISTS (SELECT 1 FROM day_book WHERE day = number) ORDER BY number"
    )
    return [number for (number,) in db.execute(query, (after,))]


def kept(db: sqlite3.Connection) -> Iterator[tuple[int, int, bytes]]:
    """Each day's number, how many legs are said of it, and its book."""
    yield from db.execute("SELECT day, legs, book FROM day_book ORDER BY day")


def legs(db: sqlite3.Connection, period: Period, enough: float = inf) -> int:
    """How many legs a period has: of what it costs to count them. Where there are more than `enough`, not all are."""
    query = (
        "SELECT coalesce(legs, (SELECT count(*) FROM leg WHERE leg.day = number))"
        " FROM day LEFT JOIN day_book ON day_book.day = number WHERE date BETWEEN ? AND ?"
    )
    found = 0
    for (of_a_day,) in db.execute(query, (period.first.isoformat(), period.last.isoformat())):
        found += of_a_day
        if found > enough:
            break
    return found


class Reader:
    """Reads the days of a period. The book of the running one is kept for a minute, while nothing happens.

    `column` makes the columns of the books that were kept (`day_book.decode`).
    """

    def __init__(self, column: Column = column) -> None:
        self._column = column
        self._known: tuple[tuple[object, ...], Book] | None = None

    def days(self, db: sqlite3.Connection, catalogue: Catalogue, now: Stamp, period: Period) -> Iterator[Day]:
        """The business days with their books, in the order of their dates."""
        running = rows.day(db)
        for number, dated in dates.days(db, period):
            if running and number == running.number:
                yield self._running(db, catalogue, now, running)
            else:
                yield Day(number, date.fromisoformat(dated), _book(db, number, self._column))

    def _running(self, db: sqlite3.Connection, catalogue: Catalogue, now: Stamp, today: days.Day) -> Day:
        """The day that nothing has turned yet; one that is over is told as its turn will end it."""
        over = days.is_over(today, now, catalogue.time_zone, catalogue.rules)
        moment = (event_log.last_seq(db), now.boot, now.mono // 60_000, over)
        # Several threads read: what another one keeps meanwhile may be another day's.
        known = self._known
        if known is None or known[0] != moment:
            until = now
            if over:
                last = event_log.last_doing(db, today.number)
                until = ending(today, last.stamp if last else None, now, catalogue)
            computed = _computed(db, today.number, date.fromisoformat(today.date), until, over)
            self._known = known = moment, computed
        return Day(today.number, date.fromisoformat(today.date), known[1], provisional=not over)


def _book(db: sqlite3.Connection, number: int, column: Column) -> Book:
    """The book as it was kept; one that is missing, or that another version wrote, is made here."""
    row = db.execute("SELECT book FROM day_book WHERE day = ?", (number,)).fetchone()
    if row:
        try:
            return decode(row[0], column)
        except ValueError:
            pass
    return _computed(db, number, date.fromisoformat(dates.date_of(db, number)))


def _computed(db: sqlite3.Connection, number: int, dated: date, until: Stamp | None = None, over: bool = False) -> Book:
    events = event_log.events(db, f"ticket IN ({_TICKETS}) ORDER BY ticket, seq", (number,))
    visits = (list(visit) for _, visit in groupby(events, lambda event: event.ticket))
    counters = [counter for (counter,) in db.execute("SELECT counter FROM counter_now")]
    desks = {counter: event_log.events_of_counter(db, counter, number) for counter in counters}
    return book(visits, desks, dated, until, over)
