"""What keeps the house: clock and day, tokens."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from flask_openapi3 import APIBlueprint

from server.access import actor, admit, needs
from server.api import spec
from server.api.bodies import AtToken, ClockIsRight, DaySaid, NewToken, Nothing
from server.api.requests import Commands, Reply
from server.office.actors import Role
from server.staff import Staff

_operation = partial(spec.operation, "house")


def add_time(
    bp: APIBlueprint, commands: Commands, reading: Any, desk: ModuleType, health: Callable[[], dict[str, Any]]
) -> None:
    """Staff's word about the clock, a manager's about the day."""

    @bp.post("/clock", **_operation("confirmClock", "The clock is right", "Health", command=True))
    @needs(Role.CLERK)
    def confirm_clock(body: ClockIsRight) -> Reply:
        def command(tx: Any) -> Reply:
            desk.confirm_clock(tx)
            return {}

        commands.act(command)
        return health()

    @bp.post("/day", **_operation("turnDay", "A new business day begins, or the same goes on", "Office", command=True))
    @needs(Role.CLERK)
    def turn_day(body: DaySaid) -> Reply:
        if body.turn:
            admit(Role.MANAGER)

        def command(tx: Any) -> Reply:
            desk.turn_day(tx) if body.turn else desk.confirm_day(tx, body.same)
            return {}

        commands.act(command)
        office: Reply = reading.office()
        return office


def add_tokens(bp: APIBlueprint, commands: Commands, staff: Staff, iso: Callable[[int], str]) -> None:
    """Tokens of machines and programs. `iso`: a moment (ms) as text."""

    def shown(token: Reply) -> Reply:
        revoked_at = token["revoked_at"]
        return {**token, "added_at": iso(token["added_at"]), "revoked_at": revoked_at and iso(revoked_at)}

    @bp.get("/tokens", **_operation("tokens", "All tokens, without their secrets", "Tokens"))
    @needs(Role.MANAGER)
    def get_tokens() -> Reply:
        return {"tokens": [shown(token) for token in staff.tokens()]}

    @bp.post("/tokens", **_operation("addToken", "A new token", "FreshToken", 201, command=True))
    @needs(Role.MANAGER)
    def add_token(body: NewToken) -> tuple[Reply, int]:
        command, secret = staff.adding_token(body.name, Role(body.role))
        made = []

        def noted(tx: Any) -> Reply:
            made.append(secret)
            return command(tx)

        token = commands.act(noted)
        return {**shown(token), "token": made[0] if made else None}, 201

    @bp.post("/tokens/<int:id>/revoke", **_operation("revokeToken", "End a token", "Token", command=True, named=True))
    @needs(Role.MANAGER)
    def revoke_token(path: AtToken, body: Nothing) -> Reply:
        return shown(staff.revoke_token(path.id, actor(), commands.once))
