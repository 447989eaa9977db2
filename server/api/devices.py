"""Machines: let in by a code, named, sent away; the PIN and the pauses of the kiosks."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from flask import after_this_request, request
from flask_openapi3 import APIBlueprint
from werkzeug.wrappers import Response

from server.access import DEVICE_COOKIE, DEVICE_S, actor, keep, needs
from server.api import spec
from server.api.bodies import AtToken, Nothing
from server.api.device_bodies import AtKiosk, NewName, NewPin, Pair, PauseKiosk, ShownCode, WantsIn
from server.api.requests import Commands, Reply
from server.devices import Devices
from server.kiosk_pin import KioskPin
from server.office.actors import Role

#: A machine that asks keeps its secret as long as it asks.
ASKING_S = 3600

Iso = Callable[[int], str]


_operation = partial(spec.operation, "devices")


def _cookie(role: str) -> str:
    """Each page of one browser asks for itself."""
    return f"asking-{role}"


def add_pairing(bp: APIBlueprint, commands: Commands, devices: Devices, iso: Iso) -> None:
    """A screen asks to be let in, and a manager lets it in."""

    @bp.post("/pairing", **_operation("askIn", "A screen asks to be let in", "Pairing", command=True))
    def ask_in(body: WantsIn) -> Reply:
        cookie = _cookie(body.role)
        asking, secret = devices.ask(request.cookies.get(cookie), Role(body.role), request.remote_addr or "")

        @after_this_request
        def remember(response: Response) -> Response:
            if asking is not None:
                keep(response, cookie, secret, ASKING_S)
            else:
                keep(response, DEVICE_COOKIE, secret, DEVICE_S)
                response.delete_cookie(cookie)
            return response

        if asking is None:
            return {"state": "paired", "code": None, "renewed_in_s": None}
        return {"state": "waiting", "code": asking.code, "renewed_in_s": devices.renewed_in_s(asking)}

    @bp.post("/devices/asking", **_operation("whoAsks", "Whose code it is", "AskingScreen", command=True, named=True))
    @needs(Role.MANAGER)
    def who_asks(body: ShownCode) -> Reply:
        return devices.asking(body.code, actor(), request.remote_addr or "")

    @bp.post("/devices/pair", **_operation("pair", "Let a machine in", "Token", 201, command=True, named=True))
    @needs(Role.MANAGER)
    def pair(body: Pair) -> tuple[Reply, int]:
        token = devices.pair(body.code, body.name, actor(), request.remote_addr or "", commands.once)
        return {**token, "added_at": iso(token["added_at"])}, 201


def add_list(
    bp: APIBlueprint, commands: Commands, devices: Devices, revoke: Callable[..., Reply], pin: KioskPin, iso: Iso,
    reasons: Callable[[], tuple[str, ...]],
) -> None:  # fmt: skip
    """The machines that were let in. `revoke(token, by, once)` is that of the staff's tokens."""

    def shown(token: Reply) -> Reply:
        moments = {key: token[key] and iso(token[key]) for key in ("added_at", "seen_at", "revoked_at") if key in token}
        return token | moments

    @bp.get("/devices", **_operation("devices", "All machines, and those that ask to be let in", "Machines"))
    @needs(Role.MANAGER)
    def get_devices() -> Reply:
        found = devices.all()
        found["devices"] = [shown(each) for each in found["devices"]]
        return found | {"pin": pin.is_set, "reasons": list(reasons())}

    @bp.post("/devices/<int:id>/revoke", **_operation("sendAway", "End it at once", "Token", command=True, named=True))
    @needs(Role.MANAGER)
    def send_away(path: AtToken, body: Nothing) -> Reply:
        return shown(revoke(path.id, actor(), commands.once))

    @bp.post("/devices/<int:id>/rename", **_operation("rename", "Another name", "Token", command=True, named=True))
    @needs(Role.MANAGER)
    def rename(path: AtToken, body: NewName) -> Reply:
        return shown(commands.act(devices.renaming(path.id, body.name)))


def add_kiosks(
    bp: APIBlueprint, commands: Commands, desk: ModuleType, pin: KioskPin, must_be_kiosk: Callable[[Any, int], None]
) -> None:
    """The PIN of the kiosks' staff corner, and their pauses. `must_be_kiosk(db, token)` is that of the records."""

    @bp.post("/devices/pin", **_operation("setPin", "The PIN of the kiosks' staff corner", "PinIsSet", command=True))
    @needs(Role.MANAGER)
    def set_pin(body: NewPin) -> Reply:
        return commands.act(pin.setting(body.pin))

    @bp.post(
        "/kiosks/<kiosk>/pause",
        **_operation("pauseKiosk", "Out of use, or in use again", "Kiosk", command=True, named=True),
    )
    @needs(Role.CLERK)
    def pause_kiosk(path: AtKiosk, body: PauseKiosk) -> Reply:
        def command(tx: Any) -> Reply:
            # Staff would be told for ever of one that nobody finds; whatever was paused before goes on.
            if body.reason is not None:
                must_be_kiosk(tx.db, int(path.kiosk.partition(":")[2]))
            desk.pause_kiosk(tx, path.kiosk, body.reason)
            return {"kiosk": path.kiosk, "paused": body.reason}

        return commands.act(command)
