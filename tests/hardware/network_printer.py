"""Printers that are not there: what a printer makes of its bytes, and the one that listens on a network.

They are strict: what comes inside a raster image is image, a question too, and an image that broke off is waited for
even on the next connection.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from enum import Enum
from functools import partial

from hardware.decode import Band, Command, Cut, Forget, Question, Tape
from tests.ports import free_port

#: The printer that dies does so after so many bytes of a job.
LAST_BYTES = 1500


class Mode(Enum):
    FINE = "fine"
    PAPER_LOW = "paper-low"
    NO_PAPER = "no-paper"
    COVER_OPEN = "cover-open"
    BROKEN = "broken"
    MUTE = "mute"
    ODD = "odd"
    TALKATIVE = "talkative"
    HANGS_UP = "hangs-up"
    RUNS_OUT = "runs-out"
    DIES = "dies"
    CABLE_BREAKS = "cable-breaks"


WELL = {1: b"\x12", 2: b"\x12", 4: b"\x12"}
ANSWERS = {
    Mode.PAPER_LOW: {**WELL, 4: b"\x1e"},
    Mode.NO_PAPER: {1: b"\x1a", 2: b"\x32", 4: b"\x72"},
    Mode.COVER_OPEN: {1: b"\x1a", 2: b"\x16", 4: b"\x72"},
    Mode.BROKEN: {1: b"\x1a", 2: b"\x52", 4: b"\x12"},
    Mode.MUTE: {},
    Mode.ODD: {1: b"\xff", 2: b"\x00", 4: b"\x93"},
    # An automatic status of four bytes goes before each answer.
    Mode.TALKATIVE: {n: b"\x10\x00\x00\x0f" + answer for n, answer in WELL.items()},
}


class PrinterMemory:
    """What a printer makes of its bytes, whatever line they come from. `papers` holds those of each paper, cut off.

    A ticket that it takes although its paper has come to an end is kept, and printed on the next roll; one that
    `forgets` can be told not to.
    """

    def __init__(self) -> None:
        self.mode = Mode.FINE
        self.papers: list[bytes] = []
        self.kept: list[bytes] = []
        self.forgets = True
        self.tape = Tape()
        self._job = bytearray()

    def listen(self, read: Callable[[], bytes], answer: Callable[[bytes], object]) -> None:
        """Take bytes until there are no more, or until the mode says to end it."""
        with contextlib.suppress(OSError):
            while (data := read()) and self.take(data, answer):
                pass
        self._job.clear()

    def take(self, data: bytes, answer: Callable[[bytes], object]) -> bool:
        """Take some bytes; whether the printer goes on listening."""
        self._job += data
        for command in self.tape.feed(data):
            if not self._obey(command, answer):
                return False
        return not (len(self._job) > LAST_BYTES and self.mode in (Mode.DIES, Mode.CABLE_BREAKS))

    def new_roll(self) -> None:
        """Somebody puts paper in: what was kept comes out."""
        self.mode = Mode.FINE
        self.papers += self.kept
        self.kept.clear()

    def _obey(self, command: Command, answer: Callable[[bytes], object]) -> bool:
        if isinstance(command, Cut):
            (self.kept if self.mode is Mode.NO_PAPER else self.papers).append(bytes(self._job))
            self._job.clear()
        if isinstance(command, Forget) and self.forgets:
            self.kept.clear()
        if isinstance(command, Band) and self.mode is Mode.RUNS_OUT:
            self.mode = Mode.NO_PAPER
        if isinstance(command, Question):
            if self.mode is Mode.HANGS_UP:
                return False
            answer(ANSWERS.get(self.mode, WELL).get(command.number, b""))
        return True


class NetworkPrinter(PrinterMemory):
    """One connection at a time, as such printers have it."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self._listening: socket.socket | None = None
        self._connection: socket.socket | None = None
        #: What happens when its cable breaks, before anybody can notice.
        self.torn: Callable[[], object] = bool

    def __enter__(self) -> NetworkPrinter:
        self.switch_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()

    def switch_on(self) -> None:
        """Listen, at the same port as before; what was in its memory is gone."""
        self.tape = Tape()
        self._listening = socket.create_server((self.host, self.port))
        threading.Thread(target=self._serve, args=(self._listening,), daemon=True).start()

    def switch_off(self) -> None:
        """The plug is pulled: nobody listens, and the connection breaks without a word."""
        for line in (self._listening, self._connection):
            if line is not None:
                with contextlib.suppress(OSError):
                    # Without lingering a socket is reset, as it is when a machine has forgotten it.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    line.shutdown(socket.SHUT_RDWR)
                line.close()
        self._listening = self._connection = None

    def _serve(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._connection, _ = listening.accept()
                with self._connection as connection:
                    self.listen(partial(connection.recv, 512), connection.sendall)
                    if self.mode is Mode.CABLE_BREAKS:
                        self.torn()
                    if self.mode is Mode.DIES:
                        self.switch_off()
