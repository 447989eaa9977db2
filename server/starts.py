"""Services that start by themselves: some time after the call, where the office wants it so."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from hardware.worker import Worker
from server.office.actors import SYSTEM
from server.office.catalogue import Catalogue
from server.office.errors import OfficeError
from server.office.events import Event, Kind, Stamp

_log = logging.getLogger("dawr.starts")


class Reading(Protocol):
    """What is read to know when (`server.reading`)."""

    def catalogue(self) -> Catalogue: ...
    def now(self) -> Stamp: ...
    def untouched_calls(self) -> list[Event]: ...


class Starts:
    """Starts the service of whoever was called, when it is time and nobody did anything with their ticket meanwhile.

    `start` is the verb, `worker` does it when it is due. A moment that went by while the office was not at work does
    not come again.
    """

    def __init__(self, reading: Reading, writer: Any, start: Callable[..., Any], worker: Worker) -> None:
        self._reading, self._writer, self._start, self._worker = reading, writer, start, worker

    def begin(self) -> None:
        """Note the calls that stand: they were made before the office was started, or by other rules."""
        for call in self._reading.untouched_calls():
            self._note(call)

    def hear(self, event: Event) -> None:
        """Note a call, and that the rules are others now."""
        if event.kind is Kind.TICKET_CALLED:
            self._note(event)
        elif event.kind is Kind.SETTING_CHANGED and event.data.get("key") == "rules":
            self.begin()

    def _note(self, call: Event) -> None:
        after_ms, now = self._reading.catalogue().rules.starts_after_ms(call.data["queued"]), self._reading.now()
        if after_ms is None or call.boot != now.boot:
            return
        left_ms = after_ms - (now.mono - call.mono)
        if left_ms > 0 and not self._worker.put(partial(self._due, call), after_s=left_ms / 1000):
            _log.warning("too many services are to start by themselves: that of event %d waits for a hand", call.seq)

    def _due(self, call: Event) -> None:
        try:
            self._writer.do(partial(self._begin, call), SYSTEM)
        except OfficeError as refusal:
            _log.info("the service after event %d does not start by itself: %s", call.seq, refusal)

    def _begin(self, call: Event, tx: Any) -> None:
        """Start it, if this is the last thing that happened to the ticket, and it is time by the rules of now."""
        untouched = tx.untouched_call(call.ticket)
        after_ms = tx.catalogue.rules.starts_after_ms(call.data["queued"])
        is_time = after_ms is not None and call.stamp.roughly_until(tx.now) >= after_ms
        if is_time and untouched and untouched.seq == call.seq:
            self._start(tx, call.counter, call.ticket, by_itself=True)
