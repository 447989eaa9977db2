"""The books of many days at once, as numpy's arrays: what passes a question, and what it can be grouped by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from server.figures.counting.fast_dimensions import Dimension, Keys, listed, mixed, most, none, occurring
from server.figures.counting.fast_lists import Array, Codes, Lists
from server.figures.counting.sieving import NOWHERE, OF_THE_DAY
from server.office import counted, figures, half_hours
from server.office.day_book import COLUMNS, DAY_MIN, DAY_SLOTS, VOID, Day
from server.office.questions import clock

#: What nothing is counted by is not read.
_READ = {name: [column for column in columns if column != "outcome"] for name, columns in COLUMNS.items()}
#: No half-hour.
_UNKNOWN = 48
_CLOCKS = (*map(clock, range(48)), None)
_HOURS = (*(clock(each // 2 * 2) for each in range(48)), None)


@dataclass
class Rows:
    """A table of many days; `days`: of each row the place of its day."""

    days: Array
    columns: dict[str, Array]
    groups: dict[str, Dimension]

    def only(self, passes: Array) -> Rows:
        """The rows that pass."""
        if passes.all():
            return self
        groups = {name: Dimension(each.places[passes], each.values) for name, each in self.groups.items()}
        return Rows(self.days[passes], {name: each[passes] for name, each in self.columns.items()}, groups)


class Batch:
    """Several days in a row."""

    def __init__(self, days: Sequence[Day], lists: Lists) -> None:
        self.days, self._lists, self._question = days, lists, lists.question
        self._whole: dict[str, Dimension] = {}
        legs, times = self._table("leg"), self._table("time")
        last = max(most(legs.columns["begun"]) // 30, most(times.columns["slot"]), 2 * DAY_SLOTS)
        self._offsets = [half_hours.offsets_min(last, day.date, lists.zone) for day in days]
        self.all_legs, self._in_line = self._every_leg(legs)
        self._all_times = times

    @property
    def reasons(self) -> Sequence[str | None]:
        """The codes that the column `reason` of calls points to."""
        return self._lists.reasons.codes

    def whole(self, name: str) -> Dimension:
        """What the days can be grouped by as a whole: the values, and of each day the place of its own."""
        if name not in self._whole:
            told = OF_THE_DAY[name]
            self._whole[name] = listed([told(day.date, self._question.week_starts) for day in self.days])
        return self._whole[name]

    def keys(self, rows: Rows, by: Sequence[str]) -> Keys:
        """Of each row a number of its key, what tells the key of a number, and above all numbers."""
        keys = none(len(rows.days))
        for name in by:
            keys = mixed(keys, self._dimension(rows, name))
        return keys

    def _dimension(self, rows: Rows, name: str) -> Dimension:
        if name not in OF_THE_DAY:
            return rows.groups[name]
        whole = self.whole(name)
        return Dimension(whole.places[rows.days], whole.values)

    def legs(self) -> tuple[Rows, Array]:
        """The legs that pass, with `sort` and `target` (its place in the lists); and of all legs whether they do."""
        passes = self._in_line & self._of_counters(self.all_legs.columns)
        return self.all_legs.only(passes), passes

    def calls(self) -> Rows:
        """Calls, put-backs and undone actions of legs that are not void."""
        rows, legs = self._table("call"), self.all_legs
        starts = np.cumsum([0] + [day.book.legs for day in self.days[:-1]])
        # What is about no leg has the last place, behind all legs.
        about = np.where(rows.columns["leg"] > 0, rows.columns["leg"].astype(np.int64) - 1 + starts[rows.days], -1)
        nothing_asked = not (self._question.services or self._question.priorities or self._question.times)
        in_line = np.append(self._in_line & (legs.columns["flags"] & VOID == 0), nothing_asked)
        passes = in_line[about] & self._of_counters(rows.columns)
        for name in ("service", "priority", "half-hour", "hour"):
            held = legs.groups[name]
            rows.groups[name] = Dimension(np.append(held.places, len(held.values))[about], [*held.values, NOWHERE])
        rows.columns["reason"] = self._words("reason", rows, self._lists.reasons, "reasons", "call").places
        rows.groups |= _where(rows.columns)
        return rows.only(passes)

    def times(self) -> Rows:
        """How long counters were in each state."""
        rows = self._all_times
        halves = self._halves(rows.columns["slot"], rows.days, 30)
        rows.groups |= {"half-hour": Dimension(halves, _CLOCKS), "hour": Dimension(halves, _HOURS)}
        rows.groups |= _where(rows.columns)
        if not figures.has_time(self._question):
            return rows.only(np.zeros(len(halves), dtype=bool))
        return rows.only(self._of_counters(rows.columns) & self._of_times(halves))

    def _table(self, name: str) -> Rows:
        tables: list[Mapping[str, Any]] = [getattr(day.book, name) for day in self.days]
        columns = {column: np.concatenate([table[column] for table in tables]) for column in _READ[name]}
        lengths = [len(table[_READ[name][0]]) for table in tables]
        return Rows(np.repeat(np.arange(len(tables)), lengths), columns, {})

    def _every_leg(self, rows: Rows) -> tuple[Rows, Array]:
        lists = self._lists
        halves = self._halves(rows.columns["begun"], rows.days)
        services = self._words("service", rows, lists.services, "services", "leg")
        priorities = self._words("priority", rows, lists.priorities, "priorities", "leg")
        rows.groups = {
            "service": services,
            "priority": priorities,
            "half-hour": Dimension(halves, _CLOCKS),
            "hour": Dimension(halves, _HOURS),
        } | _where(rows.columns)
        places, targets_s = lists.service_targets()
        rows.columns["target"] = places[services.places]
        rows.columns["within"] = rows.columns["wait"] <= targets_s[rows.columns["target"]] + 1
        rows.columns["sort"] = _sorts(rows.columns)
        passes = self._of_times(halves)
        for wanted, held in ((self._question.services, services), (self._question.priorities, priorities)):
            if wanted:
                passes &= np.array([value in wanted for value in held.values], dtype=bool)[held.places]
        return rows, passes

    def _words(self, column: str, rows: Rows, codes: Codes, own: str, table: str) -> Dimension:
        each = [codes.places(getattr(day.book, own)) for day in self.days]
        if all(places is each[0] for places in each):
            return Dimension(each[0][rows.columns[column]], codes.codes)
        starts = np.cumsum([0] + [len(places) for places in each[:-1]])
        return Dimension(np.concatenate(each)[rows.columns[column] + starts[rows.days]], codes.codes)

    def _halves(self, moments: Array, days: Array, minutes: int = 1) -> Array:
        """The half-hour of each moment, counted in so many minutes, as `half_hours.of_minutes`."""
        offset = self._offsets[0]
        if isinstance(offset, int) and all(each == offset for each in self._offsets):
            known = half_hours.of_minutes(range(0, (most(moments) + 1) * minutes, minutes), offset)
            return np.array([_UNKNOWN if each is None else each for each in known])[moments]
        begun = moments.astype(np.int64) * minutes
        same = [each if isinstance(each, int) else 0 for each in self._offsets]
        offsets = np.array(same, dtype=np.int64)[days]
        for place, several in enumerate(self._offsets):
            if not isinstance(several, int):
                here = days == place
                offsets[here] = np.array(several)[begun[here] // 30]
        return np.where(begun > 0, (begun + offsets - DAY_MIN) // 30 % 48, _UNKNOWN)

    def _of_times(self, halves: Array) -> Array:
        if not self._question.times:
            return np.ones(len(halves), dtype=bool)
        wanted = np.zeros(_UNKNOWN + 1, dtype=bool)
        for first, last in self._question.times:
            wanted[first:last] = True
        return wanted[halves]

    def _of_counters(self, columns: Mapping[str, Array]) -> Array:
        counters, clerks = columns["counter"], columns["clerk"]
        passes = np.ones(len(counters), dtype=bool)
        if self._question.counters:
            passes &= np.isin(counters, self._question.counters)
        if self._question.clerks:
            passes &= (counters > 0) & np.isin(clerks, [clerk or 0 for clerk in self._question.clerks])
        return passes


def _sorts(columns: Mapping[str, Array]) -> Array:
    """`counted.sort` of each row."""
    sorts = columns["flags"].astype(np.int32)
    sorts |= columns["end"].astype(np.int32) << counted.END_BIT
    wait = columns["wait"] > 0
    for bit, holds in (
        (counted.FIRST, columns["serial"] == 1),
        (counted.WAIT, wait),
        (counted.WALK, columns["walk"] > 0),
        (counted.SERVICE, columns["service_time"] > 0),
        (counted.HOLD, columns["hold"] > 0),
        (counted.VISIT, columns["visit_time"] > 0),
        (counted.WITHIN, wait & columns["within"]),
    ):
        sorts |= holds.astype(np.int32) * np.int32(bit)
    return sorts


def _where(columns: Mapping[str, Array]) -> dict[str, Dimension]:
    counters, clerks = columns["counter"].astype(np.int64), columns["clerk"].astype(np.int64)
    numbers = occurring(counters)
    staff = occurring(np.where(counters > 0, clerks + 1, 0))
    return {
        "counter": Dimension(numbers.places, [number or NOWHERE for number in numbers.values]),
        "clerk": Dimension(staff.places, [NOWHERE if each == 0 else each - 1 or None for each in staff.values]),
    }
