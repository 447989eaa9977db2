"""A ticket: one visit of one party. Its events, folded, are what it is; nothing else decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from server.office.errors import UnlawfulMove
from server.office.events import Event, Kind, Stamp, standing


class State(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"
    UNSERVED = "unserved"
    FINISHED = "finished"


#: The states in which a ticket occupies the counter it is at.
OPEN = frozenset({State.CALLED, State.SERVING})

#: The life of a ticket (domain.md): from which states each verb is lawful, and what it would have been.
LAWFUL: dict[str, tuple[frozenset[State], str]] = {
    "call": (frozenset({State.WAITING}), "called"),
    "recall": (frozenset({State.CALLED}), "called again"),
    "start": (frozenset({State.CALLED}), "started"),
    "finish": (frozenset({State.CALLED, State.SERVING, State.HELD}), "finished"),
    "continue": (frozenset({State.SERVING}), "continued"),
    "hold": (frozenset({State.SERVING}), "held"),
    "resume": (frozenset({State.HELD}), "resumed"),
    "put-back": (frozenset({State.CALLED}), "put back"),
    "no-show": (frozenset({State.CALLED}), "marked absent"),
    "transfer": (frozenset({State.WAITING, State.CALLED, State.SERVING}), "transferred"),
    "return": (frozenset({State.MISSED, State.FINISHED}), "taken back into the line"),
    "cancel": (frozenset({State.WAITING, State.CALLED, State.HELD}), "cancelled"),
    "class": (frozenset({State.WAITING, State.CALLED, State.HELD, State.MISSED}), "given another class"),
}


@dataclass(frozen=True, slots=True)
class PutBack:
    """A call that a counter took back: for a while it passes the ticket over."""

    counter: int
    seq: int
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of a visit at one service.

    `begun` → `first_call` is the wait (a `continued` leg has none), `last_call` → `started` the walk,
    `started` → `ended` less `held_ms` the service. `held_ms` None: a hold whose clock could not be trusted.
    `end` is the verb that ended it; `serial` counts the legs of the visit from 1. `taken` is the call that
    took it from the line the last time, `calls` how often it was called since; `queued` is how many
    announcements stood before that call's own.
    """

    serial: int
    service: str
    begun: Stamp
    bound: int | None = None
    continued: bool = False
    first_call: Stamp | None = None
    last_call: Stamp | None = None
    calls: int = 0
    queued: int = 0
    started: Stamp | None = None
    held_since: Stamp | None = None
    held_ms: int | None = 0
    ended: Stamp | None = None
    end: str | None = None
    outcome: str | None = None
    counter: int | None = None
    clerk: int | None = None
    put_backs: tuple[PutBack, ...] = ()
    out_of_turn: str | None = None
    taken: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visit, as its events tell it.

    `place` is the arrival (ms), or the moment of a return that lost it; `key` is the place less the
    head start of the class: the lowest key is called first. `fingerprint` is the hash of its issue.
    """

    id: int
    number: str
    day: int
    language: str
    issued: Stamp
    fingerprint: str
    state: State
    place: int
    head_start_ms: int
    priority: str | None
    step_free: bool
    no_show_s: int | None
    legs: tuple[Leg, ...]
    counter: int | None = None
    receipt: str = "printing"
    returns: int = 0
    returned_incomplete: bool = False
    missed_at: Stamp | None = None
    void: bool = False

    @property
    def key(self) -> int:
        return self.place - self.head_start_ms

    @property
    def leg(self) -> Leg:
        """The present leg: the last."""
        return self.legs[-1]

    def must_allow(self, verb: str) -> None:
        """Raise UnlawfulMove unless `verb` is lawful in this state."""
        states, done = LAWFUL[verb]
        returns_finished = verb == "return" and self.state is State.FINISHED
        if self.state not in states or (returns_finished and self.leg.outcome != "incomplete"):
            raise UnlawfulMove(number=self.number, state=self.state.value, done=done)


def visit(events: Sequence[Event]) -> Ticket | None:
    """Fold all events of one ticket, in their order, into what it is now (None: it never was).

    Undone actions are left out first, so that undoing gives back exactly the state before.
    """
    ticket: Ticket | None = None
    for event in standing(list(events)):
        if event.kind is Kind.TICKET_ISSUED:
            ticket = _issued(event)
        elif ticket is not None:
            fold = _FOLDS.get(event.kind)
            if fold:
                ticket = fold(ticket, event)
    return ticket


def _issued(event: Event) -> Ticket:
    data = event.data
    return Ticket(
        id=event.seq,
        number=data["number"],
        day=event.day,
        language=data["language"],
        issued=event.stamp,
        fingerprint=event.hash[:10],
        state=State.WAITING,
        place=data["place"],
        head_start_ms=data["head_start_ms"],
        priority=data["priority"],
        step_free=data["step_free"],
        no_show_s=data["no_show_s"],
        legs=(Leg(1, data["service"], event.stamp),),
        receipt=data["receipt"],
    )


def _with_leg(ticket: Ticket, state: State, counter: int | None, /, **changes: object) -> Ticket:
    leg = replace(ticket.leg, **changes)  # type: ignore[arg-type]
    return replace(ticket, state=state, counter=counter, legs=(*ticket.legs[:-1], leg))


def _with_new_leg(ticket: Ticket, state: State, counter: int | None, leg: Leg) -> Ticket:
    return replace(ticket, state=state, counter=counter, legs=(*ticket.legs, leg))


def _called(ticket: Ticket, event: Event) -> Ticket:
    return _with_leg(
        ticket,
        State.CALLED,
        event.counter,
        first_call=ticket.leg.first_call or event.stamp,
        taken=event.stamp,
        last_call=event.stamp,
        calls=1,
        queued=event.data["queued"],
        counter=event.counter,
        clerk=event.data.get("clerk"),
        out_of_turn=event.data.get("reason") or ticket.leg.out_of_turn,
    )


def _recalled(ticket: Ticket, event: Event) -> Ticket:
    return _with_leg(ticket, State.CALLED, ticket.counter, last_call=event.stamp, calls=ticket.leg.calls + 1)


def _started(ticket: Ticket, event: Event) -> Ticket:
    return _with_leg(ticket, State.SERVING, ticket.counter, started=event.stamp)


def _held_total(leg: Leg, until: Stamp) -> int | None:
    if leg.held_since is None or leg.held_ms is None:
        return leg.held_ms
    more = leg.held_since.until(until)
    return None if more is None else leg.held_ms + more


def _finished(ticket: Ticket, event: Event) -> Ticket:
    end = "day-turned" if event.data.get("end_unknown") else "finish"
    return _with_leg(
        ticket,
        State.FINISHED,
        None,
        ended=event.stamp,
        end=end,
        outcome=event.data.get("outcome"),
        held_ms=_held_total(ticket.leg, event.stamp),
        held_since=None,
    )


def _continued(ticket: Ticket, event: Event) -> Ticket:
    ticket = _with_leg(ticket, State.SERVING, ticket.counter, ended=event.stamp, end="continue")
    done = ticket.leg
    leg = Leg(
        done.serial + 1,
        event.data["service"],
        event.stamp,
        continued=True,
        started=event.stamp,
        counter=done.counter,
        clerk=done.clerk,
    )
    return _with_new_leg(ticket, State.SERVING, ticket.counter, leg)


def _transferred(ticket: Ticket, event: Event) -> Ticket:
    service, bound = event.data["service"], event.data["bound"]
    if ticket.state is State.WAITING:
        return _with_leg(ticket, State.WAITING, None, service=service, bound=bound)
    ticket = _with_leg(ticket, State.WAITING, None, ended=event.stamp, end="transfer")
    return _with_new_leg(ticket, State.WAITING, None, Leg(ticket.leg.serial + 1, service, event.stamp, bound=bound))


def _held(ticket: Ticket, event: Event) -> Ticket:
    return _with_leg(ticket, State.HELD, None, held_since=event.stamp)


def _resumed(ticket: Ticket, event: Event) -> Ticket:
    leg = ticket.leg
    return _with_leg(
        ticket,
        State.SERVING,
        event.counter,
        held_since=None,
        held_ms=_held_total(leg, event.stamp),
        counter=event.counter,
        clerk=event.data.get("clerk"),
    )


def _put_back(ticket: Ticket, event: Event) -> Ticket:
    leg = ticket.leg
    assert event.counter is not None
    others = tuple(back for back in leg.put_backs if back.counter != event.counter)
    return _with_leg(
        ticket,
        State.WAITING,
        None,
        first_call=None if leg.first_call == leg.taken else leg.first_call,
        taken=None,
        last_call=None,
        calls=0,
        counter=None,
        clerk=None,
        put_backs=(*others, PutBack(event.counter, event.seq, event.stamp)),
    )


def _missed(ticket: Ticket, event: Event) -> Ticket:
    return replace(_with_leg(ticket, State.MISSED, None, ended=event.stamp, end="no-show"), missed_at=event.stamp)


def _returned(ticket: Ticket, event: Event) -> Ticket:
    place, bound = event.data["place"], event.data["bound"]
    if ticket.state is State.MISSED:
        back = _with_leg(ticket, State.WAITING, None, bound=bound, ended=None, end=None, taken=None, calls=0)
        return replace(back, place=place, returns=ticket.returns + 1)
    leg = Leg(ticket.leg.serial + 1, ticket.leg.service, event.stamp)
    back = _with_new_leg(ticket, State.WAITING, None, leg)
    return replace(back, place=place, returned_incomplete=True)


def _cancelled(ticket: Ticket, event: Event) -> Ticket:
    ended = _with_leg(
        ticket,
        State.CANCELLED,
        None,
        ended=event.stamp,
        end="cancel",
        held_ms=_held_total(ticket.leg, event.stamp),
        held_since=None,
    )
    return replace(ended, void=event.data["void"])


def _unserved(ticket: Ticket, event: Event) -> Ticket:
    return _with_leg(ticket, State.UNSERVED, None, ended=event.stamp, end="unserved")


def _class_changed(ticket: Ticket, event: Event) -> Ticket:
    data = event.data
    return replace(
        ticket,
        priority=data["priority"],
        head_start_ms=data["head_start_ms"],
        step_free=data["step_free"],
        no_show_s=data["no_show_s"],
    )


def _receipt(ticket: Ticket, event: Event) -> Ticket:
    return replace(ticket, receipt="printed" if event.kind is Kind.RECEIPT_PRINTED else "failed")


_FOLDS: dict[Kind, Callable[[Ticket, Event], Ticket]] = {
    Kind.TICKET_CALLED: _called,
    Kind.TICKET_RECALLED: _recalled,
    Kind.SERVICE_STARTED: _started,
    Kind.SERVICE_FINISHED: _finished,
    Kind.SERVICE_CONTINUED: _continued,
    Kind.TICKET_TRANSFERRED: _transferred,
    Kind.TICKET_HELD: _held,
    Kind.TICKET_RESUMED: _resumed,
    Kind.TICKET_PUT_BACK: _put_back,
    Kind.TICKET_MISSED: _missed,
    Kind.TICKET_RETURNED: _returned,
    Kind.TICKET_CANCELLED: _cancelled,
    Kind.TICKET_UNSERVED: _unserved,
    Kind.CLASS_CHANGED: _class_changed,
    Kind.RECEIPT_PRINTED: _receipt,
    Kind.RECEIPT_FAILED: _receipt,
}
