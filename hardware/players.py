"""Who plays a sound on the machine's own sound output: ALSA's `aplay`, or nobody, for as long as it would take."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from hardware.errors import (
    DeviceBusy,
    DeviceForbidden,
    LoudspeakerError,
    NoDevice,
    NoPlayer,
    PlayerEnded,
    PlayerStuck,
)

#: How often it is asked whether a sound is over: much less than anybody hears.
_ASK_EVERY_S = 0.01
_DIES_WITHIN_S = 1.0
_KEPT = 20
#: What `aplay` says in the C locale (strerror(3)), in the order in which it is looked for.
_SAYS: tuple[tuple[str, type[LoudspeakerError]], ...] = (
    ("Device or resource busy", DeviceBusy),
    ("Permission denied", DeviceForbidden),
    ("audio open error", NoDevice),
    ("No such device", NoDevice),
)


@dataclass(frozen=True)
class Sound:
    """A WAV file in memory, how long it takes, and what is said in it: (language, text) each."""

    wav: bytes
    duration_s: float
    words: tuple[tuple[str, str], ...] = ()


class Player(Protocol):
    """Plays one sound at a time, on the calling thread."""

    def play(self, sound: Sound, within_s: float, cut: threading.Event) -> bool:
        """Play it to its end; False when `cut` was set before. Raises `LoudspeakerError`, at the latest `within_s`."""


class AlsaPlayer:
    """One `aplay` for each sound. A child process can be cut off and killed whatever its driver does, needs no wheel,
    and is there on every Raspberry Pi OS.

    `device` is an ALSA name such as `default` or `plughw:CARD=Headphones`; `program` what runs.
    """

    def __init__(self, device: str, program: str = "aplay") -> None:
        self.device = device
        self.program = program

    def play(self, sound: Sound, within_s: float, cut: threading.Event) -> bool:
        """Start a player and wait for its end; it is killed when `cut` is set, or after `within_s`."""
        until_s = time.monotonic() + within_s
        with _in_memory(sound.wav) as source, _in_memory() as messages:
            process = self._start(source, messages)
            try:
                while process.poll() is None:
                    if time.monotonic() >= until_s:
                        raise PlayerStuck(
                            f"{self.device} did not play {sound.duration_s:.1f} s within {within_s:.1f} s"
                        )
                    if cut.wait(_ASK_EVERY_S):
                        return False
            finally:
                _end(process)
            if process.returncode == 0:
                return True
            raise self._error(process.returncode, os.pread(messages, 4096, 0).decode(errors="replace"))

    def _start(self, source: int, messages: int) -> subprocess.Popen[bytes]:
        if shutil.which(self.program) is None:
            raise NoPlayer(f"there is no program {self.program}: it comes with the package alsa-utils")
        try:
            # In a session of its own: the terminal's interrupt is not meant for it. From memory and not from a pipe:
            # nothing that it does, or does not do, holds us up.
            return subprocess.Popen(
                [*_mortal(), self.program, "-q", "-D", self.device, "-t", "wav", "-"],
                stdin=source,
                stdout=subprocess.DEVNULL,
                stderr=messages,
                env={**os.environ, "LC_ALL": "C"},
                start_new_session=True,
            )
        except OSError as error:
            raise PlayerEnded(f"{self.program} does not start: {error}") from error

    def _error(self, code: int, said: str) -> LoudspeakerError:
        kind = next((kind for words, kind in _SAYS if words in said), PlayerEnded)
        last = said.strip().rpartition("\n")[2]
        return kind(f"{self.device}: {last or f'{self.program} ended with {code}'}")


class SimulatedPlayer:
    """Plays to nobody, and takes as long as a loudspeaker would. `heard` are the last sounds, newest last, numbered."""

    def __init__(self) -> None:
        self.heard: deque[tuple[int, Sound]] = deque(maxlen=_KEPT)
        self._count = 0

    def play(self, sound: Sound, within_s: float, cut: threading.Event) -> bool:
        """Wait as long as it takes."""
        self._count += 1
        self.heard.append((self._count, sound))
        if cut.wait(min(sound.duration_s, within_s)):
            return False
        if sound.duration_s > within_s:
            raise PlayerStuck(f"{sound.duration_s:.1f} s of sound do not fit in {within_s:.1f} s")
        return True


def _mortal() -> list[str]:
    """What has the player die with the thread that started it, even by `kill -9`: one that hangs keeps the device."""
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_DIES_WITHIN_S)


@contextmanager
def _in_memory(content: bytes = b"") -> Iterator[int]:
    """A file without a disk, open at its beginning."""
    file = os.memfd_create("sound")
    try:
        if content:
            os.pwrite(file, content, 0)
        yield file
    finally:
        os.close(file)
