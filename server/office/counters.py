"""A counter's state, folded from its own events of the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from server.office.events import Event, Kind, Stamp, standing


class CounterState(StrEnum):
    """Whether a counter calls: `open` is idle or busy, as its ticket tells."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter now. `clerk` is the id of the member of staff (None: unknown, opened by its button)."""

    state: CounterState = CounterState.CLOSED
    clerk: int | None = None
    since: Stamp | None = None
    reason: str | None = None


_STATES = {
    Kind.COUNTER_OPENED: CounterState.OPEN,
    Kind.COUNTER_PAUSED: CounterState.PAUSED,
    Kind.COUNTER_CLOSED: CounterState.CLOSED,
}


def desk(events: Sequence[Event]) -> Desk:
    """Fold a counter's events of the day (those without a ticket), in their order."""
    now = Desk()
    for event in standing(list(events)):
        now = desk_after(now, event)
    return now


def desk_after(before: Desk, event: Event) -> Desk:
    """What one event makes of a counter; events that are not about its state change nothing."""
    state = _STATES.get(event.kind)
    if state is None:
        return before
    clerk = None if state is CounterState.CLOSED else event.data.get("clerk", before.clerk)
    return Desk(state, clerk, event.stamp, event.data.get("reason"))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which a counter was open or paused; `ended` None: it still is."""

    seq: int
    state: CounterState
    clerk: int | None
    began: Stamp
    ended: Stamp | None


def spans(events: Sequence[Event]) -> list[Span]:
    """The open and paused stretches of a counter's day, from the same events as `desk`."""
    told: list[Span] = []
    now = Desk()
    for event in standing(list(events)):
        if event.kind not in _STATES:
            continue
        if told and told[-1].ended is None:
            told[-1] = replace(told[-1], ended=event.stamp)
        now = desk_after(now, event)
        if now.state is not CounterState.CLOSED:
            told.append(Span(event.seq, now.state, now.clerk, event.stamp, None))
    return told


def last_call(newest_first: Iterable[tuple[int, int, Kind, int | None]]) -> int:
    """The seq of a counter's last call that stands, 0 if none.

    `newest_first`: its calls and undoings as (seq, action, kind, the action undone or None).
    """
    undone: set[int | None] = set()
    for seq, action, kind, undoes in newest_first:
        if kind is Kind.ACTION_UNDONE:
            undone.add(undoes)
        elif action not in undone:
            return seq
    return 0
