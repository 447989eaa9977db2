"""What the books of one answer have in common: words, targets, and the sorts of legs that occur."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from server.office.counted import SORTS, counted
from server.office.questions import Question

Array = NDArray[Any]
_KINDS = {"B": "u1", "H": "u2", "I": "u4"}


def column(code: str, piece: memoryview) -> Any:
    """A column of a book (`day_book.decode`), which stays where it was read."""
    return np.frombuffer(piece, f"<{_KINDS[code]}")


class Codes:
    """Codes of all books in one list, and the place there of each book's own."""

    def __init__(self, none: bool) -> None:
        self.codes: list[str | None] = [None] if none else []
        self._none, self._known = none, dict[tuple[str, ...], Array]()

    def places(self, own: tuple[str, ...]) -> Array:
        """Where the words of a book stand, in their order there (with the one that is no word, if there is one)."""
        if own not in self._known:
            self.codes += [code for code in own if code not in self.codes]
            words: list[str | None] = [None, *own] if self._none else [*own]
            self._known[own] = np.array([self.codes.index(code) for code in words], dtype=np.int64)
        return self._known[own]


class Lists:
    """The words of all books in one list each, with the `targets` (s) and `sorts` that occur: columns hold places."""

    def __init__(self, question: Question, zone: ZoneInfo, target_s: Callable[[str], int]) -> None:
        self.question, self.zone, self._target_s = question, zone, target_s
        self.services, self.priorities, self.reasons = Codes(False), Codes(True), Codes(True)
        self.targets: list[int] = []
        self.sorts: list[int] = []
        self._sort_numbers = np.full(SORTS, -1, dtype=np.int16)

    def service_targets(self) -> tuple[Array, Array]:
        """Of each service the place of its target, and the targets."""
        each = [self._target_s(code or "") for code in self.services.codes]
        self.targets += [target for target in dict.fromkeys(each) if target not in self.targets]
        return np.array([self.targets.index(target) for target in each], dtype=np.int64), np.array(self.targets)

    def sort_numbers(self, sorts: Array) -> Array:
        """The place of each sort."""
        found = self._sort_numbers[sorts]
        if found.size and found.min() < 0:
            for each in np.unique(sorts[found < 0]).tolist():
                self._sort_numbers[each] = len(self.sorts)
                self.sorts.append(each)
            found = self._sort_numbers[sorts]
        return found

    def counting(self, name: str) -> Array:
        """Of each sort whether it counts towards a name of `counted`."""
        return np.array([name in counted(each) for each in self.sorts], dtype=bool)
