"""Hears what people recorded, and says what is still missing or has to be recorded again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hardware import recorded, script
from hardware.errors import BadRecording
from hardware.recordings import files


class Audition:
    """One language's recordings in `folder`: what is missing, what is wrong, what belongs to nothing.

    Each is a list of lines for a person. `complete`: every call is played from these, but for the letters and
    thousands that nobody recorded.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self.language = language
        found = files(folder, language)
        known = script.names(language)
        self.heard = sorted(found.keys() & known)
        self.wrong = [line for name in self.heard if (line := self._fault(name, found[name]))]
        self.unknown = [f"{path.name} is no name of the script" for name, path in found.items() if name not in known]
        self.missing = [
            self._line(name, words)
            for group in script.SCRIPTS[language]
            if group.needed or any(name in found for name in group.words)
            for name, words in group.words.items()
            if name not in found
        ]
        self.complete = script.needed(language) <= set(self.heard) and not self.wrong

    def lines(self) -> Iterator[str]:
        """What was found, for a person."""
        if not self.heard and not self.unknown:
            yield f"{self.language}  nothing is recorded: it is spoken by the engine"
            return
        if self.complete:
            yield f"{self.language}  complete: calls are played from recordings ({len(self.heard)} files)"
        else:
            yield f"{self.language}  not used yet: it is spoken by the engine until all that is needed is here"
        for title, some in (("missing", self.missing), ("wrong", self.wrong), ("unknown", self.unknown)):
            for line in some:
                yield f"    {title:<9}{line}"

    def _line(self, name: str, words: str) -> str:
        return f"{f'{self.language}/{name}.wav':<22}{words}"

    def _fault(self, name: str, path: Path) -> str:
        try:
            recorded.read(path)
        except BadRecording as error:
            return self._line(name, str(error))
        return self._line(name, "it is distorted: go further from the microphone") if recorded.is_clipped(path) else ""
