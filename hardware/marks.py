"""What stands on a paper beside text: the star, the office's logo and other pictures, the QR code."""

from __future__ import annotations

import logging
import math
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from hardware.page import BLACK_BELOW

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)

#: A module of the QR code in dots: 0.5 to 0.75 mm, which any phone reads from a hand's distance.
LEAST_MODULE, MOST_MODULE = 4, 6
#: White that belongs around a code, in modules, by its standard (ISO/IEC 18004).
QUIET_MODULES = 4
#: Levels of grey, from 0 (black) to 255: what is darker is dark, what is lighter is as good as white.
DARK, ALL_BUT_WHITE = 80, 235
#: Of the inked part of a picture: with more between dark and white it is no line drawing.
MOST_TONES_OF_A_DRAWING = 0.35
#: A picture with a shorter side (pixels), or with fewer black dots on the paper, shows nothing; one with a longer side
#: may be made to fill the memory.
SHORTEST_SIDE, FEWEST_DOTS, LONGEST_SIDE = 8, 40, 4000
_SUPERSAMPLING = 4


@lru_cache(maxsize=4)
def star(size: int) -> Image:
    """The mark of the house: two squares turned on each other, and a point in the middle."""
    from PIL import Image, ImageDraw

    whole = size * _SUPERSAMPLING
    picture = Image.new("L", (whole, whole), 255)
    canvas = ImageDraw.Draw(picture)
    middle, stroke = whole / 2, whole / 15
    for turn in (0, math.pi / 4):
        corners = [_corner(middle, middle - stroke, turn + quarter * math.pi / 2) for quarter in range(4)]
        canvas.line([*corners, *corners[:2]], fill=0, width=round(stroke), joint="curve")
    point = whole / 9
    canvas.ellipse((middle - point, middle - point, middle + point, middle + point), fill=0)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _corner(middle: float, radius: float, angle: float) -> tuple[float, float]:
    return middle + radius * math.sin(angle), middle - radius * math.cos(angle)


@lru_cache(maxsize=4)
def picture(file: bytes, height: int, most_width: int) -> Image | None:
    """A picture file in pure black and white on white, at most so wide; None when it is no picture, or shows nothing.

    What has many tones, such as a photograph, is made of fine dots; a drawing keeps its edges.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(file)) as given:
            if min(given.size) < SHORTEST_SIDE or max(given.size) > LONGEST_SIDE:
                raise ValueError(f"it has {given.width} × {given.height} pixels")
            coloured = given.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # A ticket with a broken logo is better than none.
        log.warning("a picture of %d bytes cannot be printed: %s", len(file), error)
        return None
    # What is in a light colour alone would be too light to print.
    grey = ImageOps.autocontrast(_on_white(coloured))
    scale = min(height / grey.height, most_width / grey.width)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    small = grey.resize(size, Image.Resampling.LANCZOS)
    drawn = small.convert("1").convert("L") if _tones(grey) > MOST_TONES_OF_A_DRAWING else small
    return drawn if sum(drawn.histogram()[:BLACK_BELOW]) >= FEWEST_DOTS else None


def _on_white(coloured: Image) -> Image:
    """The picture in grey, as it looks on paper; one that is white on nothing, as on a dark page, becomes black."""
    from PIL import Image, ImageChops

    ground = Image.new("RGBA", coloured.size, "white")
    ground.alpha_composite(coloured)
    grey = ground.convert("L")
    clear = coloured.getchannel("A")
    if sum(grey.histogram()[:ALL_BUT_WHITE]) or not sum(clear.histogram()[:DARK]):
        return grey
    return ImageChops.invert(clear)


def _tones(grey: Image) -> float:
    """How much of what is not white is neither dark nor light, from 0 to 1; the edges of a drawing are few."""
    steps = grey.histogram()
    inked = sum(steps[:ALL_BUT_WHITE])
    return sum(steps[DARK:ALL_BUT_WHITE]) / inked if inked else 0.0


def code(data: str, wanted_dots: int) -> tuple[Image, int] | None:
    """A QR code, about so wide, and how much white belongs around it (dots); None when it cannot hold the data."""
    import segno
    from PIL import Image

    try:
        # Level M survives a crease; a larger code would not be read better.
        symbol = segno.make(data, error="m", micro=False, boost_error=False)
    except ValueError as error:
        log.warning("no QR code can hold %d characters: %s", len(data), error)
        return None
    rows = [bytes(255 * (1 - module) for module in row) for row in symbol.matrix]
    modules = len(rows)
    small = Image.frombytes("L", (modules, modules), b"".join(rows))
    module = max(LEAST_MODULE, min(MOST_MODULE, wanted_dots // modules))
    whole = small.resize((modules * module, modules * module), Image.Resampling.NEAREST)
    return whole, QUIET_MODULES * module
