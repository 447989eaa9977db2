"""What numpy counts is what plain Python counts: for any books, any question and any grouping."""

import random
from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.figures.counting import fast_tallying, tallying
from server.office import figures
from server.office.day_book import (
    BY_ITSELF,
    CALLED,
    CALLS,
    CONTINUED,
    ENDS,
    FINISHED,
    HELD,
    NOT_RESUMED,
    OPEN,
    STARTED,
    STATES,
    VOID,
    Book,
    Day,
    table,
)
from server.office.errors import TooFine
from server.office.figures import Part
from server.office.questions import BY, Question, parse

#: Clocks change in it; the day after is a Monday.
SUNDAY = date(2026, 10, 25)
ZONES = st.sampled_from(["Africa/Tripoli", "Europe/Berlin", "Asia/Kathmandu"]).map(ZoneInfo)
SERVICES = ("information", "complaints", "licence", "copies")
CLASSES, REASONS = ("age", "disability"), ("unwell", "other")
TARGETS = dict(zip(SERVICES, (900, 900, 60, 1800), strict=True))
LONG_S = (0, 1, 60, 61, 900, 901, 902, 5399, 5400, 5401, 65_535, 70_000)
FLAGS = (CALLED, CONTINUED, STARTED, BY_ITSELF, HELD, NOT_RESUMED, VOID, OPEN, FINISHED)
ODDS = (0.8, 0.1, 0.8, 0.2, 0.2, 0.1, 0.1, 0.1, 0.6)


def book(dice, legs):
    """Any columns that a book can hold."""

    def duration():
        return dice.choice(LONG_S) if dice.random() < 0.3 else dice.randint(0, 1500)

    services, classes, reasons = (dice.sample(words, len(words)) for words in (SERVICES, CLASSES, REASONS))
    rows, visit, serial = [], -1, 0
    for _ in range(legs):
        serial = serial + 1 if rows and dice.random() < 0.3 else 1
        visit += serial == 1
        flags = sum(flag for flag, odds in zip(FLAGS, ODDS, strict=True) if dice.random() < odds)
        counter, begun = dice.randint(0, 3), dice.choice((0, dice.randint(1, 4 * 1440)))
        who = (dice.randrange(4), dice.randint(0, 2), 0, counter, dice.choice((0, 7, 70_000)))
        rows.append((visit, serial, *who, begun, dice.randrange(len(ENDS)), flags, *(duration() for _ in range(5))))
    calls = [
        (dice.randint(0, legs), dice.randint(0, 3), dice.choice((0, 7)), dice.randrange(len(CALLS)), dice.randint(0, 2))
        for _ in range(legs)
    ]
    times = [
        (
            dice.randrange(len(STATES)),
            dice.randint(1, 3),
            dice.choice((0, 7)),
            dice.choice((0, 70, 96)),
            dice.randint(0, 1801),
        )
        for _ in range(legs)
    ]
    return Book(
        table("leg", rows), table("call", calls), table("time", times), tuple(services), tuple(classes), tuple(reasons)
    )


def days(dice):
    dates = sorted(SUNDAY + timedelta(dice.choice((-1, 0, 1, 1, 7, 70, 80))) for _ in range(dice.randint(0, 5)))
    made = [book(dice, dice.choice((0, 1, 5, 30))) for _ in dates]
    running = dice.randint(0, len(dates))
    return [Day(each + 1, dates[each], made[each], each == running) for each in range(len(dates))]


PARTS = st.builds(
    lambda by, measures: Part("rows", tuple(by), measures),
    st.lists(st.sampled_from(BY), max_size=3, unique=True),
    st.frozensets(st.sampled_from(figures.MEASURES)),
)
QUESTIONS = st.builds(
    Question,
    st.just(SUNDAY),
    st.just(SUNDAY + timedelta(100)),
    services=st.sampled_from([(), (), ("information", "licence")]),
    counters=st.sampled_from([(), (), (1, 2)]),
    clerks=st.sampled_from([(), (), (None, 7), (70_000,)]),
    priorities=st.sampled_from([(), (), (None, "age")]),
    weekdays=st.sampled_from([(), (), (0, 6)]),
    times=st.sampled_from([(), (), ((2, 20),), ((0, 4), (40, 48))]),
    week_starts=st.sampled_from([0, 5]),
)


def told(tally, some, question, parts, zone, targets=TARGETS):
    found = [((name, key), each) for name, key, each in tally(some, question, parts, zone, targets.__getitem__)]
    assert len(dict(found)) == len(found), "each group is told once"
    return dict(found)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), QUESTIONS, PARTS, ZONES, st.sampled_from([1, 20, 50_000]), st.sampled_from([2, 416]))
def test_both_count_alike(seed, question, part, zone, batch, dense):
    some = days(random.Random(seed))
    parts = [part, Part("total"), Part("several")]
    with pytest.MonkeyPatch.context() as small:
        small.setattr(fast_tallying, "BATCH", batch)
        if dense == 2:
            small.setattr(fast_tallying, "PLACES", dict.fromkeys(fast_tallying.PLACES, (2, 700)))
        fast = told(fast_tallying.tally, some, question, parts, zone)
    assert fast == told(tallying.tally, some, question, parts, zone)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 2**32), QUESTIONS, st.sampled_from(["day", "month", "weekday", "hour", "service", "priority"]), ZONES
)
def test_the_rows_of_a_grouping_add_up_to_the_total(seed, question, by, zone):
    """But for the visits served, of which one may have legs in several rows."""
    some, parts = days(random.Random(seed)), [Part("rows", (by,)), Part("total")]
    found = told(tallying.tally, some, question, parts, zone)
    total = found.pop(("total", ()))
    summed = sum((Counter(each.counts) for each in found.values()), Counter())
    of_calls = {"undone", "calls", "out_of_turn", "put_backs", "time_clock"}
    for name in (
        (total.counts.keys() | summed.keys())
        - {"served"}
        - (of_calls if by in ("service", "priority", "hour") else set())
    ):
        assert summed[name] == total.counts.get(name, 0), name
    assert summed["served"] >= total.counts.get("served", 0)
    for name in total.spreads:
        assert sum(each.spreads[name].n for each in found.values() if name in each.spreads) == total.spreads[name].n


def test_dates_that_have_gone_by_leave_nothing_to_those_that_take_their_place(monkeypatch):
    monkeypatch.setattr(fast_tallying, "BATCH", 1)
    dice, parts = random.Random(3), [Part("rows", ("day",))]
    some = [Day(each, SUNDAY + timedelta(each), book(dice, 20), each == 1) for each in range(1, 7)]
    plain = told(tallying.tally, some, parse({}, SUNDAY), parts, ZoneInfo("UTC"))
    assert told(fast_tallying.tally, some, parse({}, SUNDAY), parts, ZoneInfo("UTC")) == plain


def test_the_parts_of_the_page_are_counted_alike():
    some = [*days(random.Random(4)), Day(9, SUNDAY + timedelta(90), book(random.Random(5), 200))]
    question = parse({}, SUNDAY + timedelta(90))
    parts, zone = figures.page_parts(question), ZoneInfo("Africa/Tripoli")
    plain = told(tallying.tally, some, question, parts, zone)
    assert told(fast_tallying.tally, some, question, parts, zone) == plain
    assert {name for name, _ in plain} == {part.name for part in parts}


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(fast_tallying, "MOST_ROWS", 10)
    some = [Day(1, SUNDAY, book(random.Random(1), 50))]
    with pytest.raises(TooFine):
        told(fast_tallying.tally, some, parse({}, SUNDAY), [Part("rows", ("service", "half-hour"))], ZoneInfo("UTC"))


def test_groups_are_told_apart_however_many_there_could_be():
    """Twenty years, hundreds of counters and clerks, by all at once: their product is beyond numpy's integers."""
    leg = (0, 1, 0, 0, 0)
    some = [
        Day(n, SUNDAY + timedelta(19 * n), Book(
            table("leg", [(*leg, n + 1, n + 7, 600 + n, ENDS.index("finish"), CALLED, 60, 0, 0, 0, 0)]),
            table("call", [(1, n + 1, n + 7, 0, 0)]), table("time", [(0, n + 1, n + 7, 60 + n % 40, 90)]),
            SERVICES[n % 4:], CLASSES, REASONS,
        ))
        for n in range(400)
    ]  # fmt: skip
    parts, question = [Part("rows", BY, frozenset(figures.MEASURES))], parse({}, SUNDAY)
    plain = told(tallying.tally, some, question, parts, ZoneInfo("UTC"))
    assert told(fast_tallying.tally, some, question, parts, ZoneInfo("UTC")) == plain
    assert len(plain) >= len(some)
