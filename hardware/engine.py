"""What makes the sound of a part: the speech engine's process, or a tone that stands for it."""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from hardware import recorded, sound
from hardware.errors import BadRecording, DiskFull, EngineStuck, NoEngine, Unspeakable, VoiceError
from hardware.settings import VoiceSettings

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent
_PROBLEMS: dict[str, type[VoiceError]] = {
    kind.problem: kind for kind in (NoEngine, EngineStuck, DiskFull, Unspeakable, BadRecording)
}
_TONES_HZ = {"ar": 392.0, "fr": 440.0, "en": 494.0}


class Engine(Protocol):
    """Makes the sound of a text. All its methods are called on one thread, but for `interrupt`."""

    def start(self) -> None:
        """Be ready to render; does nothing when it is. Raises `VoiceError`."""

    def render(self, language: str, text: str, path: Path) -> None:
        """Write the WAV file of `text` to `path`. Raises `VoiceError`."""

    def join(self, pieces: Sequence[str | float], path: Path) -> None:
        """Write the recordings at these paths to `path`, numbers being pauses in s. Raises `VoiceError`."""

    def interrupt(self) -> None:
        """End the render under way, from another thread: it raises `EngineStuck`."""

    def stop(self) -> None:
        """Let go of everything."""


class ProcessEngine:
    """eSpeak NG in a child process, which is killed and started anew when it does not answer.

    `timeout_s` bounds each job, `start_s` the start. `command` is what runs; tests hand in their own.
    """

    def __init__(
        self,
        rate: int,
        *,
        timeout_s: float = 8.0,
        start_s: float = 15.0,
        command: tuple[str, ...] = (sys.executable, "-m", "hardware.speaker"),
    ) -> None:
        self.rate = rate
        self.timeout_s = timeout_s
        self.start_s = start_s
        self.command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._read = b""

    @property
    def pid(self) -> int | None:
        """The child's process id while there is a child."""
        process = self._process
        return process.pid if process else None

    def start(self) -> None:
        """Start the child, or ask it whether it still answers."""
        if self._process is not None:
            self._ask({}, self.timeout_s)
            return
        self._read = b""
        try:
            # The signal that ends the child with its parent comes when the *thread* ends that started it.
            # close_fds (the default) keeps it from holding the lock on the data folder.
            self._process = subprocess.Popen(
                [*self.command, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=_ROOT,
                close_fds=True,
            )
        except OSError as error:
            raise NoEngine(str(error)) from error
        self._hear(self.start_s)

    def render(self, language: str, text: str, path: Path) -> None:
        """Have the child speak `text`; a child that died since the last job is replaced first."""
        self._do({"language": language, "text": text, "rate": self.rate, "path": str(path)})

    def join(self, pieces: Sequence[str | float], path: Path) -> None:
        """Have the child read recordings, each in its time, and join them."""
        for piece in pieces:
            if isinstance(piece, str):
                self._do({"hear": piece})
        self._do({"pieces": list(pieces), "path": str(path)})

    def _do(self, job: dict[str, Any]) -> None:
        if self._process is not None and self._process.poll() is not None:
            log.warning("the voice's process ended by itself (%s)", self._process.returncode)
            self.stop()
        if self._process is None:
            self.start()
        self._ask(job, self.timeout_s)

    def interrupt(self) -> None:
        """Kill the child; the thread that waits for its answer hears the pipe close."""
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """Kill the child and clear away what is left of it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, job: dict[str, Any], timeout_s: float) -> None:
        process = self._process
        assert process is not None and process.stdin is not None
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
        except (OSError, ValueError) as error:
            self.stop()
            raise EngineStuck(f"the voice's process has gone: {error}") from error
        self._hear(timeout_s)

    def _hear(self, timeout_s: float) -> None:
        try:
            answer = json.loads(self._line(timeout_s))
        except (OSError, ValueError) as error:
            self.stop()
            raise EngineStuck(f"the voice's process did not answer: {error}") from error
        if "problem" in answer:
            kind = _PROBLEMS.get(answer["problem"], EngineStuck)
            if kind in (NoEngine, EngineStuck):
                self.stop()
            problem = kind(answer.get("detail", ""))
            if isinstance(problem, BadRecording):
                problem.path = answer.get("file", "")
            raise problem

    def _line(self, timeout_s: float) -> bytes:
        process = self._process
        if process is None or process.stdout is None:
            raise EngineStuck("the voice's process was stopped")
        pipe = process.stdout.fileno()
        # poll and not select: with many screens the number of a pipe passes select's 1024.
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        deadline_s = time.monotonic() + timeout_s
        while b"\n" not in self._read:
            left_s = deadline_s - time.monotonic()
            if left_s <= 0 or not poll.poll(left_s * 1000):
                raise EngineStuck(f"the voice's process did not answer within {timeout_s} s")
            received = os.read(pipe, 4096)
            if not received:
                raise EngineStuck(f"the voice's process died (exit {process.poll()})")
            self._read += received
        line, _, self._read = self._read.partition(b"\n")
        return line


class ToneEngine:
    """The simulated voice: a tone, higher or lower with the language, longer with the text."""

    def start(self) -> None:
        """Nothing to start."""

    def render(self, language: str, text: str, path: Path) -> None:
        """Write a tone of 0.4 to 1.2 s."""
        duration_s = min(1.2, 0.4 + len(text) / 60)
        try:
            sound.write(path, sound.tone(duration_s, _TONES_HZ.get(language, 350.0)))
        except OSError as error:
            raise DiskFull(str(error)) from error

    def join(self, pieces: Sequence[str | float], path: Path) -> None:
        """Recordings are what they are: here, too, they are joined."""
        try:
            sound.write(path, recorded.said(pieces))
        except OSError as error:
            raise DiskFull(str(error)) from error

    def interrupt(self) -> None:
        """Nothing that takes long."""

    def stop(self) -> None:
        """Nothing to stop."""


def of(settings: VoiceSettings) -> Engine | None:
    """The engine that the settings choose; None where nobody speaks."""
    if settings.driver == "espeak":
        return ProcessEngine(settings.rate)
    return ToneEngine() if settings.driver == "simulated" else None
