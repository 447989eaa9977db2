"""The folder of finished parts of speech: one WAV file each, named by its hash, bounded in number."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from hardware import sound

#: What a part's hash looks like; nothing else is ever looked for on the disk.
HASH = re.compile(r"[0-9a-f]{32}")

_PRUNE_EVERY = 64
_PART_BYTES = 200_000


class Parts:
    """`<folder>/<hash>.wav`, at most about `limit` of them; without a folder a temporary one, gone with `close`.

    Used by one writer and any number of readers; a file that is found is whole.
    """

    def __init__(self, folder: Path | None, limit: int) -> None:
        self.limit = limit
        self._folder = folder
        self._temporary: Path | None = None
        self._kept = 0
        self._stand_ins: dict[str, str] = {}

    def open(self) -> None:
        """Make the folder, clear away what a power cut left unfinished, and see that a part would find room.

        Raises `OSError`.
        """
        for left in self._made().glob("*.part"):
            left.unlink(missing_ok=True)
        self._forget_oldest()
        probe = self.unfinished("probe")
        probe.write_bytes(bytes(_PART_BYTES))
        probe.unlink()

    def close(self) -> None:
        """Remove a temporary folder."""
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = None

    def find(self, name: str) -> Path | None:
        """The file of a part, or of what stands in for it, when it is there and whole."""
        folder = self._folder or self._temporary
        if folder is None:
            return None
        path = folder / f"{self.kept_as(name)}.wav"
        return path if sound.is_whole(path) else None

    def stand_in(self, name: str, other: str) -> None:
        """Take `other` for the part `name`, which cannot be made, as long as this process lasts."""
        self._stand_ins[name] = other

    def kept_as(self, name: str) -> str:
        """The name under which a part is to be found."""
        return self._stand_ins.get(name, name)

    def use(self, path: Path) -> None:
        """What is used is not old."""
        with suppress(OSError):
            os.utime(path)

    def unfinished(self, name: str) -> Path:
        """Where a part is written before it is kept; raises `OSError`."""
        return self._made() / f"{name}.part"

    def keep(self, name: str) -> None:
        """Put the finished part in its place; raises `OSError`."""
        unfinished = self.unfinished(name)
        os.replace(unfinished, unfinished.with_suffix(".wav"))
        self._kept += 1
        if self._kept % _PRUNE_EVERY == 0:
            self._forget_oldest()

    def _made(self) -> Path:
        if self._folder is None:
            self._temporary = self._temporary or Path(tempfile.mkdtemp(prefix="dawr-voice-"))
            return self._temporary
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder

    def _forget_oldest(self) -> None:
        """Make room: what was not used for longest goes first."""
        used: list[tuple[int, Path]] = []
        for path in self._made().glob("*.wav"):
            # Somebody may clear the folder away at any time.
            with suppress(FileNotFoundError):
                used.append((path.stat().st_mtime_ns, path))
        for _, old in sorted(used)[: max(0, len(used) - self.limit)]:
            old.unlink(missing_ok=True)
