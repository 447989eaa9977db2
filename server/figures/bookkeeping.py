"""Who has large questions of the statistics answered: a process beside the office, that comes and goes with them.

It counts at the lowest priority and holds no lock of ours, so issuing and calling do not notice it; what it took of the
memory goes with it (`server.figures.bookkeeper`, which says how the two talk).
"""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from server.office import errors
from server.office.errors import FiguresBusy, FiguresUnavailable, OfficeError, TooFine

_ROOT = Path(__file__).resolve().parents[2]
#: One question takes so long at most (s), half of it until its turn, and so many wait for the one before.
ANSWERS_WITHIN_S, WAITERS = 20.0, 4
_PIECE_BYTES = 1 << 18
_TRIES = 2
#: The refusals that an answer may be, by their kind.
_REFUSALS = {each.kind: each for each in (TooFine, errors.StoreUnavailable)}

_log = logging.getLogger("dawr.figures")


class NoBookkeeper(OSError):
    """The process cannot be started."""


class _Unheard(Exception):
    """It ended before it heard the question."""


class Bookkeeping:
    """Asks the one process of an office, which is started when it is needed; questions are answered in turn.

    `path` is the data file. `answers_within_s` bounds each question with its wait for its turn, of which it leaves half
    for the answer; `command` is what runs: tests hand in their own.
    """

    def __init__(
        self,
        path: Path,
        *,
        answers_within_s: float = ANSWERS_WITHIN_S,
        command: tuple[str, ...] = (sys.executable, "-m", "server.figures.bookkeeper"),
    ) -> None:
        self._command, self._answers_within_s = (*command, str(path.absolute())), answers_within_s
        self._turn, self._counting, self._asking = Lock(), Lock(), 0
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The id of the process while there is one."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def warm(self) -> None:
        """Start the process before the first question comes, where nobody asks just now. Never raises."""
        if not self._stopped and self._turn.acquire(blocking=False):
            try:
                self._started()
            except (NoBookkeeper, FiguresUnavailable) as error:
                _log.warning("%s", error)
            finally:
                self._turn.release()

    def ask(self, question: Mapping[str, Any], within_s: float | None = None) -> bytes:
        """The answer to a question as `server.figures.bookkeeper` takes it; `within_s` where it may take another time.

        Raises FiguresBusy, FiguresUnavailable, NoBookkeeper, and the refusals of the answer itself (TooFine).
        """
        within_s = within_s or self._answers_within_s
        deadline_s = time.monotonic() + within_s
        with self._in_turn(within_s / 2):
            for _ in range(_TRIES):
                with suppress(_Unheard):
                    return self._asked(question, deadline_s)
            raise FiguresUnavailable()

    def stop(self) -> None:
        """End the process, whatever it does; there will be no other."""
        self._stopped = True
        if (process := self._process) is not None:
            process.kill()
            process.wait()
        with self._turn:
            self._dismiss()

    @contextmanager
    def _in_turn(self, within_s: float) -> Iterator[None]:
        with self._counting:
            if self._asking > WAITERS:
                raise FiguresBusy()
            self._asking += 1
        try:
            if not self._turn.acquire(timeout=within_s):
                raise FiguresBusy()
            try:
                yield
            finally:
                self._turn.release()
        finally:
            with self._counting:
                self._asking -= 1

    def _started(self) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and process.poll() is None:
            return process
        if self._stopped:
            raise FiguresUnavailable()
        self._dismiss()
        try:
            # No signal ends it with its parent: that would come with the end of the thread that starts it. It ends
            # when its input does. close_fds (the default) keeps it from holding the lock on the data folder.
            process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=_ROOT, close_fds=True
            )
        except OSError as error:
            raise NoBookkeeper(f"No process can be started for the statistics: {error}.") from error
        # Whoever ended by itself is buried at once.
        Thread(target=process.wait, name="bookkeeper", daemon=True).start()
        self._process = process
        if self._stopped:
            process.kill()
        return process

    def _asked(self, question: Mapping[str, Any], deadline_s: float) -> bytes:
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            return _answer(process.stdout.fileno(), deadline_s)
        except OfficeError:
            raise
        except (OSError, ValueError, TypeError, KeyError) as error:
            process.kill()
            ended = process.wait()
            self._dismiss()
            # In order it ends between two questions only.
            if ended == 0 or isinstance(error, BrokenPipeError):
                raise _Unheard from None
            _log.error("the statistics' process was ended (%s): %s", ended, error)
            raise FiguresUnavailable() from error
        except BaseException:
            # What is left in the pipe would be taken for the answer to the next question.
            process.kill()
            raise

    def _dismiss(self) -> None:
        """Clear away what is left of a process that has ended."""
        process, self._process = self._process, None
        for pipe in (process.stdin, process.stdout) if process else ():
            if pipe is not None:
                pipe.close()


def _answer(pipe: int, deadline_s: float) -> bytes:
    """The answer that comes. Raises OSError or ValueError where none does, and what the answer refuses."""
    line, found, rest = b"", b"", b""
    while not found:
        head, found, rest = _received(pipe, deadline_s, _PIECE_BYTES).partition(b"\n")
        line += head
    said = json.loads(line)
    if "problem" in said:
        raise _REFUSALS.get(said["problem"], FiguresUnavailable)(**said["values"])
    pieces, left = [rest], said["bytes"] - len(rest)
    while left > 0:
        pieces.append(_received(pipe, deadline_s, min(left, _PIECE_BYTES)))
        left -= len(pieces[-1])
    return b"".join(pieces)


def _received(pipe: int, deadline_s: float, most: int) -> bytes:
    # poll and not select: with many screens the number of a pipe passes select's 1024.
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    if not poll.poll(max(0.0, deadline_s - time.monotonic()) * 1000):
        raise TimeoutError("it did not answer in time")
    received = os.read(pipe, most)
    if not received:
        raise OSError("it ended")
    return received
