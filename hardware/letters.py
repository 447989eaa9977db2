"""The letters of the paper: fonts, directions, how wide a text is, where a line ends."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardware.errors import Undrawable

if TYPE_CHECKING:
    from PIL.Image import Image

REGULAR, SEMIBOLD, BOLD = "Regular", "SemiBold", "Bold"

#: Languages that are written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
#: Arabic letters look smaller than Latin ones of the same size.
ARABIC_SCALE = 1.1
#: Figures of one width, so that columns stand.
FEATURES = ["tnum"]
#: Longer texts are filled line by line.
MOST_EVEN_LINES = 4
EVENING_STEPS = 5
_APART, _TOGETHER = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def is_right_to_left(language: str) -> bool:
    """Whether a text in this language (a BCP 47 tag) runs from right to left."""
    return language.partition("-")[0].lower() in RIGHT_TO_LEFT


class Letters:
    """Text of one size, weight and language: it can be measured, broken into lines and drawn by its baseline."""

    def __init__(self, folder: Path, language: str, size: float, weight: str = REGULAR) -> None:
        """`size` is the height of the em in dots, for Latin letters. Raises Undrawable without font or shaping."""
        self.folder = folder
        self.rtl = is_right_to_left(language)
        self.size = round(size * (ARABIC_SCALE if self.rtl else 1))
        self.font = font(folder, weight, self.size)
        self._how: dict[str, Any] = {
            "direction": "rtl" if self.rtl else "ltr",
            "language": language,
            "features": FEATURES,
        }

    @property
    def line_dots(self) -> int:
        """From one baseline to the next."""
        return round(self.size * (1.34 if self.rtl else 1.3))

    @property
    def rise_dots(self) -> int:
        """From the top of a line to its baseline."""
        return round(self.size * (0.98 if self.rtl else 0.96))

    def width(self, text: str) -> float:
        """How many dots the text takes on one line."""
        return float(self.font.getlength(text, **self._how))

    def picture(self, text: str) -> Image:
        """The text alone, grey on white, as large as its ink."""
        from PIL import Image, ImageChops, ImageDraw

        text = drawable(text, self.folder)
        room = round(self.width(text)) + 2 * self.size
        strip = Image.new("L", (room, 3 * self.size), 255)
        self.draw(ImageDraw.Draw(strip), self.size, 2 * self.size, text)
        return strip.crop(ImageChops.invert(strip).getbbox() or (0, 0, 1, 1))

    def draw(self, canvas: Any, x: float, baseline: float, text: str, anchor: str = "l") -> None:
        """Draw the text with its left edge (`l`), middle (`m`) or right edge (`r`) at `x`."""
        canvas.text((round(x), round(baseline)), text, font=self.font, fill=0, anchor=anchor + "s", **self._how)

    def lines(self, text: str, width_dots: float) -> list[str]:
        """The text broken between words, or inside a word that is too long, so that nothing is cut off.

        A short text gets lines of like length, so that no word stands alone at its end.
        """
        return list(_broken(self, drawable(text, self.folder), width_dots))

    def _even(self, text: str, width_dots: float) -> list[str]:
        """Filled lines, then as narrow as they can be without one more."""
        lines = self._filled(text, width_dots)
        least, most = max(map(self.width, re.split("[ \n]", text))), width_dots
        if not 1 < len(lines) <= MOST_EVEN_LINES or least > most:
            return lines
        for _ in range(EVENING_STEPS):
            middle = (least + most) / 2
            tried = self._filled(text, middle)
            if len(tried) == len(lines):
                most, lines = middle, tried
            else:
                least = middle
        return lines

    def _filled(self, text: str, width_dots: float) -> list[str]:
        """Each line as full as it can be."""
        found: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if self.width(longer) <= width_dots:
                    line = longer
                    continue
                if line:
                    found.append(line)
                *full, line = self._pieces(word, width_dots)
                found += full
            found.append(line)
        return found

    def _pieces(self, word: str, width_dots: float) -> list[str]:
        """One word, in pieces that fit; a mark stays with its letter, and each piece has at least one letter.

        Each piece is ordered by its own letters: the dot at its end is no sign of the sentence around it.
        """
        pieces = [""]
        for letter in word:
            fits = self.width(pieces[-1] + letter) <= width_dots
            if fits or not pieces[-1] or unicodedata.combining(letter):
                pieces[-1] += letter
            else:
                pieces.append(letter)
        return pieces if len(pieces) == 1 else [f"{_APART}{piece}{_TOGETHER}" for piece in pieces]


@lru_cache(maxsize=64)
def typeface(folder: Path, language: str, size: int, weight: str) -> Letters:
    """Letters that are kept, since papers are alike. Raises Undrawable."""
    return Letters(folder, language, size, weight)


@lru_cache(maxsize=1024)
def _broken(letters: Letters, text: str, width_dots: float) -> tuple[str, ...]:
    """Most texts stand on every ticket; to measure them takes longer than to draw them."""
    return tuple(letters._even(text, width_dots))


@lru_cache(maxsize=32)
def font(folder: Path, weight: str, size: int, shaped: bool = True) -> Any:
    """A font as Pillow draws with it; `shaped` is what joins Arabic letters. Raises Undrawable."""
    from PIL import ImageFont, features

    if shaped and not features.check("raqm"):
        # Pillow brings raqm along, but raqm looks for this library on the system.
        raise Undrawable("Arabic cannot be shaped: install the package libfribidi0")
    path = folder / f"IBMPlexSansArabic-{weight}.woff2"
    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    try:
        return ImageFont.truetype(path, size, layout_engine=layout)
    except OSError as error:
        raise Undrawable(f"the font {path} cannot be read: {error}") from error


@lru_cache(maxsize=1024)
def drawable(text: str, folder: Path) -> str:
    """The text with nothing in it that would become a box.

    A control character or lone surrogate becomes a space; a new line stays. Of a letter that the font lacks the
    plain form is taken ("ﬁ" fi, "①" 1); what has none is left out.
    """
    clean = "".join(" " if unicodedata.category(each) in ("Cc", "Cs") and each != "\n" else each for each in text)
    for letter in missing(clean, folder):
        plain = unicodedata.normalize("NFKC", letter)
        clean = clean.replace(letter, "" if missing(plain, folder) else plain)
    return clean


def missing(text: str, folder: Path) -> set[str]:
    """The characters of `text` that the font cannot draw, so that a box would stand in their place."""
    # Spaces of any width are made from the plain one, and what only directs the text is not drawn at all.
    seen = {letter for letter in text if unicodedata.category(letter) not in ("Zs", "Cf", "Cc")}
    # Pillow does not tell what a font holds; but what is missing looks like this, which no font holds.
    box = _shape(folder, "\uffff")
    return {letter for letter in seen if _shape(folder, letter) == box}


@lru_cache(maxsize=4096)
def _shape(folder: Path, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font(folder, REGULAR, 20, shaped=False).getmask(letter)
    return mask.size, bytes(mask)
