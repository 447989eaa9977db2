"""A ticket changes, goes and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.desk.at import must_be_theirs, running_day
from server.office import day
from server.office.catalogue import PriorityClass
from server.office.errors import BadReason, EarlierDay
from server.office.events import Kind
from server.office.tickets import State, Ticket

if TYPE_CHECKING:
    from server.transaction import Transaction


def change_class(tx: Transaction, ticket: int, priority: str | None) -> Ticket:
    """Give a ticket another priority class, or none: its key follows from the same place."""
    given = None if priority is None else tx.catalogue.priority(priority)
    found = _of_today(tx, ticket, "class")
    tx.record(Kind.CLASS_CHANGED, ticket=ticket, leg=found.leg.serial, **class_data(given))
    return tx.ticket(ticket)


def cancel(tx: Transaction, ticket: int, reason: str | None = None) -> Ticket:
    """End a ticket that is not served: the citizen gave up, or staff void it for one of the reasons."""
    if reason is not None and reason not in tx.catalogue.rules.void_reasons:
        raise BadReason(reason=reason)
    found = tx.ticket(ticket)
    found.must_allow("cancel")
    if found.counter is not None:
        must_be_theirs(tx, found.counter)
    tx.record(
        Kind.TICKET_CANCELLED,
        ticket=ticket,
        leg=found.leg.serial,
        counter=found.counter,
        reason=reason,
        void=reason is not None,
    )
    return tx.ticket(ticket)


def return_ticket(tx: Transaction, ticket: int) -> Ticket:
    """Take somebody back into the line who missed the call, or who was sent for a paper.

    The first return in time keeps the place; any other is placed by the moment of return.
    """
    found = _of_today(tx, ticket, "return")
    keeps = found.keeps_place_ms(tx.now, tx.catalogue.rules.return_min) != 0
    bound = found.leg.bound if found.leg.bound in tx.counters_in_use() else None
    tx.record(
        Kind.TICKET_RETURNED,
        ticket=ticket,
        leg=found.leg.serial + (found.state is State.FINISHED),
        place=found.place if keeps else day.place(tx.now, running_day(tx)),
        bound=bound,
    )
    return tx.ticket(ticket)


def order_receipt(tx: Transaction, ticket: int) -> Ticket:
    """Have a ticket's paper printed again, marked as a copy where one has come out before.

    While one is on its way, that is the one: who asks twice wants no two papers.
    """
    found = _of_today(tx, ticket, "print")
    if found.awaits_paper(tx.now):
        return found
    tx.record(Kind.RECEIPT_ORDERED, ticket=ticket, copy=found.has_paper)
    return tx.ticket(ticket)


def receipt_printed(tx: Transaction, ticket: int) -> None:
    """The paper came out."""
    tx.record(Kind.RECEIPT_PRINTED, ticket=ticket)


def receipt_failed(tx: Transaction, ticket: int, problem: str) -> None:
    """No paper came out; `problem` is the printer's code for why."""
    tx.record(Kind.RECEIPT_FAILED, ticket=ticket, problem=problem)


def _of_today(tx: Transaction, ticket: int, verb: str) -> Ticket:
    """A ticket with which a verb may be done; what happened on an earlier day stands (EarlierDay)."""
    found = tx.ticket(ticket)
    found.must_allow(verb)
    if found.day != running_day(tx).number:
        raise EarlierDay(number=found.number)
    return found


def class_data(given: PriorityClass | None) -> dict[str, Any]:
    """What an event keeps of the class that a ticket is given."""
    return {
        "priority": given.code if given else None,
        "head_start_ms": given.head_start_ms if given else 0,
        "step_free": bool(given and given.step_free),
        "no_show_s": given.no_show_s if given else None,
    }
