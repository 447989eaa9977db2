"""The paper while it is drawn: a strip of given width that grows downwards, with edges and gaps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hardware.errors import Undrawable
from hardware.letters import BOLD, REGULAR, SEMIBOLD, Letters, is_right_to_left, typeface
from hardware.sheet import Align, Size

if TYPE_CHECKING:
    from PIL.Image import Image

Side = Literal["l", "m", "r"]

NARROWEST_DOTS = 200
#: Paper narrower than this (58 mm instead of 80) gets smaller letters and less margin.
WIDE_DOTS = 500
#: Heights of the em in dots, at 8 dots to the millimetre: 2.5, 3.5, 4.1 and 5.3 mm. The smallest is small enough
#: on narrow paper too.
SIZES = {Size.SMALL: 20, Size.BODY: 28, Size.LARGE: 33, Size.TITLE: 42}
NARROW_SCALE = 0.9
#: What is darker than this becomes black; a little more than half, since heat spreads in the paper.
BLACK_BELOW = 136
#: Above the first line; most of the white there is what lies between knife and head.
TOP_DOTS = 8
_FIRST_HEIGHT_DOTS = 1200


class Page:
    """A strip of paper: grey while it is drawn, pure black and white in the end."""

    def __init__(self, language: str, width_dots: int, fonts: Path) -> None:
        from PIL import Image

        if width_dots < NARROWEST_DOTS:
            raise Undrawable(f"paper of {width_dots} dots is too narrow: {NARROWEST_DOTS} is the least")
        self.language = language
        self.wide = width_dots >= WIDE_DOTS
        self.width = width_dots
        self.left = 16 if self.wide else 8
        self.right = width_dots - self.left
        self._fonts = fonts
        self._strip = Image.new("L", (width_dots, _FIRST_HEIGHT_DOTS), 255)
        self._used = 0
        self._gap = TOP_DOTS

    @property
    def inner(self) -> int:
        """The width between the margins."""
        return self.right - self.left

    @property
    def canvas(self) -> Any:
        """What lines and letters are drawn on."""
        from PIL import ImageDraw

        return ImageDraw.Draw(self._strip)

    def scaled(self, dots: float) -> int:
        """A length of wide paper, on this one."""
        return round(dots if self.wide else dots * NARROW_SCALE)

    def letters(self, size: Size, language: str | None = None, *, bold: bool = False) -> Letters:
        """Text of this size in a language, by default the sheet's."""
        weight = (BOLD if size is Size.TITLE else SEMIBOLD) if bold else REGULAR
        dots = SIZES[size] if size is Size.SMALL else self.scaled(SIZES[size])
        return typeface(self._fonts, language or self.language, dots, weight)

    def figures(self, size: int) -> Letters:
        """The letters of the ticket's number; a prefix of any script stands on the same side of its digits."""
        return typeface(self._fonts, "en", size, BOLD)

    def rtl(self, language: str | None = None) -> bool:
        """Whether a language, by default the sheet's, starts at the right edge."""
        return is_right_to_left(language or self.language)

    def gap(self, dots: int) -> None:
        """Leave at least so much room before what comes next; two gaps do not add up."""
        self._gap = max(self._gap, self.scaled(dots))

    def place(self, height: int) -> int:
        """Take `height` dots of paper and return where they begin."""
        top = self._used + self._gap
        self._gap = 0
        self._used = top + height
        self._grow()
        return top

    def write(self, text: str, letters: Letters, align: Align = Align.START) -> None:
        """Write a paragraph between the margins, line under line."""
        for line in letters.lines(text, self.inner):
            top = self.place(letters.line_dots)
            self.put(line, letters, side(align, letters.rtl), (self.left, self.right), top + letters.rise_dots)

    def stack(self, lines: list[tuple[str, Letters]], at: Side, edges: tuple[float, float], middle: float) -> None:
        """Write lines that fit, one under the other, as high above the middle as below it."""
        top = middle - stack_dots(lines) / 2
        for line, letters in lines:
            self.put(line, letters, at, edges, round(top) + letters.rise_dots)
            top += letters.line_dots

    def put(self, text: str, letters: Letters, at: Side, edges: tuple[float, float], baseline: float) -> None:
        """Write one line that fits at the left edge, in the middle or at the right edge."""
        left, right = edges
        letters.draw(self.canvas, {"l": left, "m": (left + right) / 2, "r": right}[at], baseline, text, at)

    def paste(self, picture: Image, left: int, top: int) -> None:
        """Lay a grey or one-bit picture on the paper."""
        self._strip.paste(picture, (left, top))

    def image(self) -> Image:
        """The paper as one bit a dot."""
        used = self._strip.crop((0, 0, self.width, max(1, self._used)))
        return used.point([0] * BLACK_BELOW + [255] * (256 - BLACK_BELOW), "1")

    def _grow(self) -> None:
        from PIL import Image

        if self._used > self._strip.height:
            taller = Image.new("L", (self.width, 2 * self._used), 255)
            taller.paste(self._strip, (0, 0))
            self._strip = taller


def side(align: Align, rtl: bool) -> Side:
    """Where a line stands that is aligned so and runs in this direction."""
    if align is Align.CENTRE:
        return "m"
    return "r" if (align is Align.START) == rtl else "l"


def stack_dots(lines: list[tuple[str, Letters]]) -> int:
    """How high lines are, one under the other."""
    return sum(letters.line_dots for _, letters in lines)
