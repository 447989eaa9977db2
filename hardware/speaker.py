"""The voice's own process: ``python -m hardware.speaker``, with jobs and answers as JSON lines.

    → {"language": "ar", "text": "إِلَى الشباك رقم ثَلَاثَه", "rate": 130, "path": "…/3f0c.part"}
    → {"hear": "…/ticket.wav"}
    ← {}   or   {"problem": "bad-recording", "detail": "…", "file": "…"}
    → {"pieces": ["…/ticket.wav", 0.04, "…/2.wav"], "path": "…/9a51.part"}
    ← {"duration_s": 1.93}   or   {"problem": "disk-full", "detail": "…"}

Two engines in one process crash it, and an engine that threads share hangs: hence one process, one
thread, one engine. The parent kills and restarts it when it does not answer.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from hardware import loudness, recorded, sound
from hardware.errors import BadRecording, DiskFull, EngineStuck, NoEngine, Unspeakable, VoiceError

#: eSpeak NG's voice for each language that is spoken. `en-us+f2` is the one that people and recognisers
#: understand best.
VOICES = {"ar": "sem/ar", "fr": "roa/fr", "en": "gmw/en-us+f2"}

#: espeak_GetParameter(parameter, current): 1 asks for what was set, 0 for what is usual.
_AS_SET = 1
_PR_SET_PDEATHSIG = 1
_LONGEST_UTTERANCE_S = 6.0
#: Speech takes 0.08 to 0.24 s a letter at this rate; anything far from that is another text, or none.
_USUAL_RATE = 130
_LEAST_S_PER_LETTER = 0.02
_MOST_S_PER_LETTER = 0.5
_MOST_PAUSES_S = 2.0


class PyttsxSpeaker:
    """pyttsx3 over eSpeak NG, in the one order of calls in which every text is spoken as it should be."""

    def __init__(self) -> None:
        """Load the engine that comes with the package `espeakng-loader`; raises `NoEngine`."""
        try:
            _load_engine()
            import pyttsx3
            from pyttsx3.drivers import _espeak

            self._espeak = _espeak
            self._engine = pyttsx3.init("espeak")
            self._finished = threading.Event()
            self._engine.connect("finished-utterance", lambda **_: self._finished.set())
            # The first run swallows what is said in it. One that finds the engine at work, as with the driver's own
            # first settings, stops it, and the next run as well: its text is then silent, or the rate the usual one.
            self._espeak.Synchronize()
            self._engine.runAndWait()
        except (ImportError, OSError, RuntimeError) as error:
            raise NoEngine(f"{type(error).__name__}: {error}") from error
        # pyttsx3 writes a file itself, from a callback in which a full disk would hang it. It gets memory.
        self._memory = os.memfd_create("speech")
        self._memory_path = Path(f"/proc/self/fd/{self._memory}")

    def speak(self, language: str, text: str, rate: int) -> array[int]:
        """The samples of `text` at `rate` words a minute; raises `Unspeakable` or `EngineStuck`."""
        voice = VOICES.get(language)
        if voice is None:
            raise Unspeakable(f"{text!r}: there is no voice for the language {language!r}")
        os.ftruncate(self._memory, 0)
        self._finished.clear()
        # Each setting is queued in the engine: without waiting for it the text is often spoken
        # in the voice before.
        self._set("voice", voice)
        self._set("rate", rate)
        self._engine.save_to_file(text, str(self._memory_path))
        self._engine.runAndWait()
        if not self._finished.wait(_LONGEST_UTTERANCE_S):
            raise EngineStuck(f"no end of {text!r} after {_LONGEST_UTTERANCE_S} s")
        self._espeak.Synchronize()
        self._check_settings(text, voice, rate)
        try:
            samples = sound.trimmed(sound.read(self._memory_path))
        except (OSError, EOFError, wave.Error) as error:
            raise Unspeakable(f"{text!r} gave no sound: {error}") from error
        _check_length(text, rate, len(samples) / sound.RATE_HZ)
        return loudness.levelled(samples)

    def _set(self, name: str, value: str | int) -> None:
        self._engine.setProperty(name, value)
        self._espeak.Synchronize()

    def _check_settings(self, text: str, voice: str, rate: int) -> None:
        # An unknown voice raises nothing.
        used = self._espeak.GetCurrentVoice().contents.identifier.decode().lower()
        # Not pyttsx3's GetParameter: it leaves the second argument to chance, and with it what is told.
        used_rate = self._espeak.dll.espeak_GetParameter(self._espeak.RATE, _AS_SET)
        if (used, used_rate) != (voice.lower(), rate):
            raise Unspeakable(f"{text!r} was spoken by {used} at {used_rate} and not by {voice} at {rate}")


def _load_engine() -> None:
    import espeakng_loader

    folder = Path(espeakng_loader.__file__).parent
    # The library's own idea of where its data are is its builder's.
    os.environ["ESPEAK_DATA_PATH"] = str(folder)
    # Loaded for all to see, it is what pyttsx3 finds when it asks for this name.
    ctypes.CDLL(str(folder / "libespeak-ng.so.1"), ctypes.RTLD_GLOBAL)


def _check_length(text: str, rate: int, duration_s: float) -> None:
    usual_s = duration_s * rate / _USUAL_RATE
    letters = sum(character.isalnum() for character in text)
    if not _LEAST_S_PER_LETTER * letters < usual_s < _MOST_S_PER_LETTER * letters + _MOST_PAUSES_S:
        raise Unspeakable(f"{text!r} took {duration_s:.2f} s")


def answer(speak: Callable[[str, str, int], array[int]], job: dict[str, Any]) -> dict[str, Any]:
    """Do one job: the finished sound is at its path when the answer is without `problem`."""
    if not job:
        return {}
    try:
        if "hear" in job:
            recorded.words(Path(job["hear"]))
            return {}
        is_recorded = "pieces" in job
        samples = recorded.said(job["pieces"]) if is_recorded else speak(job["language"], job["text"], job["rate"])
        try:
            sound.write(Path(job["path"]), samples)
        except OSError as error:
            raise DiskFull(str(error)) from error
    except BadRecording as error:
        return {"problem": error.problem, "detail": str(error), "file": error.path}
    except VoiceError as error:
        return {"problem": error.problem, "detail": str(error)}
    return {"duration_s": round(len(samples) / sound.RATE_HZ, 3)}


def serve(jobs: TextIO, answers: TextIO) -> None:
    """Answer jobs until there are no more; the first line says whether there is an engine."""
    try:
        speaker = PyttsxSpeaker()
    except NoEngine as error:
        _say(answers, {"problem": error.problem, "detail": str(error)})
        return
    _say(answers, {})
    for line in jobs:
        _say(answers, answer(speaker.speak, json.loads(line)))


def _say(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def _die_with(parent: int) -> None:
    """End when the thread that started this process ends, even by `kill -9`; `parent` is its process id."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()


def main() -> None:
    """Serve the pipes that the parent gave; its process id is the only argument."""
    _die_with(int(sys.argv[1]))
    # The terminal's interrupt goes to the whole group; the parent decides when the voice ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A ticket must not wait for its own announcement.
    os.nice(5)
    # pyttsx3 prints a line for each file: the answers go through a pipe of their own.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
