"""A USB printer that is not there: the lowest seam of pyusb, where otherwise the system's libusb stands."""

from __future__ import annotations

import errno
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from tests.hardware.network_printer import PrinterMemory

VENDOR, PRODUCT = 0x04B8, 0x0E28
OUT, IN = 0x03, 0x81


class Descriptor:
    """One of the tables that a device tells of itself; what is not said is 0."""

    def __init__(self, **known: Any) -> None:
        vars(self).update(known)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return b"" if name == "extra_descriptors" else 0


class UsbPrinter(IBackend, PrinterMemory):
    """One printer on the bus, as the second interface of its device, with endpoints of its maker's own choice."""

    def __init__(self) -> None:
        IBackend.__init__(self)
        PrinterMemory.__init__(self)
        self.plugged = True
        self.allowed = True
        self.held_by_system = True
        self.resets = 0
        self.says = bytearray()
        self._interfaces = [
            Descriptor(bInterfaceNumber=0, bInterfaceClass=255, bNumEndpoints=0),
            Descriptor(bInterfaceNumber=1, bInterfaceClass=7, bNumEndpoints=2),
        ]

    def enumerate_devices(self) -> list[str]:
        return ["printer"] if self.plugged else []

    def get_device_descriptor(self, dev: Any) -> Descriptor:
        return Descriptor(idVendor=VENDOR, idProduct=PRODUCT, bNumConfigurations=1, bus=1, address=7, speed=2)

    def get_configuration_descriptor(self, dev: Any, config: int) -> Descriptor:
        return Descriptor(bConfigurationValue=1, bNumInterfaces=2)

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Descriptor:
        if intf >= len(self._interfaces) or alt:
            raise IndexError(intf)
        return self._interfaces[intf]

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Descriptor:
        if intf != 1 or ep > 1:
            raise IndexError(ep)
        return Descriptor(bEndpointAddress=(OUT, IN)[ep], bmAttributes=2, wMaxPacketSize=64)

    def open_device(self, dev: Any) -> str:
        if not self.allowed:
            raise USBError("Access denied (insufficient permissions)", -3, errno.EACCES)
        return "handle"

    def close_device(self, dev_handle: Any) -> None:
        pass

    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def set_configuration(self, dev_handle: Any, config_value: int) -> None:
        pass

    def reset_device(self, dev_handle: Any) -> None:
        self.resets += 1

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return self.held_by_system

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.held_by_system = False

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        if self.held_by_system:
            raise USBError("Resource busy", -6, errno.EBUSY)

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        pass

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert ep == OUT
        self._must_be_there()
        if not self.take(bytes(data), self.says.extend):
            self.plugged = False
            self._must_be_there()
        return len(data)

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: Any, timeout: int) -> int:
        assert ep == IN
        self._must_be_there()
        if not self.says:
            raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        said = self.says[: len(buff)]
        del self.says[: len(buff)]
        buff[: len(said)] = type(buff)("B", said)
        return len(said)

    def _must_be_there(self) -> None:
        if not self.plugged:
            raise USBError("No such device (it may have been disconnected)", -4, errno.ENODEV)
