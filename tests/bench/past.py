"""A long past: an office that has given a hundred thousand tickets, made from days that its own desk recorded.

One day is recorded verb by verb. It is then repeated under later dates, each event chained to the one before it as
the store does, and everything that follows from the log is folded anew by the rules: so `check` finds it whole.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from server import check, day_books, desk, event_log, example, projections, schema
from server.chain import chained
from server.clock import FixedClock
from server.office.actors import SYSTEM, Actor, Role
from server.office.events import Kind
from server.store import Store

PER_DAY = 400
DAY_MS = 86_400_000
#: Monday, 2024-01-01, 07:00 in Tripoli.
FIRST_MORNING = 1_704_085_200_000
_MANAGER = Actor("token:1", Role.MANAGER)
_COUNTERS = (1, 2, 3)
_WAITING = 8
_INSERT = f"INSERT INTO event ({event_log.COLUMNS}) VALUES ({','.join('?' * 14)})"

Row = tuple[Any, ...]


def make(path: Path, tickets: int) -> None:
    """Write a data file whose office has given so many tickets, on days of 400; all of them have ended."""
    _record_day(path)
    with closing(schema.connect(path)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN IMMEDIATE")
        model = _model(db)
        for table in projections.TABLES:
            db.execute(f"DELETE FROM {table}")
        db.executemany(_INSERT, _later_days(model, tickets // PER_DAY))
        check.rebuild(db, db)
        _keep_books(db)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _record_day(path: Path) -> None:
    """One day of an office, by its verbs: each ticket is issued, called, served and finished."""
    clock, store = FixedClock(at=FIRST_MORNING), Store(path)

    def do(verb: Any, *words: Any, by: Actor = _MANAGER) -> None:
        clock.advance(5_000)
        store.run(lambda tx: verb(tx, *words), by, clock.now())

    store.begin()
    do(desk.found, example.settings(), by=SYSTEM)
    do(desk.begin_day)
    for counter in _COUNTERS:
        do(desk.open_counter, counter)
    assert store.catalogue is not None
    services = list(store.catalogue.services)
    for number in range(PER_DAY + _WAITING):
        if number < PER_DAY:
            do(desk.issue, services[number % len(services)], "ar")
        if number >= _WAITING:
            counter = _COUNTERS[number % len(_COUNTERS)]
            do(desk.call_next, counter)
            do(desk.start, counter)
    for counter in _COUNTERS:
        do(desk.close, counter)
    store.commit()
    store.close()


def _keep_books(db: Any) -> None:
    """The days were alike, and so are their books: one is made."""
    known = day_books.drafted(db, 1)
    for number in day_books.missing(db):
        day_books.keep(db, replace(known, day=number))


def _model(db: Any) -> list[Row]:
    """The events of the one day, without those of the founding."""
    return list(db.execute(f"SELECT {event_log.COLUMNS} FROM event WHERE day > 0 ORDER BY seq"))


def _later_days(model: list[Row], days: int) -> Iterator[Row]:
    """The same day again and again, from the second on."""
    previous = model[-1][-1]
    for day in range(1, days):
        for event in model:
            values = _later(event, day, len(model))
            previous = chained(previous, values)
            yield (*values, previous)


def _later(event: Row, days: int, events: int) -> Row:
    """An event so many days later, in a log in which each day has so many events."""
    seq, action, at, boot, mono, trusted, number, actor, kind, ticket, leg, counter, text, _ = event
    shift, shift_ms = days * events, days * DAY_MS
    if kind in (Kind.TICKET_ISSUED, Kind.DAY_TURNED):
        data = json.loads(text)
        if kind == Kind.TICKET_ISSUED:
            data["place"] += shift_ms
        else:
            data["date"] = str(date.fromisoformat(data["date"]) + timedelta(days))
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    ticket = None if ticket is None else ticket + shift
    return (
        seq + shift, action + shift, at + shift_ms, boot, mono + shift_ms, trusted, number + days, actor, kind,
        ticket, leg, counter, text,
    )  # fmt: skip
