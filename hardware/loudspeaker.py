"""The machine's own loudspeaker: plays finished sounds, one at a time, each with a limit."""

from __future__ import annotations

import logging
import threading
import time
import wave
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

from hardware.errors import DeviceBusy, LoudspeakerError
from hardware.players import AlsaPlayer, Player, SimulatedPlayer, Sound
from hardware.settings import VoiceSettings
from hardware.sound import RATE_HZ, read, silence, wav
from hardware.state import DeviceState

log = logging.getLogger(__name__)

#: A device may need so long to wake up, and to let its last samples out.
_BEYOND_S = 3.0
#: Another program may just be at the end of its own sound.
_BUSY_S = 2.0
_BUSY_PAUSE_S = 0.2
_PROBE_S = 0.05
#: Who has the machine itself speak.
_OUTPUTS = frozenset({"speaker", "both"})


class Loudspeaker:
    """Plays WAV files (mono, 16 bits, 22,050 Hz) on the thread that calls.

    No method raises for anything that the device, its player or a file may do: `state` tells. `player` None: there
    is no loudspeaker.
    """

    def __init__(self, player: Player | None) -> None:
        self.player = player
        self._playing = threading.Lock()
        self._running = False
        self._problem = ""

    @classmethod
    def of(cls, settings: VoiceSettings, *, simulate: bool = False) -> Loudspeaker:
        """The loudspeaker of these settings; with `simulate` it plays to nobody."""
        if settings.output not in _OUTPUTS:
            return cls(None)
        return cls(SimulatedPlayer() if simulate else AlsaPlayer(settings.device))

    @property
    def simulated(self) -> SimulatedPlayer | None:
        """The simulated player, where it is one."""
        return self.player if isinstance(self.player, SimulatedPlayer) else None

    @property
    def state(self) -> DeviceState:
        """How it is; the detail of trouble is no-device, no-player, not-allowed, busy, stuck or interrupted."""
        if self.player is None or not self._running:
            return DeviceState("off")
        if self._problem:
            return DeviceState("trouble", self._problem)
        return DeviceState("simulated" if self.simulated else "ready")

    def start(self) -> None:
        """Be ready to play; touches no device."""
        self._running = True

    def stop(self) -> None:
        """Play no more; what is being played is ended by who plays it."""
        self._running = False

    def play(
        self,
        groups: Iterable[Iterable[Path | None]],
        within_s: float,
        cut: threading.Event,
        *,
        pause_s: float = 0.0,
        words: Sequence[tuple[str, str]] = (),
    ) -> bool:
        """Play files, those of a group without a gap, `pause_s` between groups; whether all was heard to its end.

        None stands for a file that is missing: it is left out, as is one that cannot be read. `cut` ends the sound
        when it is set. `words` say what it is, as (language, text).
        """
        samples = _joined(groups, pause_s)
        if not samples or not self._running:
            return False
        return self._play(_sound(samples, tuple(words)), within_s, cut)

    def check(self) -> DeviceState:
        """Find out how it is, by a moment of silence."""
        if self._running and not self.simulated:
            self._play(_sound(silence(_PROBE_S)), _BEYOND_S, threading.Event())
        return self.state

    def _play(self, sound: Sound, within_s: float, cut: threading.Event) -> bool:
        if self.player is None or cut.is_set():
            return False
        try:
            with self._playing:
                heard = self._insist(self.player, sound, min(within_s, sound.duration_s + _BEYOND_S), cut)
        except Exception as error:
            self._failed(error)
            return False
        if heard:
            self._problem = ""
        return heard

    def _insist(self, player: Player, sound: Sound, within_s: float, cut: threading.Event) -> bool:
        """Play it, and once more for a while where another program holds the device."""
        until_s = time.monotonic() + _BUSY_S
        while True:
            try:
                return player.play(sound, within_s, cut)
            except DeviceBusy:
                if time.monotonic() >= until_s:
                    raise
                if cut.wait(_BUSY_PAUSE_S):
                    return False

    def _failed(self, error: Exception) -> None:
        problem = error.problem if isinstance(error, LoudspeakerError) else LoudspeakerError.problem
        if problem != self._problem:
            log.warning("loudspeaker: %s: %s", problem, error)
        self._problem = problem


def _sound(samples: array[int], words: tuple[tuple[str, str], ...] = ()) -> Sound:
    return Sound(wav(samples), len(samples) / RATE_HZ, words)


def _joined(groups: Iterable[Iterable[Path | None]], pause_s: float) -> array[int]:
    """The samples of all files, with silence between the groups; empty when none can be read."""
    joined = array("h")
    for group in groups:
        files = [samples for path in group if path is not None and (samples := _samples(path))]
        if joined and files:
            joined += silence(pause_s)
        for samples in files:
            joined += samples
    return joined


def _samples(path: Path) -> array[int]:
    """The samples of one file; none when they cannot be had."""
    try:
        return read(path)
    except (OSError, EOFError, wave.Error) as error:
        log.warning("%s cannot be played: %s", path, error)
        return array("h")
