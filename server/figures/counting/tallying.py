"""What a question asks for, counted: in plain Python, for so many legs as are counted while somebody waits.

It is what `server.figures.counting.fast_tallying` is tested against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, repeat
from operator import add
from typing import Any
from zoneinfo import ZoneInfo

from server.figures.counting.sieving import NOWHERE, Sieve, Sieved, of_the_day
from server.figures.counting.ways import Several
from server.office import figures
from server.office.counted import SPREADS, counted
from server.office.day_book import CALLS, Day
from server.office.errors import TooFine
from server.office.figures import MOST_ROWS, Key, Part
from server.office.measures import Spread
from server.office.questions import Question
from server.office.tallies import SPREAD, Tally, tallied

Counted = tuple[str, Key, Tally]


def tally(
    days: Iterable[Day], question: Question, parts: Sequence[Part], zone: ZoneInfo, target_s: Callable[[str], int]
) -> Iterator[Counted]:
    """The tally of each group of each part, as soon as it is whole: the part's name, the group's key, the tally.

    `days` in the order of their dates; `target_s` tells a service's target. The part `several` is as `Several` tells
    it. A part without groups has one tally, also of nothing. Raises TooFine.
    """
    piles = [_Pile(part, figures.has_time(question, part.by)) for part in parts if part.name != "several"]
    several = Several() if any(part.name == "several" for part in parts) else None
    for day in days:
        if question.weekdays and day.date.weekday() not in question.weekdays:
            continue
        sieve = Sieve(day, question, zone, [target_s(code) for code in day.book.services])
        found = _Found(day, sieve, of_the_day(day, question.week_starts))
        for pile in piles:
            pile.add(found)
        if several:
            several.add(day.book, found.legs.columns["passes"])
    for pile in piles:
        yield from pile.tallies()
    if several:
        yield from (("several", key, each) for key, each in several.tallies())


class _Found:
    """What all parts need to know of one day."""

    def __init__(self, day: Day, sieve: Sieve, whole: Mapping[str, str]) -> None:
        self.whole, self.provisional = whole, day.provisional
        self.legs, self.calls, self.times = sieve.legs(), sieve.calls(), sieve.times()
        columns, names = self.legs.columns, [counted(each) for each in self.legs.columns["sort"]]
        self.begun = ["begun" in each for each in names]
        self.spreads: dict[str, tuple[list[bool], list[int]]] = {}
        for name, column in SPREADS.items():
            mask = [name in each for each in names]
            self.spreads[name] = mask, [value - 1 for value in compress(columns[column], mask)]
        self.served = ["finished" in each for each in names]
        visits = Counter(compress(columns["visit"], self.served))
        self.again = [is_so and visits[visit] > 1 for is_so, visit in zip(self.served, columns["visit"], strict=True)]


class _Places(dict[Key, int]):
    """A number for each key, in the high bits: what is counted of it stands in the low ones."""

    def __missing__(self, key: Key) -> int:
        place = self[key] = len(self) << _BITS
        return place


#: Whatever is counted is below: books hold no greater numbers.
_BITS = 32
_LOW = (1 << _BITS) - 1


class _Pile:
    """What was found of one part so far, by the places of its keys."""

    def __init__(self, part: Part, timed: bool) -> None:
        self._part, self._timed = part, timed and "time" in part.measures
        # A part without groups has one, also of nothing.
        self._places = _Places()
        if not part.by:
            self._places[()] = 0
        self._provisional: set[int] = set()
        self._sorts: Counter[int] = Counter()
        self._again: Counter[int] = Counter()
        self._targets: set[int] = set()
        self._values = {name: Counter[int]() for name, of in SPREAD.items() if of in part.measures}
        self._calls: Counter[int] = Counter()
        self._reasons: Counter[tuple[int, str]] = Counter()
        self._seconds: Counter[tuple[int, str]] = Counter()
        self._no_clock: Counter[int] = Counter()

    def add(self, found: _Found) -> None:
        columns, places = found.legs.columns, self._placed(found.legs, found)
        self._sorts.update(map(add, places, columns["sort"]))
        self._targets.update(compress(map(add, places, columns["target"]), found.begun))
        if any(found.again):
            visits = zip(places, columns["visit"], strict=True)
            self._again.update(compress(places, found.again))
            self._again.subtract(place for place, _ in set(compress(visits, found.again)))
        for name, pile in self._values.items():
            mask, values = found.spreads[name]
            pile.update(map(add, compress(places, mask), values))
        if "calls" in self._part.measures:
            self._add_calls(found.calls, found)
        if self._timed:
            self._add_times(found.times, found)
        if len(self._places) > MOST_ROWS and sum(NOWHERE not in key for key in self._places) > MOST_ROWS:
            raise TooFine(most=MOST_ROWS)

    def _placed(self, table: Sieved, found: _Found) -> list[int]:
        places = list(map(self._places.__getitem__, table.keys(self._part.by, found.whole)))
        if found.provisional:
            self._provisional |= set(places) | ({0} if not self._part.by else set())
        return places

    def _add_calls(self, calls: Sieved, found: _Found) -> None:
        places, reasons = self._placed(calls, found), calls.columns["reason"]
        self._calls.update(map(add, places, calls.columns["kind"]))
        self._reasons.update((place, why) for place, why in zip(places, reasons, strict=True) if why is not None)

    def _add_times(self, times: Sieved, found: _Found) -> None:
        places = self._placed(times, found)
        for place, state, seconds in zip(places, times.columns["state"], times.columns["seconds"], strict=True):
            if seconds:
                self._seconds[place, state] += seconds - 1
            else:
                self._no_clock[place] += 1

    def tallies(self) -> Iterator[Counted]:
        sorts, kinds = _by_place(_split(self._sorts)), _by_place(_split(self._calls))
        reasons, seconds = _by_place(self._reasons), _by_place(self._seconds)
        targets = _by_place(_split(dict.fromkeys(self._targets, 1)))
        values = {name: _by_place(_split(pile)) for name, pile in self._values.items()}
        measured = values.keys() - {"censored"}
        for key, place in self._places.items():
            if NOWHERE not in key:
                yield (
                    self._part.name,
                    key,
                    tallied(
                        sorts=sorts[place],
                        again=self._again[place],
                        spreads={
                            name: _spread(values[name][place], values["censored"][place] if name == "wait" else {})
                            for name in measured
                        },
                        calls={CALLS[kind]: n for kind, n in kinds[place].items()},
                        reasons=reasons[place],
                        seconds=seconds[place],
                        no_clock=self._no_clock[place],
                        targets=targets[place],
                        provisional=place in self._provisional,
                    ),
                )


def _spread(ended: Mapping[int, int], censored: Mapping[int, int]) -> Spread:
    seconds = tuple(sorted(ended.keys() | censored.keys()))
    return Spread(seconds, *(tuple(map(each.get, seconds, repeat(0))) for each in (ended, censored)))


def _split(counts: Mapping[int, int]) -> dict[tuple[int, int], int]:
    return {(each & ~_LOW, each & _LOW): n for each, n in counts.items()}


def _by_place(counts: Mapping[tuple[int, Any], int]) -> defaultdict[int, dict[Any, int]]:
    found: defaultdict[int, dict[Any, int]] = defaultdict(dict)
    for (place, what), number in counts.items():
        found[place][what] = number
    return found
