"""The one writer: it takes the commands of all that wait, commits them together, then answers each."""

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from server.clock import monotonic_s
from server.office.actors import SYSTEM, Actor
from server.office.errors import OfficeError, StoreUnavailable, TooManyWaiting
from server.office.events import Event, Stamp
from server.store import Store, Transaction

T = TypeVar("T")
Command = Callable[[Transaction], T]
Receiver = Callable[[Sequence[Event]], None]

log = logging.getLogger("dawr.writer")

#: How long a lazy command waits for a commit to ride with (s), and how many commands one commit takes.
LAZY_S = 1.0
TOGETHER = 64
#: When nothing was asked for so long, the store is settled (s).
QUIET_S = 0.25


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
        self._queue: queue.Queue[_Job | None] = queue.Queue(limit)
        self._lazy: list[_Job] = []
        self._limit = limit
        self._receivers: list[Receiver] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.trouble: str | None = None

    @property
    def waiting(self) -> int:
        """How many commands wait now."""
        return self._queue.qsize()

    def subscribe(self, receive: Receiver) -> None:
        """Hear of committed events, in order, on the writer's thread: `receive` may only put them in a queue."""
        self._receivers.append(receive)

    def do(self, command: Command[T], actor: Actor) -> T:
        """Run a command and wait until it is on the disk.

        Raises what the command raises, and then nothing has happened; StoreUnavailable when the disk would
        not take it; TooManyWaiting when too many wait already.
        """
        answer: Future[Any] = Future()
        job = _Job(command, actor, answer)
        if self._thread is None:
            with self._lock:
                self._commit([job])
        else:
            try:
                self._queue.put_nowait(job)
            except queue.Full:
                raise TooManyWaiting from None
        return cast(T, answer.result())

    def later(self, command: Command[object], actor: Actor = SYSTEM) -> None:
        """Run a command with the next commit, at the latest after `LAZY_S`; nobody waits for it."""
        job = _Job(command, actor, None)
        if self._thread is None:
            with self._lock:
                self._commit([job])
        else:
            self._queue.put(job)

    def start(self) -> None:
        """Begin to work on a thread of its own."""
        self._thread = threading.Thread(target=self._work, name="writer")
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits, then end. Commands that come later run at once, in the caller's thread."""
        thread = self._thread
        if thread is not None:
            self._queue.put(None)
            thread.join()
            self._thread = None

    def close(self) -> None:
        """Let go of the data file."""
        self._store.close()

    def _work(self) -> None:
        goes_on = True
        while goes_on:
            batch, goes_on = self._gather()
            self._commit(batch)

    def _gather(self) -> tuple[list[_Job], bool]:
        """Wait until somebody wants an answer or lazy commands are due, then take all that wait."""
        batch: list[_Job] = []
        due_s = monotonic_s() + LAZY_S if self._lazy else None
        while len(batch) < TOGETHER:
            try:
                job = self._queue.get_nowait() if batch else self._wait(due_s)
            except queue.Empty:
                break
            if job is None:
                return self._lazy + batch, False
            if job.answer:
                batch.append(job)
            else:
                self._lazy.append(job)
                due_s = due_s or monotonic_s() + LAZY_S
        return self._lazy + batch, True

    def _wait(self, due_s: float | None) -> _Job | None:
        """The next job. Raises queue.Empty at `due_s` (monotonic), if that is given."""
        if due_s is not None:
            return self._queue.get(timeout=max(0.0, due_s - monotonic_s()))
        if self._store.unsettled:
            try:
                return self._queue.get(timeout=QUIET_S)
            except queue.Empty:
                self._settle()
        return self._queue.get()

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
