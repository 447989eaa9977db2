"""What of a business day a question asks for: its legs, calls and counters' times, with what they can be grouped by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress, repeat
from typing import Any
from zoneinfo import ZoneInfo

from server.office import figures, half_hours
from server.office.counted import sort
from server.office.day_book import STATES, VOID, Day
from server.office.hours import WEEKDAYS
from server.office.periods import starts
from server.office.questions import Question, clock

#: Whoever was never called came to no counter and to no clerk: such a value makes no group.
NOWHERE = -1
#: What the whole day has in common, told by its date and the first day of a week (Monday is 0).
OF_THE_DAY: Mapping[str, Callable[[date, int], str]] = {
    "day": lambda dated, week_starts: dated.isoformat(),
    "week": lambda dated, week_starts: starts(dated, "week", week_starts).isoformat(),
    "month": lambda dated, week_starts: dated.isoformat()[:7],
    "year": lambda dated, week_starts: dated.isoformat()[:4],
    "weekday": lambda dated, week_starts: WEEKDAYS[dated.weekday()],
}
_DURATIONS = ("wait", "walk", "service_time", "hold", "visit_time")

Values = Sequence[Any]


def of_the_day(day: Day, week_starts: int) -> dict[str, str]:
    """What groups it as a whole."""
    return {name: told(day.date, week_starts) for name, told in OF_THE_DAY.items()}


@dataclass(frozen=True, slots=True)
class Sieved:
    """Columns of what passes, each table's equally long. `groups` is what each row can be grouped by."""

    groups: Mapping[str, Values]
    columns: Mapping[str, Values]

    def keys(self, by: Collection[str], whole: Mapping[str, str]) -> list[tuple[Any, ...]]:
        """The key of each row; `whole` is what they have in common."""
        n = len(next(iter(self.columns.values())))
        each = [repeat(whole[name], n) if name in whole else self.groups[name] for name in by]
        return list(zip(*each, strict=True)) if each else [()] * n


class Sieve:
    """What passes of one day. `target_s` is the target of each of its services."""

    def __init__(self, day: Day, question: Question, zone: ZoneInfo, targets: Sequence[int]) -> None:
        self._book, self._question, self._targets = day.book, question, targets
        self._offsets = half_hours.offsets_min(half_hours.last_slot(day.book), day.date, zone)
        leg = day.book.leg
        self._halves = half_hours.of_minutes(leg["begun"], self._offsets)
        self._groups: dict[str, Values] = {
            "service": [day.book.services[each] for each in leg["service"]],
            "priority": [(None, *day.book.priorities)[each] for each in leg["priority"]],
            "half-hour": [_CLOCKS[each] for each in self._halves],
            "hour": [_HOURS[each] for each in self._halves],
        }
        self._in_line = _all(self._of_the_line())

    def legs(self) -> Sieved:
        """The legs; beside the book's columns `sort`, `target` (s), and `passes`, which is that of all legs."""
        leg, book = self._book.leg, self._book
        targets = [self._targets[each] for each in leg["service"]]
        durations = zip(*(leg[name] for name in _DURATIONS), strict=True)
        sorts = [
            sort(flags, end, serial, took, 0 < took[0] <= target + 1)
            for flags, end, serial, took, target in zip(
                leg["flags"], leg["end"], leg["serial"], durations, targets, strict=True
            )
        ]
        passes = _both(self._in_line, _all(self._of_counters(leg["counter"], leg["clerk"])))
        groups = self._groups | _where(leg["counter"], leg["clerk"])
        columns = {name: leg[name] for name in ("visit", *_DURATIONS)} | {"sort": sorts, "target": targets}
        if passes is None:
            return Sieved(groups, columns | {"passes": [True] * book.legs})
        return Sieved(_passing(groups, passes), _passing(columns, passes) | {"passes": passes})

    def calls(self) -> Sieved:
        """Calls, put-backs and undone actions of legs that are not void: `kind`, `reason` (its code, or None)."""
        call, flags = self._book.call, self._book.leg["flags"]
        about = [row - 1 for row in call["leg"]]
        asked = self._in_line or [True] * self._book.legs
        in_line = [ok and not flag & VOID for ok, flag in zip(asked, flags, strict=True)]
        # What is about no leg has the row -1: the last of these.
        in_line.append(self._in_line is None)
        where = _all(self._of_counters(call["counter"], call["clerk"]))
        passes = [in_line[row] for row in about]
        if where is not None:
            passes = [one and other for one, other in zip(passes, where, strict=True)]
        groups = {name: _at((*values, NOWHERE), about) for name, values in self._groups.items()}
        reasons = (None, *self._book.reasons)
        columns = {"kind": call["kind"], "reason": [reasons[each] for each in call["reason"]]}
        return Sieved(_passing(groups | _where(call["counter"], call["clerk"]), passes), _passing(columns, passes))

    def times(self) -> Sieved:
        """How long counters were in each `state`: `seconds` and one more."""
        time = self._book.time
        halves = half_hours.of_slots(time["slot"], self._offsets)
        groups: dict[str, Values] = {
            "half-hour": [_CLOCKS[each] for each in halves],
            "hour": [_HOURS[each] for each in halves],
        }
        columns = {"state": [STATES[each] for each in time["state"]], "seconds": time["seconds"]}
        tests = self._of_counters(time["counter"], time["clerk"]) + self._of_times(halves)
        groups |= _where(time["counter"], time["clerk"])
        passes = _all(tests)
        if not figures.has_time(self._question):
            passes = [False] * len(halves)
        if passes is None:
            return Sieved(groups, columns)
        return Sieved(_passing(groups, passes), _passing(columns, passes))

    def _of_the_line(self) -> list[list[bool]]:
        question, groups = self._question, self._groups
        tests = [
            [value in wanted for value in groups[name]]
            for name, wanted in (("service", set(question.services)), ("priority", set(question.priorities)))
            if wanted
        ]
        return tests + self._of_times(self._halves)

    def _of_times(self, halves: Sequence[int | None]) -> list[list[bool]]:
        times = self._question.times
        wanted = {each for first, last in times for each in range(first, last)}
        return [[half in wanted for half in halves]] if times else []

    def _of_counters(self, counters: Sequence[int], clerks: Sequence[int]) -> list[list[bool]]:
        question = self._question
        tests = []
        if question.counters:
            numbers = set(question.counters)
            tests.append([number in numbers for number in counters])
        if question.clerks:
            staff = {clerk or 0 for clerk in question.clerks}
            tests.append([number > 0 and who in staff for number, who in zip(counters, clerks, strict=True)])
        return tests


_CLOCKS: dict[int | None, str | None] = {None: None, **{each: clock(each) for each in range(48)}}
_HOURS: dict[int | None, str | None] = {None: None, **{each: clock(each // 2 * 2) for each in range(48)}}


def _where(counters: Sequence[int], clerks: Sequence[int]) -> dict[str, Values]:
    return {
        "counter": [number or NOWHERE for number in counters],
        "clerk": [(who or None) if number else NOWHERE for number, who in zip(counters, clerks, strict=True)],
    }


def _at(values: Values, rows: Sequence[int]) -> Values:
    return [values[row] for row in rows]


def _all(tests: Sequence[list[bool]]) -> list[bool] | None:
    """Whether each passes all tests; None: there are none."""
    return [all(each) for each in zip(*tests, strict=True)] if tests else None


def _both(one: list[bool] | None, other: list[bool] | None) -> list[bool] | None:
    return _all([each for each in (one, other) if each is not None])


def _passing(columns: Mapping[str, Values], passes: Sequence[bool]) -> dict[str, Values]:
    return {name: list(compress(values, passes)) for name, values in columns.items()}
