"""The business day: when it turns, what date it has, and what time the office believes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from server.office.events import Stamp

if TYPE_CHECKING:
    from server.office.catalogue import Rules


@dataclass(frozen=True, slots=True)
class Day:
    """A business day. `date` is ISO; `last_place` is the latest place given (ms); `last_activity` is when a
    ticket was last taken, called, started or finished (the day's beginning, if none was)."""

    number: int
    date: str
    began: Stamp
    date_trusted: bool
    last_activity: Stamp
    last_place: int


def believed(wall_ms: int, trusted: bool, last_event_ms: int) -> int:
    """The time that the office believes: an untrusted clock is never before the last event."""
    return wall_ms if trusted else max(wall_ms, last_event_ms)


def local(at_ms: int, zone: str) -> datetime:
    """The moment in the office's zone. Times out of a calendar's range become its nearest end."""
    clamped = min(max(at_ms, 0), 253_000_000_000_000)
    return datetime.fromtimestamp(clamped / 1000, ZoneInfo(zone))


def date_of(at_ms: int, zone: str, rules: Rules) -> str:
    """The date of a business day that begins at this moment: before `day_starts_at` it is still yesterday's."""
    return (_naive(at_ms, zone) - timedelta(minutes=rules.day_starts_at_min)).date().isoformat()


def is_due(day: Day, now: Stamp, zone: str, rules: Rules) -> bool:
    """Whether the next action begins a new business day by itself.

    The clock is trusted, `day_starts_at` has passed since the day began, and the office has been quiet.
    """
    if not now.trusted or day.last_activity.roughly_until(now) < rules.quiet_s * 1000:
        return False
    return date_of(now.at, zone, rules) > dated(day, now, zone, rules)


def dated(day: Day, now: Stamp, zone: str, rules: Rules) -> str:
    """The date of a day, as a clock that can be trusted now tells."""
    return day.date if day.date_trusted else date_of(began_at(day, now), zone, rules)


def is_over(day: Day | None, now: Stamp, zone: str, rules: Rules) -> bool:
    """Whether nothing runs: the day is due to turn, though no action has turned it yet, or none ever began."""
    return day is None or is_due(day, now, zone, rules)


def ended(began: Stamp, number: int, today: Day | None, over: bool, now: Stamp, quiet_s: int) -> bool:
    """Whether what began in the business day `number` (somebody's session) has ended with that day.

    It outlives a turn of the day that came less than `quiet_s` after it began: who comes early, before a manager
    turns the day, stays. Where no clock can tell how long that was, it has ended. A day that is `over` counts as
    turned `now`; before the first day nothing has ended.
    """
    if today is None or (not over and number >= today.number):
        return False
    lasted_ms = began.until(now if over else today.began)
    return lasted_ms is None or lasted_ms >= quiet_s * 1000


def is_asked(day: Day | None, now: Stamp, confirmed: bool) -> bool:
    """Whether staff are asked if it is still the same day: the machine started again, and does not know the time.

    `confirmed`: whether somebody has said so already since it started.
    """
    return day is not None and not now.trusted and day.began.boot != now.boot and not confirmed


def is_misdated(day: Day, now: Stamp, zone: str, rules: Rules) -> bool:
    """Whether a clock that can be trusted now knows the date of the day better: it was a guess, or lies ahead."""
    return now.trusted and (not day.date_trusted or day.date > date_of(now.at, zone, rules))


def began_at(day: Day, now: Stamp) -> int:
    """When the day began (ms), as a clock that can be trusted now tells; never after now."""
    if day.began.boot == now.boot:
        return now.at - (now.mono - day.began.mono)
    return min(day.began.at, now.at)


def place(now: Stamp, day: Day) -> int:
    """The place in the line of somebody who comes now: never before the last one given today."""
    return max(now.at, day.last_place)


def _naive(at_ms: int, zone: str) -> datetime:
    return local(at_ms, zone).replace(tzinfo=None)
