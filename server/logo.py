"""The office's own mark: one picture file, made ready for the paper and for the kiosk's screen."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from server.settings import SettingsError

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_BYTES = 2_000_000
LONGEST_SIDE = 4_000
ALLOWED = "a PNG file of at most 2 MB, no side longer than 4000 pixels"
#: What paper (203 dots an inch) and screen can show of it, in pixels: wide and high.
_ON_PAPER, _ON_SCREEN = (1200, 400), (640, 240)


class Logo(NamedTuple):
    """The mark as two PNG files: what is in the original beside the picture is left out."""

    paper: bytes
    screen: bytes


def read(path: str) -> Logo:
    """The mark in this file. Raises SettingsError with one sentence for a person."""
    try:
        if Path(path).stat().st_size > LARGEST_BYTES:
            raise _refused(path, "it is larger")
        file = Path(path).read_bytes()
    except OSError as error:
        raise _refused(path, f"it cannot be read ({error.strerror})") from error
    picture = _picture(path, file)
    return Logo(_shrunk(picture, _ON_PAPER), _shrunk(picture, _ON_SCREEN))


def _picture(path: str, file: bytes) -> Image:
    from PIL import Image

    try:
        with Image.open(BytesIO(file), formats=["PNG"]) as given:
            if max(given.size) > LONGEST_SIDE:
                raise _refused(path, f"it has {given.width} × {given.height}")
            return given.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, SettingsError):
            raise
        raise _refused(path, "it is no such picture, or a broken one") from error


def _shrunk(picture: Image, room: tuple[int, int]) -> bytes:
    """At most so wide and high, in its own proportions."""
    small, file = picture.copy(), BytesIO()
    small.thumbnail(room)
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def _refused(path: str, why: str) -> SettingsError:
    return SettingsError(f"office.logo is {path!r}, and {why}: allowed is {ALLOWED}.")
