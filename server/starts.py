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


class Starts:
    """Starts the service of whoever was called, when it is time and nobody did anything with their ticket meanwhile.

    `start` is the verb, `worker` does it when it is due. A call of before the office was started waits for a hand.
    """

    def __init__(self, reading: Reading, writer: Any, start: Callable[..., Any], worker: Worker) -> None:
        self._reading, self._writer, self._start, self._worker = reading, writer, start, worker

    def hear(self, event: Event) -> None:
        """Note a call."""
        if event.kind is not Kind.TICKET_CALLED:
            return
        after_ms = self._reading.catalogue().rules.starts_after_ms(event.data["queued"])
        if after_ms is None:
            return
        left_ms = after_ms - (self._reading.now().mono - event.mono)
        if not self._worker.put(partial(self._due, event), after_s=max(0, left_ms) / 1000):
            _log.warning("too many services are to start by themselves: that of event %d waits for a hand", event.seq)

    def _due(self, call: Event) -> None:
        try:
            self._writer.do(partial(self._begin, call), SYSTEM)
        except OfficeError as refusal:
            _log.info("the service after event %d does not start by itself: %s", call.seq, refusal)

    def _begin(self, call: Event, tx: Any) -> None:
        """Start it, if this is the last thing that happened to the ticket, and the office wants it so still."""
        untouched = tx.untouched_call(call.ticket)
        if untouched and untouched.seq == call.seq and tx.catalogue.rules.start_after_s:
            self._start(tx, call.counter, call.ticket, by_itself=True)
