"""A paper's image as the bytes that print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardware import decode

if TYPE_CHECKING:
    from PIL.Image import Image

#: Rows of one raster image; cheap printers have little memory.
FRAGMENT_DOTS = 256
#: From the last line of a ticket to the knife: lines of 3.75 mm.
FEED_LINES = 6


def encode(image: Image, feed_lines: int = FEED_LINES) -> bytes:
    """The bytes that print a one-bit image as wide as the paper, feed some lines to the knife, and cut it off.

    They are those of python-escpos (`bitImageRaster`), made without its conversions of each
    image, which took half of the time.
    """
    width_bytes = -(-image.width // 8)
    job = bytearray(decode.INITIALISE)
    for top in range(0, image.height, FRAGMENT_DOTS):
        fragment = image.crop((0, top, image.width, min(top + FRAGMENT_DOTS, image.height)))
        job += decode.RASTER + bytes((0,)) + width_bytes.to_bytes(2, "little") + fragment.height.to_bytes(2, "little")
        # In the raster 1 is black, in a one-bit image 0 is.
        job += fragment.tobytes("raw", "1;I")
    return bytes(job) + _cut(feed_lines)


def _cut(feed_lines: int) -> bytes:
    return (decode.FEED + bytes((feed_lines,)) if feed_lines else b"") + decode.CUT + bytes((0,))


def freeing(width_dots: int) -> bytes:
    """What frees a printer that was left in the middle of an image.

    It still takes everything for the rest of that image, so it gets a whole one of blanks; a printer that waits for
    a command ignores them. Then the torn ticket is cut off, so that it does not hang on the next one.
    """
    return bytes(FRAGMENT_DOTS * width_dots // 8) + decode.INITIALISE + _cut(FEED_LINES)
