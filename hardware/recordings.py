"""The folder of what people recorded: `<language>/<name>.wav`. Looked at from time to time, and kept in mind."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hardware import recorded, script
from hardware.errors import BadRecording

#: A comma among the words of a part is a pause of so many seconds.
PAUSE_S = 0.18
#: Between two words of a number, and beside the word "and", which leans on the one that follows.
_GAP_S = 0.04
_LEANING_S = 0.01


class Recording(NamedTuple):
    """A file and what it was when it was looked at: its size in bytes, and when it was written, in ns."""

    path: Path
    size: int
    written_ns: int


Piece = Recording | float


class Recordings:
    """What of the scripts is there and can be read; a language is used once all that it needs is.

    `look` is called on the voice's thread, the rest on any: it reads nothing from the disk.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._there: Mapping[str, Mapping[str, Recording]] = {}
        self._checked: dict[Recording, str] = {}
        self._refused: set[Recording] = set()
        self._is_missing = False

    def look(self) -> None:
        """See what is there now. A file that is new or another than before is opened once."""
        if self._folder is None:
            return
        self._is_missing = not os.path.isdir(self._folder)
        there = {language: self._of(language) for language in script.SCRIPTS}
        seen = {each for found in there.values() for each in found.values()}
        self._checked = {each: self._checked.get(each) or _fault(each) or "" for each in seen}
        self._refused &= seen
        self._there = {
            language: {name: each for name, each in found.items() if not self._checked[each]}
            for language, found in there.items()
        }

    @property
    def trouble(self) -> bool:
        """Whether the folder is missing, a language was begun that cannot be used, or a file cannot be read."""
        begun = [language for language, found in self._there.items() if found]
        incomplete = any(not script.needed(language) <= set(self._usable(language)) for language in begun)
        return self._is_missing or incomplete or bool(self._refused) or any(self._checked.values())

    def pieces(self, language: str, words: Sequence[str], beside: Sequence[str] = ()) -> tuple[Piece, ...]:
        """What is played for `words`, pauses in s between; nothing where something of the sentence is missing."""
        usable = self._usable(language)
        wanted = {*words, *beside} - {","}
        if not words or not wanted <= set(usable) or not script.needed(language) <= set(usable):
            return ()
        pieces: list[Piece] = []
        for before, word in zip(("", *words), words, strict=False):
            if word == ",":
                pieces.append(PAUSE_S)
            elif before in ("", ","):
                pieces.append(usable[word])
            else:
                pieces += [_LEANING_S if "and" in (before, word) else _GAP_S, usable[word]]
        return tuple(pieces)

    def refuse(self, recordings: Sequence[Recording]) -> None:
        """Leave these alone until they are other files: one could not be read after all."""
        self._refused |= set(recordings)

    def _usable(self, language: str) -> dict[str, Recording]:
        found = self._there.get(language, {})
        return {name: each for name, each in found.items() if each not in self._refused}

    def _of(self, language: str) -> dict[str, Recording]:
        assert self._folder is not None
        found = {}
        for name, path in files(self._folder, language).items():
            try:
                status = path.stat()
            except OSError:
                # Gone since.
                continue
            if name in script.names(language):
                found[name] = Recording(path, status.st_size, status.st_mtime_ns)
        return found


def files(folder: Path, language: str) -> dict[str, Path]:
    """The WAV files of a language by their names, in small letters and without the ending; none without a folder."""
    try:
        paths = sorted((folder / language).iterdir())
    except OSError:
        return {}
    return {path.stem.lower(): path for path in paths if path.suffix.lower() == ".wav"}


def _fault(recording: Recording) -> str:
    """Why a file cannot be what it should be, as far as its form tells; empty when it can."""
    try:
        recorded.form(recording.path)
    except BadRecording as error:
        return str(error)
    return ""
