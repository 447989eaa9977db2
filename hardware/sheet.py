"""What a paper holds, as frozen data: blocks from top to bottom, in reading order.

A sheet says what is on the paper, never where: `hardware.paper` draws it. Each block that holds text
may name its own language (a BCP 47 tag); without one it speaks the language of the sheet. The language
decides the direction, so a French line stands at the left of an Arabic ticket, and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Size(Enum):
    """How large a line is, from the fingerprint at the foot to the name of the service."""

    SMALL = "small"
    BODY = "body"
    LARGE = "large"
    TITLE = "title"


class Align(Enum):
    """Where a line stands; start is the right edge in Arabic, the left edge in French and English."""

    START = "start"
    CENTRE = "centre"
    END = "end"


@dataclass(frozen=True)
class Heading:
    """Whose paper this is: the office's name, a second line under it, its mark beside both.

    `logo` is a picture file (PNG) as bytes; without one the eight-point star stands there.
    """

    text: str
    note: str = ""
    logo: bytes | None = None
    language: str | None = None


@dataclass(frozen=True)
class Line:
    """A line or paragraph; it wraps between words and is never cut off."""

    text: str
    size: Size = Size.BODY
    bold: bool = False
    align: Align = Align.START
    language: str | None = None


@dataclass(frozen=True)
class Number:
    """The ticket's number, such as `A102`: the largest thing on the paper, as wide as it fits."""

    text: str


@dataclass(frozen=True)
class Fact:
    """One row: a label at the start and its value at the end, such as `Before you` and `4`.

    With `echo`, the same label in a second language, the value stands between the two labels;
    it should then be a figure or a time, which both languages can read.
    """

    label: str
    value: str
    echo: str = ""
    echo_language: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Items:
    """A list with a mark before each entry, such as the documents to bring."""

    texts: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True)
class Rule:
    """A line across the paper; a strong one parts the heading from the rest."""

    strong: bool = False


@dataclass(frozen=True)
class Code:
    """A QR code of `data` (a URL), with a sentence that says what it is for."""

    data: str
    caption: str = ""
    language: str | None = None


Block = Heading | Line | Number | Fact | Items | Rule | Code


@dataclass(frozen=True)
class Sheet:
    """One paper: the language of the person who holds it, and the blocks from top to bottom."""

    language: str
    blocks: tuple[Block, ...]
