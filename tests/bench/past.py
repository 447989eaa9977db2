"""A long past: an office that has worked for years, made of a few weeks that its own desk recorded.

Simulated people live these weeks, verb by verb. The weeks are then repeated under later dates: each event is chained to
the one before it as the store does, and what follows from the log is written as it was, so many days later. So `check`
finds it whole.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from server import desk, event_log, example, schema
from server.chain import chained
from server.clock import FixedClock
from server.demo.desk_doings import DeskDoings
from server.demo.scenarios import FIRST_DAY_FACTOR, FIRST_WEEKDAY, LIVELY, WORKDAYS, Scenario
from server.demo.simulation import Simulation
from server.figures import day_books
from server.office import hours
from server.office.actors import SYSTEM, Actor, Role
from server.office.events import Kind
from server.store import Store
from tests.rooms import UNHURRIED

WEEKS, DAY_MS = 4, 86_400_000
_OPENS_MIN = 8 * 60
#: Four hundred legs a day at twelve counters. Nobody is put back: such a ticket remembers the event.
BUSY = replace(LIVELY, arrivals_per_min=0.63, counters=tuple(range(1, 13)), put_back=0.0)
_INSERT = f"INSERT INTO event ({event_log.COLUMNS}) VALUES ({','.join('?' * 14)})"
#: Of each table the columns of which a later row has more, and by what (`_Shift`).
_LATER = {
    "day": {"number": "days"}
    | dict.fromkeys(("began_at", "began_mono", "active_at", "active_mono", "last_place"), "ms"),
    "last_number": {"day": "days"},
    "ticket": {"id": "events", "day": "days"} | dict.fromkeys(("key", "place", "issued_at", "issued_mono"), "ms"),
    "leg": {"ticket": "events", "day": "days", "begun_at": "ms", "begun_mono": "ms"},
    "span": {"seq": "events", "day": "days", "began_at": "ms", "ended_at": "ms"},
    "counter_now": {"since_at": "ms"},
    "day_book": {"day": "days"},
}

Row = tuple[Any, ...]


class _Shift(NamedTuple):
    """How much later something is: in events of the log, business days, and dates."""

    events: int
    days: int
    dates: int

    @property
    def ms(self) -> int:
        return self.dates * DAY_MS


def make(path: Path, until: date, times: int, weeks: int = WEEKS, scenario: Scenario = BUSY) -> int:
    """Write a data file whose office has worked for `times` as many weeks; gives how many legs there were.

    The last of them is the week before that of `until`. All days have ended.
    """
    sunday = until - timedelta((until.weekday() - FIRST_WEEKDAY) % 7)
    _record(path, sunday - timedelta(weeks=weeks * times), weeks, scenario)
    with closing(schema.connect(path)) as db:
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA cache_size=-65536")
        _keep_books(db)
        _repeat(db, weeks, times)
        # The last day will have its book when the next one has begun.
        db.execute("DELETE FROM day_book WHERE day = (SELECT max(number) FROM day)")
        legs: int = db.execute("SELECT count(*) FROM leg").fetchone()[0]
    return legs


def _record(path: Path, first: date, weeks: int, scenario: Scenario) -> None:
    """The first weeks of an office, by its verbs."""
    clock, store = FixedClock(at=hours.moment(first, 0, "Africa/Tripoli"), boot="past"), Store(path)
    clerks = {number: Actor(f"staff:{number}", Role.CLERK, number) for number in scenario.counters}
    counters = [{"number": number, "step_free": number % 4 == 0} for number in scenario.counters]
    doings = DeskDoings(lambda verb, actor: store.run(verb, actor, clock.now())[0], clerks)
    simulation = Simulation(scenario, doings, Random(1))
    store.db.execute("PRAGMA synchronous=OFF")
    with closing(store):
        store.begin()
        doings.do(lambda tx: desk.found(tx, example.settings() | {"counters": counters}), SYSTEM)
        doings.do(lambda tx: desk.set_hours(tx, UNHURRIED), SYSTEM)
        for dated in (first + timedelta(days) for days in range(weeks * 7)):
            if dated.weekday() in WORKDAYS:
                opens_ms = hours.moment(dated, _OPENS_MIN, "Africa/Tripoli")
                clock.advance(opens_ms - clock.at)
                doings.do(desk.begin_day, clerks[1])
                factor = FIRST_DAY_FACTOR if dated.weekday() == FIRST_WEEKDAY else 1.0
                for at_ms in simulation.day(opens_ms, factor):
                    clock.advance(at_ms - clock.at)
        store.commit()


def _keep_books(db: sqlite3.Connection) -> None:
    for number, *_ in db.execute("SELECT number FROM day").fetchall():
        day_books.keep(db, day_books.drafted(db, number))


def _repeat(db: sqlite3.Connection, weeks: int, times: int) -> None:
    """The same weeks again and again, from the second time on."""
    model = db.execute(f"SELECT {event_log.COLUMNS} FROM event WHERE day > 0 ORDER BY seq").fetchall()
    for table in _LATER:
        db.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
    previous = model[-1][-1]
    db.execute("BEGIN IMMEDIATE")
    for time in range(1, times):
        shift = _Shift(len(model) * time, weeks * len(WORKDAYS) * time, weeks * 7 * time)
        later = list(_chained(previous, model, shift))
        previous = later[-1][-1]
        db.executemany(_INSERT, later)
        for table, columns in _LATER.items():
            _write_later(db, table, columns, shift)
    db.execute("COMMIT")


def _chained(previous: str, model: list[Row], shift: _Shift) -> Iterator[Row]:
    for event in model:
        values = _later(event, shift)
        previous = chained(previous, values)
        yield (*values, previous)


def _later(event: Row, shift: _Shift) -> Row:
    """An event so much later, without its hash."""
    seq, action, at, boot, mono, trusted, day, actor, kind, ticket, leg, counter, text, _ = event
    if kind in (Kind.TICKET_ISSUED, Kind.DAY_TURNED):
        data = json.loads(text)
        if kind == Kind.TICKET_ISSUED:
            data["place"] += shift.ms
        else:
            data["date"] = str(date.fromisoformat(data["date"]) + timedelta(shift.dates))
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    ticket = None if ticket is None else ticket + shift.events
    return (
        seq + shift.events, action + shift.events, at + shift.ms, boot, mono + shift.ms, trusted, day + shift.days,
        actor, kind, ticket, leg, counter, text,
    )  # fmt: skip


def _write_later(db: sqlite3.Connection, table: str, later: dict[str, str], shift: _Shift) -> None:
    """The rows of the first weeks, so much later; a counter has only one."""
    columns = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
    values = [f"{name} + :{later[name]}" if name in later else name for name in columns]
    if table == "day":
        values[columns.index("date")] = "date(date, :dates || ' days')"
    words = shift._asdict() | {"ms": shift.ms}
    db.execute(f"INSERT OR REPLACE INTO {table} SELECT {', '.join(values)} FROM first_{table}", words)
