"""What a counter may take back now: its last command, for a short while, if nothing has built on it."""

import sqlite3

from server import event_log, rows
from server.office import counters
from server.office.catalogue import Rules
from server.office.errors import NothingToUndo, OfficeError, TooLate
from server.office.events import Event, Kind, Stamp

#: What each command is called (the contract's routes), by the kind that tells it; of several the first here.
COMMANDS = {
    Kind.COUNTER_OPENED: "open",
    Kind.COUNTER_PAUSED: "pause",
    Kind.COUNTER_CLOSED: "close",
    Kind.TICKET_CALLED: "call-next",
    Kind.TICKET_RECALLED: "recall",
    Kind.SERVICE_STARTED: "start",
    Kind.SERVICE_FINISHED: "finish",
    Kind.SERVICE_CONTINUED: "continue",
    Kind.TICKET_TRANSFERRED: "transfer",
    Kind.TICKET_HELD: "hold",
    Kind.TICKET_RESUMED: "resume",
    Kind.TICKET_PUT_BACK: "put-back",
    Kind.TICKET_MISSED: "no-show",
    Kind.TICKET_CANCELLED: "cancel",
}


def command(events: list[Event]) -> str:
    """What the command was called that recorded these events."""
    kinds = {event.kind for event in events}
    return next(name for kind, name in COMMANDS.items() if kind in kinds)


def reversible(
    db: sqlite3.Connection, counter: int, now: Stamp, rules: Rules, last: list[Event] | None = None
) -> list[Event]:
    """The events that undoing would reverse. Raises NothingToUndo or TooLate.

    `last`: the events of the counter's last command, for who knows them already.
    """
    events, today = event_log.last_action(db, counter) if last is None else last, rows.day(db)
    if not events or today is None or events[0].day != today.number:
        raise NothingToUndo(counter=counter)
    if any(event.kind not in COMMANDS for event in events):
        raise NothingToUndo(counter=counter)
    if events[0].stamp.roughly_until(now) > rules.undo_s * 1000:
        raise TooLate
    for event in events:
        if event.ticket is not None and event_log.touched_after(db, event.ticket, events[-1].seq):
            raise TooLate
        if event.ticket is None and event.counter is not None:
            _must_stand(db, event.counter, event.action, today.number)
    return events


def reversible_now(
    db: sqlite3.Connection, counter: int, now: Stamp, rules: Rules, last: list[Event]
) -> list[Event] | None:
    """The same for a page that only asks: None instead of a refusal."""
    try:
        return reversible(db, counter, now, rules, last)
    except OfficeError:
        return None


def _must_stand(db: sqlite3.Connection, counter: int, action: int, today: int) -> None:
    """Nothing else happened at a counter since, and who worked there before works nowhere else now."""
    if event_log.last_action(db, counter)[0].action != action:
        raise TooLate
    events = event_log.events_of_counter(db, counter, today)
    before = counters.desk([event for event in events if event.action != action])
    if before.clerk is None:
        return
    at = rows.desk_of(db, before.clerk)
    if at is not None and event_log.last_action(db, at)[0].action != action:
        raise TooLate
