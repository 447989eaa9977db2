"""The line's history: what moved anybody in the line today, by whom, and what of it did not follow the rule."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from server import event_log, reversal, rows
from server.office.actors import hand, staff_of
from server.office.events import Event, Kind
from server.office.tickets import State, Ticket
from server.office.visits import visit

if TYPE_CHECKING:
    from server.views import View

Data = dict[str, Any]

#: How many entries are told at once.
AT_ONCE = 50

#: What each is called.
WHAT = {
    Kind.TICKET_ISSUED: "issued",
    Kind.TICKET_CALLED: "called",
    Kind.TICKET_PUT_BACK: "put-back",
    Kind.TICKET_RETURNED: "returned",
    Kind.TICKET_TRANSFERRED: "transferred",
    Kind.TICKET_CANCELLED: "cancelled",
    Kind.CLASS_CHANGED: "class",
    Kind.ACTION_UNDONE: "undone",
    Kind.SERVICE_FINISHED: "finished",
    Kind.TICKET_HELD: "held",
    Kind.TICKET_RESUMED: "resumed",
    Kind.SERVICE_CONTINUED: "continued",
}
#: Written out, and in the order of `WHAT`: so SQLite knows the index `event_line` by it.
ITS_KINDS = f"kind IN {tuple(kind.value for kind in WHAT)}"
OF_THE_LINE = f"ticket IS NOT NULL AND {ITS_KINDS}"
#: Whether an event comes before the call of its ticket can have been said. Whoever is finished or set aside so soon has
#: lost the turn: only then is it told.
_TOO_SOON = (
    "EXISTS (SELECT 1 FROM event AS call"
    " WHERE call.ticket = event.ticket AND call.seq < event.seq AND call.kind = 'TicketCalled'"
    " AND iif(call.boot = event.boot, event.mono - call.mono, event.at - call.at)"
    " < (call.data ->> 'queued' + 1) * {announcement_ms})"
)
#: Whether a ticket was first put on hold, since its call, longer ago than a return keeps its place. A place held for so
#: long is nobody's turn any more: only then is it told.
_TOO_LATE = (
    "EXISTS (SELECT 1 FROM event AS held"
    " WHERE held.ticket = event.ticket AND held.seq < event.seq AND held.kind = 'TicketHeld'"
    " AND held.seq > (SELECT max(seq) FROM event AS call"
    " WHERE call.ticket = event.ticket AND call.seq < event.seq AND call.kind = 'TicketCalled')"
    " AND iif(held.boot = event.boot, event.mono - held.mono, event.at - held.at) > {return_ms})"
)
#: Nearly all that cannot be an exception, so that the few others are found quickly.
_PERHAPS = (
    "(kind <> 'TicketIssued' OR (data ->> 'priority' IS NOT NULL AND actor NOT LIKE 'kiosk:%'))"
    " AND (kind <> 'TicketCalled' OR data ->> 'reason' IS NOT NULL)"
)
#: The hands of citizens; all others are of those who work here.
_CITIZENS = frozenset({"kiosk", "phone"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a clerk sees her own name alone, a manager everybody's. `staff` is None for a program."""

    staff: int | None
    manager: bool


def today(view: View, reader: Reader, before: int | None = None, exceptions: bool = False) -> Data:
    """The entries of the running day, the newest first, at most `AT_ONCE` with a seq below `before`."""
    if view.over or view.today is None:
        return {"day": None, "entries": [], "more": False}
    found = _entries(view, reader, "day = ? AND seq < ?", (view.today.number, before or 2**63 - 1), exceptions)
    entries = list(islice(found, AT_ONCE + 1))
    day = {"number": view.today.number, "date": view.today.date}
    return {"day": day, "entries": entries[:AT_ONCE], "more": len(entries) > AT_ONCE}


def exceptions_of(view: View, staff: int) -> list[Data]:
    """What a member of staff did today that did not follow the rule, the newest first, at most `AT_ONCE`."""
    if view.over or view.today is None:
        return []
    theirs = (view.today.number, f"staff:{staff}")
    return list(islice(_entries(view, Reader(staff, False), "day = ? AND actor = ?", theirs, True), AT_ONCE))


def exceptions_on(view: View, reader: Reader, numbers: Iterable[int], most: int) -> list[Data]:
    """What did not follow the rule on these days, the oldest first; at most so many, the last ones of each day."""
    found = []
    for number in numbers:
        found += reversed(list(islice(_entries(view, reader, "day = ?", (number,), True), most)))
    return found[-most:]


def of_ticket(view: View, reader: Reader, ticket: int) -> Data:
    """A ticket with its legs and its own entries, the oldest first. Raises UnknownTicket."""
    shown = view.ticket(ticket)
    found = visit(event_log.events_of_ticket(view.db, ticket))
    assert found is not None
    entries = reversed(list(_entries(view, reader, "ticket = ?", (ticket,), False)))
    return {"ticket": shown, "legs": view.legs(found), "entries": list(entries)}


def _entries(view: View, reader: Reader, where: str, values: Iterable[object], exceptions: bool) -> Iterator[Data]:
    told = (
        f"(kind NOT IN ('ServiceFinished', 'TicketHeld') OR {_too_soon(view)})"
        f" AND (kind <> 'TicketResumed' OR {_TOO_LATE.format(return_ms=view.catalogue.rules.return_min * 60_000)})"
    )
    where = f"{where} AND {OF_THE_LINE} AND {told}" + (f" AND {_PERHAPS}" if exceptions else "")
    for event in event_log.events(view.db, f"{where} ORDER BY seq DESC", tuple(values)):
        entry = _entry(view, reader, event)
        if entry["exception"] or not (exceptions or event.kind is Kind.SERVICE_CONTINUED):
            yield entry


def _too_soon(view: View) -> str:
    return _TOO_SOON.format(announcement_ms=view.catalogue.rules.announcement_s * 1000)


def _entry(view: View, reader: Reader, event: Event) -> Data:
    assert event.ticket is not None
    undone = _undone(view.db, event)
    return {
        "seq": event.seq,
        "at": view.iso(event.at),
        "what": WHAT[event.kind],
        "ticket": event.ticket,
        "number": rows.number_of(view.db, event.ticket),
        "counter": event.counter or _works_at(view.db, event),
        "exception": _is_exception(view, event, undone),
        "reason": event.data.get("reason"),
        "undoes": reversal.command(undone) if undone else None,
        "by": hand(event.actor),
        "name": _name(view.db, reader, event),
    }


def _undone(db: sqlite3.Connection, event: Event) -> list[Event]:
    """The events of this ticket that an undoing took back."""
    if event.kind is not Kind.ACTION_UNDONE:
        return []
    return [each for each in event_log.events_of_action(db, event.data["undone"]) if each.ticket == event.ticket]


def _is_exception(view: View, event: Event, undone: list[Event]) -> bool:
    """Whether staff moved somebody in the line otherwise than by the rule. None is forbidden: all are seen."""
    by_staff, data = hand(event.actor) not in _CITIZENS, event.data
    if event.kind is Kind.TICKET_CALLED:
        return data.get("reason") is not None
    if event.kind is Kind.ACTION_UNDONE:
        return any(each.kind is Kind.TICKET_CALLED for each in undone)
    if event.kind is Kind.TICKET_ISSUED:
        return by_staff and data["priority"] is not None
    if event.kind is Kind.TICKET_TRANSFERRED:
        return _is_moved(view, event)
    if event.kind is Kind.TICKET_RETURNED:
        return by_staff and data["place"] == _before(view.db, event).place
    if event.kind is Kind.SERVICE_CONTINUED:
        # Of a counter that the office has no longer nobody knows what it served.
        counter = view.catalogue.counters.get(event.counter or 0)
        return counter is not None and not counter.serves(data["service"])
    # Put back, cancelled, another class; finished or set aside too soon, but by the day's end; taken up again too late.
    return by_staff and not data.get("end_unknown")


def _is_moved(view: View, event: Event) -> bool:
    """Whether somebody was sent elsewhere who waits, or who was called and sent on unserved for the same service or
    before anybody could have come.

    A counter that closes frees those who wait for it alone: nobody moved them.
    """
    db = view.db
    if any(each.kind is Kind.COUNTER_CLOSED for each in event_log.events_of_action(db, event.action)):
        return False
    if db.execute(f"SELECT {_too_soon(view)} FROM event WHERE seq = ?", (event.seq,)).fetchone()[0]:
        return True
    before = _before(db, event)
    taken_back = before.state is State.CALLED and event.data["service"] == before.leg.service
    return before.state is State.WAITING or taken_back


def _before(db: sqlite3.Connection, event: Event) -> Ticket:
    """The ticket of an event as it was until then."""
    assert event.ticket is not None
    found = visit([each for each in event_log.events_of_ticket(db, event.ticket) if each.seq < event.seq])
    assert found is not None
    return found


def _works_at(db: sqlite3.Connection, event: Event) -> int | None:
    """The counter at which a member of staff worked when they did what is about no counter."""
    staff = staff_of(event.actor)
    if staff is None:
        return None
    query = (
        "SELECT counter FROM span WHERE day = ? AND clerk = ? AND began_at <= ? AND coalesce(ended_at, ?) >= ?"
        " ORDER BY seq DESC LIMIT 1"
    )
    row = db.execute(query, (event.day, staff, event.at, event.at, event.at)).fetchone()
    return row[0] if row else None


def _name(db: sqlite3.Connection, reader: Reader, event: Event) -> str | None:
    staff = staff_of(event.actor)
    if staff is None or not (reader.manager or reader.staff == staff):
        return None
    return rows.staff_name(db, staff)
