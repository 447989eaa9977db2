"""What rows can be grouped by, alone and together, as numpy's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from server.figures.counting.fast_lists import Array
from server.office.figures import Key

#: Of so many numbers each can have a place.
_FEW = 1 << 16


@dataclass(frozen=True, slots=True)
class Dimension:
    """What rows can be grouped by: of each row the place of its value among `values`."""

    places: Array
    values: Sequence[Any]


#: Of each row a number of its key, what tells the key of a number, and above all numbers.
Keys = tuple[Array, Callable[[int], Key], int]
#: No number is greater: numpy's integers would begin again from below.
_MOST = 1 << 62


def none(rows: int) -> Keys:
    """The keys of so many rows by nothing: one."""
    return np.zeros(rows, dtype=np.int64), lambda number: (), 1


def mixed(keys: Keys, more: Dimension) -> Keys:
    """Keys that are one longer. Numbers that would become too great are given anew to the keys that occur."""
    numbers, key, above = keys
    width = len(more.values)
    if above * width > _MOST:
        seen, numbers = np.unique(numbers, return_inverse=True)
        before, above = key, len(seen)

        def key(number: int) -> Key:
            return before(int(seen[number]))

    return (
        numbers * width + more.places,
        lambda number: (*key(number // width), more.values[number % width]),
        above * width,
    )


def placed(numbers: Array, above: int, place: Callable[[int], int]) -> Array:
    """Of numbers from 0 on, all below `above`, the places that those have which occur."""
    if above <= _FEW:
        found = np.flatnonzero(np.bincount(numbers, minlength=1))
        places = np.zeros(above, dtype=np.int64)
        places[found] = [place(each) for each in found.tolist()]
        return places[numbers]
    values, which = np.unique(numbers, return_inverse=True)
    return np.array([place(each) for each in values.tolist()], dtype=np.int64)[which]


def occurring(numbers: Array) -> Dimension:
    """Numbers as places among those that occur."""
    values: list[int] = []

    def place(number: int) -> int:
        values.append(number)
        return len(values) - 1

    return Dimension(placed(numbers, most(numbers) + 1, place), values)


def most(numbers: Array) -> int:
    """The greatest of them, 0 if there are none."""
    return int(numbers.max()) if numbers.size else 0


def listed(values: Sequence[str]) -> Dimension:
    known = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return Dimension(np.array([known[value] for value in values], dtype=np.int64), list(known))
