"""An office for tests: the real desk, store and writer, with a clock that moves when told to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from server import desk, example
from server.clock import FixedClock
from server.office.actors import SYSTEM, Actor, Role
from server.office.tickets import Ticket
from server.store import Store
from server.transaction import Transaction
from server.views import Data, View
from server.writer import Writer

T = TypeVar("T")

KIOSK = Actor("kiosk:0", Role.KIOSK)
MANAGER = Actor("token:1", Role.MANAGER)
#: A Monday, 09:00 in Tripoli (2026-09-21T07:00Z).
MORNING = 1_789_974_000_000
MINUTE = 60_000
#: A kiosk that gives tickets as quickly as tests take them (`desk.set_hours`).
UNHURRIED = {"kiosk": {"pause_s": 0, "per_min": 0}}


def clerk(staff: int) -> Actor:
    """A member of staff by id."""
    return Actor(f"staff:{staff}", Role.CLERK, staff)


class Room:
    """One waiting room. `do` runs a verb of `server.desk` and waits until it is stored."""

    def __init__(self, path: Path | None = None, clock: FixedClock | None = None, **settings: Any) -> None:
        self.clock = clock or FixedClock(at=MORNING)
        self.store = Store(path or Path(":memory:"))
        self.writer = Writer(self.store, self.clock, desk.begin_day)
        self.writer.do(lambda tx: desk.found(tx, example.settings() | settings), SYSTEM)

    def do(self, verb: Callable[..., T], *args: Any, by: Actor = MANAGER, **kwargs: Any) -> T:
        return self.writer.do(lambda tx: verb(tx, *args, **kwargs), by)

    def ask(self, question: Callable[[Transaction], T]) -> T:
        return self.writer.do(question, SYSTEM)

    def view(self, question: Callable[[View], T]) -> T:
        return self.ask(lambda tx: question(View(tx.db, tx.catalogue, tx.now)))

    def issue(self, service: str = "commercial-licence", priority: str | None = None, language: str = "ar") -> Ticket:
        return self.do(desk.issue, service, language, priority, by=KIOSK)

    def ticket(self, ticket: Ticket) -> Ticket:
        return self.ask(lambda tx: tx.ticket(ticket.id))

    def open(self, *counters: int, by: Actor = MANAGER) -> None:
        for counter in counters:
            self.do(desk.open_counter, counter, by=by)

    def counter(self, number: int) -> Data:
        return self.view(lambda view: view.counter(number))

    def minutes(self, minutes: float) -> None:
        self.clock.advance(int(minutes * MINUTE))
