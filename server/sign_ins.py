"""The sign-ins: who came and went, who was refused, whose sign-in was locked, and who lifted it."""

from __future__ import annotations

import sqlite3
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from server import event_log, rows
from server.office.actors import staff_of
from server.office.events import Event, Kind

if TYPE_CHECKING:
    from server.views import View

Data = dict[str, Any]

#: How many are told at once.
AT_ONCE = 50

#: Written out in this order, so that SQLite knows the index `event_staff` by it.
_CAME_OR_WENT = "kind IN ('StaffSignedIn', 'StaffSignedOut', 'StaffRefused') AND data ->> 'staff' IS NOT NULL"
_UNLOCKED = "kind = 'SettingChanged' AND data ->> 'key' = 'staff' AND data ->> 'fields' LIKE '%\"locked\"%'"
_WHAT = {
    Kind.STAFF_SIGNED_IN: "in",
    Kind.STAFF_SIGNED_OUT: "out",
    Kind.STAFF_REFUSED: "refused",
    Kind.SETTING_CHANGED: "unlocked",
}


def told(view: View, before: int | None = None, staff: int | None = None) -> Data:
    """The sign-ins of all days, the newest first, at most `AT_ONCE` with a seq below `before`; of one person or all."""
    found = merge(
        _events(view.db, _CAME_OR_WENT, "staff", before, staff),
        _events(view.db, _UNLOCKED, "id", before, staff),
        key=lambda event: event.seq,
        reverse=True,
    )
    events = list(islice(found, AT_ONCE + 1))
    return {"sign_ins": [_entry(view, event) for event in events[:AT_ONCE]], "more": len(events) > AT_ONCE}


def _events(db: sqlite3.Connection, which: str, field: str, before: int | None, staff: int | None) -> list[Event]:
    of_one = "" if staff is None else f" AND data ->> '{field}' = ?"
    values = [before or 2**63 - 1, *([] if staff is None else [staff]), AT_ONCE + 1]
    return list(event_log.events(db, f"{which} AND seq < ?{of_one} ORDER BY seq DESC LIMIT ?", values))


def _entry(view: View, event: Event) -> Data:
    data = event.data
    staff = data["id" if event.kind is Kind.SETTING_CHANGED else "staff"]
    return {
        "seq": event.seq,
        "at": view.iso(event.at),
        "staff": {"id": staff, "name": rows.staff_name(view.db, staff) or ""},
        "what": "locked" if data.get("locked") else _WHAT[event.kind],
        "why": data.get("why"),
        "by": _by_another(view.db, event, staff),
    }


def _by_another(db: sqlite3.Connection, event: Event, staff: int) -> str | None:
    """The name of the member of staff who did it to somebody else."""
    by = staff_of(event.actor)
    return None if by is None or by == staff else rows.staff_name(db, by)
