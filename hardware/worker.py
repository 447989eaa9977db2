"""One thread that does one device's slow jobs in order, so that nobody else waits for the device."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

Job = Callable[[], None]


@dataclass(order=True)
class _Entry:
    """A job that waits; the number keeps jobs of the same moment in the order in which they came."""

    due_s: float
    number: int
    job: Job = field(compare=False)
    fresh_until_s: float = field(compare=False)
    expired: Job | None = field(compare=False)


class Worker:
    """Runs jobs one at a time, in the order of their due times; a failing job is logged and never ends it.

    `limit` bounds the jobs that wait. `monotonic` is the clock (seconds); tests hand in their own and call
    `run_due()` instead of `start()`.
    """

    def __init__(self, name: str, limit: int = 64, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.limit = limit
        self._monotonic = monotonic
        self._entries: list[_Entry] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._device = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def put(self, job: Job, *, after_s: float = 0.0, fresh_s: float | None = None, expired: Job | None = None) -> bool:
        """Queue `job`, to run once `after_s` have gone; False when `limit` jobs wait already.

        A job that could not begin within `fresh_s` of being put is not run; `expired` is run in its place, so that
        an old ticket does not come out long after its owner has left. Never blocks; callable from any thread.
        """
        now_s = self._monotonic()
        until_s = float("inf") if fresh_s is None else now_s + after_s + fresh_s
        with self._changed:
            if len(self._entries) >= self.limit:
                return False
            heapq.heappush(self._entries, _Entry(now_s + after_s, next(self._numbers), job, until_s, expired))
            self._changed.notify()
        return True

    @property
    def waiting(self) -> int:
        """How many jobs have not begun."""
        return len(self._entries)

    @property
    def runs(self) -> bool:
        """Whether the thread was started, so that jobs are done without `run_due`."""
        return self._thread is not None

    def start(self) -> None:
        """Start the thread, once; jobs that were put before run now."""
        if self._thread is not None:
            return
        # An event for each thread: one that hung in its job when it was stopped ends when the job does.
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stopping,), name=f"dawr-{self.name}", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Let the job under way end, drop the others, and wait at most `timeout_s` for that."""
        with self._changed:
            self._stopping.set()
            self._entries.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout_s)
            self._thread = None

    def run_due(self) -> None:
        """Run every job that is due, here and now, on the calling thread."""
        while (entry := self._next_due()) is not None:
            self._do(entry)

    def _run(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            entry = self._next_due()
            if entry is not None:
                self._do(entry)
                continue
            with self._changed:
                if not stopping.is_set():
                    self._changed.wait(self._pause_s())

    def _next_due(self) -> _Entry | None:
        with self._changed:
            if self._entries and self._entries[0].due_s <= self._monotonic():
                return heapq.heappop(self._entries)
            return None

    def _pause_s(self) -> float | None:
        """How long nothing is due; None while nothing waits at all."""
        return max(0.0, self._entries[0].due_s - self._monotonic()) if self._entries else None

    def _do(self, entry: _Entry) -> None:
        job = entry.job if self._monotonic() <= entry.fresh_until_s else entry.expired
        if job is None:
            return
        try:
            # Whoever calls `run_due` while the thread starts must not use the device beside it.
            with self._device:
                job()
        except Exception:
            # Whatever a device's library raises: the next job must run.
            log.exception("a job of the worker %s failed", self.name)
