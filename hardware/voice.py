"""The voice: texts become WAV files ahead of time, one part each, so that a call only has to play them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from hardware.engine import Engine, of
from hardware.errors import BadRecording
from hardware.maker import Maker
from hardware.parts import HASH, Parts
from hardware.recordings import Recordings
from hardware.settings import VoiceSettings
from hardware.speaker import VOICES
from hardware.state import DeviceState
from hardware.wishes import Wish, Wishes

_WAITERS_LIMIT = 16


class Voice:
    """Makes parts of speech and keeps them as `<folder>/<hash>.wav`.

    `prepare` says what will be needed; one worker makes it, in order. `path` and `wav` give what is ready.
    No method raises for anything that the device, its process or the disk may do: `state` tells.
    `files_limit` bounds the folder (a part is about 120 KB), `pending_limit` the parts that wait to be made;
    what finds no room there is made when it is asked for. `check_every_s` is how often an idle engine is asked
    whether it still answers.
    """

    def __init__(
        self,
        settings: VoiceSettings,
        *,
        engine: Engine | None = None,
        files_limit: int = 2000,
        pending_limit: int = 256,
        check_every_s: float = 10.0,
    ) -> None:
        self.settings = settings
        self.engine = engine or of(settings)
        self._parts = Parts(settings.folder, files_limit)
        self._recordings = Recordings(settings.recordings)
        self._wishes = Wishes(settings, pending_limit)
        self._maker: Maker | None = None
        if self.engine is not None:
            self._maker = Maker(self.engine, self._wishes, self._parts, self._recordings, check_every_s=check_every_s)
        self._waiters = 0

    @property
    def state(self) -> DeviceState:
        """How the voice is; the detail of trouble is no-engine, restarting, disk-full or unspeakable.

        One that works may tell bad-recording: recordings were begun that cannot be used as they are.
        """
        if self._maker is None or not self._maker.runs:
            return DeviceState("off")
        if self._maker.problem:
            return DeviceState("trouble", self._maker.problem)
        detail = BadRecording.problem if self._recordings.trouble else ""
        return DeviceState("simulated" if self.settings.driver == "simulated" else "ready", detail)

    @property
    def speaks(self) -> frozenset[str]:
        """The languages in which it makes parts; none when it is off."""
        return frozenset() if self.engine is None else frozenset(VOICES)

    @property
    def waiting(self) -> int:
        """How many parts are still to be made."""
        return len(self._wishes.pending)

    def start(self) -> None:
        """Start the thread that makes parts, and on it the engine; does nothing when the driver is `none`."""
        if self._maker is not None and not self._maker.runs:
            self._maker.start()

    def stop(self) -> None:
        """End the engine and its thread; parts that wait stay known and are made after the next start."""
        if self._maker is not None and self._maker.runs:
            self._maker.stop()
            self._parts.close()

    def part(self, language: str, text: str, words: Sequence[str] = (), beside: Sequence[str] = ()) -> str:
        """The name of a part, 32 hex digits: the same for the same text, voice and rate.

        It is said by the recordings of `words` where all of these are there, all of `beside`, and all that the
        language needs; else the engine reads `text`. Whoever was given the name may have the part by it (`wav`),
        prepared or not.
        """
        wish = Wish(language, text, self._recordings.pieces(language, words, beside))
        with self._wishes.changed:
            return self._wishes.know(wish)

    def prepare(self, language: str, text: str, words: Sequence[str] = (), beside: Sequence[str] = ()) -> None:
        """Say that this part will be needed; it is made when those before it are. Never blocks."""
        name = self.part(language, text, words, beside)
        with self._wishes.changed:
            if self._maker is not None and name in self._wishes.known and self._parts.find(name) is None:
                self._wishes.want(name)
                self._maker.make_soon()

    def path(self, language: str, text: str, words: Sequence[str] = (), beside: Sequence[str] = ()) -> Path | None:
        """The WAV file of a part when it is ready."""
        return self._parts.find(self.part(language, text, words, beside))

    def wav(self, name: str, timeout_s: float = 0.0) -> Path | None:
        """The WAV file of the part with this hash; one that is known but not ready is made next and waited for.

        None for a hash that was given to nobody, when `timeout_s` have gone, or at once where 16 wait already: a voice
        that is stuck must not keep all threads of a server.
        """
        if not HASH.fullmatch(name):
            return None
        with self._wishes.changed:
            path = self._parts.find(name)
            if path is None and self._hurry(name) and self._waiters < _WAITERS_LIMIT:
                self._waiters += 1
                try:
                    path = self._awaited(name, time.monotonic() + timeout_s)
                finally:
                    self._waiters -= 1
        if path is not None:
            self._parts.use(path)
        return path

    def _awaited(self, name: str, deadline_s: float) -> Path | None:
        """The file once it is made, None when it is not by then (monotonic); the lock is held."""
        while (path := self._parts.find(name)) is None and self._hurry(name):
            left_s = deadline_s - time.monotonic()
            if left_s <= 0:
                break
            self._wishes.changed.wait(left_s)
        return path

    def _hurry(self, name: str) -> bool:
        """Have a part made next; whether it can be. The lock is held."""
        if self._maker is None or not self._maker.runs or not self._wishes.hurry(self._parts.kept_as(name)):
            return False
        self._maker.make_soon()
        return True
