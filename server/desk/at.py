"""A counter as a verb finds it: what is there, who may act, and the pen to write it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from server.office.actors import Role
from server.office.catalogue import Counter
from server.office.counters import CounterState, Desk
from server.office.day import Day
from server.office.errors import (
    CounterBusy,
    CounterClosed,
    NotAtThisCounter,
    NoTicketHere,
    NotYourCounter,
    Stale,
    WorksElsewhere,
)
from server.office.events import Kind
from server.office.results import NO_RESULT, Result, checked
from server.office.tickets import State, Ticket

if TYPE_CHECKING:
    from server.transaction import Transaction


class _Unsaid:
    """The caller does not say what is at the counter."""


UNSAID: Final = _Unsaid()
Expect = int | None | _Unsaid


@dataclass(frozen=True, slots=True)
class AtCounter:
    """A counter as a verb finds it, and its pen."""

    tx: Transaction
    counter: Counter
    now: Desk
    ticket: Ticket | None

    def ticket_for(self, verb: str, named: int | None = None) -> Ticket:
        """The ticket that the verb is about: the one here, or one that is named; lawfulness checked."""
        if named is None or (self.ticket and self.ticket.id == named):
            ticket = self.ticket
        else:
            ticket = self.tx.ticket(named)
            if ticket.counter is not None:
                raise NotAtThisCounter(number=ticket.number, counter=ticket.counter)
            if self.now.state is CounterState.CLOSED:
                raise CounterClosed(counter=self.counter.number, state=self.now.state.value)
        if ticket is None:
            raise NoTicketHere(counter=self.counter.number)
        ticket.must_allow(verb)
        return ticket

    def record(self, kind: Kind, ticket: Ticket, **data: Any) -> Ticket:
        """Record what happened to a ticket here; gives the ticket as it is then."""
        self.tx.record(kind, ticket=ticket.id, leg=ticket.leg.serial, counter=self.counter.number, **data)
        return self.tx.ticket(ticket.id)


def at_counter(tx: Transaction, counter: int, expect: Expect, *, moving: bool = False) -> AtCounter:
    """The counter, for somebody who may act there and sees what is there. Raises NotYourCounter, Stale.

    `moving`: a clerk may come from another counter.
    """
    known = tx.catalogue.counter(counter)
    must_be_theirs(tx, counter, moving=moving)
    ticket = tx.ticket_at(counter)
    if not isinstance(expect, _Unsaid) and expect != (ticket.id if ticket else None):
        raise Stale(counter=counter)
    return AtCounter(tx, known, tx.desk(counter), ticket)


def must_be_theirs(tx: Transaction, counter: int, *, moving: bool = False) -> None:
    """A clerk acts at their own counter, a manager at all; a clerk who has none, also where the clerk is unknown.

    Whoever has one opens another one first (WorksElsewhere); `moving`: that is what they do.
    """
    now, clerk = tx.desk(counter), tx.actor.staff
    if tx.actor.role is not Role.CLERK or clerk is None:
        return
    if now.clerk not in (None, clerk):
        raise NotYourCounter(counter=counter)
    unknown = now.clerk is None and now.state is not CounterState.CLOSED
    if unknown and not moving and tx.desk_of(clerk) is not None:
        raise WorksElsewhere(counter=counter)


def must_call(at: AtCounter) -> None:
    """The counter is open, and nobody is called there whose call must be decided first."""
    if at.now.state is not CounterState.OPEN:
        raise CounterClosed(counter=at.counter.number, state=at.now.state.value)
    must_have_decided(at)


def must_have_decided(at: AtCounter) -> None:
    """Nobody is called there: they came, did not come, or were put back."""
    if at.ticket and at.ticket.state is State.CALLED:
        raise CounterBusy(counter=at.counter.number, number=at.ticket.number)


def must_be_free(at: AtCounter) -> None:
    """The counter is open, and nobody is there."""
    must_call(at)
    if at.ticket:
        raise CounterBusy(counter=at.counter.number, number=at.ticket.number)


def finish_serving(at: AtCounter, result: Result = NO_RESULT) -> None:
    """Whoever is served there is finished. A result of nobody's service is refused: NoTicketHere."""
    if at.ticket:
        at.record(Kind.SERVICE_FINISHED, at.ticket, **ended(at.tx, at.ticket, result))
    elif result:
        raise NoTicketHere(counter=at.counter.number)


def ended(tx: Transaction, ticket: Ticket, result: Result) -> dict[str, Any]:
    """What is kept of how a ticket's present leg ended. Raises BadReason, BadCount."""
    known = tx.catalogue
    return checked(result, known.services.get(ticket.leg.service), known.rules).data


def running_day(tx: Transaction) -> Day:
    """The business day that runs: `begin_day` came before."""
    today = tx.day()
    assert today is not None, "begin_day runs before every verb"
    return today
