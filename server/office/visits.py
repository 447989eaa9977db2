"""A visit, folded from its events: they are what a ticket is, nothing else decides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.office.events import RECEIPT_STATES, RECEIPTS, Event, Kind, Stamp, standing
from server.office.tickets import Leg, PutBack, State, Ticket


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


def untouched_call(events: Sequence[Event]) -> Event | None:
    """The call since which nothing was done with a ticket, by anybody; None: something was, or nobody called it.

    `events`: all of that ticket, in their order. What becomes of its paper is not done with it.
    """
    last = next((event for event in reversed(events) if event.kind not in RECEIPTS), None)
    return last if last and last.kind is Kind.TICKET_CALLED else None


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
        legs=(Leg(1, data["service"], event.stamp),),
        receipt=data["receipt"],
        **_class(data),
    )


def _class(data: Mapping[str, Any]) -> dict[str, Any]:
    """A priority class as an event holds it: what it meant when it was given."""
    return {name: data[name] for name in ("priority", "head_start_ms", "step_free", "no_show_s")}


def _with_leg(ticket: Ticket, state: State, counter: int | None, /, **changes: Any) -> Ticket:
    leg = replace(ticket.leg, **changes)
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
    by_itself = event.data.get("by_itself", False)
    return _with_leg(ticket, State.SERVING, ticket.counter, started=event.stamp, by_itself=by_itself)


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
        **_result(event),
        held_ms=_held_total(ticket.leg, event.stamp),
        held_since=None,
    )


def _result(event: Event) -> dict[str, Any]:
    """How a leg ended, and what was counted of it, where that was said."""
    return {"outcome": event.data.get("outcome"), "sub_services": event.data.get("sub_services", {})}


def _continued(ticket: Ticket, event: Event) -> Ticket:
    ticket = _with_leg(ticket, State.SERVING, ticket.counter, ended=event.stamp, end="continue", **_result(event))
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
    ticket = _with_leg(ticket, State.WAITING, None, ended=event.stamp, end="transfer", **_result(event))
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
    return replace(ticket, **_class(event.data))


def _receipt(ticket: Ticket, event: Event) -> Ticket:
    asked = event.stamp if event.kind is Kind.RECEIPT_ORDERED else ticket.asked
    copy = event.data.get("copy", ticket.copy)
    return replace(ticket, receipt=RECEIPT_STATES[event.kind], asked=asked, copy=copy)


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
    Kind.RECEIPT_ORDERED: _receipt,
    Kind.RECEIPT_PRINTED: _receipt,
    Kind.RECEIPT_FAILED: _receipt,
}
