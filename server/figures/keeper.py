"""Who keeps the books of days: a day that has ended is written down beside the work.

So nobody waits for it: the first call of a morning turns the day, and takes no longer than another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Lock
from types import ModuleType
from typing import Any, Protocol

from server.office.events import Event, Kind

#: Between two books the office goes first (s): where many are missing, there is no hurry.
REST_S = 0.5

_log = logging.getLogger("dawr.figures")


class Worker(Protocol):
    """One thread for the books (`hardware.worker.Worker`)."""

    def put(self, job: Callable[[], None], *, after_s: float = 0.0) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


class Keeper:
    """Makes the books that are missing, one after the other: at the start, and when a day has turned.

    `reading` and `writer` are those of the office, `books` is `server.figures.day_books`. A book that cannot be made
    holds up no other. Whatever ends it on the way, the next start makes what is missing.
    """

    def __init__(self, reading: Any, writer: Any, books: ModuleType, worker: Worker) -> None:
        self._reading, self._writer, self._books, self._worker = reading, writer, books, worker
        self._waits, self._lock = False, Lock()

    def start(self) -> None:
        """Begin with what is missing now."""
        self._worker.start()
        self._go_on()

    def stop(self) -> None:
        """Leave the rest to the next start."""
        self._worker.stop()
        self._waits = False

    def receive(self, events: Sequence[Event]) -> None:
        """Take committed events (`Writer.subscribe`). Never blocks."""
        if any(event.kind is Kind.DAY_TURNED for event in events):
            self._go_on()

    def _go_on(self, after: int = 0, rest_s: float = 0.0) -> None:
        """Let the next book be made, where that does not wait to be done already."""
        with self._lock:
            if not self._waits:
                self._waits = self._worker.put(lambda: self._make(after), after_s=rest_s)

    def _make(self, after: int) -> None:
        """Make the first book that is missing of the days after one, then the next."""
        # Before it looks: a day that turns now is either seen here, or has another look put.
        self._waits = False
        with self._reading.use() as db:
            number = next(iter(self._books.missing(db, after)), None)
        if number is None:
            return
        try:
            with self._reading.use() as db:
                draft = self._books.drafted(db, number)
            self._writer.later(lambda tx: self._books.keep(tx.db, draft))
        except Exception:
            # Whatever is wrong with this day: those after it need their books as well.
            _log.exception("the book of the business day %s was not kept", number)
        self._go_on(number, REST_S)
