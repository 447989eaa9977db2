"""A ticket is given, unless something forbids it: hours, a quota, a pause, or a kiosk that gave too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.desk.at import running_day
from server.desk.visits import class_data
from server.office import day, numbers
from server.office.actors import Role
from server.office.catalogue import Service
from server.office.errors import (
    ClassNotDeclared,
    KioskPaused,
    LastTicketGiven,
    OfficeClosed,
    OfficeError,
    QuotaReached,
    ServicePaused,
    TooManyTickets,
    UnknownLanguage,
)
from server.office.events import Kind
from server.office.standing import standing
from server.office.tickets import Ticket

if TYPE_CHECKING:
    from server.transaction import Transaction

_REFUSALS: dict[str, type[OfficeError]] = {
    each.kind: each for each in (LastTicketGiven, QuotaReached, ServicePaused)
} | {"closed": OfficeClosed}
_MINUTE_MS = 60_000


def issue(tx: Transaction, service: str, language: str, priority: str | None = None, *, paper: bool = False) -> Ticket:
    """Give a new ticket. `paper`: a printer is there, and will be asked to print it."""
    offered = tx.catalogue.service(service)
    if language not in tx.catalogue.languages:
        raise UnknownLanguage(language=language)
    given = None if priority is None else tx.catalogue.priority(priority)
    if given and not given.declared and tx.actor.role is Role.KIOSK:
        raise ClassNotDeclared(priority=priority)
    _must_be_given(tx, offered)
    today = running_day(tx)
    numbering = tx.catalogue.numbering
    sequence = numbers.sequence(offered.prefix, numbering)
    serial = tx.last_serial(today.number, sequence) + 1
    event = tx.record(
        Kind.TICKET_ISSUED,
        service=service,
        language=language,
        number=numbers.written(offered.prefix, serial, numbering),
        sequence=sequence,
        serial=serial,
        place=day.place(tx.now, today),
        receipt="printing" if paper else "none",
        **class_data(given),
    )
    return tx.ticket(event.seq)


def _must_be_given(tx: Transaction, service: Service) -> None:
    """Tickets are given for this service, and at this kiosk."""
    known = tx.catalogue
    if tx.actor.name in known.kiosks:
        raise KioskPaused(reason=known.kiosks[tx.actor.name])
    given = 0 if service.quota is None else tx.given(service.code)
    stands = standing(known, service, tx.now, given)
    if stands.reason is not None:
        opens_at = None if stands.opens_at is None else day.local(stands.opens_at, known.time_zone)
        raise _REFUSALS[stands.reason](service=service.code, opens_at=opens_at)
    if tx.actor.role is Role.KIOSK:
        _must_not_hurry(tx)


def _must_not_hurry(tx: Transaction) -> None:
    """A kiosk gives a ticket every few seconds, and so many in a minute.

    Counted in the record itself, by the clock that only goes forward: so nothing counts that was not given, a request
    that comes again gives no second ticket, and no restart of the office makes the kiosk forget.
    """
    rules = tx.catalogue.rules
    pause_ms, most = rules.kiosk_pause_s * 1000, rules.kiosk_per_min
    ago = tx.given_here(max(pause_ms, _MINUTE_MS if most else 0))
    waits = [pause_ms - ago[0]] if ago and ago[0] < pause_ms else []
    if most and len(ago) >= most and ago[most - 1] < _MINUTE_MS:
        waits.append(_MINUTE_MS - ago[most - 1])
    if waits:
        raise TooManyTickets(kiosk=tx.actor.name, wait_s=-(-max(waits) // 1000))
