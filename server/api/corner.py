"""The staff corner of a kiosk: everything there needs the PIN, which few tries find out."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any, Protocol

from flask_openapi3 import APIBlueprint

from server.access import actor, needs, visitor
from server.api import spec
from server.api.device_bodies import PauseHere, WithPin
from server.api.requests import Commands, Reply
from server.kiosk_pin import KioskPin
from server.office.actors import Role


class DeviceState(Protocol):
    """How a device is."""

    state: str
    detail: str


class Papers(Protocol):
    """What the corner asks of the printer; each answers how it is then."""

    def test_print(self) -> DeviceState: ...
    def paper_changed(self) -> DeviceState: ...


_operation = partial(spec.operation, "devices")


def _kiosk() -> str:
    """The actor's name of the kiosk that asks, also while a member of staff is signed in on it."""
    return visitor().machine or actor().name


def add(
    bp: APIBlueprint,
    commands: Commands,
    desk: ModuleType,
    pin: KioskPin,
    papers: Papers,
    paused: Callable[[], Any],
    printer: Callable[[], Reply],
    mono_ms: Callable[[], int],
) -> None:
    """The operations of this module.

    `paused()`: the kiosks that are out of use, with their reasons; `printer()`: how it was when it was last used.
    """

    def admit(given: str) -> str:
        kiosk = _kiosk()
        pin.check(given, kiosk, mono_ms())
        return kiosk

    def corner(kiosk: str, state: DeviceState | None = None) -> Reply:
        seen = {"state": state.state, "detail": state.detail} if state else printer()
        return {"paused": paused().get(kiosk), "printer": seen}

    def is_first() -> bool:
        """Whether this did not come before with the same `Idempotency-Key`: what is on paper cannot be taken back."""
        first: list[bool] = []

        def command(tx: Any) -> Reply:
            first.append(True)
            return {}

        commands.act(command)
        return bool(first)

    def pause(kiosk: str, reason: str | None) -> Reply:
        def command(tx: Any) -> Reply:
            desk.pause_kiosk(tx, kiosk, reason)
            return {}

        commands.act(command)
        return corner(kiosk)

    @bp.get("/kiosk/corner", **_operation("cornerDoor", "Whether the kiosks have a PIN", "CornerDoor"))
    @needs(Role.KIOSK)
    def door() -> Reply:
        return {"pin": pin.is_set, "paused": paused().get(_kiosk())}

    @bp.post("/kiosk/corner/open", **_operation("openCorner", "How the kiosk is", "Corner", command=True))
    @needs(Role.KIOSK)
    def open_corner(body: WithPin) -> Reply:
        return corner(admit(body.pin))

    @bp.post("/kiosk/corner/test-print", **_operation("testPrint", "Print a short paper", "Corner", command=True))
    @needs(Role.KIOSK)
    def test_print(body: WithPin) -> Reply:
        kiosk = admit(body.pin)
        return corner(kiosk, papers.test_print() if is_first() else None)

    @bp.post("/kiosk/corner/paper-changed", **_operation("paperChanged", "Ask the printer", "Corner", command=True))
    @needs(Role.KIOSK)
    def paper_changed(body: WithPin) -> Reply:
        return corner(admit(body.pin), papers.paper_changed())

    @bp.post("/kiosk/corner/pause", **_operation("pauseHere", "Out of use, for a reason", "Corner", command=True))
    @needs(Role.KIOSK)
    def pause_here(body: PauseHere) -> Reply:
        return pause(admit(body.pin), body.reason)

    @bp.post("/kiosk/corner/resume", **_operation("resumeHere", "In use again", "Corner", command=True))
    @needs(Role.KIOSK)
    def resume_here(body: WithPin) -> Reply:
        return pause(admit(body.pin), None)
