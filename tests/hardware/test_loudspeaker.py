"""The machine's own loudspeaker: what is played is what was given, whatever the device does hurts nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware import loudspeaker as module
from hardware import players, sound
from hardware.loudspeaker import Loudspeaker
from hardware.players import AlsaPlayer, SimulatedPlayer
from hardware.settings import VoiceSettings
from hardware.state import DeviceState
from hardware.trial import try_loudspeaker
from tests.ear import Ear

READY = DeviceState("ready")
NEVER = threading.Event()
#: Only a test that fails takes so long.
WITHIN_S = 60.0


@pytest.fixture(autouse=True)
def in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes its time to start a player, and to end one."""
    monkeypatch.setattr(module, "_BEYOND_S", WITHIN_S)
    monkeypatch.setattr(module, "_BUSY_S", WITHIN_S)
    monkeypatch.setattr(players, "_DIES_WITHIN_S", WITHIN_S)


@pytest.fixture
def ear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    found = Ear(tmp_path / "ear")
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    yield found
    found.let_go()  # whatever was still held up ends


@pytest.fixture
def speaker(ear: Ear) -> Loudspeaker:
    found = Loudspeaker(AlsaPlayer("default"))
    found.start()
    return found


@pytest.fixture(params=["real", "simulated"])
def either(request: pytest.FixtureRequest) -> Loudspeaker:
    """The real one, at whose end an ear hears everything, and the one that plays to nobody."""
    if request.param == "real":
        found: Loudspeaker = request.getfixturevalue("speaker")
        return found
    simulated = Loudspeaker(SimulatedPlayer())
    simulated.start()
    return simulated


def tone(folder: Path, duration_s: float, pitch_hz: float = 440.0) -> Path:
    path = folder / f"{pitch_hz}-{duration_s}.wav"
    sound.write(path, sound.tone(duration_s, pitch_hz))
    return path


def samples(path: Path) -> array[int]:
    return sound.read(path)


def soon(true: Callable[[], Any]) -> None:
    until_s = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < until_s, "it did not come to be"
        time.sleep(0.005)


def told(speaker: Loudspeaker, path: Path, within_s: float = WITHIN_S) -> tuple[bool, str]:
    """Whether a file was heard, and what is the matter."""
    heard = speaker.play([[path]], within_s, NEVER)
    return heard, speaker.state.detail


def test_parts_are_played_without_a_gap_and_groups_with_a_pause(speaker, ear, tmp_path):
    one, two, three = (tone(tmp_path, 0.1, pitch) for pitch in (300.0, 400.0, 500.0))
    assert speaker.play([[one, two], [three]], WITHIN_S, NEVER, pause_s=0.3)
    assert speaker.state == READY
    silence = array("h", [0] * int(0.3 * sound.RATE_HZ))
    expected = samples(one) + samples(two) + silence + samples(three)
    (heard,) = ear.heard
    # The player fills its last period with silence.
    assert sound.from_bytes(heard)[: len(expected)] == expected
    assert not any(sound.from_bytes(heard)[len(expected) :])


def test_what_cannot_be_read_is_left_out(speaker, ear, tmp_path, caplog):
    good, stereo, broken = tone(tmp_path, 0.1), tmp_path / "stereo.wav", tmp_path / "broken.wav"
    wav = bytearray(good.read_bytes())
    wav[22] = 2  # channels
    stereo.write_bytes(wav)
    broken.write_bytes(b"RIFF")
    assert speaker.play([[None, broken], [tmp_path / "nowhere.wav", good, stereo]], WITHIN_S, NEVER, pause_s=0.3)
    assert len(ear.heard) == 1
    assert sound.from_bytes(ear.heard[0])[: len(samples(good))] == samples(good)
    assert not speaker.play([[None, broken]], WITHIN_S, NEVER)
    assert (speaker.state, len(ear.heard)) == (READY, 1)
    assert "one channel, 16 bits, 22,050 Hz" in caplog.text


def test_without_a_sound_output_it_says_so_and_heals(speaker, ear, tmp_path):
    path = tone(tmp_path, 0.1)
    ear.unplug()
    assert told(speaker, path) == (False, "no-device")
    assert speaker.check() == DeviceState("trouble", "no-device")
    ear.plug_in()
    assert speaker.check() == READY
    assert told(speaker, path) == (True, "")


def test_a_player_that_is_not_installed_is_said(ear, tmp_path):
    speaker = Loudspeaker(AlsaPlayer("default", "no-such-player"))
    speaker.start()
    assert told(speaker, tone(tmp_path, 0.1)) == (False, "no-player")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("audio open error: Permission denied", "not-allowed"),
        ("pcm_write:2127: write error: No such device", "no-device"),
        ("audio open error: Host is down", "no-device"),
        ("something nobody has heard of", "interrupted"),
    ],
)
def test_what_the_player_says_is_understood(ear, tmp_path, said, problem):
    speaker = Loudspeaker(AlsaPlayer("default", script(tmp_path, f"echo 'aplay: main:831: {said}' >&2; exit 1")))
    speaker.start()
    assert told(speaker, tone(tmp_path, 0.1)) == (False, problem)


def test_a_device_that_another_program_holds_is_waited_for_a_moment(ear, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_BUSY_PAUSE_S", 0.01)
    tried = tmp_path / "tried"
    busy = f'[ -e {tried} ] && exec aplay "$@"; touch {tried}; echo "Device or resource busy" >&2; exit 1'
    speaker = Loudspeaker(AlsaPlayer("default", script(tmp_path, busy)))
    speaker.start()
    path = tone(tmp_path, 0.1)
    assert told(speaker, path) == (True, "")
    monkeypatch.setattr(module, "_BUSY_S", 0.0)
    tried.unlink()
    assert told(speaker, path) == (False, "busy")


def script(folder: Path, text: str) -> str:
    path = folder / "player"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_player_that_hangs_is_killed_and_the_next_sound_is_heard(speaker, ear, tmp_path):
    path = tone(tmp_path, 0.1)
    ear.hold()
    assert told(speaker, path, within_s=0.2) == (False, "stuck")
    assert children() == []
    ear.let_go()
    assert told(speaker, path) == (True, "")


def test_a_player_that_is_killed_has_not_played(speaker, ear, tmp_path):
    path, results = tone(tmp_path, 0.1), []
    ear.hold()
    thread = threading.Thread(target=lambda: results.append(told(speaker, path)))
    thread.start()
    soon(lambda: ear.begun)
    for pid in children():
        os.kill(pid, signal.SIGKILL)
    thread.join(WITHIN_S)
    assert results == [(False, "interrupted")]
    ear.let_go()
    assert told(speaker, path) == (True, "")


def test_a_sound_can_be_cut_off_and_that_is_no_trouble(either, tmp_path, request):
    ear = request.getfixturevalue("ear")
    ear.hold()
    path, cut, results = tone(tmp_path, 10.0), threading.Event(), []
    thread = threading.Thread(target=lambda: results.append(either.play([[path]], WITHIN_S, cut)))
    thread.start()
    soon(lambda: ear.begun or (either.simulated and either.simulated.heard))
    cut.set()
    thread.join(WITHIN_S)
    assert (results, either.state.state, children()) == ([False], "simulated" if either.simulated else "ready", [])


def test_what_was_cut_before_it_began_is_not_heard(either, tmp_path, request):
    ear, cut = request.getfixturevalue("ear"), threading.Event()
    cut.set()
    assert not either.play([[tone(tmp_path, 0.1)]], WITHIN_S, cut)
    assert not ear.begun and not (either.simulated and either.simulated.heard)


def test_the_simulated_one_takes_its_time_and_tells_what_was_said(tmp_path):
    speaker = Loudspeaker.of(VoiceSettings(output="speaker"), simulate=True)
    speaker.start()
    begun_s = time.monotonic()
    assert speaker.play([[tone(tmp_path, 0.2)]], WITHIN_S, NEVER, words=[("en", "Ticket A, 102")])
    assert time.monotonic() - begun_s >= 0.2
    assert [(number, heard.words) for number, heard in speaker.simulated.heard] == [(1, (("en", "Ticket A, 102"),))]
    assert speaker.check() == DeviceState("simulated")


def test_whatever_a_player_raises_nobody_else_hears_of_it(tmp_path):
    class Odd:
        def play(self, *_: object) -> bool:
            raise RuntimeError("odd")

    speaker = Loudspeaker(Odd())
    speaker.start()
    assert told(speaker, tone(tmp_path, 0.1)) == (False, "trouble")


@pytest.mark.parametrize("output", ["display", "speaker", "both"])
def test_only_who_is_asked_to_speak_has_a_loudspeaker(output, tmp_path):
    speaker = Loudspeaker.of(VoiceSettings(output=output, device="plughw:CARD=Headphones"))
    assert speaker.state == DeviceState("off")
    speaker.start()
    assert speaker.state == DeviceState("off" if output == "display" else "ready")
    speaker.stop()
    assert not speaker.play([[tone(tmp_path, 0.1)]], WITHIN_S, NEVER)
    assert speaker.state == DeviceState("off")


def test_a_player_dies_with_its_parent(ear, tmp_path):
    """One that hung would keep the device from the next office."""
    program = f"""
import threading
from pathlib import Path
from hardware.loudspeaker import Loudspeaker
from hardware.players import AlsaPlayer
speaker = Loudspeaker(AlsaPlayer("default"))
speaker.start()
speaker.play([[Path({str(tone(tmp_path, 10.0))!r})]], 60.0, threading.Event())
"""
    ear.hold()
    parent = subprocess.Popen([sys.executable, "-c", program])
    soon(lambda: ear.begun)
    (player,) = children(parent.pid)
    parent.kill()
    parent.wait()
    soon(lambda: not _read(Path(f"/proc/{player}/cmdline")))


@pytest.fixture(autouse=True)
def nobody_left() -> Iterator[None]:
    yield
    assert children() == []


def children(parent: int | None = None) -> list[int]:
    """The processes that a process has started and that still run."""
    tasks = Path(f"/proc/{parent or os.getpid()}/task")
    named = " ".join(_read(task / "children") for task in tasks.iterdir())
    return [int(pid) for pid in named.split() if "aplay" in _read(Path(f"/proc/{pid}/cmdline"))]


def _read(path: Path) -> str:
    """What stands there; nothing of a thread or process that has just ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Voice:
    """Has a short tone for whatever is to be said."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def part(self, language: str, text: str) -> str:
        return language

    def wav(self, name: str, timeout_s: float) -> Path | None:
        return self._path


def test_the_installer_hears_a_sentence_or_is_told_what_helps(speaker, ear, tmp_path):
    path = tone(tmp_path, 0.1)
    assert "loudspeaker ready      It played a sentence" in str(try_loudspeaker(speaker, Voice(path)))
    assert len(ear.heard) == 1
    assert "nothing to play" in str(try_loudspeaker(speaker, Voice(None)))
    ear.unplug()
    assert "aplay -L" in str(try_loudspeaker(speaker, Voice(path)))
    assert "The display's browser speaks" in str(try_loudspeaker(Loudspeaker(None), Voice(path)))
