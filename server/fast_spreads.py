"""Counts that many numbers are added to at once, and forgotten when they have been told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from server.fast_lists import Array
from server.office.measures import Spread

#: So many groups, and so many seconds (an hour and a half), have a place of their own for each second; it takes 9 MB at
#: most. What is beyond is kept value by value.
DENSE_GROUPS, DENSE_S = 416, 5400
FEW_GROUPS = 40
_BITS = 32


class Table:
    """Whole numbers in rows of equal width, both growing as they are needed."""

    def __init__(self, width: int) -> None:
        self._counts = np.zeros((8, width), dtype=np.int64)

    def add(self, rows: Array, columns: Array | int, numbers: Array | int = 1) -> None:
        """Add a number at each row and column."""
        if not len(rows):
            return
        columns = np.broadcast_to(np.asarray(columns, dtype=np.int64), rows.shape)
        height, width = int(rows.max()) + 1, int(columns.max()) + 1
        have = self._counts.shape
        if height > have[0] or width > have[1]:
            grown = np.zeros((_doubled(have[0], height), _doubled(have[1], width)), dtype=np.int64)
            grown[: have[0], : have[1]] = self._counts
            self._counts = grown
        where = rows * self._counts.shape[1] + columns
        np.add.at(self._counts.reshape(-1), where, np.broadcast_to(np.asarray(numbers, dtype=np.int64), rows.shape))

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


class Spreads:
    """How often each number of seconds was, in each of many groups."""

    def __init__(self, few: bool = False) -> None:
        """`few`: there are so few values that kept one by one they take less than places for many groups."""
        self._groups = min(DENSE_GROUPS, FEW_GROUPS) if few else DENSE_GROUPS
        self._dense = np.zeros((min(8, self._groups), DENSE_S), dtype=np.uint32)
        self._others: list[Array] = []

    def add(self, groups: Array, seconds: Array) -> None:
        """Add a value to each of the groups."""
        dense = (groups < self._groups) & (seconds < DENSE_S)
        if not dense.all():
            self._others.append((groups[~dense] << _BITS) + seconds[~dense])
            groups, seconds = groups[dense], seconds[dense]
        if len(groups):
            height, have = int(groups.max()) + 1, len(self._dense)
            if height > have:
                grown = np.zeros((min(_doubled(have, height), self._groups), DENSE_S), dtype=np.uint32)
                grown[:have] = self._dense
                self._dense = grown
            np.add.at(self._dense.reshape(-1), groups * DENSE_S + seconds, np.uint32(1))

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
