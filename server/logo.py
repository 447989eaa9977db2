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
#: Levels, from 0 to 255: what is lighter is as good as white; what covers less is as good as nothing.
ALL_BUT_WHITE, MOSTLY_CLEAR = 235, 80
#: What paper (203 dots an inch) and screen can show of it, in pixels: wide and high.
_ON_PAPER, _ON_SCREEN = (1200, 400), (640, 240)


class Logo(NamedTuple):
    """The mark as two PNG files: what is in the original beside the picture is left out."""

    paper: bytes
    screen: bytes


def read(path: str) -> Logo:
    """The mark in this file. Raises SettingsError with one sentence for a person."""
    try:
        file = _read(Path(path))
    except OSError as error:
        raise _refused(path, f"it cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise _refused(path, f"it cannot be read ({error})") from error
    if len(file) > LARGEST_BYTES:
        raise _refused(path, "it is larger")
    picture = _picture(path, file)
    return Logo(_shrunk(picture, _ON_PAPER), _shrunk(picture, _ON_SCREEN))


def _read(path: Path) -> bytes:
    """The file, or so much of it that it is too large. What is no file, such as a pipe, might never end."""
    if not path.is_file() and not path.is_dir() and path.exists():
        raise ValueError("Not a file")
    with path.open("rb") as file:
        return file.read(LARGEST_BYTES + 1)


def _picture(path: str, file: bytes) -> Image:
    from PIL import Image

    try:
        with Image.open(BytesIO(file), formats=["PNG"]) as given:
            if max(given.size) > LONGEST_SIDE:
                raise _refused(path, f"it has {given.width} × {given.height}")
            return given.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        if isinstance(error, SettingsError):
            raise
        raise _refused(path, "it is no such picture, or a broken one") from error


def _on_light(picture: Image) -> Image:
    """What is white on nothing, as on a dark page, would not be seen on paper or screen: its shape in black."""
    from PIL import Image

    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    shape = picture.getchannel("A")
    if ground.convert("L").getextrema()[0] < ALL_BUT_WHITE or shape.getextrema()[0] > MOSTLY_CLEAR:
        return picture
    black = Image.new("RGBA", picture.size, "black")
    black.putalpha(shape)
    return black


def _shrunk(picture: Image, room: tuple[int, int]) -> bytes:
    """At most so wide and high, in its own proportions."""
    small, file = picture.copy(), BytesIO()
    small.thumbnail(room)
    _on_light(small).save(file, "PNG", optimize=True)
    return file.getvalue()


def _refused(path: str, why: str) -> SettingsError:
    return SettingsError(f"office.logo is {path!r}, and {why}: allowed is {ALLOWED}.")
