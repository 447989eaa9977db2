"""Simulated people: against queueing theory, against the example of the measures, and at the real desk."""

import math
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random
from statistics import fmean, stdev

import pytest

from server import desk
from server.demo.desk_doings import DeskDoings
from server.demo.doings import Refused
from server.demo.scenarios import OFFICE, Errand, Scenario, work_min
from server.demo.simulation import MINUTE_MS, Simulation
from server.figures import day_books
from server.figures.answering import Answering
from server.office import measures
from server.office.actors import SYSTEM, Actor, Role
from server.office.questions import Question
from server.office.tickets import State
from tests.rooms import MORNING, UNHURRIED, Room
from tests.server.demo.paper_doings import PaperDoings

DAY_MS = 86_400_000
CLERKS = {counter: Actor(f"staff:{counter}", Role.CLERK, counter) for counter in (1, 2, 3, 4)}


def on_paper(scenario: Scenario, days: int, seed: int) -> PaperDoings:
    paper = PaperDoings({"disability": 60, "age": 30, "infant": 30})
    simulation = Simulation(scenario, paper, Random(seed))
    for day in range(days):
        for at_ms in simulation.day(MORNING + day * DAY_MS):
            paper.now_ms = at_ms
    return paper


def at_the_desk(room: Room, scenario: Scenario, days: int, seed: int) -> None:
    room.writer.do(lambda tx: desk.set_hours(tx, UNHURRIED), SYSTEM)
    simulation = Simulation(scenario, DeskDoings(room.writer.do, CLERKS), Random(seed))
    for day in range(days):
        for at_ms in simulation.day(MORNING + day * DAY_MS):
            room.clock.advance(at_ms - room.clock.at)


def many_counters(load: float, people: int) -> Scenario:
    """M/M/4 with services of ten minutes: nobody leaves, nothing comes between."""
    arrivals = 4 * load / 10
    errands = (Errand("any", 1, 10, None),)
    return Scenario(arrivals_per_min=arrivals, opens_min=people / arrivals, errands=errands)


def erlang_wait_min(load: float, counters: int = 4, service_min: float = 10) -> float:
    """The mean wait of M/M/c (Erlang's C formula)."""
    offered = load * counters
    busy = offered**counters / math.factorial(counters) / (1 - load)
    waits = busy / (sum(offered**k / math.factorial(k) for k in range(counters)) + busy)
    return waits * service_min / (counters * (1 - load))


def test_the_mean_wait_of_four_counters_is_as_erlang_says():
    assert erlang_wait_min(0.92) == pytest.approx(25.9, abs=0.05)


@pytest.mark.parametrize(("load", "people"), [(0.7, 20_000), (0.92, 60_000)])
def test_the_simulated_wait_is_within_three_standard_errors_of_theory(load, people):
    waits_min = [wait_ms / MINUTE_MS for wait_ms in on_paper(many_counters(load, people), 1, seed=1).waits_ms]
    waits_min = waits_min[len(waits_min) // 20 :]  # the room was empty at first
    # Those who come one after the other wait alike: the means of long stretches do not know of each other.
    size = len(waits_min) // 20
    means = [fmean(waits_min[start : start + size]) for start in range(0, 20 * size, size)]
    error = stdev(means) / math.sqrt(len(means))
    assert abs(fmean(means) - erlang_wait_min(load)) < 3 * error
    assert error < erlang_wait_min(load) / 5  # and it says something


def test_those_who_wait_are_on_average_as_many_as_come_in_a_mean_wait():
    scenario = many_counters(0.7, 5_000)
    paper = PaperDoings()
    waiting, area, before_ms = 0, 0, MORNING
    for at_ms in Simulation(scenario, paper, Random(3)).day(MORNING):
        area += paper.waiting * (at_ms - before_ms)
        before_ms = paper.now_ms = at_ms
    lasted_ms = before_ms - MORNING
    assert waiting == paper.waiting
    assert area / lasted_ms == pytest.approx(len(paper.waits_ms) / lasted_ms * fmean(paper.waits_ms))


#: The example of docs/measures.md.
EXAMPLE = Scenario(
    arrivals_per_min=0.39,
    profile=OFFICE.profile,
    opens_min=540,
    errands=(Errand("information", 1, 10, 0.8),),
    patience_min=60,
)


def test_the_example_of_the_measures_comes_out():
    paper = on_paper(EXAMPLE, 300, seed=1)
    waits_s, left_s = [ms // 1000 for ms in paper.waits_ms], [ms // 1000 for ms in paper.left_ms]
    served, everybody = measures.spread(waits_s), measures.spread(waits_s, left_s)
    assert len(left_s) / (len(waits_s) + len(left_s)) == pytest.approx(0.15, abs=0.01)
    assert measures.quantiles(served, 0.9)[0].value_s / 60 == pytest.approx(23.6, abs=1)
    assert measures.share_within(served, 900) == pytest.approx(0.75, abs=0.02)
    assert measures.quantiles(everybody, 0.9)[0].value_s / 60 == pytest.approx(26.4, abs=1)
    assert measures.share_within(everybody, 900) == pytest.approx(0.68, abs=0.02)


@pytest.mark.parametrize("errand", OFFICE.errands[::2], ids=lambda errand: errand.service)
def test_services_take_as_long_as_the_table_says(errand):
    random = Random(1)
    took_min = [work_min(errand, random) for _ in range(20_000)]
    assert fmean(took_min) == pytest.approx(errand.mean_min, rel=0.03)
    assert stdev(took_min) / fmean(took_min) == pytest.approx(errand.cv, rel=0.06)


def test_people_come_as_the_profile_says():
    random, hours, days = Random(1), Counter(), 400
    for _ in range(days):
        minute = OFFICE.comes_after(0.0, 1.2, random)
        while minute is not None:
            hours[int(minute // 60)] += 1
            minute = OFFICE.comes_after(minute, 1.2, random)
    expected = [0.21 * 60 * 1.2 * each * days for each in OFFICE.profile]
    assert [hours[hour] for hour in range(9)] == [pytest.approx(each, abs=4 * math.sqrt(each)) for each in expected]


def test_the_services_of_the_table_share_those_who_come():
    random = Random(1)
    people = [OFFICE.somebody(random) for _ in range(10_000)]
    assert sum(each.share for each in OFFICE.errands) == pytest.approx(1)
    services = Counter(person.service for person in people)
    for errand in OFFICE.errands:
        assert services[errand.service] / len(people) == pytest.approx(errand.share, abs=0.015)
    assert fmean(person.priority is not None for person in people) == pytest.approx(0.12, abs=0.01)
    assert fmean(not person.comes for person in people) == pytest.approx(0.08, abs=0.01)
    assert fmean(person.patience_min for person in people) == pytest.approx(120, rel=0.04)


def test_clerks_rest_after_every_twentieth_service_and_everybody_goes_home():
    paper = Breaks()
    simulation = Simulation(OFFICE, paper, Random(1))
    for day in range(40):
        for at_ms in simulation.day(MORNING + day * DAY_MS):
            paper.now_ms = at_ms
        assert paper.closed == {1, 2, 3, 4}
        paper.closed.clear()
    assert len(paper.rests_min) / len(paper.works_ms) == pytest.approx(0.05, abs=0.008)
    assert all(5 <= rest <= 20 for rest in paper.rests_min)
    assert fmean(paper.rests_min) == pytest.approx(12.5, abs=0.9)


class Breaks(PaperDoings):
    """Notes the breaks, and who went home."""

    def __init__(self) -> None:
        super().__init__()
        self.rests_min, self.closed, self._since = [], set(), {}

    def pause(self, counter):
        super().pause(counter)
        self._since[counter] = self.now_ms

    def open(self, counter):
        if counter in self._since:
            self.rests_min.append((self.now_ms - self._since.pop(counter)) / MINUTE_MS)
        super().open(counter)

    def close(self, counter):
        self.closed.add(counter)


def test_time_only_goes_forward():
    paper = PaperDoings()
    lively = replace(OFFICE, goes_on=0.1, sent_on=0.1, put_back=0.1, out_of_turn=0.1)
    moments = []
    for at_ms in Simulation(lively, paper, Random(1)).day(MORNING):
        paper.now_ms = at_ms
        moments.append(at_ms)
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert not paper.waiting


@pytest.mark.parametrize("days", [1, pytest.param(10, marks=pytest.mark.long)])
def test_the_desk_does_what_happens_on_paper(days):
    scenario = replace(OFFICE, priorities=(("age", 0.06), ("infant", 0.03)), no_show=0.0, goes_on=0.05)
    paper = on_paper(scenario, days, seed=5)
    room = Room()
    at_the_desk(room, scenario, days, seed=5)
    legs = room.ask(lambda tx: list(tx.db.execute("SELECT wait_ms, left_ms, service_ms FROM leg")))
    assert sorted(wait for wait, _, _ in legs if wait is not None) == sorted(paper.waits_ms)
    assert sorted(left for _, left, _ in legs if left is not None) == sorted(paper.left_ms)
    assert sorted(took for _, _, took in legs if took is not None) == sorted(paper.works_ms)


@pytest.mark.parametrize(("days", "opens_min"), [(1, 180), pytest.param(30, 540, marks=pytest.mark.long)])
def test_the_statistics_tell_of_the_example_at_the_desk_what_its_people_lived(days, opens_min):
    example = replace(EXAMPLE, opens_min=opens_min)
    paper, room = on_paper(example, days, seed=1), Room()
    at_the_desk(room, example, days, seed=1)
    asked = Question(date(2026, 1, 1), date(2026, 12, 31))
    row = room.ask(lambda tx: Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).rows(asked))["total"]
    waits_s, left_s = [ms // 1000 for ms in paper.waits_ms], [ms // 1000 for ms in paper.left_ms]
    everybody, came = measures.spread(waits_s, left_s), len(waits_s) + len(left_s)
    assert (row["taken"], row["called"], row["left"]["count"]) == (came, len(waits_s), len(left_s))
    for name, share in (("median_s", 0.5), ("p90_s", 0.9)):
        assert row["wait"][name] == measures.quantiles(everybody, share)[0].value_s
    within = sum(seconds <= 900 for seconds in waits_s)
    assert (row["level"]["strict"], row["level"]["served"]) == (within / came, within / len(waits_s))
    assert row["level"]["expected"] == measures.share_within(everybody, 900)
    assert row["service_time"]["mean_s"] == round(fmean(ms // 1000 for ms in paper.works_ms))


def test_everything_that_can_become_of_somebody_happens_at_the_desk():
    room = Room()
    lively = replace(OFFICE, no_show=0.2, goes_on=0.1, sent_on=0.1, put_back=0.1, out_of_turn=0.1, breaks=0.2)
    at_the_desk(room, lively, 1, seed=2)
    ends = room.ask(lambda tx: Counter(end for (end,) in tx.db.execute("SELECT end FROM leg")))
    assert {"finish", "continue", "transfer", "no-show", "cancel"} == set(ends)
    states = room.ask(lambda tx: {state for (state,) in tx.db.execute("SELECT DISTINCT state FROM ticket")})
    assert states == {State.FINISHED, State.MISSED, State.CANCELLED}
    kinds = room.ask(lambda tx: {kind for (kind,) in tx.db.execute("SELECT DISTINCT kind FROM event")})
    assert {"TicketPutBack", "CounterPaused", "TicketRecalled"} <= kinds
    assert room.ask(lambda tx: tx.counters_in_use()) == []


def test_clerks_let_a_person_work_who_takes_their_counter_and_come_back_to_it():
    room = Room()
    room.writer.do(lambda tx: desk.set_hours(tx, UNHURRIED), SYSTEM)
    scenario = replace(OFFICE, counters=(1,), patience_min=math.inf, arrivals_per_min=0.05)
    simulation = Simulation(scenario, DeskDoings(room.writer.do, CLERKS), Random(4))
    mine = None
    for at_ms in simulation.day(MORNING):
        room.clock.advance(at_ms - room.clock.at)
        at_counter = room.ask(lambda tx: tx.ticket_at(1))
        minute = (at_ms - MORNING) / MINUTE_MS
        if mine is None and minute > 60 and at_counter and at_counter.state is State.SERVING:
            room.do(desk.finish, 1)
            mine = room.do(desk.call_next, 1) or room.do(desk.call, 1, room.issue("complaints").id, "other")
        elif mine and minute < 120:
            assert at_counter and at_counter.id == mine.id
        elif mine and at_counter and at_counter.id == mine.id:
            room.do(desk.finish, 1)
    assert mine
    assert room.ask(lambda tx: tx.unfinished()) == []
    assert room.ask(lambda tx: tx.counters_in_use()) == []


def test_somebody_of_whom_the_simulation_knows_nothing_is_called_by_a_clerk_who_looks_up():
    room = Room()
    scenario = replace(OFFICE, arrivals_per_min=0.0001)
    simulation = Simulation(scenario, DeskDoings(room.writer.do, CLERKS), Random(1), glance_s=20)
    mine = None
    for at_ms in simulation.day(MORNING):
        room.clock.advance(at_ms - room.clock.at)
        if at_ms > MORNING + 10 * MINUTE_MS and mine is None:
            mine = room.issue()
        if at_ms > MORNING + 11 * MINUTE_MS:
            break
    assert room.ticket(mine).leg.first_call


def test_what_the_office_forbids_is_refused_and_life_goes_on():
    room = Room()
    room.writer.do(lambda tx: desk.set_hours(tx, {"week": {"fri": ["08:00-09:00"]}}), SYSTEM)
    doings = DeskDoings(room.writer.do, CLERKS)
    with pytest.raises(Refused):
        doings.issue(OFFICE.somebody(Random(1)))
    at_the_desk(room, OFFICE, 1, seed=1)
    assert room.ask(lambda tx: list(tx.db.execute("SELECT id FROM ticket"))) == []
