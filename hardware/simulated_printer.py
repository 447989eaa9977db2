"""A printer that is not there: it takes the same bytes, answers the same questions and keeps its papers."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass
from enum import Enum

from hardware import decode
from hardware.errors import Unreachable

#: How many papers are kept, the oldest falls away.
PAPERS = 24


class Condition(Enum):
    """How a simulated printer is; whoever plays with it sets this."""

    FINE = "fine"
    PAPER_LOW = "paper-low"
    NO_PAPER = "no-paper"
    COVER_OPEN = "cover-open"
    MUTE = "mute"
    UNREACHABLE = "unreachable"


#: What a printer answers to DLE EOT 1, 2 and 4; bits 1 and 4 are always set.
_WELL = {1: 0x12, 2: 0x12, 4: 0x12}
_ANSWERS = {
    Condition.FINE: _WELL,
    Condition.PAPER_LOW: {**_WELL, 4: 0x1E},
    Condition.NO_PAPER: {1: 0x1A, 2: 0x32, 4: 0x7E},
    Condition.COVER_OPEN: {1: 0x1A, 2: 0x16, 4: 0x12},
}


@dataclass(frozen=True)
class Paper:
    """One paper that came out: its number, counted from 1, and the bytes that made it."""

    id: int
    data: bytes

    def png(self) -> bytes:
        """What stands on it, as a PNG file."""
        return decode.png(self.data)


class SimulatedPort:
    """A Port to a printer that works at once; its papers fall into `papers`, the newest last."""

    name = "the simulated one"
    answers = True

    def __init__(self) -> None:
        self.condition = Condition.FINE
        self.papers: deque[Paper] = deque(maxlen=PAPERS)
        self._ids = itertools.count(1)
        self._tape = decode.Tape()
        self._job = bytearray()
        self._answers = bytearray()

    def open(self) -> None:
        if self.condition is Condition.UNREACHABLE:
            raise Unreachable("the simulated printer is switched off")
        self._answers.clear()

    def write(self, data: bytes) -> None:
        self._job += data
        for command in self._tape.feed(data):
            if isinstance(command, decode.Question):
                self._answers += self._answer(command.number)
            elif isinstance(command, decode.Cut):
                self._drop()

    def read(self, timeout_s: float) -> bytes:
        answer = bytes(self._answers)
        self._answers.clear()
        return answer

    def close(self) -> None:
        self._job.clear()

    def paper(self, id: int) -> Paper | None:
        """The paper with this number, while it is kept."""
        return next((paper for paper in list(self.papers) if paper.id == id), None)

    def _answer(self, number: int) -> bytes:
        answers = _ANSWERS.get(self.condition, {})
        return bytes([answers[number]]) if number in answers else b""

    def _drop(self) -> None:
        """The knife fell: the paper lies in the tray."""
        self.papers.append(Paper(next(self._ids), bytes(self._job)))
        self._job.clear()
