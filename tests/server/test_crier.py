"""The crier: what the office records is spoken, in order, once, also across a restart. Real events, a clock in hand."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from display import phrases
from hardware import sound
from hardware.errors import NoDevice
from hardware.loudspeaker import Loudspeaker
from hardware.players import Sound
from hardware.worker import Worker
from server import desk
from server.clock import FixedClock
from server.crier import Crier
from server.office.events import Stamp
from server.office.tickets import Ticket
from server.views import View
from tests import rooms

VOICE_S = 2.0


class ByHand(Worker):
    """A worker whose jobs run when the test says so."""

    def start(self) -> None:
        """No thread."""


class Voice:
    """Says everything in one tone; `mute` says nothing."""

    speaks = frozenset(phrases.LANGUAGES)

    def __init__(self, folder: Path) -> None:
        self.mute = False
        self._file = folder / "tone.wav"
        sound.write(self._file, sound.tone(VOICE_S / 4, 440.0))

    def prepare(self, *part: Any) -> None:
        """Nothing to make."""

    def part(self, language: str, text: str, *more: Any) -> str:
        return text

    def wav(self, name: str, timeout_s: float) -> Path | None:
        return None if self.mute else self._file


class Player:
    """Plays on a clock that is told. `during` happens in the middle of a sound; `error` is what comes of it."""

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.said: list[str] = []
        self.during: Callable[[], object] | None = None
        self.error: Exception | None = None

    def play(self, sound: Sound, within_s: float, cut: threading.Event) -> bool:
        if self.error is not None:
            raise self.error
        during, self.during = self.during, None
        if during is not None:
            during()
        if cut.is_set():
            return False
        self.clock.advance(round(sound.duration_s * 1000))
        if sound.duration_s > 0.1:  # not the silence with which it is asked how it is
            self.said.append(" ".join(text for _, text in sound.words) or "chime")
        return True


class Reading:
    """What the crier reads of a room."""

    def __init__(self, room: rooms.Room) -> None:
        self._room = room

    def __getattr__(self, name: str) -> Any:
        assert self._room.store.catalogue is not None
        view = View(self._room.store.db, self._room.store.catalogue, self.now())
        return getattr(view, name)

    def now(self) -> Stamp:
        return self._room.clock.now()


class Room(rooms.Room):
    """An office with one crier, who can be ended and begun anew."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.memory, self.reading = folder / "spoken", Reading(self)
        self.voice, self.player = Voice(folder), Player(self.clock)
        self.crier: Crier | None = None
        self.writer.subscribe(self._hear)
        self.open(1, 2)

    def begin(self) -> "Room":
        self.worker = ByHand("crier", monotonic=self.now_s)
        self.loudspeaker = Loudspeaker(self.player)
        self.loudspeaker.start()
        self.crier = Crier(
            self.loudspeaker, self.voice, self.reading, _in_english, self.memory, now_s=self.now_s, worker=self.worker
        )
        self.crier.start()
        return self

    def now_s(self) -> float:
        return self.clock.mono / 1000

    def end(self) -> None:
        assert self.crier is not None
        self.crier.stop()
        self.crier = None

    def _hear(self, events: Any) -> None:
        for event in events:
            if self.crier:
                self.crier.hear(event)

    def call(self, counter: int = 1) -> Ticket:
        """Somebody comes, and is called at once."""
        self.issue("information")
        if self.reading.counter(counter)["ticket"]:
            self.do(desk.start, counter)
            self.do(desk.finish, counter)
        ticket: Ticket = self.do(desk.call_next, counter)
        return ticket

    def pass_(self, seconds: float) -> list[str]:
        """Let time pass, and tell what was said meanwhile."""
        before, until = len(self.player.said), self.clock.mono + seconds * 1000
        self.worker.run_due()
        while self.clock.mono < until:
            self.clock.advance(250)
            self.worker.run_due()
        return self.player.said[before:]


def _in_english(language: str, number: str, counter: int) -> tuple[phrases.Part, ...]:
    return phrases.call("en", number, counter)


def saying(ticket: Ticket, counter: int = 1) -> str:
    return " ".join(part.text for part in phrases.call("en", ticket.number, counter))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path).begin()


def test_a_call_is_chimed_and_spoken_and_spoken_once_more(room):
    ticket = room.call()
    assert room.pass_(2.5) == ["chime", saying(ticket)]
    assert room.pass_(30) == [saying(ticket)]


def test_calls_are_spoken_in_order_and_a_recall_always(room):
    first, second = room.call(1), room.call(2)
    room.do(desk.recall, 1)
    said = room.pass_(60)
    assert said == ["chime", saying(first), "chime", saying(second, 2), "chime", saying(first), saying(first)]


def test_however_much_happens_in_a_pause_the_queue_of_jobs_does_not_grow(room):
    tickets = [room.call(1)]
    room.pass_(3)  # in the pause before it is said again
    waiting = room.worker.waiting
    for _ in range(60):
        room.do(desk.recall, 1)
        room.worker.run_due()
        room.do(desk.undo, 1)
        room.worker.run_due()
    assert room.worker.waiting <= waiting + 1
    tickets.append(room.call(2))
    assert saying(tickets[1], 2) in room.pass_(10)


def test_a_hundred_calls_of_ten_seconds_are_all_spoken_in_order(room):
    tickets = []
    for n in range(100):
        tickets.append(room.call(n % 2 + 1))
        room.clock.advance(100)
    said = [text for text in room.pass_(600) if text != "chime"]
    assert said[:100] == [saying(ticket, n % 2 + 1) for n, ticket in enumerate(tickets)]


@pytest.mark.parametrize("verb", [desk.undo, desk.put_back])
def test_a_call_taken_back_before_it_is_spoken_is_not_spoken(room, verb):
    first = room.call(1)
    room.issue("information")
    room.do(desk.call_next, 2)
    room.do(verb, 2)
    assert room.pass_(60) == ["chime", saying(first), saying(first)]


def test_a_call_taken_back_while_it_is_spoken_is_cut(room):
    room.call(1)
    room.player.during = lambda: room.do(desk.put_back, 1)
    assert room.pass_(60) == []


def test_a_recall_that_is_undone_takes_only_itself_back(room):
    first, second = room.call(1), room.call(2)
    room.do(desk.recall, 2)
    room.do(desk.undo, 2)
    assert room.pass_(60) == ["chime", saying(first), "chime", saying(second, 2), saying(second, 2)]


def test_with_another_day_nobody_of_the_last_one_is_called(room):
    room.call(1)
    room.do(desk.turn_day)
    assert room.pass_(60) == []


def test_a_voice_that_says_nothing_leaves_the_chime(room):
    room.voice.mute = True
    room.call()
    assert room.pass_(60) == ["chime"]


def test_without_a_loudspeaker_the_calls_go_on_and_health_says_why(room):
    room.player.error = NoDevice("no such device")
    room.call(1)
    assert room.pass_(5) == []
    assert (room.loudspeaker.state.state, room.loudspeaker.state.detail) == ("trouble", "no-device")
    room.player.error = None
    room.pass_(11)  # it is looked at every ten seconds
    assert room.loudspeaker.state.state == "ready"
    second = room.call(2)
    assert room.pass_(3) == ["chime", saying(second, 2)]


def test_what_a_restart_kept_from_being_spoken_is_spoken_once(room):
    spoken = room.call(1)
    assert room.pass_(2.5) == ["chime", saying(spoken)]
    room.end()
    missed = room.call(2)
    room.clock.advance(40_000)
    assert room.begin().pass_(3) == ["chime", saying(missed, 2)]
    room.end()
    assert room.begin().pass_(30) == []


def test_a_call_that_was_cut_short_by_the_end_is_spoken_after_it(room):
    ticket = room.call()
    assert room.pass_(1) == ["chime"]
    room.end()
    assert room.begin().pass_(3) == ["chime", saying(ticket)]


def test_after_a_minute_a_restart_speaks_nothing(room):
    room.end()
    room.call(1)
    room.clock.advance(60_000)
    assert room.begin().pass_(30) == []


def test_a_call_taken_back_while_nobody_listened_is_not_spoken(room):
    room.end()
    room.call(1)
    room.do(desk.put_back, 1)
    room.call(2)
    assert room.begin().pass_(1) == ["chime"]
    room.do(desk.put_back, 2)
    assert room.pass_(30) == []


@pytest.mark.parametrize("kept", ["", "nonsense", "999999", json.dumps({"call": 3})])
def test_a_memory_that_is_not_of_this_record_is_none(room, kept):
    room.end()
    ticket = room.call()
    room.memory.write_text(kept)
    assert room.begin().pass_(3) == ["chime", saying(ticket)]


def test_a_disk_that_keeps_nothing_keeps_nobody_from_being_called(room, caplog):
    room.memory.mkdir()
    first, second = room.call(1), room.call(2)
    assert room.pass_(8) == ["chime", saying(first), "chime", saying(second, 2)]
    assert "which call was spoken last cannot be kept" in caplog.text


def test_a_machine_without_a_loudspeaker_needs_no_crier(room):
    silent = Crier(Loudspeaker(None), room.voice, room.reading, lambda *_: ())
    silent.start()
    assert not silent.speaks
    silent.stop()
