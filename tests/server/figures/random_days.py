"""Days in which everything happens that can: each verb where it may be lawful, in any order, on any clock."""

from contextlib import suppress
from random import Random

from server import desk
from server.office.actors import PHONE, SYSTEM
from server.office.errors import OfficeError
from server.office.results import Result
from server.office.tickets import State
from tests.rooms import KIOSK, MANAGER, Room, clerk

SERVICES = ("commercial-licence", "complaints", "information")
COUNTERS = (1, 2, 3)
#: What may be done where nobody is, with whom is called, and with whom is served.
IDLE = ("call_next",) * 5 + ("call", "call", "resume", "resume", "pause", "close", "finish_held")
CALLED = ("start", "start", "start", "start_by_itself", "recall", "no_show", "put_back", "transfer", "finish", "cancel")
SERVING = ("finish", "finish", "call_next", "continue", "hold", "hold", "transfer")


class RandomDays:
    """An office and what happens in it; `live` lets some steps go by."""

    def __init__(self, seed: int, room: Room | None = None) -> None:
        self.chance, self.room = Random(seed), room or Room()

    def do(self, verb, *args, **kwargs):
        with suppress(OfficeError):
            self.room.do(verb, *args, **kwargs)

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.room.clock.advance(self.chance.choice((0, 1_500, 7_250, 31_000, 62_000, 190_400, 700_000)))
            what = self.chance.random()
            if what < 0.15:
                priority = self.chance.choice((None, None, "age", "disability"))
                self.do(desk.issue, self.chance.choice(SERVICES), "ar", priority, by=KIOSK)
            elif what < 0.9:
                self.at_a_counter(self.chance.choice(COUNTERS))
            elif what < 0.98:
                self.with_somebody()
            else:
                self.to_the_clock()

    def somebody(self, *states: State) -> int | None:
        db = self.room.store.db
        of = ", ".join(f"'{state.value}'" for state in states)
        ids = [id_ for (id_,) in db.execute(f"SELECT id FROM ticket WHERE state IN ({of}) ORDER BY id")]
        return self.chance.choice(ids) if ids else None

    def at_a_counter(self, counter: int) -> None:
        db, by = self.room.store.db, self.chance.choice((clerk(counter), clerk(counter), MANAGER))
        state = db.execute("SELECT state FROM ticket WHERE counter = ?", (counter,)).fetchone()
        verbs = {None: IDLE, ("called",): CALLED, ("serving",): SERVING}[state]
        is_open = db.execute("SELECT 1 FROM counter_now WHERE counter = ? AND state = 'open'", (counter,)).fetchone()
        if not is_open:
            self.do(desk.open_counter, counter, by=by)
        elif self.chance.random() < 0.1:
            self.do(desk.undo, counter, by=by)
        else:
            self.act(self.chance.choice(verbs), counter, by)

    def act(self, verb, counter, by):
        service = self.chance.choice(SERVICES)
        match verb:
            case "call":
                self.do(desk.call, counter, self.somebody(State.WAITING) or 0, "unwell", by=by)
            case "resume":
                self.do(desk.resume, counter, self.somebody(State.HELD) or 0, by=by)
            case "finish_held":
                self.do(desk.finish, counter, ticket=self.somebody(State.HELD) or 0, by=by)
            case "start_by_itself":
                self.do(desk.start, counter, by=SYSTEM, by_itself=True)
            case "no_show":
                self.do(desk.recall, counter, by=by)
                self.room.minutes(5)
                self.do(desk.no_show, counter, by=by)
            case "transfer":
                self.do(desk.transfer, counter, service=service, by=by)
            case "continue":
                self.do(desk.continue_service, counter, service, by=by)
            case "finish":
                outcome = self.chance.choice(("done", "incomplete", None))
                self.do(desk.finish, counter, result=Result(outcome, {}), by=by)
            case "cancel":
                self.do(desk.cancel, self.somebody(State.CALLED) or 0, by=by)
            case "pause":
                self.do(desk.pause, counter, by=by, reason="prayer")
            case _:
                self.do(getattr(desk, verb), counter, by=by)

    def with_somebody(self) -> None:
        what = self.chance.random()
        if what < 0.5:
            self.do(desk.return_ticket, self.somebody(State.MISSED, State.FINISHED) or 0)
        elif what < 0.7:
            self.do(desk.cancel, self.somebody(State.WAITING, State.HELD) or 0, by=PHONE)
        elif what < 0.85:
            self.do(desk.cancel, self.somebody(State.WAITING, State.CALLED, State.HELD) or 0, "prank")
        else:
            self.do(desk.change_class, self.somebody(State.WAITING, State.HELD) or 0, "age")

    def to_the_clock(self) -> None:
        clock = self.room.clock
        match self.chance.randrange(3):
            case 0:
                clock.set(clock.at + self.chance.randrange(-3_600_000, 3_600_000))
            case 1:
                clock.boot, clock.mono = clock.boot + "+", 0
            case 2:
                clock.boot, clock.mono, clock.trusted = clock.boot + "+", 0, self.chance.random() < 0.7

    def turn(self) -> None:
        """The day turns, as it does every morning."""
        self.room.do(desk.turn_day)
