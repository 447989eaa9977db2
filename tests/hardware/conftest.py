"""Printers on every kind of line, and what came out of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageChops

from hardware import decode
from hardware.__main__ import FONTS
from hardware.encode import freeing
from hardware.paper import draw
from hardware.ports import EscposPort
from hardware.printer import Printer
from hardware.settings import PrinterSettings
from hardware.sheet import Sheet
from hardware.simulated_printer import Condition
from tests.hardware.network_printer import Mode, NetworkPrinter, PrinterMemory
from tests.hardware.usb_printer import PRODUCT, VENDOR, UsbPrinter

WIDTH_DOTS = 384
#: A printer is waited for, however busy the machine is; only a test that fails takes so long.
PATIENCE_S = 20.0
#: But not one that is mute.
HURRY_S = 0.2


class Rig:
    """A printer of ours, what came out at the other end of its line, and what can be wrong there.

    `memory` is that other end; None where nothing but bytes arrives, or where it is simulated.
    """

    def __init__(
        self,
        settings: PrinterSettings,
        papers: Callable[[Printer], list[bytes]],
        memory: PrinterMemory | None = None,
    ) -> None:
        self.printer = Printer.of(settings, FONTS)
        self.memory = memory
        #: Says something to us at a moment of our own choice.
        self.late: Callable[[bytes], object] = bytes
        self._papers = papers

    @property
    def papers(self) -> list[bytes]:
        return self._papers(self.printer)

    def become(self, condition: str) -> None:
        """Put the printer into a condition by its name."""
        if self.printer.simulated:
            self.printer.simulated.condition = Condition(condition)
        else:
            assert self.memory is not None
            self.memory.mode = Mode(condition)
            hurry(self.printer, HURRY_S if self.memory.mode is Mode.MUTE else PATIENCE_S)

    def shows(self, sheet: Sheet) -> bool:
        """Whether the last paper is this sheet and nothing else, apart from the white that is fed at its end."""
        image = draw(sheet, WIDTH_DOTS, FONTS)
        (paper,) = decode.papers(self.papers[-1])
        expected = paper.copy()
        expected.paste(1, (0, 0, *paper.size))
        expected.paste(image, (0, 0))
        return ImageChops.logical_xor(paper, expected).getbbox() is None


def of(driver: str, **more: Any) -> PrinterSettings:
    """The settings of a printer on narrow paper."""
    return PrinterSettings(driver, width_dots=WIDTH_DOTS, **{"timeout_s": PATIENCE_S} | more)


def hurry(printer: Printer, timeout_s: float = HURRY_S) -> None:
    """From now on let the printer have only so long for each answer."""
    printer._timeout_s = timeout_s
    if isinstance(printer.port, EscposPort):
        printer.port.settings = replace(printer.port.settings, timeout_s=timeout_s)


@pytest.fixture(autouse=True)
def freed_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer in the middle of an image is mute; once it is freed it is waited for again."""
    make_ready = Printer._make_ready

    def at_ease(printer: Printer, port: Any) -> None:
        def patiently(width_dots: int) -> bytes:
            hurry(printer, PATIENCE_S)
            return freeing(width_dots)

        with monkeypatch.context() as patch:
            patch.setattr("hardware.printer.freeing", patiently)
            make_ready(printer, port)

    monkeypatch.setattr(Printer, "_make_ready", at_ease)


@pytest.fixture
def simulated() -> Rig:
    return Rig(of("simulated"), lambda printer: [each.data for each in printer.simulated.papers])


@pytest.fixture
def network() -> Iterator[NetworkPrinter]:
    with NetworkPrinter() as printer:
        yield printer


@pytest.fixture
def networked(network: NetworkPrinter) -> Rig:
    rig = Rig(of("network", host=network.host, port=network.port), lambda _: network.papers, network)
    network.torn = lambda: hurry(rig.printer)
    return rig


@pytest.fixture
def filed(tmp_path: Path) -> Rig:
    path = tmp_path / "lp0"
    path.touch()
    return Rig(of("file", path=str(path)), lambda _: [path.read_bytes()] if path.stat().st_size else [])


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Rig]:
    """A printer behind something like a device file: bytes go in, and nothing can be asked."""
    path = tmp_path / "lp0"
    os.mkfifo(path)
    end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    memory = PrinterMemory()

    def arrived(printer: Printer) -> list[bytes]:
        while data := os.read(end, 4096):
            memory.take(data, lambda answer: None)
        return memory.papers

    yield Rig(of("file", path=str(path)), arrived, memory)
    os.close(end)


@pytest.fixture
def on_a_line() -> Iterator[Rig]:
    """A serial printer, at the other end of a pseudo-terminal."""
    ours, theirs = os.openpty()
    memory = PrinterMemory()
    hear, say = partial(os.read, ours, 512), partial(os.write, ours)
    thread = threading.Thread(target=memory.listen, args=(hear, say), daemon=True)
    thread.start()
    rig = Rig(of("serial", path=os.ttyname(theirs), baud=115_200), lambda _: memory.papers, memory)
    rig.late = say
    yield rig
    os.close(theirs)
    rig.printer.port.close()
    thread.join(60)  # or it would go on reading, and answering, at the next line that has its number
    os.close(ours)


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> UsbPrinter:
    printer = UsbPrinter()
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda: printer)
    return printer


@pytest.fixture
def on_usb(usb: UsbPrinter) -> Rig:
    return Rig(of("usb", vendor=VENDOR, product=PRODUCT), lambda _: usb.papers, usb)


@pytest.fixture(params=["filed", "networked", "on_a_line", "on_usb", "piped", "simulated"])
def rig(request: pytest.FixtureRequest) -> Rig:
    """Each kind of printer."""
    found: Rig = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["networked", "on_a_line", "on_usb", "simulated"])
def asked(request: pytest.FixtureRequest) -> Rig:
    """Each kind of printer that can be asked how it is."""
    found: Rig = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["networked", "on_a_line", "on_usb"])
def real(request: pytest.FixtureRequest) -> Rig:
    """Each kind of line at whose other end a strict printer stands."""
    found: Rig = request.getfixturevalue(request.param)
    return found
