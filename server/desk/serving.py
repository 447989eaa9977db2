"""Somebody is served: to the end, with more to do, set aside, or sent on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.desk.at import UNSAID, Expect, at_counter, must_be_free
from server.office.counters import CounterState
from server.office.errors import BadReason, BadTarget, CounterClosed
from server.office.events import Kind
from server.office.tickets import Ticket

if TYPE_CHECKING:
    from server.transaction import Transaction


def finish(
    tx: Transaction,
    counter: int,
    expect: Expect = UNSAID,
    *,
    ticket: int | None = None,
    outcome: str | None = None,
) -> Ticket:
    """The service is done: of the ticket here, or of a held one that is named."""
    at = at_counter(tx, counter, expect)
    if outcome is not None and outcome not in tx.catalogue.rules.outcomes:
        raise BadReason(reason=outcome)
    return at.record(Kind.SERVICE_FINISHED, at.ticket_for("finish", ticket), outcome=outcome)


def continue_service(tx: Transaction, counter: int, service: str, expect: Expect = UNSAID) -> Ticket:
    """The same person, another matter, at once: a new leg without a wait."""
    at = at_counter(tx, counter, expect)
    tx.catalogue.service(service)
    return at.record(Kind.SERVICE_CONTINUED, at.ticket_for("continue"), service=service)


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
) -> Ticket:
    """Send a ticket to another service, or to one counter alone; number and place stay."""
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
    return at.record(Kind.TICKET_TRANSFERRED, found, service=service or found.leg.service, bound=to_counter)
