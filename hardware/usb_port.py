"""A printer on USB, known by its maker's and its model's number."""

from __future__ import annotations

import importlib
from contextlib import suppress
from types import ModuleType
from typing import Any

from hardware.ports import EscposPort
from hardware.settings import PrinterSettings

#: A printer that is still printing takes nothing; never waiting for ever is what matters.
WRITE_MS = 5_000
#: The bit of an endpoint's address that says that the device speaks there, and the class of printers.
IN, PRINTER_CLASS = 0x80, 7
#: What is left in the line is read away for so long.
DRAIN_MS = 20


class UsbPort(EscposPort):
    """Reached by python-escpos over pyusb, which needs the system's libusb."""

    def __init__(self, settings: PrinterSettings) -> None:
        super().__init__(f"USB {settings.vendor or 0:04x}:{settings.product or 0:04x}", settings)
        self._limit_ms = 0
        self._piece_bytes = 64
        self._owes_answer = False

    def _opened(self, printers: ModuleType) -> Any:
        core = importlib.import_module("usb.core")
        printer = printers.Usb(self.settings.vendor, self.settings.product, timeout=WRITE_MS)
        device = core.find(idVendor=self.settings.vendor, idProduct=self.settings.product)
        if device is None:
            raise ConnectionError("there is no such device")
        # Its own open() resets the printer, which would forget what it is still printing.
        printer.device = device
        self._take(printer, device, core)
        if self._owes_answer:
            self._drain(printer, core)
        return printer

    def _take(self, printer: Any, device: Any, core: ModuleType) -> None:
        """Take the printer from the system's own driver, and learn at which endpoints it listens and speaks."""
        try:
            configuration = device.get_active_configuration()
        except core.USBError:
            device.set_configuration()
            configuration = device.get_active_configuration()
        interfaces = list(configuration)
        interface = next((each for each in interfaces if each.bInterfaceClass == PRINTER_CLASS), interfaces[0])
        with suppress(NotImplementedError, core.USBError):
            if device.is_kernel_driver_active(interface.bInterfaceNumber):
                device.detach_kernel_driver(interface.bInterfaceNumber)
        importlib.import_module("usb.util").claim_interface(device, interface.bInterfaceNumber)
        # python-escpos assumes the endpoints 0x82 and 0x01, which many cheap printers do not have.
        for each in interface:
            if each.bEndpointAddress & IN:
                printer.in_ep, self._piece_bytes = each.bEndpointAddress, each.wMaxPacketSize
            else:
                printer.out_ep = each.bEndpointAddress

    def _drain(self, printer: Any, core: ModuleType) -> None:
        """An answer that came too late for the last job must not stand for one of this."""
        with suppress(core.USBError):
            while printer.device.read(printer.in_ep, self._piece_bytes, DRAIN_MS):
                pass
        self._owes_answer = False

    def _limit(self, timeout_s: float) -> None:
        self._limit_ms = max(1, round(timeout_s * 1000))

    def _answer(self) -> bytes:
        try:
            answer = bytes(self._printer.device.read(self._printer.in_ep, self._piece_bytes, self._limit_ms))
        except importlib.import_module("usb.core").USBTimeoutError:
            answer = b""
        self._owes_answer = not answer
        return answer
