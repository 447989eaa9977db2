"""A real office that speaks through ALSA: what is heard are the samples that the player put out."""

import os
import signal
import time
import wave
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from math import log10
from pathlib import Path
from typing import Any

import pytest

from tests.ear import Ear
from tests.running import ROOT, RunningOffice

RATE_HZ = 22_050
BETWEEN_LANGUAGES_S = 0.3
WITHIN_S = 60.0


class Room:
    """An office whose machine speaks, and an ear at its loudspeaker."""

    def __init__(self, folder: Path) -> None:
        self.ear = Ear(folder / "ear")
        self.office = RunningOffice(folder / "data", '[voice]\noutput = "speaker"\n', environment=self.ear.environment)
        self.token = self.office.token()

    def do(self, counter: int, verb: str) -> Any:
        return self.office.post(f"/api/counters/{counter}/{verb}", {}, self.token)

    def open(self) -> None:
        """The counters open, and people come."""
        for counter in (1, 2, 3, 4):
            self.do(counter, "open")
            self.office.post("/api/tickets", {"service": "information", "language": "fr"}, self.token)
        # Each counter in the office's three languages, each ticket in two: a busy machine leaves out what is not made.
        soon(lambda: len(list((self.office.folder / "voice").glob("*.wav"))) >= 4 * 3 + 4 * 2, "the voice is ready")

    def call(self, counter: int) -> str:
        """The next person is called; the number."""
        number: str = self.do(counter, "call-next")["ticket"]["number"]
        return number

    def health(self) -> dict[str, str]:
        found: dict[str, str] = self.office.await_health()["devices"]["loudspeaker"]
        return found

    def speech(self, number: str) -> array:
        """What is to be heard for a call that stands: the parts that a display would play."""
        (call,) = [each for each in self.office.get("/api/board")["calls"] if each["number"] == number]
        parts = [frames(self.office.get(f"/voice/{part}.wav")) for part in call["parts"]]
        assert len(parts) == 4, "French, then the office's Arabic: the ticket and the counter each"
        silence = array("h", [0] * int(BETWEEN_LANGUAGES_S * RATE_HZ))
        return parts[0] + parts[1] + silence + parts[2] + parts[3]

    def kill(self) -> None:
        """End the office as `kill -9` does; its children are left to themselves."""
        family = self.office.processes()
        for pid in filter(None, (family.arbiter, family.worker)):
            os.kill(pid, signal.SIGKILL)
        self.office.await_end()

    def player(self) -> int:
        """Who plays just now."""
        (pid,) = [pid for pid in children(self.office.processes().worker or 0) if b"aplay" in command(pid)]
        return pid


def frames(wav: bytes) -> array:
    with wave.open(BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return array("h", file.readframes(file.getnframes()))


def children(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").iterdir():
        with suppress(OSError):  # it ended meanwhile
            yield from map(int, (task / "children").read_text().split())


def command(pid: int) -> bytes:
    """What a process runs; nothing where it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def soon(true: Callable[[], Any], what: str) -> None:
    until_s = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < until_s, f"it did not come to pass: {what}"
        time.sleep(0.01)


def is_heard(heard: bytes, expected: array) -> bool:
    """Whether a sound is what was expected; the player fills its last period with silence."""
    samples = array("h", heard)
    return samples[: len(expected)] == expected and not any(samples[len(expected) :])


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    found = Room(tmp_path)
    with found.office:
        found.open()
        yield found


def test_the_room_hears_each_call_and_no_device_holds_the_office_up(room):
    ear = room.ear
    soon(lambda: len(ear.heard) == 1, "it is seen how the loudspeaker is")
    assert (set(ear.heard[0]), room.health()) == ({0}, {"state": "ready", "detail": ""})

    # A player that hangs in its chime, and is killed: the voice is heard, and then the next call.
    ear.hold()
    first = room.call(1)
    soon(lambda: ear.begun == 2, "the chime begins")
    player = room.player()
    room.call(2)
    room.do(2, "undo")
    last = room.call(3)
    with suppress(ProcessLookupError):  # the office itself waits only four seconds for a chime
        os.kill(player, signal.SIGKILL)
    ear.let_go()
    soon(lambda: len(ear.heard) >= 3, "the voice is heard though its chime was not")
    assert is_heard(ear.heard[2], room.speech(first))
    room.do(1, "undo")
    soon(lambda: len(ear.heard) >= 5, "the next call is heard, and the one taken back is not")
    chime, next_voice = ear.heard[3:5]
    assert is_heard(chime, frames((ROOT / "display" / "static" / "chime.wav").read_bytes()))
    assert is_heard(next_voice, room.speech(last))
    assert loudness_db(next_voice) > -25
    assert room.health() == {"state": "ready", "detail": ""}

    # Without a sound output people are called all the same, and health says what is the matter.
    ear.unplug()
    room.do(3, "undo")
    room.call(4)
    soon(lambda: room.health() == {"state": "trouble", "detail": "no-device"}, "health says that there is no device")
    assert room.office.get("/api/counters/4", room.token)["ticket"]["state"] == "called"


@pytest.mark.long
def test_after_a_kill_what_was_not_spoken_to_its_end_is_spoken_once(room):
    ear = room.ear
    room.call(1)
    soon(lambda: len(ear.heard) == 3, "the first call is spoken, after the silence of the start and its chime")
    soon((room.office.folder / "spoken").exists, "that is remembered")
    second = room.call(2)
    soon(lambda: len(ear.heard) == 4, "the chime of the second is heard")
    ear.hold()
    soon(lambda: ear.begun == 5, "it is being spoken")
    room.kill()
    soon(lambda: not any(ear.environment["ALSA_CONFIG_PATH"] in text for text in environments()), "nobody plays on")
    ear.let_go()
    soon(lambda: len(ear.heard) == 5, "what was held up is over")

    room.office.start()
    soon(lambda: len(ear.heard) == 8, "after its start the office speaks one call")
    assert is_heard(ear.heard[7], room.speech(second))
    room.kill()
    room.office.start()
    third = room.call(3)
    soon(lambda: len(ear.heard) == 11, "after the next the one that is called then")
    assert is_heard(ear.heard[10], room.speech(third))


def environments() -> Iterator[str]:
    """What the players of sounds that run were given."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):  # it ended meanwhile
            if entry.name.isdigit() and b"aplay" in (entry / "cmdline").read_bytes():
                yield (entry / "environ").read_text("utf-8", "replace")


def loudness_db(heard: bytes) -> float:
    """Root mean square of the samples below full scale, a little less than their loudness."""
    samples = array("h", heard)
    return 10 * log10(sum(sample * sample for sample in samples) / len(samples) / 32_768**2)
