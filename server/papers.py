"""The papers: each new ticket goes to the printer, and what became of it into the log."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol

from hardware import DeviceState, Printer
from hardware.errors import Mute, PrinterError, Unreachable
from hardware.worker import Worker
from kiosk import receipt
from server.office.catalogue import Catalogue
from server.office.events import Stamp

#: A paper that could not be begun for so long is not printed: its owner has left with the number in mind.
FRESH_S = 30
_AGAIN_S = 1.0
_CHECK_S = 5.0
#: Whoever stands before the printer waits so long to hear how it is.
_AT_ONCE_S = 10.0
#: What waits longer than `FRESH_S` is not printed anyway.
_MOST_WAITING = 2048

_log = logging.getLogger("dawr.papers")


class Reading(Protocol):
    """What the papers read (`server.reading`)."""

    def catalogue(self) -> Catalogue: ...
    def ticket(self, ticket: int) -> dict[str, Any]: ...
    def unprinted(self) -> list[dict[str, Any]]: ...
    def sequence(self) -> int: ...
    def now(self) -> Stamp: ...


class Writer(Protocol):
    """Where the papers write (`server.writer`)."""

    def later(self, command: Callable[[Any], object]) -> None: ...


class Papers:
    """Prints tickets in order, on a thread of its own. `desk` is the module of the verbs, handed in."""

    def __init__(
        self, printer: Printer, reading: Reading, writer: Writer, desk: ModuleType, public_url: str | None
    ) -> None:
        self._printer, self._reading, self._writer, self._desk = printer, reading, writer, desk
        self._public_url = public_url
        self._worker = Worker("printer", limit=_MOST_WAITING)
        self._checking = False
        self._looked_at = 0

    @property
    def come_out(self) -> bool:
        """Whether there is a printer, so that a new ticket's paper is on its way."""
        return self._printer.port is not None

    def start(self) -> None:
        """Ask the printer how it is, and print what was issued just before the office stopped."""
        if self.come_out:
            self._worker.put(self._check)
            self._worker.start()
        now_s = self._reading.now().at / 1000
        self._looked_at = self._reading.sequence()
        for ticket in self._reading.unprinted():
            if ticket["id"] > self._looked_at:
                continue  # its event is still to come
            left_s = FRESH_S - (now_s - datetime.fromisoformat(ticket["issued_at"]).timestamp())
            if self.come_out and left_s > 0:
                self.order(ticket["id"], left_s)
            else:
                self._failed(ticket["id"], "restarted")

    def test_print(self) -> DeviceState:
        """Print a short paper that shows whether all is well; how the printer is then. Raises nothing."""
        return self._at_once(self._print_trial)

    def paper_changed(self) -> DeviceState:
        """Somebody has put a roll in: how the printer is now. Prints nothing. Raises nothing."""
        return self._at_once(self._check)

    def _at_once(self, job: Callable[[], object]) -> DeviceState:
        """Do something on the printer's thread, wait for it, and tell how the printer is."""
        if not self.come_out:
            return self._printer.state
        done = threading.Event()

        def do() -> None:
            try:
                job()
            finally:
                done.set()

        taken = self._worker.put(do, fresh_s=_AT_ONCE_S)
        if not self._worker.runs:
            self._worker.run_due()
        return self._printer.state if taken and done.wait(_AT_ONCE_S) else DeviceState("trouble", "busy")

    def _print_trial(self) -> None:
        with suppress(PrinterError):
            self._printer.print(receipt.trial(self._reading.catalogue(), self._reading.now().at))

    def stop(self) -> None:
        """Let the paper that is under way come out; the others are looked after at the next start."""
        self._worker.stop(timeout_s=0.5)

    def issued(self, ticket: int) -> None:
        """A ticket was given: print its paper, unless `start` has seen to it already. Never blocks."""
        if ticket > self._looked_at:
            self.order(ticket)

    def order(self, ticket: int, fresh_s: float = FRESH_S) -> None:
        """Print the paper of a ticket when its turn comes. Never blocks."""
        taken = self._worker.put(
            lambda: self._print(ticket), fresh_s=fresh_s, expired=lambda: self._failed(ticket, "too-late")
        )
        if not taken:
            self._failed(ticket, "busy")

    def _print(self, ticket: int, last: bool = False) -> None:
        try:
            sheet = receipt.compose(
                self._reading.ticket(ticket), self._reading.catalogue(), public_url=self._public_url
            )
            self._printer.print(sheet)
        except (Unreachable, Mute) as error:
            # Often only the first write after a pause; a printer without paper does not mend itself in a second.
            again = not last and self._worker.put(lambda: self._print(ticket, last=True), after_s=_AGAIN_S)
            if not again:
                self._failed(ticket, error.problem)
        except PrinterError as error:
            self._failed(ticket, error.problem)
        except Exception:
            _log.exception("the paper of ticket %d could not be made", ticket)
            self._failed(ticket, "trouble")
        else:
            self._writer.later(lambda tx: self._desk.receipt_printed(tx, ticket))

    def _failed(self, ticket: int, problem: str) -> None:
        self._writer.later(lambda tx: self._desk.receipt_failed(tx, ticket, problem))
        self._watch()

    def _watch(self) -> None:
        """Ask a printer in trouble again and again, so that the health page sees it well before the next ticket."""
        if not self._checking and self._printer.state.state == "trouble":
            self._checking = self._worker.put(self._check, after_s=_CHECK_S)

    def _check(self) -> None:
        self._checking = False
        self._printer.check()
        self._watch()
