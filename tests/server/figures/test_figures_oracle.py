"""The figures against computations that share nothing with them: over random days, event by event, and by lifelines."""

import math
import warnings
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from server import desk, example, own_day
from server.figures import day_books
from server.figures.answering import Answering
from server.figures.counting import tallying
from server.office import day, measures
from server.office.actors import button
from server.office.questions import BY, Question
from server.office.tickets import State
from tests.rooms import MINUTE, UNHURRIED, Room, clerk
from tests.server.figures.random_days import COUNTERS, SERVICES, RandomDays
from tests.server.figures.reckoning import Reckoning, near

ZONE = "Europe/Berlin"
FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)
EVERYTHING = Question(FIRST, LAST)


class Past(RandomDays):
    """Some days, the last of which runs: with all that can happen, also what clerks seldom do."""

    def __init__(self, seed, days=4, steps=130):
        settings = example.settings(ZONE)
        next(each for each in settings["services"] if each["code"] == "complaints")["target_min"] = 3
        super().__init__(seed, Room(**settings))
        self.room.do(desk.set_hours, UNHURRIED)
        for number in range(days):
            if number:
                self.turn()
            self.live(steps)

    def turn(self):
        if self.chance.random() < 0.7:
            self.room.clock.advance(20 * 60 * MINUTE)
        super().turn()

    def at_a_counter(self, counter):
        seldom, by = self.chance.random(), clerk(self.chance.choice(COUNTERS))
        if seldom < 0.03:
            self.do(desk.open_counter, counter, by=by, bring=True)
        elif seldom < 0.05:
            self.do(desk.open_counter, counter, by=button(counter))
        elif seldom < 0.08:
            at = self.chance.choice(COUNTERS)
            self.do(desk.transfer, counter, to_counter=at, ticket=self.somebody(State.WAITING, State.CALLED))
        elif seldom < 0.1:
            self.do(desk.transfer, counter, service=self.chance.choice(SERVICES), ticket=self.somebody(State.WAITING))
        else:
            super().at_a_counter(counter)


def questions(chance, number):
    """Questions with any filters, by any groupings."""

    def some(*values):
        return tuple(chance.sample(values, chance.randint(1, len(values)))) if chance.random() < 0.25 else ()

    def ordered(values):
        return tuple(sorted(values, key=lambda value: (value is not None, value)))

    for _ in range(number):
        yield Question(
            chance.choice((FIRST, FIRST, date(2026, 9, 22))),
            LAST,
            services=ordered(some(*SERVICES)),
            counters=ordered(some(*COUNTERS)),
            clerks=ordered(some(None, *COUNTERS)),
            priorities=ordered(some(None, "age", "disability")),
            weekdays=ordered(some(0, 1, 2)),
            times=chance.choice(((), (), (), ((16, 24),), ((0, 20), (30, 48)))),
            by=tuple(chance.sample(BY, chance.choice((0, 1, 1, 2)))),
            week_starts=chance.choice((0, 5)),
        )


def both():
    """Who counts; numpy is not needed before."""
    from server.figures.counting import fast_tallying

    return tallying.tally, fast_tallying.tally


def reckoned(tx):
    """What the log says at a moment."""
    running, over, until = tx.day(), False, tx.now
    if day.is_over(running, tx.now, ZONE, tx.catalogue.rules):
        # No hours close the office: the day ended with what was done last.
        over, until = True, tx.last_doing(running.number).stamp
    return Reckoning(tx.db, ZONE, {code: tx.catalogue.target_s(code) for code in tx.catalogue.services}, until, over)


def agree(room, asked):
    """Whether both who count say of all questions what the log says."""

    def hold(tx):
        known, reader = reckoned(tx), day_books.Reader()
        for question in asked:
            total, rows = known.rows(question)
            for tally in both():
                told = Answering(tx.db, tx.catalogue, tx.now, reader, tally).rows(question)
                assert near(told["total"]) == near(total), question
                found = {tuple(row["key"].values()): near(row) for row in told["rows"]}
                assert found.keys() == rows.keys(), question
                for key, row in found.items():
                    assert row == near(rows[key]), (key, question)

    room.ask(hold)


@pytest.fixture(scope="module")
def past():
    return Past(1)


def hold_all(past, seed):
    """Whether the figures of a past agree, while its last day runs and when it is over."""
    agree(past.room, [EVERYTHING, *questions(Random(seed), 16)])
    past.room.clock.trusted = True
    past.room.clock.advance(30 * 60 * MINUTE)
    agree(past.room, [EVERYTHING, Question(FIRST, LAST, by=("day",))])


@pytest.mark.parametrize("seed", [2, *(pytest.param(each, marks=pytest.mark.long) for each in range(3, 21))])
def test_random_days_say_what_their_events_say(seed):
    hold_all(Past(seed), seed)


@pytest.fixture(scope="module")
def estimated():
    """What lifelines estimates of waits: the share that waits longer than each of some times, and percentiles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import KaplanMeierFitter

    def estimate(called, left, times):
        seen = [1] * len(called) + [0] * len(left)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = KaplanMeierFitter().fit([*called, *left], seen)
            shares = fitted.survival_function_at_times(times).to_list()
            return shares, {share: fitted.percentile(1 - share) for share in (0.5, 0.9)}

    return estimate


def samples():
    """Waits with many equal ones: few people and many, nobody who leaves and everybody, in minutes and in seconds."""
    chance = Random(7)
    for size in (1, 5, 20, 60, 2_000):
        for most_s, leave in ((12, 0.2), (900, 0.5), (5_400, 0.15), (60, 0.0), (600, 0.9)):
            waits = [(chance.randrange(most_s), chance.random() < leave) for _ in range(size)]
            yield [wait for wait, left in waits if not left], [wait for wait, left in waits if left]
    yield [], [5, 9]
    yield [7], [7, 7]
    yield [0, 0, 0], []


def test_the_estimates_are_those_of_lifelines(estimated):
    for called, left in samples():
        known, times = measures.spread(called, left), sorted({0, 10, 900, *called, *left})
        shares, percentiles = estimated(called, left, times)
        for seconds, surviving in zip(times, shares, strict=True):
            assert measures.share_within(known, seconds) == pytest.approx(1 - surviving, abs=1e-9)
        for share, expected in percentiles.items():
            found = measures.quantiles(known, share)[0]
            if any(abs(each - (1 - share)) < 1e-9 for each in shares):
                continue  # it reaches the share exactly, and says so or not as its logarithms are rounded
            assert (found.value_s if found.reached else math.inf) == expected


def test_the_waits_of_random_days_are_estimated_as_by_lifelines(estimated, past):
    known = past.room.ask(reckoned)
    begun = [leg for leg in known.legs if not leg.head.void and leg.took.get("wait") is not None]
    called, left = ([leg.took["wait"] for leg in begun if (leg.waited == "called") is is_so] for is_so in (True, False))
    row = past.room.ask(lambda tx: Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).rows(EVERYTHING))["total"]
    assert (row["wait"]["n"], row["wait"]["censored"]) == (len(called) + len(left), len(left))
    times = sorted({*called, *left, row["wait"]["median_s"]})
    for seconds, surviving in zip(times, estimated(called, left, times)[0], strict=True):
        assert measures.share_within(measures.spread(called, left), seconds) == pytest.approx(1 - surviving, abs=1e-9)
        assert surviving > 0.5 - 1e-9 or seconds >= row["wait"]["median_s"]


def test_the_days_of_which_all_this_was_told_say_what_their_events_say(past):
    hold_all(past, 1)


#: The parts of a page, by what they are grouped.
PARTS = {
    "days": ("day",), "heat": ("weekday", "half-hour"), "half_hours": ("half-hour",), "services": ("service",),
    "counters": ("counter",), "clerks": ("clerk",), "priorities": ("priority",),
}  # fmt: skip


@pytest.mark.parametrize("which", [0, 1], ids=["plain", "numpy"])
def test_each_part_of_a_page_says_what_its_events_say(past, which):
    asked = Question(date(2026, 9, 1), date(2026, 9, 30), priorities=(None, "age"), times=((14, 34),))

    def hold(tx):
        known = reckoned(tx)
        page = Answering(tx.db, tx.catalogue, tx.now, day_books.Reader(), both()[which]).page(asked)
        assert near(page["total"]) == near(known.rows(asked)[0])
        for name, by in PARTS.items():
            rows = known.rows(replace(asked, by=by))[1]
            assert {tuple(row["key"].values()) for row in page[name]} == {
                key for key, row in rows.items() if name not in ("days", "heat") or has_legs(row)
            }, name
            for row in page[name]:
                expected = near(rows[tuple(row["key"].values())])
                assert {of: each for of, each in near(row).items() if each is not None} == {
                    of: each for of, each in expected.items() if of in row and row[of] is not None
                }, name
        assert page["several"]["ways"] == known.several(asked)["ways"]
        visits = {each["legs"]: (each["count"], each["visit_time"]) for each in page["several"]["visits"]}
        assert visits == known.several(asked)["visits"]

    past.room.ask(hold)


def has_legs(row):
    """Whether anything but a counter's time makes a group."""
    return row["legs"] or row["void"]


def test_ones_own_day_is_what_the_manager_sees_of_it():
    past = Past(23, days=1, steps=200)

    def told(view):
        asked = replace(EVERYTHING, by=("clerk",))
        rows = Answering(view.db, view.catalogue, view.now, day_books.Reader()).rows(asked)["rows"]
        return [(own_day.told(view, row["key"]["clerk"]), row) for row in rows if row["key"]["clerk"]]

    for own, row in past.room.view(told):
        assert (own["served"], own["called"], own["missed"]) == (row["served"], row["called"], row["no_show"]["count"])
        assert own["put_backs"] == row["calls"]["put_backs"]
        assert own["service_time"].items() <= row["service_time"].items()
        for state in ("open_s", "paused_s"):
            # The statistics have whole seconds of each half-hour.
            assert 0 <= own[state] - row["time"][state] < 48
