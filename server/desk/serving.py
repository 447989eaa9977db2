"""Somebody is served: to the end, with more to do, set aside, or sent on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.desk.at import UNSAID, Expect, at_counter, ended, must_be_free
from server.office.counters import CounterState
from server.office.errors import BadTarget, CounterClosed, NoTicketHere
from server.office.events import Kind
from server.office.results import NO_RESULT, Result
from server.office.tickets import State, Ticket

if TYPE_CHECKING:
    from server.transaction import Transaction


def finish(
    tx: Transaction,
    counter: int,
    expect: Expect = UNSAID,
    *,
    ticket: int | None = None,
    result: Result = NO_RESULT,
) -> Ticket:
    """The service is done: of the ticket here, or of a held one that is named."""
    at = at_counter(tx, counter, expect)
    found = at.ticket_for("finish", ticket)
    return at.record(Kind.SERVICE_FINISHED, found, **ended(tx, found, result))


def continue_service(
    tx: Transaction, counter: int, service: str, expect: Expect = UNSAID, result: Result = NO_RESULT
) -> Ticket:
    """The same person, another matter, at once: a new leg without a wait. `result`: of the leg that ends."""
    at = at_counter(tx, counter, expect)
    tx.catalogue.service(service)
    found = at.ticket_for("continue")
    return at.record(Kind.SERVICE_CONTINUED, found, service=service, **ended(tx, found, result))


def hold(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Set the person aside for a while: the counter is free for others."""
    at = at_counter(tx, counter, expect)
    return at.record(Kind.TICKET_HELD, at.ticket_for("hold"))


def resume(tx: Transaction, counter: int, ticket: int, expect: Expect = UNSAID) -> Ticket:
    """Go on with a held ticket, without a call."""
    at = at_counter(tx, counter, expect)
    must_be_free(at)
    held = tx.ticket(ticket)
    held.must_allow("resume")
    return at.record(Kind.TICKET_RESUMED, held, clerk=at.now.clerk)


def transfer(
    tx: Transaction,
    counter: int,
    expect: Expect = UNSAID,
    *,
    service: str | None = None,
    to_counter: int | None = None,
    ticket: int | None = None,
    result: Result = NO_RESULT,
) -> Ticket:
    """Send a ticket to another service, or to one counter alone; number and place stay.

    `result`: of the leg that ends; a waiting ticket's does not, and has none (NoTicketHere).
    """
    at = at_counter(tx, counter, expect)
    if (service is None) == (to_counter is None):
        raise BadTarget
    found = at.ticket_for("transfer", ticket)
    if service is not None:
        tx.catalogue.service(service)
    if to_counter is not None:
        tx.catalogue.counter(to_counter)
        if tx.desk(to_counter).state is CounterState.CLOSED:
            raise CounterClosed(counter=to_counter, state=CounterState.CLOSED.value)
    if result and found.state is State.WAITING:
        raise NoTicketHere(counter=counter)
    to = service or found.leg.service
    return at.record(Kind.TICKET_TRANSFERRED, found, service=to, bound=to_counter, **ended(tx, found, result))
