"""What a question asks for, counted by numpy: a million legs in a moment. It gives what `tallying` gives.

Only the statistics' own process imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from server.figures.counting.fast_columns import Batch, Rows
from server.figures.counting.fast_dimensions import placed
from server.figures.counting.fast_lists import Array, Lists
from server.figures.counting.fast_spreads import Counts, Spreads, Values, spread
from server.figures.counting.fast_ways import add_several
from server.figures.counting.sieving import NOWHERE
from server.figures.counting.tallying import Counted
from server.figures.counting.ways import Several
from server.office import figures
from server.office.counted import SPREADS
from server.office.day_book import CALLS, STATES, Day
from server.office.errors import TooFine
from server.office.figures import MOST_ROWS, Key, Part
from server.office.questions import GRAINS, Question
from server.office.tallies import SPREAD, tallied

#: So many legs at once: more are not faster, and take more memory.
BATCH = 16_000
#: Of each spread how many groups, and how many seconds, have a place of their own for each number of seconds; what is
#: beyond is kept value by value. Few leave, fewer are held, and nobody walks for long.
PLACES = {
    "wait": (416, 5400), "censored": (40, 5400), "walk": (416, 600), "service_time": (416, 5400), "hold": (0, 0),
    "visit_time": (416, 5400),
}  # fmt: skip


def tally(
    days: Iterable[Day], question: Question, parts: Sequence[Part], zone: ZoneInfo, target_s: Callable[[str], int]
) -> Iterator[Counted]:
    """As `tallying.tally`; what belongs to dates that have gone by is told, and forgotten, on the way."""
    lists = Lists(question, zone, target_s)
    piles = [_Pile(part, figures.has_time(question, part.by), lists) for part in parts if part.name != "several"]
    several = Several() if any(part.name == "several" for part in parts) else None
    for batch in _batches(days, lists):
        found = _Found(batch, lists)
        for pile in piles:
            pile.add(found)
            yield from pile.gone(found)
        if several:
            add_several(several, batch.all_legs, found.passes)
        # Two stretches at once would take twice the memory.
        del batch, found
    for pile in piles:
        yield from pile.tallies()
    if several:
        yield from (("several", key, each) for key, each in several.tallies())


def _batches(days: Iterable[Day], lists: Lists) -> Iterator[Batch]:
    wanted, held, legs = lists.question.weekdays, list[Day](), 0
    for day in days:
        if not wanted or day.date.weekday() in wanted:
            held.append(day)
            legs += day.book.legs
        if legs >= BATCH:
            yield Batch(held, lists)
            held, legs = [], 0
    if held:
        yield Batch(held, lists)


class _Found:
    """What all parts need to know of a batch of days."""

    def __init__(self, batch: Batch, lists: Lists) -> None:
        self.batch = batch
        self.legs, self.passes = batch.legs()
        self.calls, self.times = batch.calls(), batch.times()
        self.provisional = np.array([day.provisional for day in batch.days], dtype=bool)
        columns = self.legs.columns
        self.sorts = lists.sort_numbers(columns["sort"])
        self.begun = np.flatnonzero(lists.counting("begun")[self.sorts])
        self.targets = columns["target"][self.begun]
        self.spreads: dict[str, Values] = {}
        for name, column in SPREADS.items():
            rows = np.flatnonzero(lists.counting(name)[self.sorts])
            self.spreads[name] = Values.of(rows, columns[column][rows].astype(np.int64) - 1, PLACES[name][1])
        # The finished legs of visits that have several: they stand together.
        served = np.flatnonzero(lists.counting("finished")[self.sorts])
        visits = (self.legs.days[served] << 32) + columns["visit"][served]
        same = visits[1:] == visits[:-1]
        several = np.append(same, False) | np.append(False, same) if len(served) else np.zeros(0, dtype=bool)
        self.again, self.visits = served[several], np.cumsum(~np.append(False, same))[several]


class _Pile:
    """What was found of one part so far, by the places of its keys; place 0 is for what belongs nowhere."""

    def __init__(self, part: Part, timed: bool, lists: Lists) -> None:
        self._part, self._lists, self._timed = part, lists, timed and "time" in part.measures
        self._places: dict[Key, int] = {} if part.by else {(): 1}
        self._free: list[int] = []
        self._next, self._told = len(self._places) + 1, 0
        self._grain = next((part.by.index(name) for name in GRAINS if name in part.by), None)
        self._provisional: set[int] = set()
        self._sorts, self._targets, self._again = Counts(), Counts(), Counts()
        self._calls, self._reasons, self._seconds, self._no_clock = Counts(), Counts(), Counts(), Counts()
        self._spreads = {name: Spreads(*PLACES[name]) for name, of in SPREAD.items() if of in part.measures}

    def add(self, found: _Found) -> None:
        places, lists = self._placed(found.legs, found), self._lists
        self._sorts.add(places, found.sorts, 1, self._next, len(lists.sorts))
        self._targets.add(places[found.begun], found.targets, 1, self._next, len(lists.targets))
        if len(found.again):
            visits = np.sort((places[found.again] << 32) + found.visits)
            self._again.add(visits[1:][visits[1:] == visits[:-1]] >> 32, 0, 1, self._next, 1)
        for name, pile in self._spreads.items():
            pile.add(places, found.spreads[name], self._next)
        if "calls" in self._part.measures:
            self._add_calls(found.calls, found)
        if self._timed:
            self._add_times(found.times, found)
        if self._told + len(self._places) > MOST_ROWS:
            raise TooFine(most=MOST_ROWS)

    def _add_calls(self, calls: Rows, found: _Found) -> None:
        places, reasons = self._placed(calls, found), calls.columns["reason"]
        self._calls.add(places, calls.columns["kind"], 1, self._next, len(CALLS))
        said = np.flatnonzero(reasons)
        self._reasons.add(places[said], reasons[said], 1, self._next, len(found.batch.reasons))

    def _add_times(self, times: Rows, found: _Found) -> None:
        places, seconds = self._placed(times, found), times.columns["seconds"].astype(np.int64)
        known = seconds > 0
        states = times.columns["state"][known]
        self._seconds.add(places[known], states, seconds[known] - 1, self._next, len(STATES))
        self._no_clock.add(places[~known], 0, 1, self._next, 1)

    def _placed(self, rows: Rows, found: _Found) -> Array:
        """The place of each row's key."""
        if self._part.by:
            numbers, key, above = found.batch.keys(rows, self._part.by)
            places = placed(numbers, above, lambda number: self._place(key(number)))
        else:
            places = np.ones(len(rows.days), dtype=np.int64)
        if found.provisional.any():
            running = places[found.provisional[rows.days]]
            self._provisional.update(np.unique(running).tolist() if self._part.by else [1])
        return places

    def _place(self, key: Key) -> int:
        if NOWHERE in key:
            return 0
        place = self._places.get(key)
        if place is None:
            place = self._free.pop() if self._free else self._next
            self._next = max(self._next, place + 1)
            self._places[key] = place
        return place

    def gone(self, found: _Found) -> Iterator[Counted]:
        """The tallies of the dates before the last one: nothing more will come to them."""
        if self._grain is None:
            return
        whole = found.batch.whole(self._part.by[self._grain])
        last = whole.values[whole.places[-1]]
        gone = {key: place for key, place in self._places.items() if key[self._grain] != last}
        yield from self._tell(gone)
        self._forget(gone)

    def tallies(self) -> Iterator[Counted]:
        """The tallies of what is left."""
        yield from self._tell(self._places)

    def _tell(self, keys: Mapping[Key, int]) -> Iterator[Counted]:
        lists = self._lists
        told = {name: pile.telling() for name, pile in self._spreads.items()} if keys else {}
        for key, place in keys.items():
            yield (
                self._part.name,
                key,
                tallied(
                    sorts={lists.sorts[each]: n for each, n in self._sorts.row(place).items()},
                    again=sum(self._again.row(place).values()),
                    spreads={
                        name: spread(each(place), told["censored"](place) if name == "wait" else None)
                        for name, each in told.items()
                        if name != "censored"
                    },
                    calls={CALLS[kind]: n for kind, n in self._calls.row(place).items()},
                    reasons={lists.reasons.codes[each] or "": n for each, n in self._reasons.row(place).items()},
                    seconds={STATES[state]: n for state, n in self._seconds.row(place).items()},
                    no_clock=sum(self._no_clock.row(place).values()),
                    targets=[lists.targets[each] for each in self._targets.row(place)],
                    provisional=place in self._provisional,
                ),
            )

    def _forget(self, keys: Mapping[Key, int]) -> None:
        places = list(keys.values())
        for table in (self._sorts, self._targets, self._again):
            table.forget(places)
        for table in (self._calls, self._reasons, self._seconds, self._no_clock):
            table.forget(places)
        for pile in self._spreads.values():
            pile.forget(places)
        self._provisional -= set(places)
        self._free += places
        self._told += len(places)
        for key in keys:
            del self._places[key]
