"""ESC/POS bytes back into what a person would see: the papers, as one-bit images.

Only what a ticket needs is understood (initialise, raster image, feed, cut, questions about the state, to forget
what was not printed). A printer ignores what it does not know; so does a tape, which counts it, so that a test can
insist on zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

ESC, GS, DLE, EOT = 0x1B, 0x1D, 0x10, 0x04
INITIALISE, FEED, RASTER, CUT = b"\x1b@", b"\x1bd", b"\x1dv0", b"\x1dV"
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
RASTER_HEADER_BYTES = 8
#: Dots that one line feed moves the paper: 1/6 inch at 203 dots per inch.
LINE_DOTS = 30


@dataclass(frozen=True)
class Band:
    """One raster image: rows of `width_bytes` bytes, the first dot in the highest bit, 1 = black."""

    width_bytes: int
    rows: bytes

    @property
    def height_dots(self) -> int:
        return len(self.rows) // self.width_bytes if self.width_bytes else 0


@dataclass(frozen=True)
class Feed:
    """The paper moved on by some lines of text."""

    lines: int


@dataclass(frozen=True)
class Cut:
    """The knife fell."""


@dataclass(frozen=True)
class Question:
    """`DLE EOT n`: how are you? The printer answers one byte at once."""

    number: int


@dataclass(frozen=True)
class Forget:
    """`DLE DC4 8`: throw away what was received and has not been printed."""


@dataclass(frozen=True)
class Reset:
    """`ESC @`: forget all modes."""


Command = Band | Feed | Cut | Question | Forget | Reset


class Tape:
    """Reads the bytes that a printer receives, in pieces of any size.

    As in a simple printer, what stands inside a raster image is image, even if it looks like a question; and a job
    that broke off in the middle of one leaves the tape waiting for the rest.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.unknown = 0

    @property
    def waiting(self) -> bool:
        """Whether a command has begun and its rest has not come."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> Iterator[Command]:
        """The commands that `data` completes."""
        self._buffer += data
        while self._buffer:
            length, command = self._first()
            if length == 0:
                return
            del self._buffer[:length]
            if command is not None:
                yield command

    def _first(self) -> tuple[int, Command | None]:
        """The first command and how many bytes it takes; 0 while its rest is missing."""
        buffer = self._buffer
        lead = buffer[0]
        if lead == 0x0A:
            return 1, Feed(1)
        if lead not in (ESC, GS, DLE):
            # A printer ignores NUL; printers are woken and freed with it.
            self.unknown += lead != 0
            return 1, None
        if len(buffer) < 3:
            return (2, Reset()) if buffer.startswith(INITIALISE) else (0, None)
        return self._long()

    def _long(self) -> tuple[int, Command | None]:
        buffer = self._buffer
        if buffer.startswith(INITIALISE):
            return 2, Reset()
        if buffer.startswith(RASTER):
            return self._band()
        if buffer.startswith(FEED):
            return 3, Feed(buffer[2])
        if buffer[0] == DLE and buffer[1] == EOT:
            return 3, Question(buffer[2])
        if buffer.startswith(CUT):
            # Functions A (0, 1, 48, 49) have no further byte, function B (65, 66) has one.
            length = 4 if buffer[2] in (65, 66) else 3
            return (length, Cut()) if len(buffer) >= length else (0, None)
        if FORGET.startswith(buffer[: len(FORGET)]):
            return (len(FORGET), Forget()) if len(buffer) >= len(FORGET) else (0, None)
        self.unknown += 1
        return 1, None

    def _band(self) -> tuple[int, Command | None]:
        buffer = self._buffer
        if len(buffer) < RASTER_HEADER_BYTES:
            return 0, None
        width_bytes = buffer[4] | buffer[5] << 8
        length = RASTER_HEADER_BYTES + width_bytes * (buffer[6] | buffer[7] << 8)
        if len(buffer) < length:
            return 0, None
        return length, Band(width_bytes, bytes(buffer[RASTER_HEADER_BYTES:length]))


def papers(data: bytes) -> list[Image]:
    """The papers that these bytes print, each a one-bit image as long as the paper that was used."""
    found: list[Image] = []
    parts: list[Band | Feed] = []
    for command in Tape().feed(data):
        if isinstance(command, Band | Feed):
            parts.append(command)
        elif isinstance(command, Cut):
            found.append(_paper(parts))
            parts = []
    return found + ([_paper(parts)] if any(isinstance(part, Band) for part in parts) else [])


def png(data: bytes) -> bytes:
    """The first paper that these bytes print, as a PNG file; ValueError when there is none."""
    found = papers(data)
    if not found:
        raise ValueError(f"{len(data)} bytes that print nothing")
    file = BytesIO()
    found[0].save(file, "PNG", optimize=True)
    return file.getvalue()


def _paper(parts: list[Band | Feed]) -> Image:
    from PIL import Image

    width = max((part.width_bytes * 8 for part in parts if isinstance(part, Band)), default=8)
    height = sum(_height(part) for part in parts)
    paper = Image.new("1", (width, max(1, height)), 255)
    top = 0
    for part in parts:
        if isinstance(part, Band) and part.height_dots:
            size = (part.width_bytes * 8, part.height_dots)
            # In the raster 1 is black, in a one-bit image 0 is.
            paper.paste(Image.frombytes("1", size, part.rows, "raw", "1;I"), (0, top))
        top += _height(part)
    return paper


def _height(part: Band | Feed) -> int:
    return part.height_dots if isinstance(part, Band) else part.lines * LINE_DOTS
