"""What the public screens show, as plain data: numbers and counters, no ids of tickets."""

from collections.abc import Iterable, Iterator
from typing import Any

from server.office.events import Event, Kind

#: What tells which calls stand.
TELLING = (Kind.TICKET_CALLED, Kind.TICKET_RECALLED, Kind.TICKET_PUT_BACK, Kind.ACTION_UNDONE)


def standing_calls(newest_first: Iterable[Event]) -> Iterator[Event]:
    """The calls and recalls that stand, newest first.

    `newest_first`: the events of the kinds `TELLING`. A call that was undone or put back is withdrawn.
    """
    undone: set[int] = set()
    put_back: set[int | None] = set()
    for event in newest_first:
        if event.kind is Kind.ACTION_UNDONE:
            undone.add(event.data["undone"])
        elif event.action in undone:
            continue
        elif event.kind is Kind.TICKET_PUT_BACK:
            put_back.add(event.ticket)
        elif event.ticket not in put_back:
            yield event


def last_calls(newest_first: Iterable[Event], day: int, most: int) -> list[Event]:
    """The calls of a day that a screen lists: newest first, each ticket once, at most `most`."""
    calls: dict[int | None, Event] = {}
    for event in standing_calls(newest_first):
        if len(calls) == most or event.day != day:
            break
        calls.setdefault(event.ticket, event)
    return list(calls.values())


def call(event: Event, at: str) -> dict[str, Any]:
    """One call for a screen. `parts`, what the voice says, are filled in by who knows the voice."""
    return {
        "call": event.seq,
        "number": event.data["number"],
        "counter": event.counter,
        "at": at,
        "repeat": event.kind is Kind.TICKET_RECALLED,
        "language": event.data["language"],
        "parts": [],
    }
