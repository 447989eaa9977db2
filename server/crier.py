"""The crier: calls are spoken by the machine's own loudspeaker, one at a time, whatever the screens do.

The rules are those of `display.turns`; here are the thread, the device, and what a restart must remember.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from display.phrases import Part
from display.turns import Step, Turns
from hardware.loudspeaker import Loudspeaker
from hardware.worker import Worker
from server.clock import monotonic_s
from server.office.errors import StoreUnavailable
from server.office.events import ANNOUNCEMENTS, Event, Kind, Stamp

#: How long the voice is waited for; its parts are made ahead, so at most half a second of it is ever needed.
_READY_WITHIN_S = 3.0
_BETWEEN_LANGUAGES_S = 0.3
#: How often a loudspeaker in trouble is asked whether it works again.
_LOOK_EVERY_S = 10.0
_CHIME = Path(__file__).resolve().parent.parent / "display" / "static" / "chime.wav"

_log = logging.getLogger("dawr.crier")


class Reading(Protocol):
    """What is read of the calls (`server.reading`)."""

    def sequence(self) -> int: ...
    def now(self) -> Stamp: ...
    def ticket(self, ticket: int) -> dict[str, Any]: ...
    def calls_since(self, sequence: int) -> list[dict[str, Any]]: ...


class Voice(Protocol):
    """Who makes the parts (`hardware.voice`)."""

    @property
    def speaks(self) -> frozenset[str]: ...
    def part(self, *part: Any) -> str: ...
    def prepare(self, *part: Any) -> None: ...
    def wav(self, name: str, timeout_s: float) -> Path | None: ...


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is to be spoken: the ticket's number, and what the voice says."""

    number: str
    parts: tuple[Part, ...]


class Crier:
    """Speaks every call on one loudspeaker.

    `said(language, number, counter)` gives the parts of a call; `memory` is the file that remembers which call was
    spoken last (None: nothing does). `now_s` is a clock that goes on while the machine sleeps.
    """

    def __init__(
        self,
        loudspeaker: Loudspeaker,
        voice: Voice,
        reading: Reading,
        said: Callable[[str, str, int], tuple[Part, ...]],
        memory: Path | None = None,
        *,
        now_s: Callable[[], float] = monotonic_s,
        worker: Worker | None = None,
    ) -> None:
        self._loudspeaker, self._voice, self._reading, self._said = loudspeaker, voice, reading, said
        self._memory, self._now_s = memory, now_s
        self._worker = worker or Worker("crier")
        self._lock = threading.Lock()
        self._turns = Turns()
        self._calls: dict[int, _Call] = {}
        self._cut = threading.Event()
        self._wakes_s: set[float] = set()
        self._looked_at = 0
        self._stopping = False

    @property
    def speaks(self) -> bool:
        """Whether there is a loudspeaker."""
        return self._loudspeaker.player is not None

    def start(self) -> None:
        """Look how the loudspeaker is, and speak the calls that a restart kept from being spoken."""
        if not self.speaks:
            return
        self._looked_at = self._reading.sequence()
        self._worker.put(self._check)
        self._worker.put(self._look, after_s=_LOOK_EVERY_S)
        self._worker.start()
        now_s = self._reading.now().at / 1000
        for call in self._reading.calls_since(self._last_spoken()):
            if call["call"] <= self._looked_at:  # else its event is still to come
                age_s = now_s - datetime.fromisoformat(call["at"]).timestamp()
                self._add(call["call"], call["language"], call["number"], call["counter"], max(0.0, age_s))

    def stop(self) -> None:
        """Fall silent; what was not spoken is, if the office is back soon."""
        with self._lock:
            self._stopping = True
            self._cut.set()
        self._worker.stop()

    def hear(self, event: Event) -> None:
        """A call was made, or taken back. Never blocks."""
        if not self.speaks or event.seq <= self._looked_at:
            return
        if event.kind in ANNOUNCEMENTS:
            assert event.counter is not None
            self._add(event.seq, event.data["language"], event.data["number"], event.counter, self._age_s(event))
        elif event.kind is Kind.DAY_TURNED:
            self._withdraw(lambda call, number: True)
        elif event.kind is Kind.TICKET_PUT_BACK and event.ticket is not None:
            gone = self._reading.ticket(event.ticket)["number"]
            self._withdraw(lambda call, number: number == gone)
        elif event.kind is Kind.ACTION_UNDONE and event.ticket is not None:
            gone, undone = self._reading.ticket(event.ticket)["number"], event.data["undone"]
            self._withdraw(lambda call, number: number == gone and call >= undone)

    def _age_s(self, event: Event) -> float:
        """How long ago something happened: an event may have waited, as when the machine slept."""
        with suppress(StoreUnavailable):
            return event.stamp.roughly_until(self._reading.now()) / 1000
        return 0.0

    def _add(self, call: int, language: str, number: str, counter: int, age_s: float) -> None:
        parts = tuple(part for part in self._said(language, number, counter) if part.language in self._voice.speaks)
        for part in parts:
            self._voice.prepare(*part)
        with self._lock:
            self._calls[call] = _Call(number, parts)
            self._turns.add(call, self._now_s(), age_s)
            self._wake(self._now_s())

    def _withdraw(self, is_gone: Callable[[int, str], bool]) -> None:
        with self._lock:
            for call in [call for call, known in self._calls.items() if is_gone(call, known.number)]:
                if call == self._turns.current:
                    self._cut.set()
                self._turns.withdraw(call, self._now_s())
            self._wake(self._now_s())

    def _wake(self, at_s: float) -> None:
        """Have the worker look whose turn it is, unless it does so by then anyway; the lock is held."""
        if not any(known_s <= at_s for known_s in self._wakes_s):
            self._wakes_s.add(at_s)
            self._worker.put(partial(self._go, at_s), after_s=max(0.0, at_s - self._now_s()))

    # On the worker.

    def _go(self, woken_s: float) -> None:
        """Play whatever is to be heard now, until it is time for silence."""
        with self._lock:
            self._wakes_s.discard(woken_s)
        while (found := self._next()) is not None:
            step, call, cut = found
            heard = self._play(step, call, cut)
            with self._lock:
                self._turns.ended(self._now_s(), heard)
            if heard and (step.sound == "voice" or not call.parts):
                self._remember(step.call)

    def _next(self) -> tuple[Step, _Call, threading.Event] | None:
        with self._lock:
            step = None if self._stopping else self._turns.step(self._now_s())
            known = {*self._turns.waiting, self._turns.current}
            self._calls = {call: said for call, said in self._calls.items() if call in known}
            if step is not None:
                self._cut = threading.Event()
                return step, self._calls[step.call], self._cut
            if self._turns.due_s is not None and not self._stopping:
                self._wake(self._turns.due_s)
            return None

    def _play(self, step: Step, call: _Call, cut: threading.Event) -> bool:
        if step.sound == "chime":
            return self._loudspeaker.play([[_CHIME]], step.within_s, cut)
        sounds = list(self._sounds(call, cut))
        words = [(part.language, part.text) for part in call.parts]
        return self._loudspeaker.play(sounds, step.within_s, cut, pause_s=_BETWEEN_LANGUAGES_S, words=words)

    def _sounds(self, call: _Call, cut: threading.Event) -> Iterator[list[Path | None]]:
        """The files of a call, language by language; None for one that is not ready in time."""
        until_s = monotonic_s() + _READY_WITHIN_S
        for _, parts in groupby(call.parts, key=lambda part: part.language):
            names = [self._voice.part(*part) for part in parts]
            yield [None if cut.is_set() else self._voice.wav(n, max(0.0, until_s - monotonic_s())) for n in names]

    def _look(self) -> None:
        """See whether a loudspeaker in trouble works again. One that works has peace: some click when they wake."""
        if self._loudspeaker.state.state == "trouble":
            self._check()
        self._worker.put(self._look, after_s=_LOOK_EVERY_S)

    def _check(self) -> None:
        self._loudspeaker.check()

    # What a restart must know. After a kill the last call is spoken again unless its first speaking was heard to its
    # end; after a power cut, when the file may be older, rather twice than never.

    def _last_spoken(self) -> int:
        """The call that was spoken last before the start; none where the record is younger, as after a restore."""
        with suppress(OSError, ValueError):
            last = int(self._memory.read_text("ascii")) if self._memory else 0
            return last if last <= self._looked_at else 0
        return 0

    def _remember(self, call: int) -> None:
        if self._memory is None:
            return
        unfinished = self._memory.with_name(f"{self._memory.name}.part")
        try:
            unfinished.write_text(f"{call}\n", "ascii")
            os.replace(unfinished, self._memory)
        except OSError as error:
            _log.warning("which call was spoken last cannot be kept: %s", error)
