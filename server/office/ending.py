"""When a business day came to its end that is ended late, or that nothing has ended yet."""

from dataclasses import replace
from datetime import date

from server.office import day, hours
from server.office.catalogue import Catalogue
from server.office.day import Day
from server.office.events import Stamp


def ending(today: Day, last: Stamp | None, now: Stamp, catalogue: Catalogue) -> Stamp:
    """The later of the day's last doing and the office's closing time on that day, and never after now.

    `last`: the last doing; None: nothing was done since the day began. Where no clock can tell when the last doing
    was, the closing time cannot be set beside it, and does not count.
    """
    last = last or today.began
    zone, rules = catalogue.time_zone, catalogue.rules
    if not now.trusted or (last.boot != now.boot and not last.trusted):
        return last
    last_at = now.at - (now.mono - last.mono) if last.boot == now.boot else last.at
    dated = date.fromisoformat(day.dated(today, now, zone, rules))
    closes = hours.closing(dated, rules.day_starts_at_min, zone, catalogue.hours)
    if closes is None or min(closes, now.at) <= last_at:
        return last
    at = min(closes, now.at)
    return replace(last, at=at, mono=last.mono + at - last_at, trusted=True)
