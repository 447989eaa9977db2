"""A counter opens, pauses and closes; and takes back what it did last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.desk.at import UNSAID, AtCounter, Expect, at_counter, finish_serving, must_call, must_have_decided
from server.office.actors import Role
from server.office.counters import CounterState
from server.office.errors import BadReason, ClerkBusy, CounterBusy, CounterUnlawful, NotYourCounter
from server.office.events import Kind
from server.office.results import NO_RESULT, Result
from server.office.tickets import State, Ticket

if TYPE_CHECKING:
    from server.transaction import Transaction


def open_counter(tx: Transaction, counter: int, expect: Expect = UNSAID, *, bring: bool = False) -> None:
    """Open a counter, end its pause, or become the clerk of one that is open and whose clerk is unknown.

    A clerk who has another one open leaves that one first; with `bring` whoever she serves there comes along.
    """
    at = at_counter(tx, counter, expect, moving=True)
    clerk = tx.actor.staff
    if at.now.state is CounterState.OPEN and (clerk is None or at.now.clerk is not None):
        raise CounterUnlawful(counter=counter, state=at.now.state.value, done="opened")
    other = None if clerk is None else tx.desk_of(clerk)
    coming = None if other in (None, counter) else _leave(at, other, bring)
    tx.record(Kind.COUNTER_OPENED, counter=counter, clerk=at.now.clerk if clerk is None else clerk)
    if coming:
        at.record(Kind.TICKET_RESUMED, coming, clerk=clerk)


def _leave(here: AtCounter, other: int, bring: bool) -> Ticket | None:
    """Close the counter that a clerk leaves; gives whom she brings along, who is held meanwhile.

    Whoever is called there was sent there: that call is decided first (ClerkBusy).
    """
    tx, ticket = here.tx, here.tx.ticket_at(other)
    if ticket and not (bring and ticket.state is State.SERVING):
        raise ClerkBusy(number=ticket.number, counter=other)
    if ticket and here.ticket:
        raise CounterBusy(counter=here.counter.number, number=here.ticket.number)
    if ticket:
        tx.record(Kind.TICKET_HELD, ticket=ticket.id, leg=ticket.leg.serial, counter=other)
    _close(tx, other)
    return tx.ticket(ticket.id) if ticket else None


def pause(
    tx: Transaction, counter: int, expect: Expect = UNSAID, *, reason: str | None = None, result: Result = NO_RESULT
) -> None:
    """A break: whoever is served is finished; nobody is called until the counter opens again."""
    at = at_counter(tx, counter, expect)
    if reason is not None and reason not in tx.catalogue.rules.pause_reasons:
        raise BadReason(reason=reason)
    must_call(at)
    finish_serving(at, result)
    tx.record(Kind.COUNTER_PAUSED, counter=counter, reason=reason)


def close(tx: Transaction, counter: int, expect: Expect = UNSAID, result: Result = NO_RESULT) -> None:
    """Close a counter: whoever is served is finished, whoever waits for it alone is freed."""
    at = at_counter(tx, counter, expect)
    if at.now.state is CounterState.CLOSED:
        raise CounterUnlawful(counter=counter, state=at.now.state.value, done="closed")
    must_have_decided(at)
    finish_serving(at, result)
    _close(tx, counter)


def undo(tx: Transaction, counter: int, expect: Expect = UNSAID) -> str:
    """Reverse everything that the counter's last command did; gives the command's first kind of event."""
    at_counter(tx, counter, expect)
    events = tx.reversible(counter)
    action, by = events[0].action, events[0].actor
    if tx.actor.role is Role.CLERK and by.startswith("staff:") and tx.actor.staff and by != tx.actor.name:
        raise NotYourCounter(counter=counter)
    # The last thing that was done is undone first: so nobody is ever at two places, not even for a moment.
    subjects = dict.fromkeys((event.ticket, None if event.ticket else event.counter) for event in reversed(events))
    for ticket, number in subjects:
        tx.record(Kind.ACTION_UNDONE, ticket=ticket, counter=number or counter, undone=action)
    return events[0].kind.value


def _close(tx: Transaction, counter: int) -> None:
    for ticket in map(tx.ticket, tx.bound_to(counter)):
        tx.record(
            Kind.TICKET_TRANSFERRED,
            ticket=ticket.id,
            leg=ticket.leg.serial,
            counter=counter,
            service=ticket.leg.service,
            bound=None,
        )
    tx.record(Kind.COUNTER_CLOSED, counter=counter)
