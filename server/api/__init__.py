"""The JSON API and its description. Everything that writes is one verb of the desk, done by the writer."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from flask_openapi3 import APIBlueprint

from server.api import (
    corner,
    counters,
    devices,
    displays,
    figures,
    history,
    hours,
    house,
    office,
    phone,
    report,
    rules,
    spec,
    tickets,
)
from server.api.requests import Application, Commands, OnceForKey, check_key
from server.api.staff import add as add_staff
from server.api.staff import add_own
from server.devices import Devices
from server.displays import Displays
from server.kiosk_pin import KioskPin
from server.staff import Staff

__all__ = ["Application", "application", "install", "install_devices"]


def application(name: str, version: str, **options: Any) -> Application:
    """An application that can carry the API, without any route yet. `options` are those of Flask."""
    return Application(name, **spec.described(version), **options)


def install(
    app: Application,
    *,
    desk: ModuleType,
    view: Callable[[Any, Any, Any], Any],
    once: OnceForKey,
    reading: Any,
    writer: Any,
    staff: Staff,
    health: Callable[[], dict[str, Any]],
    paper: Callable[[], bool],
    hurried: Callable[[str], None],
    phones: phone.Phones,
    told: Callable[[Any, int], dict[str, Any]],
    line_history: ModuleType,
    own_day: ModuleType,
    sign_ins: ModuleType,
    ask: figures.Ask,
) -> None:
    """Give an application the API.

    `desk` is the module of that name, `view` is `server.views.View`: so an answer is read inside its own transaction.
    `once` is `server.replies.once`. `paper()` tells whether a printer will be asked for each new ticket,
    `hurried(kiosk)` hears of a kiosk that reached its limit. `phones` is the door for phones, and `told` what a
    ticket's holder may know (`server.holder.told`). `line_history`, `own_day` and `sign_ins` are the modules of
    that name; `ask` answers the statistics' questions.
    """
    bp = APIBlueprint("api", __name__, url_prefix="/api", abp_security=spec.SECURITY)
    bp.before_request(check_key)
    commands = Commands(writer, once)

    def seen(tx: Any) -> Any:
        return view(tx.db, tx.catalogue, tx.now)

    office.add(bp, reading, health)
    tickets.add(bp, commands, reading, desk, seen, paper, hurried)
    phone.add(bp, commands, reading, desk, seen, told, phones)
    counters.add(bp, commands, reading, desk, seen)
    hours.add(bp, commands, reading, desk, seen)
    rules.add(bp, commands, reading, desk)
    history.add(bp, reading, line_history, own_day, sign_ins)
    house.add_time(bp, commands, reading, desk, health)
    figures.add(bp, ask)
    report.add(bp, reading.report)
    house.add_tokens(bp, commands, staff, partial(_iso, reading))
    add_staff(bp, commands, staff, partial(_iso, reading))
    add_own(bp, commands, staff)
    app.register_api(bp)
    spec.install(app)


def install_devices(
    app: Application,
    *,
    desk: ModuleType,
    once: OnceForKey,
    must_be_kiosk: Callable[[Any, int], None],
    reading: Any,
    writer: Any,
    staff: Staff,
    machines: Devices,
    walls: Displays,
    pin: KioskPin,
    papers: corner.Papers,
    printer: Callable[[], dict[str, Any]],
) -> None:
    """Give an application the API of its machines.

    `must_be_kiosk(db, token)` raises unless a kiosk holds the token (`server.records`); `printer()` tells how the
    printer was when it was last used.
    """
    bp = APIBlueprint("devices", __name__, url_prefix="/api", abp_security=spec.SECURITY)
    bp.before_request(check_key)
    commands, iso = Commands(writer, once), partial(_iso, reading)

    def reasons() -> tuple[str, ...]:
        found: tuple[str, ...] = reading.catalogue().rules.kiosk_pause_reasons
        return found

    devices.add_pairing(bp, commands, machines, iso)
    devices.add_list(bp, commands, machines, staff.revoke_token, pin, iso, reasons)
    devices.add_kiosks(bp, commands, desk, pin, must_be_kiosk)
    displays.add(bp, commands, desk, walls)
    corner.add(bp, commands, desk, pin, papers, lambda: reading.catalogue().kiosks, printer, machines.now_ms)
    app.register_api(bp)


def _iso(reading: Any, at_ms: int) -> str:
    """A moment (ms since 1970) as ISO 8601 in the office's zone."""
    with reading.view() as now:
        text: str = now.iso(at_ms)
    return text
