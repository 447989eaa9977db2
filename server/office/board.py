"""What the public screens show, as plain data: numbers and counters, no ids of tickets."""

from collections.abc import Iterable
from typing import Any

from server.office.events import ANNOUNCEMENTS, Event, Kind


#: What tells which calls stand.
TELLING = (Kind.TICKET_CALLED, Kind.TICKET_RECALLED, Kind.TICKET_PUT_BACK, Kind.ACTION_UNDONE)


def standing_calls(newest_first: Iterable[Event], most: int) -> list[Event]:
    """The calls that stand, newest first, each ticket once, at most `most`.

    `newest_first`: the events of the kinds `TELLING`. A call that was undone or put back is withdrawn.
    """
    calls: list[Event] = []
    undone: set[int] = set()
    settled: set[int | None] = set()
    for event in newest_first:
        if len(calls) == most:
            break
        if event.kind is Kind.ACTION_UNDONE:
            undone.add(event.data["undone"])
        elif event.action not in undone and event.ticket not in settled:
            settled.add(event.ticket)
            if event.kind in ANNOUNCEMENTS:
                calls.append(event)
    return calls


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
