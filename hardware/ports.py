"""The lowest seam of the printer: where its bytes go, and where its answers come from."""

from __future__ import annotations

import importlib
import logging
import os
import select
import socket
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from types import ModuleType
from typing import Any, Protocol

from hardware.errors import Unreachable
from hardware.settings import PrinterSettings

#: Small enough that even a slow serial line takes one within the printer's time limit.
CHUNK_BYTES = 1024
#: A USB printer that is still printing takes nothing; never waiting for ever is what matters.
USB_WRITE_MS = 5_000
#: The bit of an endpoint's address that says that the device speaks there.
USB_IN = 0x80


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


class EscposPort(ABC):
    """A real printer, reached by one of python-escpos' own devices."""

    answers = True

    def __init__(self, name: str, settings: PrinterSettings) -> None:
        self.name = name
        self.settings = settings
        self._printer: Any = None

    def open(self) -> None:
        with self._reached():
            # A new one for each job: after a failed open() python-escpos' devices are of no more use.
            self._printer = self._opened(escpos())
            self._limit(self.settings.timeout_s)

    def write(self, data: bytes) -> None:
        with self._reached():
            for start in range(0, len(data), CHUNK_BYTES):
                self._printer._raw(data[start : start + CHUNK_BYTES])

    def read(self, timeout_s: float) -> bytes:
        with self._reached():
            self._limit(timeout_s)
            answer = self._answer()
            self._limit(self.settings.timeout_s)
            return answer

    def close(self) -> None:
        printer, self._printer = self._printer, None
        if printer is None:
            return
        try:
            with _root_logger_kept():
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

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Make Unreachable of everything that python-escpos and what is under it may raise."""
        try:
            with _root_logger_kept():
                yield
        except (OSError, AssertionError, ValueError, RuntimeError, escpos().escpos_error) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[-1]
            raise Unreachable(f"the printer at {self.name} cannot be reached: {reason}") from error


class NetworkPort(EscposPort):
    """A printer with an address of its own."""

    def __init__(self, settings: PrinterSettings) -> None:
        super().__init__(f"{settings.host}:{settings.port}", settings)

    def _opened(self, printers: ModuleType) -> Any:
        printer = printers.Network(self.settings.host, self.settings.port)
        # Its own open() leaves a socket behind each time that nobody answers.
        printer.device = socket.create_connection((self.settings.host, self.settings.port), self.settings.timeout_s)
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


class FilePort(EscposPort):
    """A printer behind a device file, or a plain file, which then holds the last job. It cannot be asked."""

    answers = False

    def __init__(self, settings: PrinterSettings) -> None:
        super().__init__(settings.path, settings)

    def _opened(self, printers: ModuleType) -> Any:
        printer = printers.File(self.settings.path)
        printer.open()
        os.set_blocking(printer.device.fileno(), False)
        return printer

    def write(self, data: bytes) -> None:
        # A device file would take no more without paper, and keep this thread waiting for ever.
        with self._reached():
            file = self._printer.device.fileno()
            # poll and not select: with many screens the number of a file passes select's 1024.
            poll = select.poll()
            poll.register(file, select.POLLOUT)
            left = memoryview(data)
            while left:
                if not poll.poll(self.settings.timeout_s * 1000):
                    raise TimeoutError("it takes nothing more")
                left = left[os.write(file, left[:CHUNK_BYTES]) :]

    def _limit(self, timeout_s: float) -> None:
        """Nothing to do: it is never read."""


class SerialPort(EscposPort):
    """A printer on a serial line."""

    def __init__(self, settings: PrinterSettings) -> None:
        super().__init__(settings.path, settings)

    def _opened(self, printers: ModuleType) -> Any:
        printer = printers.Serial(self.settings.path, baudrate=self.settings.baud, timeout=self.settings.timeout_s)
        printer.open()
        return printer

    def _limit(self, timeout_s: float) -> None:
        self._printer.device.timeout = timeout_s
        self._printer.device.write_timeout = self.settings.timeout_s

    def _answer(self) -> bytes:
        # python-escpos waits here for 16 bytes, so for the whole time limit; an answer is one byte.
        return bytes(self._printer.device.read(1))

    def close(self) -> None:
        if self._printer is not None:
            # Closing waits until everything is sent: for ever, when the printer is off.
            with suppress(Exception):
                self._printer.device.reset_output_buffer()
        super().close()


class UsbPort(EscposPort):
    """A printer on USB, known by its vendor's and product's number."""

    def __init__(self, settings: PrinterSettings) -> None:
        super().__init__(f"USB {settings.vendor or 0:04x}:{settings.product or 0:04x}", settings)

    def _opened(self, printers: ModuleType) -> Any:
        printer = printers.Usb(self.settings.vendor, self.settings.product, timeout=USB_WRITE_MS)
        printer.open()
        # python-escpos assumes the endpoints 0x82 and 0x01, which many cheap printers do not have.
        for each in printer.device.get_active_configuration()[(0, 0)]:
            if each.bEndpointAddress & USB_IN:
                printer.in_ep = each.bEndpointAddress
            else:
                printer.out_ep = each.bEndpointAddress
        return printer

    def _limit(self, timeout_s: float) -> None:
        self._printer.device.default_timeout = round(timeout_s * 1000)

    def _answer(self) -> bytes:
        try:
            return super()._answer()
        except importlib.import_module("usb.core").USBTimeoutError:
            return b""


PORTS: dict[str, type[NetworkPort | FilePort | SerialPort | UsbPort]] = {
    "network": NetworkPort,
    "file": FilePort,
    "serial": SerialPort,
    "usb": UsbPort,
}


@cache
def escpos() -> ModuleType:
    """python-escpos' printers, with its root error as `escpos_error`; imported here, at first use.

    That takes 0.16 s and 10 MB, so it is done on the printer's thread. It writes what it read from its list of
    printers to a folder that it is told: a private one, since it would believe whatever it finds there.
    """
    with tempfile.TemporaryDirectory(prefix="dawr-") as folder, _root_logger_kept():
        os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = folder
        printers = importlib.import_module("escpos.printer")
        printers.__dict__["escpos_error"] = importlib.import_module("escpos.exceptions").Error
    return printers


@contextmanager
def _root_logger_kept() -> Iterator[None]:
    """Take back the handler that python-escpos gives the root logger, on import and with its messages."""
    before = list(logging.root.handlers)
    try:
        yield
    finally:
        for handler in logging.root.handlers[:]:
            if handler not in before and type(handler) is logging.StreamHandler:
                logging.root.removeHandler(handler)
