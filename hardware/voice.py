"""The voice: texts become WAV files ahead of time, one part each, so that a call only has to play them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from hardware.engine import Engine, of
from hardware.errors import BadRecording, DiskFull, EngineStuck, Unspeakable, VoiceError
from hardware.parts import HASH, Parts
from hardware.recordings import Recordings
from hardware.settings import VoiceSettings
from hardware.speaker import VOICES
from hardware.state import DeviceState
from hardware.wishes import Wish, Wishes
from hardware.worker import Worker

log = logging.getLogger(__name__)

_WAITERS_LIMIT = 16
_TRIES = 3
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 10.0


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
        self.check_every_s = check_every_s
        self.engine = engine or of(settings)
        self._parts = Parts(settings.folder, files_limit)
        self._recordings = Recordings(settings.recordings)
        self._worker = Worker("voice", limit=16)
        self._changed = threading.Condition()
        self._wishes = Wishes(pending_limit)
        self._making = False
        self._waiters = 0
        self._running = False
        self._problem = ""
        self._pause_s = _FIRST_PAUSE_S

    @property
    def state(self) -> DeviceState:
        """How the voice is; the detail of trouble is no-engine, restarting, disk-full or unspeakable.

        One that works may tell bad-recording: recordings were begun that cannot be used as they are.
        """
        if self.engine is None or not self._running:
            return DeviceState("off")
        if self._problem:
            return DeviceState("trouble", self._problem)
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
        """Start the worker, and on it the engine; does nothing when the driver is `none`."""
        if self.engine is None or self._running:
            return
        self._running = True
        self._worker.start()
        self._worker.put(self._begin)

    def stop(self) -> None:
        """End the engine and the worker; parts that wait stay known and are made after the next start."""
        if self.engine is None or not self._running:
            return
        with self._changed:
            self._running = False
            self._changed.notify_all()
        self.engine.interrupt()
        self._worker.stop()
        self.engine.stop()
        self._making = False
        self._parts.close()

    def part(self, language: str, text: str, words: Sequence[str] = (), beside: Sequence[str] = ()) -> str:
        """The name of a part, 32 hex digits: the same for the same text, voice and rate.

        It is said by the recordings of `words` where all of these are there, all of `beside`, and all that the
        language needs; else the engine reads `text`. Whoever was given the name may have the part by it (`wav`),
        prepared or not.
        """
        return self._known(Wish(language, text, self._recordings.pieces(language, words, beside)))

    def prepare(self, language: str, text: str, words: Sequence[str] = (), beside: Sequence[str] = ()) -> None:
        """Say that this part will be needed; it is made when those before it are. Never blocks."""
        name = self.part(language, text, words, beside)
        with self._changed:
            if name in self._wishes.known and self._parts.find(name) is None:
                self._wishes.want(name)
                self._make_soon()

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
        with self._changed:
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
            self._changed.wait(left_s)
        return path

    def _hurry(self, name: str) -> bool:
        """Have a part made next; whether it can be. The lock is held."""
        if not self._running or not self._wishes.hurry(self._parts.kept_as(name)):
            return False
        self._make_soon()
        return True

    def _known(self, wish: Wish) -> str:
        """The name of a part, remembered when it can be made."""
        name = wish.name(self.settings)
        if wish.language in self.speaks and wish.is_speakable:
            with self._changed:
                self._wishes.know(name, wish)
        return name

    def _make_soon(self, after_s: float = 0.0) -> None:
        """Queue the making of what is pending; the lock is held."""
        if self._wishes.pending and self._running and not self._making:
            self._making = self._worker.put(self._make_next, after_s=after_s)

    # What follows runs on the worker.

    def _begin(self) -> None:
        self._look_after_disk()
        self._look_after_engine()
        with self._changed:
            self._make_soon()

    def _look_after_disk(self) -> None:
        try:
            self._parts.open()
        except OSError as error:
            self._failed(DiskFull(str(error)))
        else:
            self._problem = ""

    def _look_after_engine(self) -> None:
        """Notice in time what died or hung, and what works again, although nothing is to be made."""
        assert self.engine is not None
        if self._problem == DiskFull.problem:
            self._look_after_disk()
        after_s = self.check_every_s
        try:
            self._recordings.look()
            self.engine.start()
        except VoiceError as error:
            self._failed(error)
            if isinstance(error, EngineStuck):
                after_s = min(after_s, self._growing_pause_s())
        else:
            if self._problem != DiskFull.problem:
                self._problem = ""
        finally:
            if self._running:
                self._worker.put(self._look_after_engine, after_s=after_s)

    def _make_next(self) -> None:
        assert self.engine is not None
        with self._changed:
            self._making = False
            if not self._wishes.pending or not self._running:
                return
            name = next(iter(self._wishes.pending))
            wish = self._wishes.known[name]
        try:
            wish.make(self.engine, self._parts.unfinished(name))
            self._parts.keep(name)
        except BadRecording as error:
            self._speak_instead(name, wish, error)
        except VoiceError as error:
            self._put_off(name, error)
        except OSError as error:
            self._put_off(name, DiskFull(str(error)))
        else:
            self._succeeded(name)

    def _speak_instead(self, name: str, wish: Wish, error: BadRecording) -> None:
        """Leave a recording that cannot be read alone, and have the engine say what it should have said."""
        log.warning("voice: %s: %s", error.path, error)
        self._recordings.refuse([each for each in wish.recordings if str(each.path) == error.path] or wish.recordings)
        spoken = self._known(wish._replace(pieces=()))
        with self._changed:
            self._parts.stand_in(name, spoken)
            self._wishes.pending.pop(name, None)
            if self._parts.find(spoken) is None:
                self._wishes.hurry(spoken)
            self._changed.notify_all()
            self._make_soon()

    def _succeeded(self, name: str) -> None:
        with self._changed:
            self._problem = ""
            self._pause_s = _FIRST_PAUSE_S
            self._wishes.pending.pop(name, None)
            self._changed.notify_all()
            self._make_soon()

    def _failed(self, error: VoiceError) -> None:
        if self._running:
            if self._problem != error.problem:
                log.warning("voice: %s: %s", error.problem, error)
            self._problem = error.problem

    def _put_off(self, name: str, error: VoiceError) -> None:
        """Try again later: at once after the first failure, then ever more seldom."""
        self._failed(error)
        with self._changed:
            if isinstance(error, EngineStuck | Unspeakable):
                # It may be this text's fault: let others go first, and give it up in the end.
                self._wishes.put_off(name, _TRIES)
            self._make_soon(self._growing_pause_s())

    def _growing_pause_s(self) -> float:
        """How long to wait before the next try: twice as long as before the last one."""
        pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, _LONGEST_PAUSE_S)
        return pause_s
