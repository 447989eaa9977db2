"""Events become paper, voice and light. Nothing that a device does, or does not do, holds up the office."""

import logging
import queue
import threading
from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from display import phrases
from hardware import Hardware
from hardware.worker import Worker
from server.clock import monotonic_s
from server.crier import Crier
from server.office.catalogue import Catalogue
from server.office.events import RECEIPTS, Event, Kind, Stamp
from server.panel import Panel
from server.papers import Papers
from server.starts import Starts

#: The lamps follow what happens within this time, and no more often; and what only time changes within the other.
_LAMPS_EVERY_S, _LAMPS_AT_REST_S = 0.05, 5.0

#: So many services may be about to start by themselves.
_MOST_STARTING = 256

#: The settings of which a paper shows something.
_ON_PAPER = frozenset({"office", "services", "priorities"})

_log = logging.getLogger("dawr.announcer")


class Reading(Protocol):
    """What is read for the devices (`server.reading`)."""

    def catalogue(self) -> Catalogue: ...
    def ticket(self, ticket: int) -> dict[str, Any]: ...
    def glance(self, number: int) -> dict[str, Any]: ...
    def glances(self) -> dict[int, dict[str, Any]]: ...
    def unprinted(self) -> list[dict[str, Any]]: ...
    def sequence(self) -> int: ...
    def may_be_called(self) -> list[tuple[str, str]]: ...
    def calls_since(self, sequence: int) -> list[dict[str, Any]]: ...
    def untouched_calls(self) -> list[Event]: ...
    def now(self) -> Stamp: ...


class Announcer:
    """Stands between the committed events and the devices, on a thread of its own.

    `desk` is the module of the verbs, handed in; `button_only` are the counters that their first press opens;
    `public_url` is where phones reach the office, `logo` its own mark on paper (a picture file as bytes).
    `spoken` is the file that remembers what the machine's own loudspeaker said last, `now_s` its clock.
    """

    def __init__(
        self,
        hardware: Hardware,
        reading: Reading,
        writer: Any,
        desk: ModuleType,
        *,
        button_only: Container[int] = (),
        public_url: str | None = None,
        logo: bytes | None = None,
        spoken: Path | None = None,
        now_s: Callable[[], float] = monotonic_s,
    ) -> None:
        self._hardware, self._voice, self._reading = hardware, hardware.voice, reading
        self.papers = Papers(hardware.printer, reading, writer, desk, public_url, logo, aloud=bool(self._voice.speaks))
        self.panel = Panel(hardware.buttons, reading, writer, desk, button_only)
        self._starting = Worker("starts", limit=_MOST_STARTING)
        self.starts = Starts(reading, writer, desk.start, self._starting)
        self.crier = Crier(hardware.loudspeaker, hardware.voice, reading, self._said, spoken, now_s=now_s)
        self._queue: queue.SimpleQueue[Sequence[Event] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._unsaid: set[str] = set()

    def start(self) -> None:
        """Begin to serve the devices, which have been started. Who presses now is heard."""
        self.panel.start()
        self._starting.start()
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 1.0) -> None:
        """Leave the devices alone."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout_s)
            self._thread = None
        self._starting.stop()
        self.panel.stop()
        self.crier.stop()
        self.papers.stop()

    def receive(self, events: Sequence[Event]) -> None:
        """Take committed events (`Writer.subscribe`). Never blocks."""
        self._queue.put(events)

    def devices(self) -> dict[str, dict[str, Any]]:
        """How the devices are, for health; of the buttons also which `counters` theirs is in trouble, and how."""
        devices = ("printer", "voice", "loudspeaker", "buttons")
        states = {name: getattr(self._hardware, name).state for name in devices}
        told: dict[str, dict[str, Any]] = {
            name: {"state": state.state, "detail": state.detail} for name, state in states.items()
        }
        told["buttons"]["counters"] = {str(number): ails for number, ails in self._hardware.buttons.troubles.items()}
        return told

    def voiced(self, call: dict[str, Any], besides: tuple[str, ...] | None = None) -> dict[str, Any]:
        """The call of a screen with its `languages`, and its `parts`: the hashes of what the voice says, in order.

        `besides`: the languages in which it is said besides the ticket's; None: the office's first. No parts for a
        number that the voice has no words for.
        """
        said = self._said(call["language"], call["number"], call["counter"], besides)
        parts = [self._voice.part(*part) for part in said if part.language in self._voice.speaks]
        return {**call, "languages": list(self._languages(call["language"], besides)), "parts": parts}

    def _said(
        self, language: str, number: str, counter: int, besides: tuple[str, ...] | None = None
    ) -> tuple[phrases.Part, ...]:
        languages = self._languages(language, besides)
        try:
            return tuple(part for each in languages for part in phrases.announcement(each, each, number, counter))
        except ValueError as error:
            self._cannot_say(number, error)
            return ()

    def _languages(self, language: str, besides: Iterable[str] | None) -> tuple[str, ...]:
        """The languages of a call, each once: the ticket's, then the others."""
        wanted = (language, *(self._reading.catalogue().languages[:1] if besides is None else besides))
        return tuple(dict.fromkeys(each for other in wanted for each in phrases.languages(language, other)))

    def _cannot_say(self, number: str, error: ValueError) -> None:
        """Log it, once for all numbers that begin alike."""
        prefix = number.rstrip("0123456789")
        if prefix not in self._unsaid:
            self._unsaid.add(prefix)
            _log.warning("the voice cannot say such numbers, so they are called without it: %s", error)

    # On the one thread.

    def _run(self) -> None:
        prepare = (self._prepare_counters, self._prepare_line)
        for task in (self.crier.start, *prepare, self.papers.start, self.starts.begin, self.panel.refresh):
            self._try(task)
        lamps_due_s = monotonic_s() + _LAMPS_AT_REST_S
        while (batch := self._take(lamps_due_s)) is not None:
            for event in batch:
                self._try(partial(self.crier.hear, event))
                self._try(partial(self.starts.hear, event))
                self._try(partial(self._serve, event))
            now_s = monotonic_s()
            if any(event.kind not in RECEIPTS for event in batch):
                lamps_due_s = min(lamps_due_s, now_s + _LAMPS_EVERY_S)
            if lamps_due_s <= now_s:
                lamps_due_s = now_s + _LAMPS_AT_REST_S
                self._try(self.panel.refresh)

    def _take(self, until_s: float) -> list[Event] | None:
        """All events that wait; none when nothing came by `until_s` (monotonic); None when it is time to end."""
        batch: list[Event] = []
        try:
            events = self._queue.get(timeout=max(0.0, until_s - monotonic_s()))
            while events is not None:
                batch += events
                events = self._queue.get_nowait()
        except queue.Empty:
            return batch
        return None

    def _try(self, task: Callable[[], None]) -> None:
        try:
            task()
        except Exception:
            _log.exception("a device could not be served")

    def _serve(self, event: Event) -> None:
        if event.kind is Kind.TICKET_ISSUED:
            if event.data["receipt"] == "printing":
                assert event.ticket is not None
                self.papers.issued(event.ticket)
            self._prepare_ticket(event.data["language"], event.data["number"])
        elif event.kind is Kind.RECEIPT_ORDERED:
            assert event.ticket is not None
            self.papers.ordered(event.ticket, event.seq, copy=event.data["copy"])
        elif event.kind is Kind.SETTING_CHANGED:
            if event.data.get("key") in _ON_PAPER:
                self.papers.reworded()
            if event.data.get("key") in ("office", "counters"):
                self._prepare_counters()
            if event.data.get("key") == "displays":
                self._prepare_line()

    def _prepare_ticket(self, language: str, number: str) -> None:
        known = self._reading.catalogue()
        besides = [each for options in known.displays.values() for each in options.get("languages") or ()]
        for spoken in self._languages(language, (known.languages[0], *besides)):
            try:
                self._voice.prepare(*phrases.ticket_part(spoken, number))
            except ValueError as error:
                self._cannot_say(number, error)

    def _prepare_counters(self) -> None:
        catalogue = self._reading.catalogue()
        for language in catalogue.languages:
            if language in phrases.LANGUAGES:
                for number in catalogue.counters:
                    self._voice.prepare(*phrases.counter_part(language, number))

    def _prepare_line(self) -> None:
        """After a restart: who waits may be called any moment."""
        for language, number in self._reading.may_be_called():
            self._prepare_ticket(language, number)
