"""Who answers a question of the statistics: the office itself where it is small, the bookkeeper where it is not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from server.figures import exports
from server.figures.bookkeeping import Bookkeeping, NoBookkeeper
from server.figures.file_words import file_words
from server.office.questions import text

#: So many legs are counted in the office's own process, in less than 0.1 s; more would hold up who issues and calls.
MOST_LEGS = 5_000
#: What takes too much memory to be made there, however little it is.
_ELSEWHERE = frozenset({"xlsx"})
#: A workbook of 20,000 rows is written more slowly than any page is counted (s).
_WITHIN_S = {"xlsx": 60.0}

_log = logging.getLogger("dawr.figures")


class Answers:
    """`reading` is the office's (`server.reading.Reading`); `week_starts()` tells its first weekday, Monday 0.

    `language()` is that of who asks, for the files.
    """

    def __init__(
        self, reading: Any, path: Path, week_starts: Callable[[], int], language: Callable[[], str] = lambda: "en"
    ) -> None:
        self._reading, self._week_starts, self._language = reading, week_starts, language
        self.bookkeeping = Bookkeeping(path)

    def ask(self, kind: str, query: Mapping[str, Sequence[str]]) -> bytes:
        """The answer to a query string; the kinds are those of `exports.answer`.

        Raises BadQuestion, TooFine, FiguresBusy, FiguresUnavailable.
        """
        asked = self._reading.asked(kind, query, self._week_starts(), MOST_LEGS)
        words = file_words(self._language(), self._reading.catalogue(), asked.now) if kind in exports.FILES else None
        if asked.legs > MOST_LEGS or kind in _ELSEWHERE:
            question, now = asked.question, asked.now
            told = {
                "kind": kind,
                "question": text(question),
                "week_starts": question.week_starts,
                "now": [now.at, now.boot, now.mono, now.trusted],
                "words": words,
            }
            try:
                return self.bookkeeping.ask(told, _WITHIN_S.get(kind))
            except NoBookkeeper as error:
                _log.warning("%s They are counted in the office's own, slowly.", error)
        return self._reading.answered(lambda answering: exports.answer(answering, kind, asked.question, words))

    def warm(self) -> None:
        """Let the bookkeeper be there when the first question comes, where there may be large ones."""
        if self._reading.legs(MOST_LEGS) > MOST_LEGS:
            self.bookkeeping.warm()

    def stop(self) -> None:
        """End the bookkeeper."""
        self.bookkeeping.stop()
