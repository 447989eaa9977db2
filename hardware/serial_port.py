"""A printer on a serial line."""

from __future__ import annotations

from contextlib import suppress
from types import ModuleType
from typing import Any

from hardware.ports import EscposPort
from hardware.settings import PrinterSettings


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
        self._printer.device.timeout = timeout_s
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
