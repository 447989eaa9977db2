"""The pictures and videos of an office, which its displays show at rest: files of one folder, and nothing else."""

from contextlib import suppress
from pathlib import Path
from unicodedata import category

#: What browsers show of themselves, each with its type. A drawing (SVG) may carry scripts: it is none of them.
TYPES = {
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
#: Larger files are not offered: a Raspberry Pi holds a picture unpacked, and reads a video from its memory card.
LARGEST_PICTURE, LARGEST_VIDEO = 10 * 2**20, 500 * 2**20
MOST = 100
_LONGEST_NAME = 120


class Media:
    """The folder of pictures and videos. Whoever looks after the machine puts files into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> None:
        """Make the folder, so that it can be found; where that fails there is nothing to show."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)

    def names(self) -> list[str]:
        """The names of the files that may be shown, in order; at most `MOST`."""
        try:
            found = sorted(path.name for path in self.folder.iterdir())
        except OSError:
            return []
        return [name for name in found if self.has(name)][:MOST]

    def has(self, name: str | None) -> bool:
        """Whether there is such a file, of a kind and size that are shown, and in the folder itself."""
        if not name or len(name) > _LONGEST_NAME or name.startswith(".") or type_of(name) is None:
            return False
        if not all(map(_is_shown, name)):
            return False
        path = self.folder / name
        try:
            if path.resolve().parent != self.folder.resolve() or not path.is_file():
                return False
            return 0 < path.stat().st_size <= (LARGEST_VIDEO if is_video(name) else LARGEST_PICTURE)
        except (OSError, ValueError):
            return False


def _is_shown(character: str) -> bool:
    """Whether it may be in the name of a file; some machines write a narrow space into those of their pictures."""
    return character not in "/\\" and (character.isprintable() or category(character) == "Zs")


def type_of(name: str) -> str | None:
    """The media type of a file, by how its name ends; None for what is not shown."""
    return TYPES.get(Path(name).suffix.lower())


def is_video(name: str) -> bool:
    """Whether it moves."""
    return (type_of(name) or "").startswith("video/")
