"""The one writer: it takes the commands of all that wait, commits them together, then answers each."""

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from server.clock import monotonic_s
from server.office.actors import SYSTEM, Actor
from server.office.errors import OfficeError, StoreUnavailable, TooManyWaiting
from server.office.events import Event, Stamp
from server.store import Store
from server.transaction import Transaction

T = TypeVar("T")
Command = Callable[[Transaction], T]
Receiver = Callable[[Sequence[Event]], None]

log = logging.getLogger("dawr.writer")

#: How long a lazy command waits for a commit to ride with (s), and how many commands one commit takes.
LAZY_S = 1.0
TOGETHER = 64
#: When nothing was asked for so long, the store is settled (s).
QUIET_S = 0.25
#: In trouble, the disk is tried again this often (s).
PROBE_S = 5.0


class Clock(Protocol):
    """What tells the time (`server.clock`)."""

    def now(self) -> Stamp: ...


@dataclass(frozen=True, slots=True)
class _Job:
    command: Command[Any]
    actor: Actor
    answer: "Future[Any] | None"


class Writer:
    """The only one who writes.

    `first` runs before each command of a person, in a savepoint of its own: what it records stays when the
    command is refused. Without `start()` commands run at once, in the caller's thread.
    """

    def __init__(self, store: Store, clock: Clock, first: Command[None] = lambda tx: None, *, limit: int = 512) -> None:
        self._store, self._clock, self._first = store, clock, first
        self._jobs: deque[_Job] = deque()
        self._lazy: list[_Job] = []
        self._limit = limit
        self._receivers: list[Receiver] = []
        self._thread: threading.Thread | None = None
        self._stopping = False
        #: Guards the four above it, and rings when there is something to do.
        self._bell = threading.Condition(threading.Lock())
        self.trouble: str | None = None

    @property
    def waiting(self) -> int:
        """How many commands wait now."""
        return len(self._jobs)

    def subscribe(self, receive: Receiver) -> None:
        """Hear of committed events, in order, on the writer's thread: `receive` may only put them in a queue."""
        self._receivers.append(receive)

    def do(self, command: Command[T], actor: Actor) -> T:
        """Run a command and wait until it is on the disk.

        Raises what the command raises, and then nothing has happened; StoreUnavailable when the disk would
        not take it or the writer was stopped; TooManyWaiting when too many wait already.
        """
        answer: Future[Any] = Future()
        with self._bell:
            if self._stopping:
                raise StoreUnavailable
            if self._thread is not None and len(self._jobs) >= self._limit:
                raise TooManyWaiting
            self._take(_Job(command, actor, answer))
        return cast(T, answer.result())

    def later(self, command: Command[object], actor: Actor = SYSTEM) -> None:
        """Run a command with the next commit, at the latest after `LAZY_S`; nobody waits for it.

        One that comes when the writer was stopped is dropped.
        """
        with self._bell:
            if not self._stopping:
                self._take(_Job(command, actor, None))

    def _take(self, job: _Job) -> None:
        if self._thread is None:
            self._commit([job])
        else:
            self._jobs.append(job)
            self._bell.notify()

    def start(self) -> None:
        """Begin to work on a thread of its own."""
        with self._bell:
            self._thread = threading.Thread(target=self._work, name="writer")
            self._thread.start()

    def stop(self) -> None:
        """Finish what waits, then end, for good. Whoever comes later is refused."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Stop, and let go of the data file: nothing opens it again."""
        self.stop()
        with self._bell:
            self._store.close()

    def _work(self) -> None:
        try:
            ending = False
            while not ending:
                batch, ending = self._gather()
                if batch:
                    self._commit(batch)
        finally:
            self._refuse_the_rest()

    def _refuse_the_rest(self) -> None:
        """Nobody waits for a thread that has ended, however it did."""
        with self._bell:
            self._stopping = True
            left = [job for job in self._jobs if job.answer]
            self._jobs.clear()
        for job in left:
            if job.answer:
                job.answer.set_exception(StoreUnavailable())

    def _gather(self) -> tuple[list[_Job], bool]:
        """Wait until somebody wants an answer or lazy commands are due, then take all that wait.

        True: it was the last time.
        """
        asked: list[_Job] = []
        due_s: float | None = None
        ending = False
        while not asked and not ending and (due_s is None or monotonic_s() < due_s):
            if self._lazy and due_s is None:
                due_s = monotonic_s() + (PROBE_S if self.trouble else LAZY_S)
            idle, patience_s = self._idle(due_s)
            with self._bell:
                rung = self._bell.wait_for(lambda: bool(self._jobs) or self._stopping, patience_s)
                while self._jobs and len(asked) < TOGETHER:
                    job = self._jobs.popleft()
                    (asked if job.answer else self._lazy).append(job)
                ending = self._stopping and not self._jobs
            if not rung and idle is not None:
                idle()
        return self._lazy + asked, ending

    def _idle(self, due_s: float | None) -> tuple[Callable[[], None] | None, float | None]:
        """What to do when nobody comes, and after how long (s; None: never)."""
        if due_s is not None:
            return None, max(0.0, due_s - monotonic_s())
        if self.trouble is not None:
            return self._probe, PROBE_S
        if self._store.unsettled:
            return self._settle, QUIET_S
        return None, None

    def _probe(self) -> None:
        """See whether the disk takes anything again: what is healed must not be reported all night."""
        try:
            self._store.reopen()
            self._store.begin()
            # Also with the same value it is a page of the file that is written, and awaited.
            version = self._store.db.execute("PRAGMA user_version").fetchone()[0]
            self._store.db.execute(f"PRAGMA user_version={version}")
            self._store.commit()
        except Exception as error:
            log.debug("nothing can be stored yet: %s", error)
        else:
            log.warning("the data file can be written again")
            self.trouble = None

    def _settle(self) -> None:
        try:
            self._store.settle()
        except sqlite3.Error as error:
            log.warning("the data file could not be settled: %s", error)

    def _commit(self, batch: list[_Job]) -> None:
        """Run a batch, make it durable, publish it, answer it. Nothing that is raised leaves here."""
        done: list[tuple[_Job, Any]] = []
        refused: list[tuple[_Job, Exception]] = []
        events: list[Event] = []
        try:
            self._store.begin()
            for job in batch:
                try:
                    result, recorded = self._run(job, events)
                except Exception as error:
                    if _is_of_the_disk(error) or not self._store.db.in_transaction:
                        raise
                    refused.append((job, error))
                else:
                    events += recorded
                    done.append((job, result))
            self._store.commit()
        except Exception as error:
            self._fail(batch, error)
            return
        self._lazy, self.trouble = [], None
        self._publish(events)
        for job, result in done:
            if job.answer:
                job.answer.set_result(result)
        for job, error in refused:
            if job.answer:
                job.answer.set_exception(error)
            elif not isinstance(error, OfficeError):
                log.error("a lazy command failed", exc_info=error)

    def _run(self, job: _Job, events: list[Event]) -> tuple[Any, list[Event]]:
        now = self._clock.now()
        if job.actor is not SYSTEM:
            _, begun = self._store.run(self._first, job.actor, now)
            events += begun
        return self._store.run(job.command, job.actor, now)

    def _fail(self, batch: list[_Job], error: Exception) -> None:
        """The disk would not take it: nothing of the batch happened. Lazy commands wait for the next commit."""
        log.error("nothing could be stored: %s", error)
        self.trouble = str(error)
        self._lazy = [job for job in batch if job.answer is None][-self._limit :]
        try:
            self._store.reopen()
        except Exception as again:
            log.error("the data file could not be opened again: %s", again)
        for job in batch:
            if job.answer:
                job.answer.set_exception(StoreUnavailable())

    def _publish(self, events: Sequence[Event]) -> None:
        if not events:
            return
        for receive in self._receivers:
            try:
                receive(events)
            except Exception:
                log.exception("a subscriber failed")


def _is_of_the_disk(error: Exception) -> bool:
    """Whether the whole transaction is lost (a full or failing disk), not only one command."""
    return isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError)
