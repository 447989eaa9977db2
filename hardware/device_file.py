"""A printer behind a device file such as `/dev/usb/lp0`, or a plain file, which then holds the last paper."""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path

from hardware.ports import CHUNK_BYTES, reaching
from hardware.settings import PrinterSettings

DEVICES = Path("/dev")


class FilePort:
    """It cannot be asked: what it took is believed to come out."""

    answers = False

    def __init__(self, settings: PrinterSettings) -> None:
        self.name = settings.path
        self._timeout_ms = settings.timeout_s * 1000
        self._file = -1
        self._begun = False

    def open(self) -> None:
        with reaching(self.name):
            self._file = os.open(self.name, os.O_WRONLY | os.O_CLOEXEC | os.O_NONBLOCK | self._making(), 0o644)
            self._begun = False

    def write(self, data: bytes) -> None:
        with reaching(self.name):
            if not self._begun:
                # Only now: a look at how the printer is leaves the last paper alone. A device has no length.
                self._begun = True
                with suppress(OSError):
                    os.ftruncate(self._file, 0)
            self._write(memoryview(data))

    def read(self, timeout_s: float) -> bytes:
        return b""

    def close(self) -> None:
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)
            self._file = -1

    def _making(self) -> int:
        """A plain file is made where there is none; a device that is gone must not be replaced by a file."""
        return 0 if DEVICES in Path(os.path.abspath(self.name)).parents else os.O_CREAT

    def _write(self, left: memoryview) -> None:
        # A device file would take no more without paper, and keep this thread waiting for ever.
        # poll and not select: with many screens the number of a file passes select's 1024.
        poll = select.poll()
        poll.register(self._file, select.POLLOUT)
        while left:
            if not poll.poll(self._timeout_ms):
                raise TimeoutError("it takes nothing more")
            left = left[os.write(self._file, left[:CHUNK_BYTES]) :]
