"""The demonstration: a throwaway office full of simulated people, with a past of some days.

Its past is made by the same verbs on a clock that is told, its present by the same simulation on a clock that goes
faster than life. Nothing of it lasts.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol

from hardware.worker import Worker
from server import desk
from server.clock import FixedClock
from server.demo.desk_doings import DeskDoings, Do
from server.demo.scenarios import FIRST_DAY_FACTOR, FIRST_WEEKDAY, LIVELY, WORKDAYS, Scenario
from server.demo.simulation import MINUTE_MS, Simulation
from server.office import hours
from server.office.actors import SYSTEM, Actor, Role
from server.office.events import Stamp
from server.record import Record, data_file
from server.settings import Settings
from server.store import Store

OPENS_MIN = 8 * 60
#: Today has begun already: so there is something to see at once.
BEGINS_MIN = OPENS_MIN + 30
#: Who works at the counters, by their numbers; and who may sign in besides, with the same password.
CLERKS = {1: "Salma", 2: "Yusuf", 3: "Amina", 4: "Khaled"}
NEWCOMERS = {"manager": Role.MANAGER, "clerk": Role.CLERK}
#: Nobody watches a night: of what is longer than this, all but the end is passed over.
_NIGHT_MS, _DAWN_MS = 120 * MINUTE_MS, 5 * MINUTE_MS
#: How often an idle clerk looks whether a person took a ticket at the kiosk.
_GLANCE_S = 20

_log = logging.getLogger("dawr.demo")


def workday(day: date) -> date:
    """This date, or the next one on which people work."""
    while day.weekday() not in WORKDAYS:
        day += timedelta(1)
    return day


def workdays(first: date, until: date) -> list[date]:
    """The dates on which people work, without the last one."""
    dates = (first + timedelta(days) for days in range((until - first).days))
    return [day for day in dates if day.weekday() in WORKDAYS]


class Demonstration:
    """An office in a data folder of its own, and its people: `days` before `today`, or before the next working day."""

    def __init__(
        self, settings: Settings, password: str, today: date, days: int, seed: int, scenario: Scenario = LIVELY
    ) -> None:
        self.today = workday(today)
        self.past = workdays(self.today - timedelta(days), self.today)
        self._path, self._zone = data_file(settings), settings.office.time_zone
        begins = self.past[0] if self.past else self.today
        self.clock = FixedClock(at=hours.moment(begins, 0, self._zone), boot="simulated")
        self._doings = DeskDoings(_nobody, _found(settings, self.clock, password, scenario))
        self._simulation = Simulation(scenario, self._doings, Random(seed))
        self._moments: Iterator[int] = iter(())

    def history(self) -> Iterator[date]:
        """Make the past; gives each day when it is stored."""
        with self._store() as store:
            for day in self.past:
                store.begin()
                self._begin(day)
                for at_ms in self._moments:
                    self._pass_to(at_ms)
                store.commit()
                yield day

    def begin_today(self) -> Stamp:
        """Make the first half hour of today; gives the moment at which its people are ready to live on."""
        begins_ms = hours.moment(self.today, BEGINS_MIN, self._zone)
        self._simulation.glance_s = _GLANCE_S
        with self._store() as store:
            store.begin()
            self._begin(self.today)
            while (at_ms := next(self._moments, begins_ms)) < begins_ms:
                self._pass_to(at_ms)
            store.commit()
        self._pass_to(begins_ms)
        return self.clock.now()

    def live(self, do: Do, clock: "Passing", speed: float, worker: Worker) -> "Life":
        """Their life from now on, through the writer of the office that runs."""
        self._doings.do, self._doings.paper = do, True
        return Life(self._days_to_come(), clock, speed, worker)

    def _days_to_come(self) -> Iterator[int]:
        day = self.today
        while True:
            yield from self._moments
            day = workday(day + timedelta(1))
            self._moments = self._people(day)

    def _begin(self, day: date) -> None:
        self._pass_to(hours.moment(day, OPENS_MIN, self._zone))
        self._doings.do(desk.begin_day, self._doings.clerks[1])
        self._moments = self._people(day)

    def _people(self, day: date) -> Iterator[int]:
        factor = FIRST_DAY_FACTOR if day.weekday() == FIRST_WEEKDAY else 1.0
        return self._simulation.day(hours.moment(day, OPENS_MIN, self._zone), factor)

    def _pass_to(self, at_ms: int) -> None:
        self.clock.advance(at_ms - self.clock.at)

    @contextmanager
    def _store(self) -> Iterator[Store]:
        """The data file, whose commits are whole days: nobody waits for a single one of these verbs."""
        store = Store(self._path)
        self._doings.do = lambda command, actor: store.run(command, actor, self.clock.now())[0]
        try:
            yield store
        finally:
            self._doings.do = _nobody
            store.close()


def _nobody(command: Callable[[Any], Any], actor: Actor) -> Any:
    raise RuntimeError("the people of a demonstration live by `history`, `begin_today` or `live`")


def _found(settings: Settings, clock: FixedClock, password: str, scenario: Scenario) -> Mapping[int, Actor]:
    """Found the office, with its hours and its staff; gives the clerks of its counters."""
    record = Record(settings, clock)
    try:
        closes = hours.written(OPENS_MIN + round(scenario.opens_min))
        week = {hours.WEEKDAYS[day]: [f"{hours.written(OPENS_MIN)}-{closes}"] for day in WORKDAYS}
        # Two may come within two seconds: nobody plays with this kiosk but whoever watches.
        limits = {"pause_s": 0, "per_min": 0}
        record.writer.do(lambda tx: desk.set_hours(tx, {"week": week, "kiosk": limits}), SYSTEM)
        for name, role in NEWCOMERS.items():
            record.staff.add(name, role, password, SYSTEM)
        ids = {n: record.staff.add(name, Role.CLERK, password, SYSTEM)["id"] for n, name in CLERKS.items()}
    finally:
        record.close()
    return {number: Actor(f"staff:{id_}", Role.CLERK, id_) for number, id_ in ids.items()}


class Passing(Protocol):
    """A clock of which some time can be passed over."""

    def now(self) -> Stamp: ...
    def advance(self, ms: int) -> None: ...


class Life:
    """Simulated people who live as the clock goes. `moments` are those of a simulation; `speed`: of the clock."""

    def __init__(self, moments: Iterator[int], clock: Passing, speed: float, worker: Worker) -> None:
        self._moments, self._clock, self._speed, self._worker = moments, clock, speed, worker
        self._next_ms = next(moments)

    def begin(self) -> None:
        """Live on, as soon as the worker works."""
        self._worker.put(self._go_on)

    def _go_on(self) -> None:
        """Do all that has become due; then wait for what comes next."""
        while (left_ms := self._next_ms - self._clock.now().at) <= 0:
            self._next_ms = next(self._moments)
        if left_ms > _NIGHT_MS:
            _log.info("the office is closed: the night passes at once")
            self._clock.advance(left_ms - _DAWN_MS)
            left_ms = _DAWN_MS
        self._worker.put(self._go_on, after_s=left_ms / 1000 / self._speed)
