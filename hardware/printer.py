"""The ticket printer: a sheet goes in, paper comes out, or an error says why it did not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hardware import decode
from hardware.device_file import FilePort
from hardware.encode import FEED_LINES, encode, freeing
from hardware.errors import CoverOpen, Mute, NoPaper, Offline, PrinterError, PrinterOff, Undrawable, Unreachable
from hardware.letters import missing
from hardware.ports import NetworkPort, Port
from hardware.serial_port import SerialPort
from hardware.settings import PrinterSettings
from hardware.sheet import Sheet
from hardware.simulated_printer import SimulatedPort
from hardware.state import DeviceState
from hardware.usb_port import UsbPort

if TYPE_CHECKING:
    from PIL.Image import Image

PORTS: dict[str, Callable[[PrinterSettings], Port]] = {
    "network": NetworkPort,
    "file": FilePort,
    "serial": SerialPort,
    "usb": UsbPort,
}

DOTS_PER_MM = 8
#: The slowest printer that is sold: what is still on its way when the last byte has left takes so long.
SLOWEST_MM_PER_S = 60
#: How many pieces of an answer are looked at before it counts as none.
MOST_READS = 16

# What the printer answers to DLE EOT n (1 printer, 2 offline cause, 4 paper): one byte, in which bits 1 and 4 are
# always set and bits 0 and 7 never. Source: Epson's ESC/POS reference, "DLE EOT".
FIXED_BITS, FIXED = 0x93, 0x12
OFFLINE = 0x08
COVER, STOPPED, ERROR = 0x04, 0x20, 0x40
PAPER_END, PAPER_LOW = 0x60, 0x0C


class Printer:
    """One printer on one port; used by one thread at a time.

    Each job opens the port anew and asks the printer how it is before and after: whatever broke between two jobs
    heals with the next. A printer that cannot be asked (a file) is believed.
    """

    def __init__(
        self,
        port: Port | None,
        fonts: Path,
        *,
        width_dots: int = 576,
        timeout_s: float = 2.0,
        feed_lines: int = FEED_LINES,
    ) -> None:
        self.port = port
        self.width_dots = width_dots
        self._feed_lines = feed_lines
        self._fonts = fonts
        self._timeout_s = timeout_s
        #: How the printer was when it was last used.
        self.state = DeviceState("off") if port is None else DeviceState(self._well, "untried")
        self._broken = False
        self._paper_low = False

    @classmethod
    def of(cls, settings: PrinterSettings, fonts: Path) -> Printer:
        """The printer that the settings describe; `fonts` is the folder of the letters. Raises ValueError."""
        port: Port | None = None
        if settings.driver in PORTS:
            port = PORTS[settings.driver](settings)
        elif settings.driver == "simulated":
            port = SimulatedPort()
        elif settings.driver != "none":
            raise ValueError(f"printer.driver is {settings.driver!r}: allowed are {', '.join(PORTS)}, simulated, none")
        return cls(
            port,
            fonts,
            width_dots=settings.width_dots,
            timeout_s=settings.timeout_s,
            feed_lines=settings.feed_lines,
        )

    @property
    def simulated(self) -> SimulatedPort | None:
        """The simulated printer's own side, with its papers; None when the printer is real or there is none."""
        return self.port if isinstance(self.port, SimulatedPort) else None

    @property
    def _well(self) -> Literal["ready", "simulated"]:
        return "simulated" if self.simulated else "ready"

    def warm(self, sheet: Sheet) -> None:
        """Read letters and break lines for which a paper like this one would have to wait. Raises Undrawable."""
        self._drawn(sheet)

    def lacks(self, text: str) -> set[str]:
        """The letters of a text that its papers cannot show. Raises Undrawable."""
        return missing(text, self._fonts)

    def shows(self, picture: bytes) -> bool:
        """Whether anything of a picture file, such as the office's logo, can be seen on its papers."""
        from hardware import marks
        from hardware.paper import MARK_DOTS

        return marks.picture(picture, MARK_DOTS, self.width_dots) is not None

    def print(self, sheet: Sheet) -> None:
        """Print one paper and cut it off; returns when the printer has taken it all and is still well.

        Raises a PrinterError: nobody may rely on the paper then, though some of it may come out.
        """
        with self._noting():
            image, data = self._drawn(sheet)
            with self._line() as port:
                self._make_ready(port)
                self._broken = True
                try:
                    port.write(data)
                    self._ask(port, self._timeout_s + image.height / DOTS_PER_MM / SLOWEST_MM_PER_S)
                except (Mute, Unreachable):
                    # A printer that stops in the middle takes no more bytes, so no question either. On a new line
                    # it may say why: most often the paper has come to its end.
                    port.close()
                    port.open()
                    self._ask(port, self._timeout_s)
                    raise
                except (NoPaper, CoverOpen, Offline):
                    self._forget(port)
                    raise
                self._broken = False

    def check(self) -> DeviceState:
        """Ask the printer how it is, print nothing, and return its state; raises nothing."""
        with suppress(PrinterError), self._noting(), self._line() as port:
            self._ask(port, self._timeout_s)
        return self.state

    def _forget(self, port: Port) -> None:
        """Have the printer forget a ticket that it cannot print, or it would come out on the next roll, too late.

        Not every printer knows this (Epson's reference, "DLE DC4", function 8).
        """
        if port.answers:
            with suppress(PrinterError):
                port.write(decode.FORGET)
                # Closing a line drops what it has not sent yet: an answer says that this has arrived.
                _answer(port, 1, self._timeout_s)

    def _drawn(self, sheet: Sheet) -> tuple[Image, bytes]:
        """The sheet as an image and as the bytes that print it. Raises Undrawable."""
        try:
            from hardware.paper import draw

            image = draw(sheet, self.width_dots, self._fonts)
            return image, encode(image, self._feed_lines)
        except Undrawable:
            raise
        except Exception as error:
            # A sheet may hold what nobody foresaw; whoever waits for the paper must hear that it will not come.
            raise Undrawable(f"the sheet cannot be drawn: {type(error).__name__}: {error}") from error

    def _make_ready(self, port: Port) -> None:
        """Free the printer from a job that broke off, if one did, and make sure that it can print."""
        if self._broken:
            # Without paper it would take no blanks either; when it is mute it may only be in the middle of an image.
            with suppress(Mute):
                self._ask(port, self._timeout_s)
            port.write(freeing(self.width_dots))
        self._ask(port, self._timeout_s)

    def _ask(self, port: Port, timeout_s: float) -> None:
        """Raise what keeps the printer from printing; note when its paper is nearly at the end."""
        self._paper_low = False
        if not port.answers:
            return
        state = _answer(port, 1, timeout_s)
        cause = _answer(port, 2, self._timeout_s)
        paper = _answer(port, 4, self._timeout_s)
        if cause & COVER:
            raise CoverOpen(f"the cover of the printer at {port.name} is open")
        if paper & PAPER_END or cause & STOPPED:
            raise NoPaper(f"the printer at {port.name} has no paper")
        if state & OFFLINE or cause & ERROR:
            raise Offline(f"the printer at {port.name} cannot print: it answers {state:#04x}, {cause:#04x}")
        self._paper_low = bool(paper & PAPER_LOW)

    @contextmanager
    def _line(self) -> Iterator[Port]:
        """The port, open for a job."""
        if self.port is None:
            raise PrinterOff("there is no printer: its driver is none")
        try:
            self.port.open()
            yield self.port
        finally:
            self.port.close()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Keep in `state` what becomes of a job."""
        try:
            yield
        except PrinterOff:
            raise
        except PrinterError as error:
            self.state = DeviceState("trouble", error.problem)
            raise
        self.state = DeviceState(self._well, "paper-low" if self._paper_low else "")


def _answer(port: Port, number: int, timeout_s: float) -> int:
    """Ask `DLE EOT number`; raises Mute when nothing that can be an answer comes."""
    port.write(bytes((decode.DLE, decode.EOT, number)))
    heard = b""
    for _ in range(MOST_READS):
        # What a printer says of its own accord looks different, and is passed over.
        piece = port.read(timeout_s)
        heard += piece
        for byte in piece:
            if byte & FIXED_BITS == FIXED:
                return byte
        if not piece:
            break
    raise Mute(f"the printer at {port.name} does not say how it is: it answers {heard!r}")
