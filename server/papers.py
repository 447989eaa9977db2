"""The papers: each new ticket goes to the printer, and what became of it into the log."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import ModuleType
from typing import Any, Protocol

from hardware import DeviceState, Printer
from hardware.errors import Mute, NoPaper, PrinterError, Unreachable
from hardware.sheet import Sheet
from hardware.worker import Worker
from kiosk import receipt
from server.clock import monotonic_s
from server.office.catalogue import Catalogue
from server.office.events import Stamp

#: A paper that could not be begun for so long is not printed: its owner has left with the number in mind.
FRESH_S = 30
#: How long to wait before a job is tried again whose printer is gone, and one whose printer says nothing: most
#: often it is only the first write after a pause, or somebody has pulled the wrong plug.
_AGAIN_S: dict[type[PrinterError], tuple[float, ...]] = {Unreachable: (0.5, 1.0, 2.0, 4.0), Mute: (1.0,)}
#: But whoever stands at the kiosk must soon hear what to do.
_PATIENCE_S = 6.0
#: How often a printer is asked how it is while nobody takes a ticket, in steps of `_STEP_S`: in trouble soon,
#: then ever more rarely; a roll that comes to its end is heard of before the ticket that it is too short for.
_STEP_S = 2.0
_IN_TROUBLE, _IDLE = (1, 2, 4, 8), 10
#: The longest paper is out after so many.
_STEPS_OF_A_PAPER = 2
#: Whoever stands before the printer waits so long to hear how it is.
_AT_ONCE_S = 10.0
#: What waits longer than `FRESH_S` is not printed anyway.
_MOST_WAITING = 2048
#: Beside them there is always room for looking how the printer is: each look puts the next, for ever.
_FOR_LOOKS = 64

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


@dataclass(frozen=True, slots=True)
class Order:
    """A paper that is wanted. `copy`: one has come out before.

    `tried`: how often the printer was not there, `since_s`: since when (monotonic) it is not.
    """

    ticket: int
    copy: bool = False
    tried: int = 0
    since_s: float = 0.0


class Papers:
    """Prints tickets in order, on a thread of its own.

    `desk` is the module of the verbs, handed in; `logo` the office's own mark, a picture file as bytes; `aloud`
    tells whether numbers are called by a voice.
    """

    def __init__(
        self,
        printer: Printer,
        reading: Reading,
        writer: Writer,
        desk: ModuleType,
        public_url: str | None,
        logo: bytes | None = None,
        aloud: bool = True,
    ) -> None:
        self._printer, self._reading, self._writer, self._desk = printer, reading, writer, desk
        self._public_url, self._logo, self._aloud = public_url, logo, aloud
        self._worker = Worker("printer", limit=_MOST_WAITING + _FOR_LOOKS)
        self._unsure: int | None = None
        self._steps = 1
        self._troubled = 0
        self._looked_at = 0

    @property
    def come_out(self) -> bool:
        """Whether there is a printer, so that a new ticket's paper is on its way."""
        return self._printer.port is not None

    def start(self) -> None:
        """Ask the printer how it is, and print what was issued just before the office stopped."""
        if self.come_out:
            for task in (self._look, self._reread):
                self._worker.put(task)
            self._worker.start()
        now_s = self._reading.now().at / 1000
        self._looked_at = self._reading.sequence()
        for ticket in self._reading.unprinted():
            if ticket["id"] > self._looked_at:
                continue  # its event is still to come
            left_s = FRESH_S - (now_s - datetime.fromisoformat(ticket["issued_at"]).timestamp())
            if self.come_out and left_s > 0:
                self._order(Order(ticket["id"]), left_s)
            else:
                self._failed(ticket["id"], "restarted")

    def stop(self) -> None:
        """Let the paper that is under way come out; the others are looked after at the next start."""
        self._worker.stop(timeout_s=0.5)

    def issued(self, ticket: int) -> None:
        """A ticket was given: print its paper, unless `start` has seen to it already. Never blocks."""
        self.ordered(ticket, ticket)

    def ordered(self, ticket: int, seq: int, *, copy: bool = False) -> None:
        """A paper was asked for, by the event `seq`. Never blocks."""
        if seq > self._looked_at:
            self._order(Order(ticket, copy), FRESH_S)

    def test_print(self) -> DeviceState:
        """Print a short paper that shows whether all is well; how the printer is then. Raises nothing."""
        return self._at_once(self._print_trial)

    def paper_changed(self) -> DeviceState:
        """Somebody has put a roll in: how the printer is now. Prints nothing. Raises nothing."""
        return self._at_once(self._check)

    def reworded(self) -> None:
        """The office has written something anew. Never blocks."""
        if self.come_out:
            self._worker.put(self._reread)

    def _order(self, order: Order, fresh_s: float, after_s: float = 0.0) -> None:
        if self._worker.waiting >= _MOST_WAITING:
            self._failed(order.ticket, "busy")
            return
        expired = partial(self._failed, order.ticket, "too-late")
        self._worker.put(partial(self._print, order), after_s=after_s, fresh_s=fresh_s, expired=expired)

    # On the printer's thread.

    def _print(self, order: Order) -> None:
        try:
            self._printer.print(self._sheet(order))
        except PrinterError as error:
            self._doubt()
            if not self._comes_again(order, _AGAIN_S.get(type(error), ())):
                self._failed(order.ticket, error.problem)
        except Exception:
            _log.exception("the paper of ticket %d could not be made", order.ticket)
            self._failed(order.ticket, "trouble")
        else:
            self._writer.later(lambda tx: self._desk.receipt_printed(tx, order.ticket))
            self._unsure, self._steps = order.ticket, _STEPS_OF_A_PAPER

    def _comes_again(self, order: Order, pauses_s: tuple[float, ...]) -> bool:
        """Put a job off; False for one that was put off for long enough, or whose trouble does not pass by itself."""
        now_s = monotonic_s()
        since_s = order.since_s if order.tried else now_s
        if order.tried >= len(pauses_s) or now_s - since_s + pauses_s[order.tried] > _PATIENCE_S:
            return False
        self._order(replace(order, tried=order.tried + 1, since_s=since_s), _PATIENCE_S, pauses_s[order.tried])
        return True

    def _sheet(self, order: Order) -> Sheet:
        again_ms = self._reading.now().at if order.copy else None
        ticket, catalogue = self._reading.ticket(order.ticket), self._reading.catalogue()
        return receipt.compose(
            ticket, catalogue,
            public_url=self._public_url, logo=self._logo, again_ms=again_ms, aloud=self._aloud,
        )  # fmt: skip

    def _print_trial(self) -> None:
        with suppress(PrinterError):
            now_ms = self._reading.now().at
            self._printer.print(receipt.trial(self._reading.catalogue(), now_ms, logo=self._logo))

    def _failed(self, ticket: int, problem: str) -> None:
        self._writer.later(lambda tx: self._desk.receipt_failed(tx, ticket, problem))
        self._troubled, self._steps = 0, 1

    def _look(self) -> None:
        """One step of time: ask the printer how it is when that is due, and come again."""
        self._steps -= 1
        if self._steps <= 0:
            self._check()
        self._worker.put(self._look, after_s=_STEP_S)

    def _doubt(self) -> None:
        """A printer says how it is at once, with half of a ticket still in its memory: paper that has come to its
        end by now was at its end while the last one was printed."""
        ticket, self._unsure = self._unsure, None
        if ticket is not None and self._printer.state.detail == NoPaper.problem:
            self._failed(ticket, NoPaper.problem)

    def _check(self) -> None:
        state = self._printer.check()
        self._doubt()
        if state.state == "trouble":
            self._steps = _IN_TROUBLE[min(self._troubled, len(_IN_TROUBLE) - 1)]
            self._troubled += 1
        else:
            self._steps, self._troubled = _IDLE, 0

    def _reread(self) -> None:
        """Read what the office has written: log what no paper can show, and draw what people will wait for."""
        for key, text in receipt.texts(self._reading.catalogue()):
            lacking = self._printer.lacks(text)
            if lacking:
                _log.warning("%s: the paper cannot show %s in “%s”.", key, " ".join(sorted(lacking)), text)
        self._warm(receipt.samples(self._reading.catalogue()))

    def _warm(self, sheets: Iterator[Sheet]) -> None:
        """Draw a paper that nobody wants, then let the others have their turn."""
        sheet = next(sheets, None)
        if sheet is not None:
            self._printer.warm(sheet)
            self._worker.put(partial(self._warm, sheets))

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
