"""A ticket on a phone: followed, given up and taken back into the line by whoever holds its code."""

import json
from collections.abc import Callable
from hashlib import sha256
from types import ModuleType
from typing import Any, Protocol

from flask import Response, request
from flask_openapi3 import APIBlueprint

from server.api import spec
from server.api.bodies import AtCode, Nothing
from server.api.requests import Commands, Reply
from server.office.actors import PHONE

#: Hex digits of a digest that tell two states of one ticket apart.
_ETAG_DIGITS = 16


class Phones(Protocol):
    """The door for phones (`server.phones`)."""

    def ticket(self, code: str) -> int: ...


def add(
    bp: APIBlueprint,
    commands: Commands,
    reading: Any,
    desk: ModuleType,
    seen: Callable[[Any], Any],
    told: Callable[[Any, int], Reply],
    phones: Phones,
) -> None:
    """The operations of this module. `told(view, id)`: what the holder of a ticket may know (`server.holder`)."""

    def operation(name: str, summary: str, *, command: bool = False) -> dict[str, Any]:
        also = (403,) if command else (429,)
        described = spec.operation(
            "phones", name, summary, "Followed", command=command, guarded=False, named=True, also=also
        )
        if not command:
            unchanged = {"description": "Not Modified: nothing has changed since the ETag in If-None-Match"}
            described["responses"][304] = unchanged
        return described

    @bp.get("/t/<code>", **operation("followTicket", "A ticket, for whoever holds its code"))
    def follow(path: AtCode) -> Response:
        ticket = phones.ticket(path.code)
        with reading.view() as view:
            return changed(told(view, ticket))

    @bp.post("/t/<code>/cancel", **operation("giveUp", "The citizen gives up", command=True))
    def give_up(path: AtCode, body: Nothing) -> Reply:
        ticket = phones.ticket(path.code)
        return commands.act(lambda tx: told(seen(tx), desk.cancel(tx, ticket).id), PHONE)

    @bp.post("/t/<code>/return", **operation("comeBack", "Back into the line", command=True))
    def come_back(path: AtCode, body: Nothing) -> Reply:
        ticket = phones.ticket(path.code)
        return commands.act(lambda tx: told(seen(tx), desk.return_ticket(tx, ticket).id), PHONE)


def changed(ticket: Reply) -> Response:
    """The answer, or 304 when the visitor has seen the same already: time alone changes nothing."""
    lasting = {key: value for key, value in ticket.items() if key != "now"}
    digest = sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()[:_ETAG_DIGITS]
    answer = Response(json.dumps(ticket, separators=(",", ":"), ensure_ascii=False), mimetype="application/json")
    answer.set_etag(digest)
    conditional: Response = answer.make_conditional(request)
    return conditional
