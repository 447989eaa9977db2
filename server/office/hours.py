"""Opening hours: spans of each weekday, and exceptions by date. They are read off the wall, in the office's zone.

A span holds while a clock on the wall would show a time within it: so an hour that a change of the clocks skips is
no opening, and one that comes twice is open twice.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.office.day import local

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: How far ahead the next opening is looked for (days).
HORIZON_DAYS = 366
_DAY_MIN = 24 * 60
_TIME = r"(\d{1,2}):(\d{2})"
_SPAN = re.compile(rf"\s*{_TIME}\s*[-–]\s*{_TIME}\s*")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start_min` up to, and without, `end_min`: minutes of the day, 0 ≤ start < end ≤ 1440."""

    start_min: int
    end_min: int

    def __str__(self) -> str:
        return f"{written(self.start_min)}-{written(self.end_min)}"


Spans = tuple[Span, ...]
_ALL_DAY: Spans = (Span(0, _DAY_MIN),)


@dataclass(frozen=True, slots=True)
class Hours:
    """When something is open. `week` has the spans of Monday to Sunday, None: open at all hours.

    `exceptions` are by date (ISO) and stand in the place of the weekday's spans.
    """

    week: tuple[Spans, ...] | None = None
    exceptions: Mapping[str, Spans] = field(default_factory=dict)

    def on(self, day: date) -> Spans:
        """The spans of a date."""
        usual = _ALL_DAY if self.week is None else self.week[day.weekday()]
        return self.exceptions.get(day.isoformat(), usual)

    @property
    def always(self) -> bool:
        """Whether nothing is said: open at all hours, on every date."""
        return self.week is None and not self.exceptions


def until(end_min: int) -> Hours:
    """Every day up to a time of day."""
    return Hours(((Span(0, end_min),),) * 7)


# ---- asked at a moment (ms since 1970)


def is_open(at_ms: int, zone: str, *hours: Hours) -> bool:
    """Whether all of these hours are open at this moment."""
    wall = local(at_ms, zone)
    minute = wall.hour * 60 + wall.minute
    return all(any(span.start_min <= minute < span.end_min for span in each.on(wall.date())) for each in hours)


def next_opening(after_ms: int, zone: str, *hours: Hours) -> int | None:
    """The first moment after this one at which all of these hours come to be open; None: not within a year."""
    first = local(after_ms, zone).date()
    for day in map(first.__add__, map(timedelta, range(-1, HORIZON_DAYS))):
        starts = (span.start_min for span in _common([each.on(day) for each in hours]))
        for at in sorted(set(_moments(day, starts, zone))):
            if at > after_ms and is_open(at, zone, *hours) and not is_open(at - 1, zone, *hours):
                return at
    return None


def closing(day: date, day_starts_min: int, zone: str, hours: Hours) -> int | None:
    """When the business day of this date closes for the last time; None where it does not.

    What stands before `day_starts_min` belongs to the date before.
    """
    found = None
    for each in (day, day + timedelta(1)):
        for span in hours.on(each):
            if (span.end_min > day_starts_min) is (each == day):
                at = moment(each, span.end_min, zone)
                found = found if is_open(at, zone, hours) else at
    return found


def moment(day: date, minute: int, zone: str, fold: int = 0) -> int:
    """When a date comes to this minute of its day (ms since 1970); `fold` 1: the second time, where there are two."""
    days, minute = divmod(minute, _DAY_MIN)
    wall = time(minute // 60, minute % 60, fold=fold, tzinfo=ZoneInfo(zone))
    return int(datetime.combine(day + timedelta(days), wall).astimezone(UTC).timestamp()) * 1000


def _common(days: Sequence[Spans]) -> Iterator[Span]:
    """The spans in which all of these days are open."""
    common: Iterable[Span] = days[0] if days else _ALL_DAY
    for spans in days[1:]:
        both = [(max(a.start_min, b.start_min), min(a.end_min, b.end_min)) for a in common for b in spans]
        common = [Span(start, end) for start, end in both if start < end]
    yield from common


def _moments(day: date, minutes: Iterable[int], zone: str) -> Iterator[int]:
    """When a date comes to these minutes: twice where the clocks are set back; and when they are set, if they are."""
    some = False
    for minute in minutes:
        some = True
        yield moment(day, minute, zone)
        yield moment(day, minute, zone, fold=1)
    if some:
        low, high = moment(day, 0, zone), moment(day, _DAY_MIN, zone)
        offset = local(low, zone).utcoffset()
        if local(high, zone).utcoffset() != offset:
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if local(middle, zone).utcoffset() == offset else (low, middle)
            yield high


# ---- as people write them


def written(minute: int) -> str:
    """A minute of the day as `HH:MM`; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def minute_of(text: Any) -> int:
    """The minute of the day that `HH:MM` names. Raises ValueError."""
    match = re.fullmatch(_TIME, text.strip()) if isinstance(text, str) else None
    if match is None or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > _DAY_MIN:
        raise ValueError(f"{text!r} is no time of day such as 13:30")
    return int(match[1]) * 60 + int(match[2])


def span_of(text: Any) -> Span:
    """The span that `HH:MM-HH:MM` names. Raises ValueError."""
    match = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is no span such as 08:00-14:30")
    start, end = (minute_of(each) for each in re.split("[-–]", text))
    if start >= end:
        raise ValueError(f"{text!r} ends before it begins")
    return Span(start, end)


def spans_of(texts: Any) -> Spans:
    """The spans of one day, in their order; none: closed. Raises ValueError."""
    if not isinstance(texts, list | tuple):
        raise ValueError(f"{texts!r} is no list of spans such as 08:00-14:30")
    spans = tuple(sorted(map(span_of, texts)))
    for earlier, later in itertools.pairwise(spans):
        if earlier.end_min > later.start_min:
            raise ValueError(f"{earlier} and {later} overlap")
    return spans


def date_of(text: Any) -> date:
    """The date that `YYYY-MM-DD` names. Raises ValueError."""
    try:
        if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no date such as 2026-12-24")


def from_data(data: Any) -> Hours:
    """The hours that plain data describes: `{"week": {"mon": ["08:00-14:30"], …} | null, "exceptions": {date: […]}}`.

    A weekday that is not named is closed. Raises ValueError with what is wrong.
    """
    if data is None:
        return Hours()
    if not isinstance(data, Mapping) or not all(isinstance(data.get(key) or {}, Mapping) for key in _PARTS):
        raise ValueError("hours are a week and exceptions")
    for key in data.keys() - _PARTS:
        raise ValueError(f"{key!r} is neither week nor exceptions")
    week = data.get("week")
    for name in (week or {}).keys() - set(WEEKDAYS):
        raise ValueError(f"{name!r} is none of {', '.join(WEEKDAYS)}")
    named = None if week is None else tuple(_named(name, week.get(name, ())) for name in WEEKDAYS)
    dated = {date_of(day).isoformat(): _named(day, spans) for day, spans in (data.get("exceptions") or {}).items()}
    return Hours(named, dict(sorted(dated.items())))


_PARTS = {"week", "exceptions"}


def _named(day: str, texts: Any) -> Spans:
    try:
        return spans_of(texts)
    except ValueError as error:
        raise ValueError(f"{day}: {error}") from None


def as_data(hours: Hours) -> dict[str, Any]:
    """The same as plain data, as `from_data` reads it."""
    week = None
    if hours.week is not None:
        week = {name: list(map(str, spans)) for name, spans in zip(WEEKDAYS, hours.week, strict=True)}
    return {"week": week, "exceptions": {day: list(map(str, spans)) for day, spans in hours.exceptions.items()}}


def changed(old: Any, change: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data with what `change` names: its weekdays, or `week` None for all hours; its dates, None for as usual.

    Where no weekday was named before, those that `change` does not name are closed. Raises ValueError.
    """
    data = as_data(from_data(old))
    if "week" in change:
        data["week"] = None if change["week"] is None else {**(data["week"] or {}), **change["week"]}
    dated = data["exceptions"] | change.get("exceptions", {})
    data["exceptions"] = {day: spans for day, spans in dated.items() if spans is not None}
    return as_data(from_data(data))
