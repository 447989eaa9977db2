"""Services that start by themselves some time after the call: only when nobody did anything meanwhile."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hardware.worker import Worker
from server import app as wiring
from server import desk, settings
from server.clock import FixedClock
from server.office.events import Event, Kind
from server.office.tickets import State, Ticket
from server.starts import Starts
from tests.rooms import MANAGER, MORNING, Room
from tests.server.screens import soon

AFTER_MS = 20_000


class Waiting:
    """A room in which services start 20 s after the call, and one who hears of the calls; time goes as told."""

    def __init__(self, **rules: int) -> None:
        self.room = Room(rules={"start_after_s": AFTER_MS // 1000, "kiosk_pause_s": 0} | rules)
        self.worker = Worker("starts", limit=3, monotonic=lambda: self.room.clock.mono / 1000)
        self.reading = SimpleNamespace(
            catalogue=lambda: self.room.ask(lambda tx: tx.catalogue),
            now=self.room.clock.now,
            untouched_calls=lambda: self.room.view(lambda view: view.untouched_calls()),
        )
        self.starts = Starts(self.reading, self.room.writer, desk.start, self.worker)
        self.events: list[Event] = []
        self.room.writer.subscribe(self.events.extend)

    def hear(self) -> None:
        while self.events:
            self.starts.hear(self.events.pop(0))

    def wait(self, ms: int) -> None:
        self.hear()
        self.room.clock.advance(ms)
        self.worker.run_due()

    def called(self, counter: int = 1) -> Ticket:
        """Somebody who has been called there just now."""
        self.room.issue()
        self.room.open(counter)
        ticket: Any = self.room.do(desk.call_next, counter)
        self.hear()
        return ticket

    def state(self, ticket: Ticket) -> State:
        return self.room.ticket(ticket).state


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


def test_the_service_starts_by_itself_when_it_is_time(waiting):
    ticket = waiting.called()
    waiting.wait(AFTER_MS - 1)
    assert waiting.state(ticket) is State.CALLED
    waiting.wait(1)
    assert waiting.state(ticket) is State.SERVING
    assert waiting.room.counter(1)["ticket"]["by_itself"]
    assert waiting.room.counter(1)["last"]["by"] == "system"


def test_it_starts_when_the_counters_page_says_that_it_will(waiting):
    first, second = waiting.called(1), waiting.called(2)
    said = [waiting.room.counter(n)["starts_at"] for n in (1, 2)]
    waiting.wait(AFTER_MS)
    assert [waiting.state(each) for each in (first, second)] == [State.SERVING, State.CALLED]
    waiting.wait(15_000)  # until the voice had come to the second
    assert waiting.state(second) is State.SERVING
    assert said == [waiting.room.counter(n)["ticket"]["started_at"] for n in (1, 2)]


@pytest.mark.parametrize("verb", [desk.recall, desk.put_back, desk.undo, desk.start])
def test_whatever_is_done_meanwhile_stops_it_for_good(waiting, verb):
    waiting.called()
    waiting.wait(5_000)
    waiting.room.do(verb, 1)
    sequence = waiting.room.counter(1)["sequence"]
    waiting.wait(10 * AFTER_MS)
    assert waiting.room.counter(1)["sequence"] == sequence


def test_what_started_by_itself_and_was_undone_waits_for_a_hand(waiting):
    ticket = waiting.called()
    waiting.wait(AFTER_MS)
    waiting.room.do(desk.undo, 1)
    waiting.wait(10 * AFTER_MS)
    assert waiting.state(ticket) is State.CALLED


def test_who_is_called_anew_has_as_long_as_anybody(waiting):
    ticket = waiting.called()
    waiting.wait(15_000)
    waiting.room.do(desk.undo, 1)
    again = waiting.room.do(desk.call_next, 1)
    assert again.id == ticket.id
    waiting.wait(AFTER_MS - 1)
    assert waiting.state(ticket) is State.CALLED


def test_nothing_starts_by_itself_unless_the_office_wants_it():
    waiting = Waiting(start_after_s=0)
    waiting.called()
    assert waiting.worker.waiting == 0


def test_nothing_starts_by_itself_any_more_when_the_office_no_longer_wants_it(waiting):
    ticket = waiting.called()
    waiting.room.do(desk.change_rules, {"start_after_s": 0})
    waiting.wait(AFTER_MS)
    assert waiting.state(ticket) is State.CALLED


def test_what_the_page_says_holds_by_the_rules_that_stand_now(waiting):
    ticket = waiting.called()
    waiting.wait(5_000)
    waiting.room.do(desk.change_rules, {"start_after_s": 30})
    said = waiting.room.counter(1)["starts_at"]
    waiting.wait(15_000)
    assert waiting.state(ticket) is State.CALLED
    waiting.wait(10_000)
    assert waiting.room.counter(1)["ticket"]["started_at"] == said


def restarted(waiting: Waiting) -> None:
    """The office stopped and was started again: nothing is remembered but what is stored."""
    waiting.worker = Worker("starts", monotonic=lambda: waiting.room.clock.mono / 1000)
    waiting.starts = Starts(waiting.reading, waiting.room.writer, desk.start, waiting.worker)
    waiting.starts.begin()


def test_what_the_page_says_holds_after_the_office_was_started_again(waiting):
    ticket = waiting.called()
    waiting.room.clock.advance(5_000)
    restarted(waiting)
    said = waiting.room.counter(1)["starts_at"]
    waiting.wait(15_000)
    assert waiting.state(ticket) is State.SERVING
    assert waiting.room.counter(1)["ticket"]["started_at"] == said


def test_a_moment_that_went_by_while_nobody_was_at_work_does_not_come_again(waiting):
    ticket = waiting.called()
    waiting.room.clock.advance(AFTER_MS)
    assert waiting.room.counter(1)["starts_at"] is None
    restarted(waiting)
    waiting.wait(AFTER_MS)
    assert waiting.state(ticket) is State.CALLED


def test_more_than_can_be_kept_wait_for_a_hand(waiting, caplog):
    for counter in (1, 2, 3, 4):
        waiting.called(counter)
    assert waiting.worker.waiting == 3
    assert "waits for a hand" in caplog.text


# ---------------------------------------------------------------- in a whole office


class Office:
    """A whole office that is open, in which services start 20 s after the call; time goes as told."""

    def __init__(self, folder: Path) -> None:
        given = settings.load(None, {"server.data": str(folder)}, simulate=True)
        self.clock = FixedClock(at=MORNING)
        self.office = wiring.create_app(given, wiring.devices(given), self.clock).extensions["dawr"]
        self.starting = self.office.announcer._starting
        self.starting._monotonic = lambda: self.clock.mono / 1000
        hear, heard = self.office.announcer.starts.hear, []
        self.office.announcer.starts.hear = lambda event: (hear(event), heard.append(event.kind))
        self.office.start()
        self.do(desk.change_rules, {"start_after_s": AFTER_MS // 1000})
        soon(lambda: Kind.SETTING_CHANGED in heard)  # or calls of later would be found among those of before, too

    def do(self, verb: Callable[..., Any], *args: Any) -> Any:
        return self.office.writer.do(lambda tx: verb(tx, *args), MANAGER)

    def call(self, counter: int) -> None:
        """Call somebody there, and wait until it is heard."""
        waiting = self.starting.waiting
        self.do(desk.issue, "information", "ar")
        self.do(desk.open_counter, counter)
        self.do(desk.call_next, counter)
        soon(lambda: self.starting.waiting == waiting + 1)

    def wait(self, ms: int) -> None:
        self.clock.advance(ms)
        self.starting.put(lambda: None)  # it looks at the clock again

    def here(self, counter: int) -> dict[str, Any]:
        found: dict[str, Any] = self.office.reading.counter(counter)
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.office.stop()


def test_in_a_whole_office_the_service_starts_by_itself_and_says_so(office):
    office.call(1)
    assert office.here(1)["starts_at"] is not None
    office.wait(AFTER_MS)
    soon(lambda: office.here(1)["ticket"]["state"] == "serving")
    here = office.here(1)
    assert (here["ticket"]["by_itself"], here["last"]["by"], here["starts_at"]) == (True, "system", None)


@pytest.mark.parametrize("verb", [desk.recall, desk.put_back, desk.undo])
def test_in_a_whole_office_whoever_was_called_and_touched_waits_for_a_hand(office, verb):
    office.call(1)
    office.do(verb, 1)
    before = office.here(1)["ticket"]
    office.call(2)
    office.wait(10 * AFTER_MS)
    soon(lambda: office.here(2)["ticket"]["state"] == "serving")  # which was to start later
    assert office.here(1)["ticket"] == before
