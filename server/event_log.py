"""The event log as events: what happened to a ticket, at a counter, and last of all."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from server.office import board
from server.office.events import Event, Kind

#: The columns of an event, in the order of `Event`.
COLUMNS = "seq, action, at, boot, mono, trusted, day, actor, kind, ticket, leg, counter, data, hash"
_KINDS = {kind.value: kind for kind in Kind}
#: Written out, and in this order: so SQLite knows the index `event_calls` by it.
_TELLING = str(tuple(kind.value for kind in board.TELLING))
_NO_PAPER = "kind NOT LIKE 'Receipt%'"


def event_of(row: Sequence[Any]) -> Event:
    """The event that a row of `COLUMNS` holds."""
    seq, action, at, boot, mono, trusted, day, actor, kind, ticket, leg, counter, data, digest = row
    return Event(
        seq, action, at, boot, mono, bool(trusted), day, actor, _KINDS[kind],
        ticket, leg, counter, json.loads(data), digest,
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


def events_of_action(db: sqlite3.Connection, action: int) -> list[Event]:
    """The events of one verb: they follow one another from the seq that names it."""
    found = []
    for event in events(db, "seq >= ? ORDER BY seq", (action,)):
        if event.action != action:
            break
        found.append(event)
    return found


def announcements(db: sqlite3.Connection, most: int = 200) -> Iterator[Event]:
    """What tells which calls stand, newest first (`board.TELLING`)."""
    return events(db, f"kind IN {_TELLING} ORDER BY seq DESC LIMIT ?", (most,))


def last_action(db: sqlite3.Connection, counter: int) -> list[Event]:
    """The events of the last command at a counter."""
    row = db.execute("SELECT action FROM event WHERE counter = ? ORDER BY seq DESC LIMIT 1", (counter,)).fetchone()
    return events_of_action(db, row[0]) if row else []


def last_doing(db: sqlite3.Connection, number: int) -> Event | None:
    """The last event of a day that is about a ticket or a counter; papers that come out late are not."""
    doings = f"(ticket IS NOT NULL OR counter IS NOT NULL) AND {_NO_PAPER}"
    last = next(events(db, f"{doings} ORDER BY seq DESC LIMIT 1"), None)
    return last if last and last.day == number else None


def last_calls(db: sqlite3.Connection, counter: int) -> Iterator[tuple[int, int, Kind, int | None]]:
    """A counter's calls and undoings, newest first, as `counters.last_call` takes them."""
    for seq, action, kind, undoes in db.execute(
        "SELECT seq, action, kind, data ->> 'undone' FROM event WHERE counter = ?"
        " AND kind IN ('TicketCalled', 'ActionUndone') ORDER BY seq DESC",
        (counter,),
    ):
        yield seq, action, _KINDS[kind], undoes


def touched_after(db: sqlite3.Connection, ticket: int, seq: int) -> bool:
    """Whether anything but its receipt happened to a ticket after an event."""
    query = f"SELECT 1 FROM event WHERE ticket = ? AND seq > ? AND {_NO_PAPER} LIMIT 1"
    return db.execute(query, (ticket, seq)).fetchone() is not None


def last_seq(db: sqlite3.Connection) -> int:
    """The seq of the last event, 0 if none."""
    seq: int = db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
    return seq


#: Days only grow with the events' seqs (papers that come late are of the day that runs then).
_LAST_OF_A_DAY = """
WITH RECURSIVE search (low, high) AS (
    SELECT 1, (SELECT max(seq) FROM event)
    UNION ALL
    SELECT CASE WHEN day <= ?1 THEN (low + high + 1) / 2 ELSE low END,
           CASE WHEN day <= ?1 THEN high ELSE (low + high + 1) / 2 - 1 END
    FROM search JOIN event ON seq = (low + high + 1) / 2 WHERE low < high
)
SELECT seq, hash FROM search JOIN event ON seq = low WHERE low = high
"""


def last_of_day(db: sqlite3.Connection, number: int) -> tuple[int, str]:
    """The seq and the hash of the last event of a day, or of those before it."""
    seq, digest = db.execute(_LAST_OF_A_DAY, (number,)).fetchone()
    return seq, digest


def seen_on(db: sqlite3.Connection, number: int, fingerprint: str) -> list[int]:
    """The seqs of a day's events whose hash begins so, the last first."""
    first, last = last_of_day(db, number - 1)[0], last_of_day(db, number)[0]
    query = "SELECT seq FROM event WHERE seq BETWEEN ? AND ? AND day = ? AND substr(hash, 1, ?) = ? ORDER BY seq DESC"
    return [seq for (seq,) in db.execute(query, (first, last, number, len(fingerprint), fingerprint))]


def last_moment(db: sqlite3.Connection) -> tuple[int, str | None]:
    """The time of the last event (ms), and the boot in which staff last confirmed the clock."""
    at = db.execute("SELECT at FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    boot = db.execute("SELECT boot FROM event WHERE kind = 'ClockSet' ORDER BY seq DESC LIMIT 1").fetchone()
    return (at[0] if at else 0), (boot[0] if boot else None)


def day_was_confirmed(db: sqlite3.Connection, boot: str) -> bool:
    """Whether staff have said since the start `boot` that the same day goes on."""
    row = db.execute("SELECT boot FROM event WHERE kind = 'DayConfirmed' ORDER BY seq DESC LIMIT 1").fetchone()
    return row is not None and row[0] == boot


def settings_version(db: sqlite3.Connection) -> int:
    """The seq of the last change of a setting."""
    row = db.execute("SELECT seq FROM event WHERE kind = 'SettingChanged' ORDER BY seq DESC LIMIT 1").fetchone()
    return row[0] if row else 0
