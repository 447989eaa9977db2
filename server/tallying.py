"""What a question asks for, counted: in plain Python, for so many legs as are counted while somebody waits.

It is what `server.fast_tallying` is tested against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any
from zoneinfo import ZoneInfo

from server.office import figures
from server.office.counted import SPREADS, counted
from server.office.day_book import CALLS, Day
from server.office.errors import TooFine
from server.office.figures import MOST_ROWS, Key, Part, Tally
from server.office.measures import Spread
from server.office.questions import Question
from server.sieving import NOWHERE, Sieve, Sieved, of_the_day
from server.ways import Several

Counted = tuple[str, Key, Tally]

#: The measures of a tally that spread values out, by the measure that asks for them.
SPREAD = {name: "wait" if name == "censored" else name for name in SPREADS}
SUMMED = ("service_time", "hold")
_CALLS = {"by-rule": ("calls",), "out-of-turn": ("calls", "out_of_turn"), "put-back": ("put_backs",),
          "undone": ("undone",)}  # fmt: skip


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


class _Pile:
    """What was found of one part so far."""

    def __init__(self, part: Part, timed: bool) -> None:
        self._part, self._timed = part, timed and "time" in part.measures
        self._keys: set[Key] = set() if part.by else {()}
        self._provisional: set[Key] = set()
        self._sorts: Counter[tuple[Key, int]] = Counter()
        self._again: Counter[Key] = Counter()
        self._targets: set[tuple[Key, int]] = set()
        self._values = {name: Counter[tuple[Key, int]]() for name, of in SPREAD.items() if of in part.measures}
        self._calls: Counter[tuple[Key, int]] = Counter()
        self._reasons: Counter[tuple[Key, str]] = Counter()
        self._seconds: Counter[tuple[Key, str]] = Counter()
        self._no_clock: Counter[Key] = Counter()

    def add(self, found: _Found) -> None:
        keys = found.legs.keys(self._part.by, found.whole)
        touched = set(keys)
        self._sorts.update(zip(keys, found.legs.columns["sort"], strict=True))
        self._targets.update(compress(zip(keys, found.legs.columns["target"], strict=True), found.begun))
        if any(found.again):
            visits = zip(keys, found.legs.columns["visit"], strict=True)
            self._again.update(compress(keys, found.again))
            self._again.subtract(key for key, _ in set(compress(visits, found.again)))
        for name, pile in self._values.items():
            mask, values = found.spreads[name]
            pile.update(zip(compress(keys, mask), values, strict=True))
        if "calls" in self._part.measures:
            touched |= self._add_calls(found.calls, found.whole)
        if self._timed:
            touched |= self._add_times(found.times, found.whole)
        self._keys |= {key for key in touched if NOWHERE not in key}
        if found.provisional:
            self._provisional |= touched | ({()} if not self._part.by else set())
        if len(self._keys) > MOST_ROWS:
            raise TooFine(most=MOST_ROWS)

    def _add_calls(self, calls: Sieved, whole: Mapping[str, str]) -> set[Key]:
        keys, reasons = calls.keys(self._part.by, whole), calls.columns["reason"]
        self._calls.update(zip(keys, calls.columns["kind"], strict=True))
        self._reasons.update((key, reason) for key, reason in zip(keys, reasons, strict=True) if reason is not None)
        return set(keys)

    def _add_times(self, times: Sieved, whole: Mapping[str, str]) -> set[Key]:
        keys = times.keys(self._part.by, whole)
        for key, state, seconds in zip(keys, times.columns["state"], times.columns["seconds"], strict=True):
            if seconds:
                self._seconds[key, state] += seconds - 1
            else:
                self._no_clock[key] += 1
        return set(keys)

    def tallies(self) -> Iterator[Counted]:
        sorts, kinds, reasons = _by_key(self._sorts), _by_key(self._calls), _by_key(self._reasons)
        targets: defaultdict[Key, set[int]] = defaultdict(set)
        for key, target in self._targets:
            targets[key].add(target)
        values = {name: _by_key(pile) for name, pile in self._values.items()}
        seconds = _by_key(self._seconds)
        for key in self._keys:
            yield (
                self._part.name,
                key,
                tallied(
                    sorts[key],
                    self._again[key],
                    {name: values[name][key] for name in values},
                    {CALLS[kind]: n for kind, n in kinds[key].items()},
                    reasons[key],
                    seconds[key],
                    self._no_clock[key],
                    targets[key],
                    key in self._provisional,
                ),
            )


def tallied(
    sorts: Mapping[int, int],
    again: int,
    values: Mapping[str, Mapping[int, int]],
    calls: Mapping[str, int],
    reasons: Mapping[str, int],
    seconds: Mapping[str, int],
    no_clock: int,
    targets: Iterable[int],
    provisional: bool,
) -> Tally:
    """A tally of what was counted.

    `sorts` of legs; `again`: finished legs of visits that have one already; `values`: by measure how often each number
    of seconds was; `calls` by kind, `reasons` of those out of turn; `seconds` of counters by state, and `no_clock`:
    stretches of unknown length; `targets` of the services.
    """
    counts = Counter(figures.counts_of(sorts))
    counts["served"] = counts["finished"] - again
    for kind, n in calls.items():
        for name in _CALLS[kind]:
            counts[name] += n
    counts["time_clock"] = no_clock
    spreads = {
        name: _spread(held, values.get("censored", {}) if name == "wait" else {}) for name, held in values.items()
    }
    spreads.pop("censored", None)
    sums = {name: sum(each * n for each, n in values[name].items()) for name in SUMMED if name in values} | dict(
        seconds
    )
    only = set(targets)
    return Tally(
        {name: n for name, n in counts.items() if n},
        {name: each for name, each in spreads.items() if each.seconds},
        {name: total for name, total in sums.items() if total},
        dict(sorted(reasons.items())),
        only.pop() if len(only) == 1 else None,
        provisional,
    )


def _spread(ended: Mapping[int, int], censored: Mapping[int, int]) -> Spread:
    seconds = tuple(sorted(ended.keys() | censored.keys()))
    return Spread(
        seconds, tuple(ended.get(each, 0) for each in seconds), tuple(censored.get(each, 0) for each in seconds)
    )


def _by_key(counts: Mapping[tuple[Key, Any], int]) -> defaultdict[Key, dict[Any, int]]:
    found: defaultdict[Key, dict[Any, int]] = defaultdict(dict)
    for (key, what), number in counts.items():
        found[key][what] = number
    return found
