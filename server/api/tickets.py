"""Tickets: given, looked at, cancelled, taken back, printed again."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from flask_openapi3 import APIBlueprint

from server.access import actor, needs
from server.api import spec
from server.api.bodies import AtTicket, ByNumber, Cancel, NewClass, NewTicket, Nothing
from server.api.requests import Commands, Reply
from server.office.actors import Role
from server.office.errors import OfficeError, TooManyTickets

_operation = partial(spec.operation, "tickets")

ISSUERS = (Role.KIOSK, Role.CLERK, Role.MANAGER)


class NoPrinter(OfficeError):
    kind = "no-printer"
    message = "This office has no printer."


def add(
    bp: APIBlueprint,
    commands: Commands,
    reading: Any,
    desk: ModuleType,
    seen: Callable[[Any], Any],
    paper: Callable[[], bool],
    hurried: Callable[[str], None],
) -> None:
    """The operations of this module.

    `seen(tx)`: the office as it is inside a transaction. `paper()`: whether a printer will be asked to print.
    `hurried(kiosk)` hears of a kiosk that reached its limit.
    """

    def for_who_asks(ticket: Reply) -> Reply:
        """With the code of its holder for a kiosk alone: with it staff could give a ticket up as its holder."""
        return {**ticket, "track": reading.track(ticket["id"]) if actor().role is Role.KIOSK else None}

    @bp.post("/tickets", **_operation("issueTicket", "Give a ticket", "Ticket", 201, command=True, named=True))
    @needs(*ISSUERS)
    def issue(body: NewTicket) -> tuple[Reply, int, dict[str, str]]:
        def command(tx: Any) -> Reply:
            given = desk.issue(tx, body.service, body.language, body.priority, paper=paper())
            ticket: Reply = seen(tx).of(given)
            return ticket

        try:
            ticket = for_who_asks(commands.act(command))
        except TooManyTickets:
            hurried(actor().name)
            raise
        return ticket, 201, {"Location": f"/api/tickets/{ticket['id']}"}

    @bp.get("/tickets", **_operation("tickets", "The tickets of today that bear a number", "Tickets", named=True))
    @needs(Role.CLERK)
    def get_tickets(query: ByNumber) -> Reply:
        return {"tickets": reading.numbered(query.number)}

    @bp.get("/tickets/<int:id>", **_operation("ticket", "A ticket", "Ticket", named=True))
    @needs(*ISSUERS)
    def get_ticket(path: AtTicket) -> Reply:
        return for_who_asks(reading.ticket(path.id))

    @bp.post(
        "/tickets/<int:id>/cancel", **_operation("cancelTicket", "End a ticket", "Ticket", command=True, named=True)
    )
    @needs(Role.CLERK)
    def cancel(path: AtTicket, body: Cancel) -> Reply:
        return commands.act(lambda tx: seen(tx).of(desk.cancel(tx, path.id, body.reason)))

    @bp.post(
        "/tickets/<int:id>/return",
        **_operation("returnTicket", "Back into the line", "Ticket", command=True, named=True),
    )
    @needs(Role.CLERK)
    def return_ticket(path: AtTicket, body: Nothing) -> Reply:
        return commands.act(lambda tx: seen(tx).of(desk.return_ticket(tx, path.id)))

    @bp.post(
        "/tickets/<int:id>/class", **_operation("changeClass", "Another class", "Ticket", command=True, named=True)
    )
    @needs(Role.CLERK)
    def change_class(path: AtTicket, body: NewClass) -> Reply:
        return commands.act(lambda tx: seen(tx).of(desk.change_class(tx, path.id, body.priority)))

    @bp.post(
        "/tickets/<int:id>/print", **_operation("printTicket", "Print it again", "Ticket", command=True, named=True)
    )
    @needs(Role.CLERK)
    def print_ticket(path: AtTicket, body: Nothing) -> Reply:
        def command(tx: Any) -> Reply:
            if not paper():
                raise NoPrinter()
            ticket: Reply = seen(tx).of(desk.order_receipt(tx, path.id))
            return ticket

        return commands.act(command)
