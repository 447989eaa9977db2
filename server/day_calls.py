"""What was done at the counters of a running day with tickets: calls, put-backs and holds, and what was undone.

It is read after every event, so no ticket is folded for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from typing import NamedTuple

from server.line_history import ITS_KINDS


class Call(NamedTuple):
    """A call, a put-back, a hold, or that one was undone; `at` in ms. `undone` is the action that was."""

    seq: int
    action: int
    at: int
    kind: str
    ticket: int | None
    leg: int | None
    counter: int | None
    clerk: int | None
    reason: str | None
    undone: int | None


_CALLS = (
    "SELECT seq, action, at, kind, ticket, leg, counter, data ->> 'clerk', data ->> 'reason', data ->> 'undone'"
    f" FROM event WHERE {ITS_KINDS} AND kind IN"
    " ('TicketCalled', 'TicketPutBack', 'TicketHeld', 'TicketResumed', 'ActionUndone') AND day = ?"
    " ORDER BY ticket IS NULL, ticket, seq"
)


def read(db: sqlite3.Connection, day: int) -> list[Call]:
    """All of a day: ticket by ticket in their order, what is about none at the end."""
    return [Call._make(row) for row in db.execute(_CALLS, (day,))]


def standing(calls: Collection[Call]) -> list[Call]:
    """Those that stand: what was undone never was."""
    undone = {(call.ticket, call.undone) for call in calls if call.undone is not None}
    return [call for call in calls if call.undone is None and (call.ticket, call.action) not in undone]


def aside(stand: Iterable[Call]) -> set[tuple[int | None, int | None]]:
    """The legs (ticket, serial) that were on hold at last."""
    last = {(call.ticket, call.leg): call.kind for call in stand if call.kind in ("TicketHeld", "TicketResumed")}
    return {leg for leg, kind in last.items() if kind == "TicketHeld"}


def undone(calls: Iterable[Call], void: Collection[int]) -> int:
    """How many actions were undone, but those about void tickets; one about several things counts as its first."""
    first: dict[int, int | None] = {}
    for call in calls:
        if call.undone is not None:
            first.setdefault(call.undone, call.ticket)
    return sum(ticket not in void for ticket in first.values())
