"""Why a counter is closed: who closed it, and by what they did."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from server import event_log
from server.office.actors import staff_of
from server.office.events import Event, Kind, Stamp

Why = Literal["closed", "signed-out", "moved", "day"]


@dataclass(frozen=True, slots=True)
class Closing:
    """The last closing of a counter.

    `why`: "closed" by hand, its clerk "signed-out" or "moved" to the counter `to`, or the "day" turned. `staff` is
    the id of who did it, None where no member of staff did.
    """

    at: Stamp
    why: Why
    staff: int | None
    to: int | None


def closing(db: sqlite3.Connection, counter: int) -> Closing | None:
    """The closing that a counter stands closed by; None when its last command was another."""
    events = event_log.last_action(db, counter)
    closed = next((event for event in events if _closes(event, counter)), None)
    if closed is None:
        return None
    by = {event.kind: event for event in events}
    opened = by.get(Kind.COUNTER_OPENED)
    why: Why = "closed"
    if Kind.DAY_TURNED in by:
        why = "day"
    elif Kind.STAFF_SIGNED_OUT in by:
        why = "signed-out"
    elif opened:
        why = "moved"
    return Closing(closed.stamp, why, staff_of(closed.actor), opened.counter if opened else None)


def _closes(event: Event, counter: int) -> bool:
    return event.kind is Kind.COUNTER_CLOSED and event.counter == counter
