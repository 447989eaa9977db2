"""Simulated people: they come, wait or lose their patience, are called and served; clerks take breaks and go home.

It knows no office: what happens is asked of a `Doings`, on paper (in its tests) or by the verbs of a desk
(`server.demo.desk_doings`). It reads no clock and waits for nothing: `Simulation.day` tells when the next thing
happens, and does it when it is asked to go on.
"""

import heapq
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

from server.demo.doings import Doings, Refused
from server.demo.scenarios import Person, Scenario, work_min

MINUTE_MS = 60_000
#: After a call that nobody answered: until the recall, and until it is asked whether they may be given up (ms).
_RECALL_MS, _ASK_AGAIN_MS = 40_000, 20_000
#: A clerk who finds that somebody else acts at the counter looks again after this (ms); after closing, for so long.
_LOOK_AGAIN_MS, _LOOK_UNTIL_MS = MINUTE_MS, 180 * MINUTE_MS


class Simulation:
    """The people of a scenario, whose clerks keep their speed from day to day.

    `glance_s`: how often an idle clerk looks whether somebody waits of whom the simulation knows nothing; None: never.
    """

    def __init__(self, scenario: Scenario, doings: Doings, random: Random, glance_s: float | None = None) -> None:
        self.scenario, self.doings, self.random, self.glance_s = scenario, doings, random, glance_s
        self.speeds = {counter: random.uniform(*scenario.speed) for counter in scenario.counters}

    def day(self, opens_ms: int, factor: float = 1.0) -> Iterator[int]:
        """One day, until everybody has gone home: gives each moment (ms) *before* what happens then is done.

        `factor` multiplies its arrivals.
        """
        return _Day(self, opens_ms, factor).moments()


@dataclass(order=True, slots=True)
class _Plan:
    """What will be done; `counter`: where, if at one. `more` then begins with whom it is about."""

    at_ms: int
    number: int
    act: Callable[..., None] = field(compare=False)
    counter: int | None = field(compare=False)
    more: tuple[Any, ...] = field(compare=False)


class _Day:
    def __init__(self, simulation: Simulation, opens_ms: int, factor: float) -> None:
        self._scenario, self._speeds, self._glance_s = simulation.scenario, simulation.speeds, simulation.glance_s
        self._doings, self._random = simulation.doings, simulation.random
        self._opens_ms, self._now_ms, self._factor = opens_ms, opens_ms, factor
        self._closes_ms = opens_ms + round(self._scenario.opens_min * MINUTE_MS)
        self._plans: list[_Plan] = []
        self._numbers = count()
        self._waiting: dict[int, Person] = {}
        #: The counters where nobody is, with since when; who is so for the longest comes first.
        self._idle: dict[int, int] = {}
        for counter in self._scenario.counters:
            self._plan(0, self._open, counter)
        self._plan_arrival(0.0)
        self._plan(self._scenario.opens_min, self._look_round)

    def moments(self) -> Iterator[int]:
        while self._plans:
            plan = heapq.heappop(self._plans)
            if plan.act == self._lose_patience and plan.more[0] not in self._waiting:
                continue  # they were called long ago: nobody waits here for that
            yield plan.at_ms
            self._now_ms = plan.at_ms
            try:
                plan.act(*plan.more) if plan.counter is None else plan.act(plan.counter, *plan.more)
            except Refused:
                if plan.counter is not None:
                    self._look_again(plan.counter, *plan.more[:1])

    def _plan(self, after_min: float, act: Callable[..., None], counter: int | None = None, *more: Any) -> None:
        at_ms = self._now_ms + round(after_min * MINUTE_MS)
        heapq.heappush(self._plans, _Plan(at_ms, next(self._numbers), act, counter, more))

    def _happens(self, share: float) -> bool:
        return share > 0 and self._random.random() < share

    @property
    def _over(self) -> bool:
        """Whether the doors are closed, and nobody waits any more."""
        return self._now_ms >= self._closes_ms and not self._waiting

    # ---- the people

    def _plan_arrival(self, minute: float) -> None:
        comes = self._scenario.comes_after(minute, self._factor, self._random)
        if comes is not None:
            at_ms = self._opens_ms + round(comes * MINUTE_MS)
            heapq.heappush(self._plans, _Plan(at_ms, next(self._numbers), self._arrive, None, (comes,)))

    def _arrive(self, minute: float) -> None:
        self._plan_arrival(minute)
        person = self._scenario.somebody(self._random)
        who = self._doings.issue(person)
        if person.patience_min < math.inf:
            self._plan(person.patience_min, self._lose_patience, None, who)
        self._wait(who, person)

    def _wait(self, who: int, person: Person) -> None:
        self._waiting[who] = person
        self._look_round()

    def _lose_patience(self, who: int) -> None:
        del self._waiting[who]
        with suppress(Refused):
            self._doings.leave(who)
        self._look_round()

    # ---- the clerks

    def _open(self, counter: int) -> None:
        self._doings.open(counter)
        self._next(counter)

    def _next(self, counter: int) -> None:
        self._idle.pop(counter, None)
        who = self._called(counter)
        if who is None:
            self._rest(counter)
            return
        person = self._waiting.pop(who, None) or self._scenario.somebody(self._random)
        if self._happens(self._scenario.put_back):
            self._plan(1, self._put_back, counter, who, person)
        elif person.comes:
            walk_min = self._scenario.walk_min
            self._plan(self._random.expovariate(1 / walk_min) if walk_min else 0, self._start, counter, who, person)
        else:
            self._plan(_RECALL_MS / MINUTE_MS, self._recall, counter, who)
        if self._over:
            self._look_round()

    def _called(self, counter: int) -> int | None:
        """Who is called at this counter: by the rule, or, now and then, somebody whom a clerk prefers."""
        if len(self._waiting) > 1 and self._happens(self._scenario.out_of_turn):
            who = self._random.choice(list(self._waiting)[1:])
            self._doings.call(counter, who)
            return who
        return self._doings.call_next(counter)

    def _rest(self, counter: int) -> None:
        """Nobody waits: wait for somebody, or go home."""
        if self._over:
            self._doings.close(counter)
            return
        self._idle[counter] = self._now_ms
        if self._glance_s is not None:
            self._plan(self._glance_s / 60, self._glance, counter, None, self._now_ms)

    def _glance(self, counter: int, who: None, since_ms: int) -> None:
        if self._idle.get(counter) == since_ms:
            self._next(counter)

    def _look_round(self) -> None:
        """Those who are idle see whether there is somebody to call, or whether the day is over."""
        for counter in list(self._idle) if self._waiting or self._over else ():
            if counter in self._idle:
                try:
                    self._next(counter)
                except Refused:
                    self._look_again(counter)

    def _look_again(self, counter: int, who: int | None = None) -> None:
        """Somebody else acts at this counter: leave them alone for a while. `who` was there last."""
        if not self._over and self._now_ms < self._closes_ms + _LOOK_UNTIL_MS:
            self._plan(_LOOK_AGAIN_MS / MINUTE_MS, self._take_up, counter, who)

    def _take_up(self, counter: int, who: int | None) -> None:
        """Be the clerk here again: whoever was here may still be so."""
        if who is not None:
            with suppress(Refused):
                self._doings.finish(counter, who)
        self._next(counter)

    def _start(self, counter: int, who: int, person: Person) -> None:
        self._doings.start(counter, who)
        self._serve(counter, who, person)

    def _serve(self, counter: int, who: int, person: Person) -> None:
        self._plan(person.work_min / self._speeds[counter], self._finish, counter, who, person)

    def _finish(self, counter: int, who: int, person: Person) -> None:
        if self._happens(self._scenario.goes_on):
            person = self._with_another_errand(person)
            self._doings.go_on(counter, who, person.service)
            self._serve(counter, who, person)
            return
        if self._happens(self._scenario.sent_on):
            person = self._with_another_errand(person)
            self._doings.send_on(counter, who, person.service)
            self._wait(who, person)
        else:
            self._doings.finish(counter, who)
        self._breathe(counter)

    def _with_another_errand(self, person: Person) -> Person:
        errand = self._scenario.other_errand(person.service, self._random)
        return replace(person, service=errand.service, work_min=work_min(errand, self._random))

    def _breathe(self, counter: int) -> None:
        """Between two people: a moment, or a break."""
        if self._happens(self._scenario.breaks) and not self._over:
            self._doings.pause(counter)
            self._plan(self._random.uniform(*self._scenario.break_min), self._open, counter)
            self._look_round()
        else:
            self._plan(self._scenario.tidy_min, self._next, counter)

    def _put_back(self, counter: int, who: int, person: Person) -> None:
        self._doings.put_back(counter, who)
        self._wait(who, person)
        self._plan(self._scenario.tidy_min, self._next, counter)

    def _recall(self, counter: int, who: int) -> None:
        self._doings.recall(counter, who)
        self._plan(_ASK_AGAIN_MS / MINUTE_MS, self._give_up, counter, who)

    def _give_up(self, counter: int, who: int) -> None:
        if self._doings.no_show(counter, who):
            self._plan(self._scenario.tidy_min, self._next, counter)
        else:
            self._plan(_ASK_AGAIN_MS / MINUTE_MS, self._give_up, counter, who)
