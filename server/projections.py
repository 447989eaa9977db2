"""The tables that follow from the log: folded by the pure rules, written here and nowhere else.

`python -m server check` folds the whole log again by the same functions and compares.
"""

import json
import sqlite3
from collections.abc import Sequence

from server.office import counters, measures, tickets
from server.office.events import RECEIPTS, Event, Kind, Stamp
from server.office.tickets import Ticket
from server.office.visits import visit

#: The tables that can be rebuilt from the log.
TABLES = ("day", "last_number", "ticket", "leg", "counter_now", "span")

_ACTIVITY = frozenset({Kind.TICKET_ISSUED, Kind.TICKET_CALLED, Kind.SERVICE_STARTED, Kind.SERVICE_FINISHED})
_PLACES = frozenset({Kind.TICKET_ISSUED, Kind.TICKET_RETURNED})


_TICKET = (
    "id day number state service bound key place step_free put_backs priority language counter receipt void"
    " issued_at issued_boot issued_mono issued_trusted"
)
_LEG = (
    "ticket serial day service priority begun_at begun_boot begun_mono begun_trusted counter clerk called continued"
    " started wait_ms left_ms walk_ms service_ms held_ms end outcome out_of_turn void sub_services"
)


def _put(table: str, columns: str, key: int) -> str:
    """The SQL that writes a whole row, new or known by its first `key` columns.

    Not `INSERT OR REPLACE`, which would delete whatever other row stands in the way of a constraint.
    """
    names = columns.split()
    rest = ", ".join(f"{name} = excluded.{name}" for name in names[key:])
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        f" ON CONFLICT ({', '.join(names[:key])}) DO UPDATE SET {rest}"
    )


_PUT_TICKET, _PUT_LEG = _put("ticket", _TICKET, 1), _put("leg", _LEG, 2)
_PUT_COUNTER = _put("counter_now", "counter state clerk since_at reason", 1)


def _stamp(stamp: Stamp) -> tuple[int, str, int, int]:
    return stamp.at, stamp.boot, stamp.mono, int(stamp.trusted)


def fold_day(db: sqlite3.Connection, event: Event) -> None:
    """What one event changes in its business day."""
    data = event.data
    if event.kind is Kind.DAY_TURNED:
        stamp = _stamp(event.stamp)
        values = (event.day, data["date"], int(event.trusted), *stamp, *stamp, event.at)
        db.execute(f"INSERT INTO day VALUES ({','.join('?' * 12)})", values)
    elif event.kind is Kind.DAY_DATED:
        db.execute("UPDATE day SET date = ?, date_trusted = 1 WHERE number = ?", (data["date"], event.day))
    if event.kind in _ACTIVITY and not data.get("end_unknown"):
        db.execute(
            "UPDATE day SET active_at = ?, active_boot = ?, active_mono = ?, active_trusted = ? WHERE number = ?",
            (*_stamp(event.stamp), event.day),
        )
    if event.kind in _PLACES:
        db.execute("UPDATE day SET last_place = max(last_place, ?) WHERE number = ?", (data["place"], event.day))
    if event.kind is Kind.TICKET_ISSUED:
        db.execute(
            "INSERT INTO last_number VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET serial = max(serial, excluded.serial)",
            (event.day, data["sequence"], data["serial"]),
        )


def fold_ticket(db: sqlite3.Connection, events: Sequence[Event]) -> None:
    """Write one ticket and its legs anew from all its events."""
    ticket = visit(events)
    if ticket is None:
        return
    leg = ticket.leg
    backs = [[back.counter, back.seq, *_stamp(back.stamp)] for back in leg.put_backs]
    db.execute(
        _PUT_TICKET,
        (
            ticket.id, ticket.day, ticket.number, ticket.state.value, leg.service, leg.bound, ticket.key, ticket.place,
            int(ticket.step_free), json.dumps(backs, separators=(",", ":")) if backs else "", ticket.priority,
            ticket.language, ticket.counter, ticket.receipt, int(ticket.void), *_stamp(ticket.issued),
        ),
    )  # fmt: skip
    db.execute("DELETE FROM leg WHERE ticket = ? AND serial > ?", (ticket.id, leg.serial))
    for each in ticket.legs:
        db.execute(_PUT_LEG, _leg(ticket, each))
    if events[-1].kind not in RECEIPTS:
        # Nothing changes a day that has ended; if ever something does, its book (`day_books`) is made anew.
        db.execute("DELETE FROM day_book WHERE day = ?", (ticket.day,))


def _leg(ticket: Ticket, leg: tickets.Leg) -> tuple[object, ...]:
    took = measures.durations(leg)
    return (
        ticket.id, leg.serial, ticket.day, leg.service, ticket.priority, *_stamp(leg.begun), leg.counter, leg.clerk,
        int(leg.first_call is not None), int(leg.continued), int(leg.started is not None),
        took.wait_ms, took.left_ms, took.walk_ms, took.service_ms, took.held_ms,
        leg.end, leg.outcome, leg.out_of_turn, int(ticket.void),
        json.dumps(dict(leg.sub_services), sort_keys=True, separators=(",", ":")) if leg.sub_services else None,
    )  # fmt: skip


def fold_counter(db: sqlite3.Connection, counter: int, day: int, events: Sequence[Event]) -> None:
    """Write a counter's state and the stretches of its day anew from its own events of that day."""
    desk = counters.desk(events)
    since = desk.since.at if desk.since else None
    db.execute(_PUT_COUNTER, (counter, desk.state.value, desk.clerk, since, desk.reason))
    db.execute("DELETE FROM span WHERE day = ? AND counter = ?", (day, counter))
    for span in counters.spans(events):
        ended_at = span.ended.at if span.ended else None
        lasted = span.began.until(span.ended) if span.ended else None
        db.execute(
            "INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (span.seq, counter, day, span.state.value, span.clerk, span.began.at, ended_at, lasted),
        )
