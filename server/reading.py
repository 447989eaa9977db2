"""The reading side: a few connections that only read, and the views over them."""

import queue
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from server import counter_view, day_so_far, event_log, glances, now_view, rows, schema
from server.figures import day_books, report
from server.figures.answering import Answering
from server.office import day, questions
from server.office.board import EVERYBODY, Audience
from server.office.catalogue import Catalogue
from server.office.errors import StoreUnavailable
from server.office.events import Event, Stamp
from server.office.periods import Period
from server.office.questions import Question
from server.views import MISSED_CALL_S, Data, View

if TYPE_CHECKING:
    from server.writer import Clock

T = TypeVar("T")

#: Four small connections serve 256 threads: a reading takes well under a millisecond.
CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the statistics, when it was asked, and how many legs its answer is counted from: enough, or all."""

    question: Question
    now: Stamp
    legs: int


class Reading:
    """What everybody may ask. Each method reads one consistent moment.

    `track` gives the path of a ticket on a phone, or None where phones do not reach the office.
    """

    def __init__(self, path: Path, clock: "Clock", track: Callable[[int], str | None] = lambda ticket: None) -> None:
        self._path, self._clock, self.track = path, clock, track
        self._pool: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._opened = [schema.connect_reading(path) for _ in range(CONNECTIONS)]
        for connection in self._opened:
            self._pool.put(connection)
        self._catalogue: tuple[int, Catalogue] | None = None
        self._books = day_books.Reader()

    @contextmanager
    def use(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a read transaction. A file that cannot be read is StoreUnavailable."""
        connection = self._pool.get()
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.OperationalError as error:
            raise StoreUnavailable from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._pool.put(connection)

    @contextmanager
    def view(self) -> Iterator[View]:
        """The office at this moment."""
        with self.use() as db:
            yield View(db, self._known(db), self._now(db))

    def close(self) -> None:
        """Let go of the file."""
        for connection in self._opened:
            connection.close()

    def _now(self, db: sqlite3.Connection) -> Stamp:
        now = self._clock.now()
        at, boot = event_log.last_moment(db)
        trusted = now.trusted or now.boot == boot
        return Stamp(day.believed(now.at, trusted, at), now.boot, now.mono, trusted)

    def _known(self, db: sqlite3.Connection) -> Catalogue:
        """The catalogue, folded again only when a setting changed."""
        version = event_log.settings_version(db)
        if self._catalogue is None or self._catalogue[0] != version:
            found = rows.catalogue(db)
            assert found is not None, "the office is founded before anybody reads"
            self._catalogue = (version, found)
        return self._catalogue[1]

    def catalogue(self) -> Catalogue:
        """What the office has decided."""
        with self.use() as db:
            return self._known(db)

    def now(self) -> Stamp:
        """The moment as the office believes it."""
        with self.use() as db:
            return self._now(db)

    def running(self) -> tuple[day.Day | None, bool, Stamp, int]:
        """What `day.ended` goes by: the business day, whether it is over, now, and how long it must be quiet (s)."""
        with self.view() as view:
            return view.today, view.over, view.now, view.catalogue.rules.quiet_s

    def asked_day(self) -> str | None:
        """The date of the running business day, while staff are asked whether it still goes on (`day.is_asked`)."""
        with self.use() as db:
            today = rows.day(db)
            return today.date if today and rows.day_is_asked(db, self._now(db)) else None

    def sequence(self) -> int:
        """The seq of the last event."""
        with self.view() as view:
            return view.sequence()

    def office(self) -> Data:
        """`View.office`."""
        with self.view() as view:
            return view.office()

    def standing(self) -> Data:
        """`View.standing`."""
        with self.view() as view:
            return view.standing()

    def board(self, audience: Audience = EVERYBODY) -> Data:
        """`View.board`."""
        with self.view() as view:
            return view.board(audience)

    def ticket(self, ticket: int) -> Data:
        """`View.ticket`, with the code that its paper bears."""
        with self.view() as view:
            return {**view.ticket(ticket), "track": self.track(ticket)}

    def numbered(self, text: str) -> list[Data]:
        """`View.numbered`."""
        with self.view() as view:
            return view.numbered(text)

    def counter(self, number: int) -> Data:
        """`View.counter`."""
        with self.view() as view:
            return view.counter(number)

    def passed_over(self) -> dict[int, list[int]]:
        """`counter_view.passed_over`."""
        with self.view() as view:
            return counter_view.passed_over(view)

    def glance(self, number: int) -> Data:
        """`glances.glance`."""
        with self.view() as view:
            return glances.glance(view, number)

    def glances(self) -> dict[int, Data]:
        """`glances.glances`."""
        with self.view() as view:
            return glances.glances(view)

    def kiosk_name(self, kiosk: str) -> str | None:
        """`rows.kiosk_name`; the office's own kiosk has none."""
        with self.use() as db:
            return rows.kiosk_name(db, kiosk)

    def calls_since(self, seq: int, audience: Audience = EVERYBODY, within_s: float = MISSED_CALL_S) -> list[Data]:
        """`View.calls_since`."""
        with self.view() as view:
            return view.calls_since(seq, audience, within_s)

    def standing_calls(self, audience: Audience = EVERYBODY) -> list[int]:
        """`View.standing_calls`."""
        with self.view() as view:
            return view.standing_calls(audience)

    def untouched_calls(self) -> list[Event]:
        """`View.untouched_calls`."""
        with self.view() as view:
            return view.untouched_calls()

    def unprinted(self) -> list[Data]:
        """The tickets whose paper nobody has reported yet."""
        with self.view() as view:
            return [view.ticket(id_) for id_ in rows.unprinted(view.db)]

    def may_be_called(self) -> list[tuple[str, str]]:
        """The language and number of everybody whom a voice may have to call any moment, the next first."""
        with self.use() as db:
            return rows.may_be_called(db)

    def today(self) -> Data:
        """How the room is now (`now_view.today`)."""
        with self.view() as view:
            return now_view.today(view)

    def late(self) -> int:
        """`day_so_far.late`."""
        with self.view() as view:
            return day_so_far.late(view)

    def asked(self, kind: str, query: Mapping[str, Sequence[str]], week_starts: int = 0, enough: float = inf) -> Asked:
        """The question in a query string; that of a `page` compares unless told not to. Raises BadQuestion.

        `week_starts`: Monday is 0. Legs are looked for until there are more than `enough`.
        """
        with self.view() as view:
            against = "previous" if kind == "page" else "none"
            question = questions.parse(query, date.fromisoformat(view.date), against, week_starts)
            periods = filter(None, (question.period, question.compared))
            return Asked(question, view.now, sum(day_books.legs(view.db, each, enough) for each in periods))

    def answered(self, answer: Callable[[Answering], T]) -> T:
        """What questions are answered now, in this process."""
        with self.view() as view:
            return answer(Answering(view.db, view.catalogue, view.now, self._books))

    def legs(self, enough: float = inf) -> int:
        """How many legs there are of all days, as `day_books.legs` tells."""
        with self.use() as db:
            return day_books.legs(db, Period(date.min, date.max), enough)

    def report(self, date: str | None = None) -> Data:
        """`report.told`: of the last business day, if no date is said. Raises UnknownDay."""
        with self.view() as view:
            return report.told(view, self._books, date)
