"""Which parts were asked for, and which of them are still to be made, in what order."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from hardware.engine import Engine
from hardware.recordings import Piece, Recording
from hardware.settings import VoiceSettings
from hardware.speaker import VOICES

#: Raised when the same text would sound otherwise: old files are then no longer found.
_EDITION = 2
_LONGEST_TEXT = 500
_KNOWN_LIMIT = 1000


class Wish(NamedTuple):
    """A part that somebody wants: what the engine is to read, or the recordings and pauses (s) that say it."""

    language: str
    text: str
    pieces: tuple[Piece, ...] = ()

    def name(self, settings: VoiceSettings) -> str:
        """The part's hash: another for all that would sound otherwise."""
        if self.pieces:
            made_by = [
                "recorded",
                _EDITION,
                *([*map(str, each)] if isinstance(each, tuple) else each for each in self.pieces),
            ]
        else:
            voice = VOICES.get(self.language, self.language)
            made_by = [_EDITION, settings.driver, settings.rate, voice, self.text]
        return hashlib.sha256(json.dumps(made_by).encode()).hexdigest()[:32]

    @property
    def recordings(self) -> list[Recording]:
        """The files that it is made of; none when the engine reads it."""
        return [piece for piece in self.pieces if isinstance(piece, Recording)]

    def make(self, engine: Engine, path: Path) -> None:
        """Have it made at `path`; raises `VoiceError`."""
        if self.pieces:
            engine.join([str(piece.path) if isinstance(piece, Recording) else piece for piece in self.pieces], path)
        else:
            engine.render(self.language, self.text, path)

    @property
    def is_speakable(self) -> bool:
        """Whether there is a voice for it and something to say in it, and nothing that no engine could read."""
        letters = any(character.isalnum() for character in self.text)
        readable = len(self.text) <= _LONGEST_TEXT and not any("\ud800" <= c <= "\udfff" for c in self.text)
        return self.language in VOICES and letters and readable


class Wishes:
    """What was asked for lately, and of that what is still to be made; both by hash, oldest first.

    Whoever reads or changes them holds `changed`; it is notified when a part was made, or when none will be.
    """

    def __init__(self, settings: VoiceSettings, pending_limit: int) -> None:
        self.settings = settings
        self.pending_limit = pending_limit
        self.changed = threading.Condition()
        self.known: OrderedDict[str, Wish] = OrderedDict()
        #: How often each was tried.
        self.pending: OrderedDict[str, int] = OrderedDict()

    def know(self, wish: Wish) -> str:
        """The name of a part, remembered if it can be made."""
        name = wish.name(self.settings)
        if wish.is_speakable:
            self.known[name] = wish
            self.known.move_to_end(name)
            while len(self.known) > _KNOWN_LIMIT:
                forgotten, _ = self.known.popitem(last=False)
                self.pending.pop(forgotten, None)
        return name

    def want(self, name: str) -> None:
        """Have a part made after those before it; where there is no room it is made when it is asked for."""
        if len(self.pending) < self.pending_limit:
            self.pending.setdefault(name, 0)

    def hurry(self, name: str) -> bool:
        """Have a part made next; whether it is known at all."""
        if name not in self.known:
            return False
        self.pending.setdefault(name, 0)
        self.pending.move_to_end(name, last=False)
        return True

    def done(self, name: str) -> None:
        """It was made, or something stands in for it."""
        self.pending.pop(name, None)
        self.changed.notify_all()

    def put_off(self, name: str, tries: int) -> bool:
        """Let others go first; what has failed so many times is given up. Whether it is."""
        if name not in self.pending:
            return False
        self.pending[name] += 1
        self.pending.move_to_end(name)
        if self.pending[name] < tries:
            return False
        del self.pending[name]
        return True
