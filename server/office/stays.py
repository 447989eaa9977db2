"""The stretches of time in which tickets were at counters: called or served there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from server.office import counters
from server.office.counters import CounterState, Span
from server.office.events import Event, Kind, Stamp

_AT_A_COUNTER = frozenset({Kind.TICKET_CALLED, Kind.TICKET_RESUMED})
_NO_LONGER = frozenset(
    {
        Kind.SERVICE_FINISHED, Kind.TICKET_HELD, Kind.TICKET_PUT_BACK, Kind.TICKET_MISSED, Kind.TICKET_TRANSFERRED,
        Kind.TICKET_CANCELLED, Kind.TICKET_UNSERVED,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """So long a counter was in a state, in the name of a clerk (0: nobody knows whose); `ended` None: it still is."""

    counter: int
    clerk: int
    began: Stamp
    ended: Stamp | None


def stays(stand: Sequence[Event], takeovers: Mapping[int, Sequence[Span]]) -> Iterator[Stretch]:
    """The stretches in which a ticket was at a counter, each in the name of its clerk then."""
    came: Event | None = None
    for event in (*stand, None):
        if came and (event is None or event.kind in _NO_LONGER | _AT_A_COUNTER):
            stay = Stretch(came.counter or 0, came.data.get("clerk") or 0, came.stamp, None)
            for taken in takeovers.get(stay.counter, ()):
                if came.seq < taken.seq and (event is None or taken.seq < event.seq):
                    yield replace(stay, ended=taken.began)
                    stay = replace(stay, clerk=taken.clerk or 0, began=taken.began)
            yield replace(stay, ended=event.stamp if event else None)
            came = None
        if event and event.kind in _AT_A_COUNTER:
            came = event


def takeovers(own: Sequence[Event]) -> list[Span]:
    """The spans of a counter that was open already, and whose clerk nobody knew until somebody became it."""
    spans = counters.spans(own)
    return [
        after
        for before, after in pairwise(spans)
        if before.state is after.state is CounterState.OPEN and before.ended == after.began
    ]
