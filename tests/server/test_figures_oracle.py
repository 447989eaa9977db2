"""The figures against computations that share nothing with them: over random days, event by event, and by lifelines."""

from datetime import date
from random import Random

import pytest

from server import day_books, desk, example, fast_tallying, tallying
from server.answering import Answering
from server.office import day
from server.office.actors import button
from server.office.questions import BY, Question
from server.office.tickets import State
from tests.rooms import MINUTE, UNHURRIED, Room, clerk
from tests.server.random_days import COUNTERS, SERVICES, RandomDays
from tests.server.reckoning import Reckoning

ZONE = "Europe/Berlin"
FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)


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


def near(row):
    """A row with its estimated share rounded to what two ways of computing have in common."""
    level = row["level"]
    expected = level["expected"] and round(level["expected"], 9)
    return {name: value for name, value in row.items() if name != "key"} | {"level": level | {"expected": expected}}


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
            for tally in (tallying.tally, fast_tallying.tally):
                told = Answering(tx.db, tx.catalogue, tx.now, reader, tally).rows(question)
                assert near(told["total"]) == near(total), question
                found = {tuple(row["key"].values()): near(row) for row in told["rows"]}
                assert found.keys() == rows.keys(), question
                for key, row in found.items():
                    assert row == near(rows[key]), (key, question)

    room.ask(hold)


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(each, marks=pytest.mark.long) for each in range(3, 21))])
def test_random_days_say_what_their_events_say(seed):
    past = Past(seed)
    agree(past.room, [Question(FIRST, LAST), *questions(Random(seed), 25)])
    past.room.clock.trusted = True
    past.room.clock.advance(30 * 60 * MINUTE)
    agree(past.room, [Question(FIRST, LAST), Question(FIRST, LAST, by=("day",))])
