"""A span of business days by their dates, and the one that it is compared with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

#: The longest span that can be asked for.
MOST_YEARS = 100
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The dates `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def before(period: Period) -> Period:
    """What a period is compared with: the one that it follows.

    A single day: the same weekday of the week before, for weekdays differ and the day before may be closed. A month or
    year, or its first days: the same of the one before. Other whole calendar months: as many months before them. Up to
    a week: the same weekdays of the week before. Anything else: as many days right before.
    """
    first, last = period.first, period.last
    if first == last:
        return Period(first - _WEEK, last - _WEEK)
    if first.day == 1 and (first.year, first.month) == (last.year, last.month):
        return Period(_shifted(first, -1), first - _DAY if _ends_month(last) else _shifted(last, -1))
    if (first.month, first.day) == (1, 1) and first.year == last.year:
        return year_before(period)
    if first.day == 1 and _ends_month(last):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        return Period(_shifted(first, -months), first - _DAY)
    shift = max(period.days * _DAY, _WEEK)
    return Period(first - shift, last - shift)


def year_before(period: Period) -> Period:
    """The same dates of the year before; the end of a month stays the end of its month."""
    first, last = period.first, period.last
    end = _shifted(last, -12)
    return Period(_shifted(first, -12), _end_of_month(end) if _ends_month(last) else end)


def starts(day: date, grain: str, week_starts: int = 0) -> date:
    """The first date of the `week`, `month` or `year` that a date lies in; of a `day` itself."""
    if grain == "week":
        return day - ((day.weekday() - week_starts) % 7) * _DAY
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[grain]


def _ends_month(day: date) -> bool:
    return day == _end_of_month(day)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _shifted(day: date, months: int) -> date:
    """So many months later, at the latest at the end of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
