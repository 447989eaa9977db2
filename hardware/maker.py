"""Who has the parts made: one thread, which also looks after the engine, the disk and the recordings."""

from __future__ import annotations

import logging

from hardware.engine import Engine
from hardware.errors import BadRecording, DiskFull, EngineStuck, Unspeakable, VoiceError
from hardware.parts import Parts
from hardware.recordings import Recordings
from hardware.wishes import Wish, Wishes
from hardware.worker import Worker

log = logging.getLogger(__name__)

_TRIES = 3
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 10.0


class Maker:
    """Makes one part after the other. Nothing that the engine, its process, a file or the disk does ends it.

    `problem` is the code of what is the matter, empty while all is well. `check_every_s` is how often an idle engine
    is asked whether it still answers.
    """

    def __init__(
        self, engine: Engine, wishes: Wishes, parts: Parts, recordings: Recordings, *, check_every_s: float
    ) -> None:
        self.engine = engine
        self.check_every_s = check_every_s
        self.runs = False
        self.problem = ""
        self._wishes = wishes
        self._parts = parts
        self._recordings = recordings
        self._worker = Worker("voice", limit=16)
        self._making = False
        self._pause_s = _FIRST_PAUSE_S

    def start(self) -> None:
        """Start the thread, and on it the engine."""
        self.runs = True
        self._worker.start()
        self._worker.put(self._begin)

    def stop(self) -> None:
        """End the engine and the thread; who waits for a part waits no longer."""
        with self._wishes.changed:
            self.runs = False
            self._wishes.changed.notify_all()
        self.engine.interrupt()
        self._worker.stop()
        self.engine.stop()
        self._making = False

    def make_soon(self, after_s: float = 0.0) -> None:
        """Queue the making of what is wished; the wishes' lock is held."""
        if self._wishes.pending and self.runs and not self._making:
            self._making = self._worker.put(self._make_next, after_s=after_s)

    # What follows runs on the worker.

    def _begin(self) -> None:
        self._look_after_disk()
        self._look_after_engine()
        with self._wishes.changed:
            self.make_soon()

    def _look_after_disk(self) -> None:
        try:
            self._parts.open()
        except OSError as error:
            self._failed(DiskFull(str(error)))
        else:
            self.problem = ""

    def _look_after_engine(self) -> None:
        """Notice in time what died or hung, and what works again, although nothing is to be made."""
        if self.problem == DiskFull.problem:
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
            if self.problem != DiskFull.problem:
                self.problem = ""
        finally:
            if self.runs:
                self._worker.put(self._look_after_engine, after_s=after_s)

    def _make_next(self) -> None:
        with self._wishes.changed:
            self._making = False
            if not self._wishes.pending or not self.runs:
                return
            name = next(iter(self._wishes.pending))
            wish = self._wishes.known[name]
        try:
            wish.make(self.engine, self._parts.unfinished(name))
            self._parts.keep(name)
        except BadRecording as error:
            self._speak_instead(name, wish, error)
        except VoiceError as error:
            self._put_off(name, wish, error)
        except OSError as error:
            self._put_off(name, wish, DiskFull(str(error)))
        else:
            self._succeeded(name)

    def _speak_instead(self, name: str, wish: Wish, error: BadRecording) -> None:
        """Leave a recording that cannot be read alone, and have the engine say what it should have said."""
        log.warning("voice: %s: %s", error.path, error)
        self._recordings.refuse([each for each in wish.recordings if str(each.path) == error.path] or wish.recordings)
        with self._wishes.changed:
            spoken = self._wishes.know(wish._replace(pieces=()))
            self._parts.stand_in(name, spoken)
            self._wishes.done(name)
            if self._parts.find(spoken) is None:
                self._wishes.hurry(spoken)
            self.make_soon()

    def _succeeded(self, name: str) -> None:
        with self._wishes.changed:
            self.problem = ""
            self._pause_s = _FIRST_PAUSE_S
            self._wishes.done(name)
            self.make_soon()

    def _failed(self, error: VoiceError) -> None:
        if self.runs:
            if self.problem != error.problem:
                log.warning("voice: %s: %s", error.problem, error)
            self.problem = error.problem

    def _put_off(self, name: str, wish: Wish, error: VoiceError) -> None:
        """Try again later: at once after the first failure, then ever more seldom."""
        self._failed(error)
        with self._wishes.changed:
            # It may be this text's fault: let others go first, and give it up in the end.
            if isinstance(error, EngineStuck | Unspeakable) and self._wishes.put_off(name, _TRIES):
                log.warning("voice: %r was tried %d times and is given up: %s", wish.text, _TRIES, error)
            self.make_soon(self._growing_pause_s())

    def _growing_pause_s(self) -> float:
        """How long to wait before the next try: twice as long as before the last one."""
        pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, _LONGEST_PAUSE_S)
        return pause_s
