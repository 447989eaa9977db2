"""A whole simulated day of three clerks who have nothing but a button each, cannot read, and press as thumbs do."""

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pytest

from hardware.buttons import Lamp
from server import check, desk, rows
from server.clock import FixedClock
from server.office.errors import OfficeError
from server.office.events import Event, Kind
from server.office.line import Waiting, may_call
from server.views import View
from tests.counter.hall import Hall
from tests.counter.thumbs import SECOND, Agenda, People, Thumb
from tests.rooms import KIOSK, MANAGER, MINUTE

COUNTERS = (1, 2, 3)
#: The largest head start of the example office.
MOST = 60 * MINUTE


def moment(time: str) -> int:
    """A time of that Monday in Tripoli (UTC+2), in ms."""
    return int(datetime.fromisoformat(f"2026-09-21T{time}+02:00").astimezone(UTC).timestamp() * 1000)


class Day:
    """From eight to half past two: who comes, who presses, and what is wrong at any moment."""

    def __init__(self, path: Path, seed: int, *, service_min: float, start_after_s: int = 0) -> None:
        chance = Random(seed)
        self.clock, self.agenda = FixedClock(at=moment("08:00")), Agenda()
        self.at_counter: dict[int, int] = {}
        self.heard: Tally[Kind] = Tally()
        self.by: Tally[str] = Tally()
        self.wrong: list[str] = []
        self.people: People | None = None
        self.hall = Hall(path, self.clock, COUNTERS, self.hear, self.look_at_lamps, start_after_s)
        self.people = People(self.hall, self.agenda, chance)
        self.people.arrive(moment("07:59"), moment("13:50"), service_min / len(COUNTERS) * MINUTE)
        self.thumbs = [Thumb(self.hall, self.agenda, self.people, n, chance, service_min * 0.8) for n in COUNTERS]
        for thumb in self.thumbs:
            self.agenda.put(moment("08:00") + chance.uniform(1, 300) * SECOND, thumb.look)

    def live(self) -> None:
        """The whole of it, with the noon prayer and a power cut."""
        self.agenda.put(moment("10:47:11"), self.cut_power)
        self.agenda.put(moment("12:40"), lambda: self.pray(set()))
        self.agenda.put(moment("12:55"), self.go_on)
        self.agenda.live(self.hall, moment("14:30"))

    def cut_power(self) -> None:
        self.hall.cut_power()
        self.look_at_lamps()

    def pray(self, paused: set[int]) -> None:
        """A manager pauses each counter once, as soon as it is decided what becomes of whom it has called."""
        for thumb in self.thumbs:
            if thumb.counter not in paused:
                with suppress(OfficeError):
                    self.hall.do(desk.pause, thumb.counter, reason="prayer", by=MANAGER)
                    paused.add(thumb.counter)
                    thumb.rests = True
        if len(paused) < len(COUNTERS):
            self.agenda.put(self.clock.at + 20 * SECOND, lambda: self.pray(paused))

    def go_on(self) -> None:
        for thumb in self.thumbs:
            thumb.rests = False

    # ---- what must hold whenever something happens

    def hear(self, event: Event) -> None:
        self.heard[event.kind] += 1
        if event.ticket is None:
            return
        if event.kind is Kind.TICKET_CALLED:
            if event.ticket in self.at_counter or event.counter in self.at_counter.values():
                self.wrong.append(f"{event.ticket} is called to {event.counter} while {self.at_counter}")
            self.at_counter[event.ticket] = event.counter
            self.by[event.actor] += 1
            self.hold_the_theorem(event)
        elif event.kind in (Kind.SERVICE_FINISHED, Kind.TICKET_MISSED, Kind.TICKET_UNSERVED):
            self.at_counter.pop(event.ticket, None)
        if self.people is not None:
            self.people.hear(event)

    def hold_the_theorem(self, call: Event) -> None:
        """Who waits on, and could have been called there, did not come earlier by more than the largest head start."""

        def overtaken(view: View) -> list[int]:
            (place,) = view.db.execute("SELECT place FROM ticket WHERE id = ?", (call.ticket,)).fetchone()
            return [leg.id for leg in theirs(view, call.counter) if place - leg.place > MOST]

        if found := self.hall.view(overtaken):
            self.wrong.append(f"{call.ticket} is called before {found}")

    def look_at_lamps(self) -> None:
        """Every lamp tells how its counter is."""
        for number in COUNTERS:
            chatters = self.hall.buttons.troubles.get(number) == "chattering"
            right = Lamp.FAST if chatters else self.hall.view(partial(self.right_lamp, number))
            if self.hall.lamp(number) is not right:
                self.wrong.append(
                    f"{self.clock}: the lamp of counter {number} is {self.hall.lamp(number)}, not {right}"
                )

    def right_lamp(self, number: int, view: View) -> Lamp:
        if number in self.at_counter.values():
            return Lamp.STEADY
        is_open = view.counter_states().get(number) == "open"
        return Lamp.SLOW if is_open and any(theirs(view, number)) else Lamp.OFF


def theirs(view: View, counter: int) -> Iterator[Waiting]:
    """Those who wait and may be called there."""
    caller, room = rows.caller(view.db, view.catalogue.counter(counter)), rows.room(view.db, view.catalogue, view.now)
    return (leg for leg in rows.line(view.db) if may_call(leg, caller, room))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.db"


def states(day: Day) -> Tally[str]:
    return Tally(state for (state,) in day.hall.room.store.db.execute("SELECT state FROM ticket WHERE day = 1"))


@pytest.mark.parametrize(
    ("seed", "service_min", "start_after_s"),
    [
        pytest.param(1, 12, 0, id="a-day"),
        *[
            pytest.param(seed, 5, 30 * (seed % 2), id=f"a-busy-day-{seed}", marks=pytest.mark.long)
            for seed in range(2, 8)
        ],
    ],
)
def test_a_thumb_that_cannot_read_gets_everybody_through_the_day(path, seed, service_min, start_after_s):
    day = Day(path, seed, service_min=service_min, start_after_s=start_after_s)
    day.live()
    before = states(day)
    assert before["finished"] > 0.6 * before.total(), "the clerks stood still"
    assert set(day.by) == {f"button:{number}" for number in COUNTERS}
    assert min(day.by.values()) > 0.1 * sum(day.by.values()), "one of them stood still"

    day.hall.do(desk.turn_day, by=MANAGER)
    day.hall.wait_until(day.clock.at + SECOND)
    after = states(day)
    assert after.keys() <= {"finished", "missed", "unserved"}
    assert after.total() == day.heard[Kind.TICKET_ISSUED] == before.total()
    assert day.at_counter == {}
    assert [day.hall.lamp(number) for number in COUNTERS] == [Lamp.OFF] * 3

    assert day.hall.do(desk.issue, "commercial-licence", "ar", by=KIOSK).number == "A001"
    day.hall.press(1)
    assert day.hall.lamp(1) is Lamp.STEADY
    day.hall.close()
    assert day.wrong == []
    assert check.check(path)[1] is None
