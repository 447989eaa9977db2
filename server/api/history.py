"""What happened: in the line, on one's own day, at the sign-in."""

from functools import partial
from typing import Any, Literal

from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from server.access import NotAllowed, actor, needs, visitor
from server.api import spec
from server.api.bodies import AtTicket, Id
from server.api.requests import Reply
from server.office.actors import Role

_operation = partial(spec.operation, "history")


class Earlier(BaseModel):
    """Which entries of the line's history."""

    model_config = ConfigDict(extra="forbid")

    before: Id | None = Field(None, description="only those of a lower `seq`: the last one that is known already")
    only: Literal["exceptions"] | None = Field(None, description="only what did not follow the rule")


class EarlierSignIns(BaseModel):
    """Which sign-ins."""

    model_config = ConfigDict(extra="forbid")

    before: Id | None = Field(None, description="only those of a lower `seq`: the last one that is known already")
    staff: Id | None = Field(None, description="only those of this member of staff")


def add(bp: APIBlueprint, reading: Any, line_history: Any, own_day: Any, sign_ins: Any) -> None:
    """The operations of this module; the last three are the modules of that name, handed in."""

    def reader() -> Any:
        return line_history.Reader(actor().staff, Role.MANAGER in visitor().roles)

    @bp.get("/tickets/<int:id>/history", **_operation("ticketHistory", "A visit", "TicketHistory", named=True))
    @needs(Role.CLERK)
    def get_ticket_history(path: AtTicket) -> Reply:
        with reading.view() as view:
            told: Reply = line_history.of_ticket(view, reader(), path.id)
        return told

    @bp.get("/history", **_operation("history", "What moved anybody in the line today", "History", also=(422,)))
    @needs(Role.CLERK)
    def get_history(query: Earlier) -> Reply:
        with reading.view() as view:
            told: Reply = line_history.today(view, reader(), query.before, query.only is not None)
        return told

    @bp.get("/my-day", **_operation("myDay", "One's own day, of a member of staff", "MyDay"))
    @needs(Role.CLERK)
    def get_my_day() -> Reply:
        staff = actor().staff
        if staff is None:
            raise NotAllowed()
        with reading.view() as view:
            told: Reply = own_day.told(view, staff)
        return told

    @bp.get("/sign-ins", **_operation("signIns", "Who signed in, and who could not", "SignIns", also=(422,)))
    @needs(Role.MANAGER)
    def get_sign_ins(query: EarlierSignIns) -> Reply:
        with reading.view() as view:
            told: Reply = sign_ins.told(view, query.before, query.staff)
        return told
