"""The statistics' own process: `python -m server.figures.bookkeeper FILE`, with questions and answers on its pipes.

    → {"kind": "page", "question": "from=2026-11-01&to=2026-11-30", "week_starts": 5, "now": [at, boot, mono, trusted]}
    ← {"bytes": 4711}   and so many bytes   or   {"problem": "too-fine", "values": {"most": 20000}}

It only reads, at the lowest priority, and ends when its input does, or when nobody has asked for two minutes. Only here
the many are counted with numpy, which an office does not otherwise have in its memory; without it, slowly.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import select
import signal
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from server import rows, schema
from server.figures import day_books, exports
from server.figures.answering import Answering, Data, Tallying
from server.office.errors import OfficeError, StoreUnavailable
from server.office.events import Stamp
from server.office.questions import parse

RESTS_AFTER_S = 120
#: Whoever asked has gone long before (s): then nobody else would end a question without an end.
_LONGEST_S = 90
_NICE = 15
_PIECE_BYTES = 1 << 16

_log = logging.getLogger("dawr.figures")


class Bookkeeper:
    """Answers questions from the data file, each as of one moment."""

    def __init__(self, path: Path, tally: Tallying, books: day_books.Reader) -> None:
        self._db, self._tally, self._books = schema.connect_reading(path), tally, books

    def answer(self, asked: Data) -> bytes:
        """The bytes of an answer. Raises OfficeError."""
        # A first date is always said, and so today plays no part.
        query = parse_qs(asked["question"], strict_parsing=True)
        question = parse(query, date.max, week_starts=asked["week_starts"])
        self._db.execute("BEGIN")
        try:
            catalogue = rows.catalogue(self._db)
            assert catalogue is not None, "the office is founded before anybody asks"
            answering = Answering(self._db, catalogue, Stamp(*asked["now"]), self._books, self._tally)
            return exports.answer(answering, asked["kind"], question, asked.get("words"))
        except sqlite3.OperationalError as error:
            raise StoreUnavailable from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


def counting() -> tuple[Tallying, day_books.Reader]:
    """Who counts, and who reads the books for them."""
    # One thread: more of them would cost memory, and spin.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        from server.figures.counting.fast_lists import column
        from server.figures.counting.fast_tallying import tally
    except ImportError as error:
        from server.figures.counting.tallying import tally

        _log.warning("the statistics are counted slowly: %s", error)
        return tally, day_books.Reader()
    return tally, day_books.Reader(column)


def questions(pipe: int = 0, rests_after_s: float = RESTS_AFTER_S) -> Iterator[Any]:
    """The questions, as they come in; until the input ends, or none has come for long enough."""
    held, poll = b"", select.poll()
    poll.register(pipe, select.POLLIN)
    while True:
        if not poll.poll(rests_after_s * 1000):
            return
        received = os.read(pipe, _PIECE_BYTES)
        if not received:
            return
        *lines, held = (held + received).split(b"\n")
        for line in lines:
            signal.alarm(_LONGEST_S)
            yield json.loads(line)
            signal.alarm(0)


def _say(head: Data, data: bytes = b"") -> None:
    rest = memoryview(json.dumps(head, separators=(",", ":")).encode() + b"\n" + data)
    while rest:
        rest = rest[os.write(1, rest) :]


def main() -> None:
    """Answer until nobody asks any more."""
    # A terminal sends its interrupt to every process of the office; this one ends with its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    bookkeeper = Bookkeeper(Path(sys.argv[1]), *counting())
    # What is there now stays: not to look through it again and again saves time, and 5 MB.
    gc.freeze()
    for asked in questions():
        try:
            told = bookkeeper.answer(asked)
        except OfficeError as error:
            _say({"problem": error.kind, "values": error.values})
        except Exception:
            _log.exception("a question of the statistics failed")
            _say({"problem": "figures-unavailable", "values": {}})
        else:
            _say({"bytes": len(told)}, told)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(1)
