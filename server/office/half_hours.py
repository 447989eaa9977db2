"""What half-hour of the office's day it was: books keep UTC, and the zone tells when they are read.

So a corrected zone corrects old figures; an hour that comes twice counts twice under its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.office.day_book import DAY_MIN, DAY_SLOTS, Book

_SLOT = timedelta(minutes=30)
#: Within so many half-hours (a week) a zone changes once at most.
_ONCE = 7 * 48


def last_slot(book: Book) -> int:
    """The last half-hour that a book tells of, or that of the end of its date."""
    return max(max(book.leg["begun"], default=0) // 30, max(book.time["slot"], default=0), 2 * DAY_SLOTS)


def offsets_min(last: int, dated: date, zone: ZoneInfo) -> int | Sequence[int]:
    """The zone's offset (minutes): the same all through the day, or that of each half-hour since a day before it.

    `last` is the `last_slot` that is asked for.
    """
    start = datetime.combine(dated, time(), UTC) - DAY_SLOTS * _SLOT

    def offset(slot: int) -> int:
        at = (start + slot * _SLOT).astimezone(zone).utcoffset() or timedelta()
        return int(at.total_seconds() // 60)

    first = offset(0)
    if last < _ONCE and first == offset(last):
        return first
    return [offset(slot) for slot in range(last + 1)]


def of_minutes(begun: Sequence[int], offsets: int | Sequence[int]) -> list[int | None]:
    """The half-hour of the day (0 to 47) of each moment as books have it; None where no clock told it."""
    if isinstance(offsets, int):
        more = offsets - DAY_MIN
        return [(at + more) // 30 % 48 if at else None for at in begun]
    return [(at + offsets[at // 30] - DAY_MIN) // 30 % 48 if at else None for at in begun]


def of_slots(slots: Sequence[int], offsets: int | Sequence[int]) -> list[int | None]:
    """The same for half-hours since a day before the date: each under the name of the one that it begins in."""
    return of_minutes([slot * 30 for slot in slots], offsets)
