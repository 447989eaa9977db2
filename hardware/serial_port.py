"""A printer on a serial line."""

from __future__ import annotations

from contextlib import suppress
from types import ModuleType
from typing import Any

from hardware.ports import EscposPort
from hardware.settings import PrinterSettings

#: What the system takes of a job before the line has carried it, and what a byte is on the line.
BUFFER_BYTES, BITS_OF_A_BYTE = 4096, 10


class SerialPort(EscposPort):
    """A printer on a serial line."""

    def __init__(self, settings: PrinterSettings) -> None:
        super().__init__(settings.path, settings)

    def _opened(self, printers: ModuleType) -> Any:
        printer = printers.Serial(self.settings.path, baudrate=self.settings.baud, timeout=self.settings.timeout_s)
        printer.open()
        # An answer that came too late for the last job must not stand for one of this.
        printer.device.reset_input_buffer()
        return printer

    def _limit(self, timeout_s: float) -> None:
        # A question waits its turn behind what the system has not sent yet.
        self._printer.device.timeout = timeout_s + BUFFER_BYTES * BITS_OF_A_BYTE / self.settings.baud
        self._printer.device.write_timeout = self.settings.timeout_s

    def _answer(self) -> bytes:
        # python-escpos waits here for 16 bytes, so for the whole time limit; an answer is one byte.
        line = self._printer.device
        first = bytes(line.read(1))
        return first + bytes(line.read(line.in_waiting)) if first else b""

    def close(self) -> None:
        if self._printer is not None:
            # Closing waits until everything is sent: for ever, when the printer is off.
            with suppress(Exception):
                self._printer.device.reset_output_buffer()
        super().close()
