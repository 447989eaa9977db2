"""What the public screens show, as plain data: numbers and counters, no ids of tickets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from server.office.events import Event, Kind

#: What tells which calls stand.
TELLING = (Kind.TICKET_CALLED, Kind.TICKET_RECALLED, Kind.TICKET_PUT_BACK, Kind.ACTION_UNDONE)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears the same of the calls: those of these counters (None: of all), in these languages.

    A call is in its ticket's language, then in each of `languages`; None: in the office's first.
    """

    counters: frozenset[int] | None = None
    languages: tuple[str, ...] | None = None

    def hears(self, counter: int | None) -> bool:
        """Whether the calls of a counter are for them."""
        return self.counters is None or counter in self.counters


EVERYBODY = Audience()


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


def last_calls(newest_first: Iterable[Event], day: int, most: int, audience: Audience = EVERYBODY) -> list[Event]:
    """The calls of a day that a screen lists: newest first, each ticket once, at most `most`.

    Whoever was called to another counter since is no longer expected at the one before.
    """
    calls: list[Event] = []
    known: set[int | None] = set()
    for event in standing_calls(newest_first):
        if len(calls) == most or event.day != day:
            break
        if event.ticket not in known and audience.hears(event.counter):
            calls.append(event)
        known.add(event.ticket)
    return calls


def missed_calls(newest_first: Iterable[Event], audience: Audience = EVERYBODY) -> Iterator[Event]:
    """The calls that stand, newest first, without those of somebody who is called elsewhere since."""
    elsewhere: set[int | None] = set()
    for event in standing_calls(newest_first):
        if not audience.hears(event.counter):
            elsewhere.add(event.ticket)
        if event.ticket not in elsewhere:
            yield event


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
