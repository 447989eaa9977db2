"""An office as somebody left it before a browser comes: its rules, and who works there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server import desk, example, passwords, people
from server.clock import FixedClock
from server.office.actors import Role
from tests.browser.conftest import Running
from tests.browser.staff import PASSWORD
from tests.rooms import MINUTE, UNHURRIED, Room

BEGAN_MIN_AGO = 20


def prepared(
    folder: Path,
    staff: Mapping[str, str],
    rules: Mapping[str, Any] | None = None,
    begin: Callable[[Room], None] = lambda room: None,
    **settings: Any,
) -> Running:
    """An office with simulated devices, not yet started.

    `staff`: each name and its role; `rules` and `settings` as in the settings of an office.

    All have the `PASSWORD` of `tests.browser.staff`, and need no other one; their ids count from 1. What `begin` lets
    them do began twenty minutes ago; at whatever time of day that is, no new day is due before half a day has gone.
    """
    folder.mkdir(parents=True)
    now = datetime.now(ZoneInfo(example.settings()["office"]["time_zone"]))
    far = (now.hour * 60 + now.minute + 12 * 60) % (24 * 60)
    clock = FixedClock(at=int(now.timestamp() * 1000) - BEGAN_MIN_AGO * MINUTE)
    room = Room(folder / "office.db", clock, rules={"day_starts_at_min": far, **(rules or {})}, **settings)
    hashed = passwords.hashed(PASSWORD)
    for name, role in staff.items():
        room.do(people.add_member, name, Role(role), hashed)
    room.do(desk.set_hours, UNHURRIED)
    begin(room)
    room.writer.close()
    office = Running(folder, "", "--simulate")
    office.staff.update(staff)
    return office
