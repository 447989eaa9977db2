"""A day's book: the bytes give back the columns, and the columns tell the day."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import desk, event_log
from server.office import day_book
from server.office.day_book import (
    CALLED,
    CALLS,
    COLUMNS,
    ENDS,
    FINISHED,
    HELD,
    NOT_RESUMED,
    OPEN,
    STARTED,
    STATES,
    Book,
    decode,
    encode,
    table,
)
from server.office.day_columns import book
from tests.rooms import Room, clerk

DATE = date(2026, 9, 21)
NUMBERS = st.one_of(st.integers(0, 300), st.integers(0, 70_000), st.integers(0, 2**32 - 1))


@st.composite
def tables(draw, name):
    width = len(COLUMNS[name])
    return table(name, draw(st.lists(st.tuples(*[NUMBERS] * width), max_size=5)))


WORDS = st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=8), max_size=3).map(tuple)
BOOKS = st.builds(Book, tables("leg"), tables("call"), tables("time"), WORDS, WORDS, WORDS, WORDS)


@settings(max_examples=40)
@given(BOOKS)
def test_the_bytes_of_a_book_give_it_back(known):
    assert decode(encode(known)) == known
    assert encode(decode(encode(known))) == encode(known)


@settings(max_examples=20)
@given(BOOKS, st.integers(1, 20))
def test_bytes_that_are_cut_off_are_no_book(known, cut):
    with pytest.raises(ValueError):
        decode(encode(known)[:-cut])


def told(room, until=None, over=False, number=1):
    """The book of a room's day, made from its events."""

    def made(tx):
        ids = [id_ for (id_,) in tx.db.execute("SELECT id FROM ticket WHERE day = ? ORDER BY id", (number,))]
        desks = {n: event_log.events_of_counter(tx.db, n, number) for n in tx.catalogue.counters}
        visits = [event_log.events_of_ticket(tx.db, id_) for id_ in ids]
        return book(visits, desks, DATE, until or tx.now, over)

    return room.ask(made)


def legs(known, *columns):
    return list(zip(*(known.leg[column] for column in columns), strict=True))


def calls(known):
    rows = zip(*(known.call[column] for column in COLUMNS["call"]), strict=True)
    return [(leg, counter, clerk_, CALLS[kind], reason) for leg, counter, clerk_, kind, reason in rows]


def times(known, state):
    """Seconds by counter, clerk and slot."""
    at = STATES.index(state)
    columns = (known.time[name] for name in ("state", "counter", "clerk", "slot", "seconds"))
    return {
        key: seconds - 1 for which, *key, seconds in zip(*columns, strict=True) if which == at for key in [tuple(key)]
    }


def test_a_whole_visit():
    room = Room()
    room.open(2, by=clerk(7))
    room.issue(priority="age")
    room.minutes(7)
    room.do(desk.call_next, 2, by=clerk(7))
    room.minutes(1)
    room.do(desk.start, 2, by=clerk(7))
    room.minutes(12)
    room.do(desk.finish, 2, by=clerk(7))
    known = told(room)
    assert (known.services, known.priorities) == (("commercial-licence",), ("age",))
    who = (0, 1, 0, 1, 0, 2, 7, 1440 + 7 * 60)
    how = (ENDS.index("finish"), CALLED | STARTED | FINISHED, 421, 61, 721, 0, 1201)
    assert legs(known, *COLUMNS["leg"]) == [who + how]
    assert calls(known) == [(1, 2, 7, "by-rule", 0)]
    assert times(known, "open") == {(2, 7, 48 + 14): 1200}
    assert times(known, "busy") == {(2, 7, 48 + 14): 780}


def test_time_is_told_by_the_half_hours_in_which_it_was():
    room = Room()
    room.open(1, by=clerk(7))
    room.minutes(20)
    room.do(desk.pause, 1, by=clerk(7), reason="prayer")
    room.minutes(25)
    room.do(desk.close, 1, by=clerk(7))
    known = told(room)
    assert times(known, "open") == {(1, 7, 62): 1800, (1, 7, 63): 900}
    assert times(known, "paused") == {(1, 7, 62): 600, (1, 7, 63): 900}


def test_a_clock_that_jumps_moves_no_time():
    room = Room()
    room.open(1, by=clerk(7))
    room.clock.at += 3 * 3_600_000
    room.minutes(10)
    room.do(desk.close, 1, by=clerk(7))
    assert times(told(room), "open") == {(1, 7, 62): 600}


def test_of_an_untrusted_morning_the_lengths_are_known_and_not_the_hours():
    room = Room()
    room.clock.trusted = False
    room.open(1)
    room.issue()
    room.minutes(10)
    room.do(desk.call_next, 1)
    known = told(room)
    assert legs(known, "begun", "wait") == [(0, 601)]
    assert times(known, "open") == {(1, 0, 0): 600}


def test_a_stretch_over_an_untrusted_restart_is_told_as_unknown():
    room = Room()
    room.open(1)
    room.issue()
    room.clock.boot, room.clock.trusted = "second", False
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    known = told(room)
    assert legs(known, "wait", "walk") == [(0, 1)]
    assert times(known, "open") == {(1, 0, 0): -1}


def held(room):
    ticket = room.issue()
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.minutes(5)
    room.do(desk.hold, 1)
    room.minutes(30)
    return ticket


def test_time_on_hold_is_no_service_time_and_no_counter_is_busy_with_it():
    room = Room()
    room.open(1)
    ticket = held(room)
    room.do(desk.resume, 1, ticket.id)
    room.minutes(2)
    room.do(desk.finish, 1)
    known = told(room)
    assert legs(known, "service_time", "hold") == [(7 * 60 + 1, 30 * 60 + 1)]
    assert sum(times(known, "busy").values()) == 7 * 60


def test_finished_from_the_shelf_has_neither_service_nor_hold():
    room = Room()
    room.open(1)
    ticket = held(room)
    room.do(desk.finish, 1, ticket=ticket.id)
    known = told(room)
    ((flags, end, service_time, hold, visit_time),) = legs(known, "flags", "end", "service_time", "hold", "visit_time")
    assert flags == CALLED | STARTED | HELD | NOT_RESUMED | FINISHED
    assert (ENDS[end], service_time, hold, visit_time) == ("finish", 0, 0, 35 * 60 + 1)


def test_a_put_back_is_in_the_name_of_whose_call_it_takes_back():
    room = Room()
    room.open(1, by=clerk(7))
    ticket = room.issue()
    room.do(desk.call, 1, ticket.id, "unwell", by=clerk(7))
    room.do(desk.put_back, 1)
    known = told(room)
    assert known.reasons == ("unwell",)
    assert calls(known) == [(1, 1, 7, "out-of-turn", 1), (1, 1, 7, "put-back", 0)]


def test_an_action_that_was_undone_counts_once_though_it_was_about_two_tickets():
    room = Room()
    room.open(1, by=clerk(7))
    room.issue()
    room.do(desk.call_next, 1, by=clerk(7))
    room.do(desk.start, 1, by=clerk(7))
    room.issue()
    room.do(desk.call_next, 1, by=clerk(7))
    room.do(desk.undo, 1, by=clerk(7))
    assert calls(told(room)) == [(1, 1, 7, "by-rule", 0), (1, 1, 7, "undone", 0)]


def test_several_matters_are_legs_of_one_visit():
    room = Room()
    room.open(1)
    room.issue()
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.minutes(3)
    room.do(desk.continue_service, 1, "information")
    room.minutes(4)
    room.do(desk.transfer, 1, service="complaints")
    room.minutes(5)
    known = told(room)
    assert legs(known, "visit", "serial", "service", "end") == [(0, 1, 0, 2), (0, 2, 1, 3), (0, 3, 2, 0)]
    assert legs(known, "wait", "service_time") == [(1, 181), (0, 241), (301, 0)]
    assert [flags & (OPEN | FINISHED) for flags in known.leg["flags"]] == [OPEN, 0, 0]


def test_a_day_that_is_over_and_not_turned_is_told_as_its_turn_would_end_it():
    room = Room()
    room.open(1, 2)
    room.issue()
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.issue()
    room.do(desk.call_next, 2)
    room.issue()
    room.minutes(10)
    before = told(room, over=True)
    room.do(desk.turn_day)
    ends = [ENDS[end] for end in before.leg["end"]]
    assert ends == ["day-turned", "unserved", "unserved"]
    after = told(room)
    assert (before.leg["flags"], before.leg["end"]) == (after.leg["flags"], after.leg["end"])


def test_the_columns_say_what_the_projections_say():
    room = Room()
    room.open(1, 2)
    for minutes in (1, 5, 2):
        room.issue()
        room.minutes(minutes)
        room.do(desk.call_next, 1)
        room.do(desk.start, 1)
        room.minutes(3)
    room.do(desk.turn_day)
    known, db = told(room), room.store.db
    query = "SELECT wait_ms / 1000 + 1, walk_ms / 1000 + 1, coalesce(service_ms / 1000 + 1, 0) FROM leg"
    assert legs(known, "wait", "walk", "service_time") == db.execute(query).fetchall()
    lasted = db.execute("SELECT sum(lasted_ms) / 1000 FROM span").fetchone()[0]
    assert sum(times(known, "open").values()) == lasted


def test_days_that_were_alike_have_the_same_bytes():
    one, other = Room(), Room()
    for room in (one, other):
        room.open(1)
        room.issue()
        room.minutes(2)
        room.do(desk.call_next, 1)
    assert encode(told(one)) == encode(told(other))
    assert day_book.decode(encode(told(one))).legs == 1
