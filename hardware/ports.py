"""The lowest seam of the printer: where its bytes go, and where its answers come from."""

from __future__ import annotations

import errno
import logging
import socket
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Protocol

from hardware.errors import NotAllowed, Unreachable
from hardware.library import escpos, root_logger_kept
from hardware.settings import PrinterSettings

#: Small enough that even a slow serial line takes one within the printer's time limit.
CHUNK_BYTES = 1024


class Port(Protocol):
    """A line to a printer: opened for a job and closed after it, so that an old line can never be a dead one."""

    #: What a person calls it, for messages: `192.168.1.50:9100`.
    name: str
    #: Whether the printer can be asked how it is.
    answers: bool

    def open(self) -> None:
        """Raises Unreachable."""

    def write(self, data: bytes) -> None:
        """Raises Unreachable."""

    def read(self, timeout_s: float) -> bytes:
        """What the printer said, a few bytes; empty when it says nothing for so long. Raises Unreachable."""

    def close(self) -> None:
        """Never raises."""


@contextmanager
def reaching(name: str) -> Iterator[None]:
    """Make Unreachable or NotAllowed of everything that python-escpos and what is under it may raise."""
    try:
        with root_logger_kept():
            yield
    except (OSError, AssertionError, ValueError, RuntimeError, escpos().escpos_error) as error:
        # python-escpos puts its own error around the system's.
        cause = next((each for each in (error, error.__cause__, error.__context__) if isinstance(each, OSError)), None)
        reason = (str(error).splitlines() or [type(error).__name__])[-1]
        kind = NotAllowed if cause is not None and cause.errno in (errno.EACCES, errno.EPERM) else Unreachable
        raise kind(f"the printer at {name} cannot be reached: {reason}") from error


class EscposPort(ABC):
    """A real printer, reached by one of python-escpos' own devices."""

    def __init__(self, name: str, settings: PrinterSettings) -> None:
        self.name = name
        self.answers = settings.answers
        self.settings = settings
        self._printer: Any = None

    def open(self) -> None:
        with reaching(self.name):
            # A new one for each job: after a failed open() python-escpos' devices are of no more use.
            self._printer = self._opened(escpos())
            self._limit(self.settings.timeout_s)

    def write(self, data: bytes) -> None:
        with reaching(self.name):
            for start in range(0, len(data), CHUNK_BYTES):
                self._printer._raw(data[start : start + CHUNK_BYTES])

    def read(self, timeout_s: float) -> bytes:
        with reaching(self.name):
            self._limit(timeout_s)
            answer = self._answer()
            self._limit(self.settings.timeout_s)
            return answer

    def close(self) -> None:
        printer, self._printer = self._printer, None
        if printer is None:
            return
        try:
            with root_logger_kept():
                printer.close()
        except Exception as error:
            # Whatever the line's library raises: the line is gone, which is what was wanted.
            logging.getLogger(__name__).debug("closing the printer at %s: %s", self.name, error)

    @abstractmethod
    def _opened(self, printers: ModuleType) -> Any:
        """The device of python-escpos, open."""

    @abstractmethod
    def _limit(self, timeout_s: float) -> None:
        """Bound every wait on the open line from now on."""

    def _answer(self) -> bytes:
        """What the printer says within the limit; empty when nothing."""
        return bytes(self._printer._read())


class NetworkPort(EscposPort):
    """A printer with an address of its own."""

    def __init__(self, settings: PrinterSettings) -> None:
        super().__init__(f"{settings.host}:{settings.port}", settings)

    def _opened(self, printers: ModuleType) -> Any:
        printer = printers.Network(self.settings.host, self.settings.port)
        # Its own open() leaves a socket behind each time that nobody answers.
        printer.device = socket.create_connection((self.settings.host, self.settings.port), self.settings.timeout_s)
        # A question of three bytes is not to wait for company.
        printer.device.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return printer

    def _limit(self, timeout_s: float) -> None:
        self._printer.device.settimeout(timeout_s)

    def _answer(self) -> bytes:
        try:
            answer = super()._answer()
        except TimeoutError:
            return b""
        if not answer:
            # Nothing, without having waited for it, is how a socket says that the other side is gone.
            raise ConnectionResetError("it hung up")
        return answer
