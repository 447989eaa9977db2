"""What is asked of the statistics: the page's address, the API's query and the command line say it alike.

from=2026-11-01 to=2026-11-30        dates of business days, both included; else the present month until today
against=previous|year-before|none|2026-10-01..2026-10-31
service=CODE counter=N clerk=ID|none priority=CODE|none weekday=mon time=08:00-10:30      any of those repeated
by=day|week|month|year|hour|half-hour|weekday|service|counter|clerk|priority              rows: their combinations
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from server.office import periods
from server.office.errors import BadQuestion, BadValue, EndsTooSoon, TooManyYears
from server.office.hours import WEEKDAYS
from server.office.periods import MOST_YEARS, Period

T = TypeVar("T")

GRAINS = ("day", "week", "month", "year")
BY = (*GRAINS, "hour", "half-hour", "weekday", "service", "counter", "clerk", "priority")
AGAINST = ("previous", "year-before", "none")
PARAMETERS = ("from", "to", "against", "service", "counter", "clerk", "priority", "weekday", "time", "by")
#: How often one parameter may be repeated, and how long a code may be.
MOST, LONGEST = 200, 64

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-4]):([03]0)", re.ASCII)
_EXAMPLES = {
    "from": "2026-11-01", "to": "2026-11-30", "against": " | ".join((*AGAINST, "2026-10-01..2026-10-31")),
    "service": "CODE", "counter": "3", "clerk": "7 | none", "priority": "CODE | none",
    "weekday": " | ".join(WEEKDAYS), "time": "08:00-10:30", "by": " | ".join(BY),
}  # fmt: skip
#: What takes nothing but what stands there.
_LISTED = frozenset({"weekday", "by"})
_FIRST, _LAST = date(1900, 1, 1), date(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. An empty filter lets everything pass; within one, any of its values; together, all of them.

    `clerks` and `priorities`: None is who is not known, and who has none. `weekdays`: 0 is Monday. `times`: spans of
    the day in half-hours since midnight, ascending and apart, the end not included. `week_starts` is the office's.
    """

    first: date
    last: date
    against: str | Period = "none"
    services: tuple[str, ...] = ()
    counters: tuple[int, ...] = ()
    clerks: tuple[int | None, ...] = ()
    priorities: tuple[str | None, ...] = ()
    weekdays: tuple[int, ...] = ()
    times: tuple[tuple[int, int], ...] = ()
    by: tuple[str, ...] = ()
    week_starts: int = 0

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def compared(self) -> Period | None:
        """The period that the answer is compared with."""
        if isinstance(self.against, Period):
            return self.against
        if self.against == "previous":
            return periods.before(self.period)
        return periods.year_before(self.period) if self.against == "year-before" else None


def parse(query: Mapping[str, Sequence[str]], today: date, against: str = "none", week_starts: int = 0) -> Question:
    """The question of a query string; BadQuestion names what cannot be asked.

    `today` is the business day's date; `against` what is compared with where nothing is said.
    """
    for name in query:
        if name not in PARAMETERS:
            raise BadQuestion(parameter=name[:LONGEST], value="", allowed=", ".join(PARAMETERS))
    period = _period(query, today)
    return Question(
        period.first,
        period.last,
        _against(_one(query, "against"), against),
        _some(query, "service", _code),
        _some(query, "counter", _whole),
        _some(query, "clerk", lambda name, text: None if text == "none" else _whole(name, text)),
        _some(query, "priority", lambda name, text: None if text == "none" else _code(name, text)),
        _some(query, "weekday", lambda name, text: WEEKDAYS.index(_listed(name, text, WEEKDAYS))),
        _times(_some(query, "time", _time)),
        _in_order(query, "by", BY),
        week_starts,
    )


def text(question: Question) -> str:
    """The query string that asks it, always the same for the same question: the inverse of `parse`."""
    against = question.against
    said: list[tuple[str, object]] = [
        ("from", question.first.isoformat()),
        ("to", question.last.isoformat()),
        ("against", f"{against.first}..{against.last}" if isinstance(against, Period) else against),
        *(("service", code) for code in question.services),
        *(("counter", number) for number in question.counters),
        *(("clerk", "none" if clerk is None else clerk) for clerk in question.clerks),
        *(("priority", "none" if code is None else code) for code in question.priorities),
        *(("weekday", WEEKDAYS[day]) for day in question.weekdays),
        *(("time", f"{clock(start)}-{clock(end)}") for start, end in question.times),
        *(("by", each) for each in question.by),
    ]
    return urlencode(said, safe=":")


def clock(half_hour: int) -> str:
    """The time of the day that a half-hour begins at, such as 08:30."""
    return f"{half_hour // 2:02}:{half_hour % 2 * 30:02}"


def bad(name: str, value: str) -> BadQuestion:
    """The refusal of a value, with all that the parameter takes, or with an example."""
    refusal = BadQuestion if name in _LISTED else BadValue
    return refusal(parameter=name, value=value[:LONGEST], allowed=_EXAMPLES[name])


def _one(query: Mapping[str, Sequence[str]], name: str) -> str | None:
    values = query.get(name, ())
    if len(values) > 1:
        raise bad(name, ", ".join(values[:3]))
    return values[0] if values else None


def _some(query: Mapping[str, Sequence[str]], name: str, read: Callable[[str, str], T]) -> tuple[T, ...]:
    """Each of a parameter's values once, in an order of its own: so the same question has one text."""
    values = query.get(name, ())
    if len(values) > MOST:
        raise bad(name, f"{len(values)} ×")
    found = {read(name, value) for value in values}
    return tuple(sorted(found, key=lambda value: (value is not None, value)))


def _in_order(query: Mapping[str, Sequence[str]], name: str, known: Sequence[str]) -> tuple[str, ...]:
    values = query.get(name, ())
    if len(values) > MOST:
        raise bad(name, f"{len(values)} ×")
    return tuple(dict.fromkeys(_listed(name, value, known) for value in values))


def _listed(name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise bad(name, value)
    return value


def _code(name: str, value: str) -> str:
    if not 0 < len(value) <= LONGEST or not value.isprintable():
        raise bad(name, value)
    return value


def _whole(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and int(value) > 0):
        raise bad(name, value)
    return int(value)


def _date(name: str, value: str) -> date:
    try:
        found = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        found = None
    if found is None or not _FIRST <= found <= _LAST:
        raise bad(name, value)
    return found


def _spanning(name: str, value: str, first: date, last: date) -> Period:
    if last < first:
        raise EndsTooSoon(parameter=name, value=value[:LONGEST])
    if last.year - first.year > MOST_YEARS:
        raise TooManyYears(parameter=name, value=value[:LONGEST], most=MOST_YEARS)
    return Period(first, last)


def _period(query: Mapping[str, Sequence[str]], today: date) -> Period:
    since, until = _one(query, "from"), _one(query, "to")
    first = None if since is None else _date("from", since)
    last = max(today, first or today) if until is None else _date("to", until)
    return _spanning("to" if until else "from", until or since or "", first or last.replace(day=1), last)


def _against(value: str | None, default: str) -> str | Period:
    if value is None or value in AGAINST:
        return value or default
    first, dots, last = value.partition("..")
    if not dots:
        raise bad("against", value)
    try:
        span = _date("against", first), _date("against", last)
    except BadQuestion:
        raise bad("against", value) from None
    return _spanning("against", value, *span)


def _time(name: str, value: str) -> tuple[int, int]:
    start, dash, end = value.partition("-")
    found = _CLOCK.fullmatch(start), _CLOCK.fullmatch(end)
    if not (dash and found[0] and found[1]):
        raise bad(name, value)
    first, last = (int(each[1]) * 2 + (each[2] == "30") for each in found if each)
    if first == last or max(first, last) > 48 or first == 48:
        raise bad(name, value)
    return first, last


def _times(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The half-hours of all spans as few spans; one that ends before it begins goes over midnight."""
    within: set[int] = set()
    for first, last in spans:
        within |= set(range(first, last)) if first < last else {*range(first, 48), *range(last)}
    starts = sorted(each for each in within if each - 1 not in within)
    ends = sorted(each + 1 for each in within if each + 1 not in within)
    return tuple(zip(starts, ends, strict=True))
