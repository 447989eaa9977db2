"""Counts that many numbers are added to at once, and forgotten when they have been told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from server.figures.counting.fast_lists import Array
from server.office.measures import Spread

_BITS = 32
_ONE = np.uint32(1)


class Counts:
    """Whole numbers in rows of equal width, both growing as they are needed."""

    def __init__(self) -> None:
        self._counts = np.zeros((2, 1), dtype=np.int64)

    def add(self, rows: Array, columns: Array | int, numbers: Array | int, height: int, width: int) -> None:
        """Add a number at each row and column; they are below `height` and `width`."""
        if not len(rows):
            return
        have = self._counts.shape
        if height > have[0] or width > have[1]:
            grown = np.zeros((_doubled(have[0], height), _doubled(have[1], width)), dtype=np.int64)
            grown[: have[0], : have[1]] = self._counts
            self._counts = grown
        where = rows * self._counts.shape[1] + columns
        np.add.at(self._counts.reshape(-1), where, numbers)

    def row(self, row: int) -> dict[int, int]:
        """What was counted in a row, by its column."""
        if row >= len(self._counts):
            return {}
        columns = np.flatnonzero(self._counts[row])
        return dict(zip(columns.tolist(), self._counts[row, columns].tolist(), strict=True))

    def forget(self, rows: Sequence[int]) -> None:
        """Begin again at nought in these rows."""
        self._counts[[row for row in rows if row < len(self._counts)]] = 0


Histogram = tuple[Array, Array]


@dataclass(frozen=True, slots=True)
class Values:
    """Values of a measure: of which rows they are, ascending; those that have a place of their own, and the others."""

    near: tuple[Array, Array]
    far: tuple[Array, Array]

    @classmethod
    def of(cls, rows: Array, seconds: Array, width: int) -> Values:
        near = seconds < width
        if near.all():
            return cls((rows, seconds), (rows[:0], seconds[:0]))
        return cls((rows[near], seconds[near]), (rows[~near], seconds[~near]))


class Spreads:
    """How often each number of seconds was, in each of many groups."""

    def __init__(self, groups: int, width: int) -> None:
        """So many groups, and so many seconds, have places of their own."""
        self._groups, self._width = groups, width
        self._dense = np.zeros((min(2, groups), width), dtype=np.uint32)
        self._others: list[Array] = []

    def add(self, places: Array, values: Values, height: int) -> None:
        """Add values; `places` has the group of each row, all below `height`."""
        (rows, seconds), (far, beyond) = values.near, values.far
        groups = places[rows]
        if len(far):
            self._others.append((places[far] << _BITS) + beyond)
        if height > self._groups:
            dense = groups < self._groups
            self._others.append((groups[~dense] << _BITS) + seconds[~dense])
            groups, seconds, height = groups[dense], seconds[dense], self._groups
        have = len(self._dense)
        if height > have:
            grown = np.zeros((min(_doubled(have, height), self._groups), self._width), dtype=np.uint32)
            grown[:have] = self._dense
            self._dense = grown
        np.add.at(self._dense.reshape(-1), groups * self._width + seconds, _ONE)

    def telling(self) -> Callable[[int], Histogram]:
        """What tells of a group the seconds that occurred, ascending, and how often each did."""
        values, counts = np.unique(np.concatenate([*self._others, np.zeros(0, np.int64)]), return_counts=True)
        if len(self._others) > 1:
            self._others = [np.repeat(values, counts)]

        def told(group: int) -> Histogram:
            first, last = np.searchsorted(values, [group << _BITS, (group + 1) << _BITS]).tolist()
            seconds, numbers = values[first:last] - (group << _BITS), counts[first:last]
            if group < len(self._dense):
                near = np.flatnonzero(self._dense[group])
                seconds, numbers = np.append(near, seconds), np.append(self._dense[group, near], numbers)
            return seconds, numbers

        return told

    def forget(self, groups: Sequence[int]) -> None:
        """Begin again at nought in these groups."""
        self._dense[[group for group in groups if group < len(self._dense)]] = 0
        if self._others:
            gone = np.asarray(groups, dtype=np.int64)
            self._others = [each[~np.isin(each >> _BITS, gone)] for each in self._others]


def spread(ended: Histogram, censored: Histogram | None = None) -> Spread:
    """The spread of two histograms."""
    if censored is None or not len(censored[0]):
        return Spread(tuple(ended[0].tolist()), tuple(ended[1].tolist()), (0,) * len(ended[0]))
    seconds = np.union1d(ended[0], censored[0])
    columns = []
    for values, numbers in (ended, censored):
        column = np.zeros(len(seconds), dtype=np.int64)
        column[np.searchsorted(seconds, values)] = numbers
        columns.append(tuple(column.tolist()))
    return Spread(tuple(seconds.tolist()), *columns)


def _doubled(have: int, needed: int) -> int:
    while have < needed:
        have *= 2
    return have
