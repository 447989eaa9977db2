"""When a business day turns, what it is dated, and what time the office believes."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import desk, now_view
from server.clock import FixedClock
from server.figures import day_books
from server.figures.answering import Answering
from server.office import day
from server.office.catalogue import Rules
from server.office.events import Stamp
from server.office.questions import Question
from server.office.tickets import State
from tests.rooms import MORNING, Room

ZONE = "Africa/Tripoli"
HOUR = 3_600_000


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def today(began: str, active: str, trusted: bool = True) -> day.Day:
    stamps = [Stamp(utc(text), "boot", utc(text), trusted) for text in (began, active)]
    return day.Day(1, "2026-09-21", stamps[0], trusted, stamps[1], 0)


def now(text: str, trusted: bool = True) -> Stamp:
    return Stamp(utc(text), "boot", utc(text), trusted)


def test_before_four_in_the_morning_it_is_still_yesterday():
    assert day.date_of(utc("2026-09-21T01:59"), ZONE, Rules()) == "2026-09-20"
    assert day.date_of(utc("2026-09-21T02:00"), ZONE, Rules()) == "2026-09-21"


def test_a_day_turns_after_four_and_three_quiet_hours():
    running = today("2026-09-21T06:00", "2026-09-21T14:00")
    assert not day.is_due(running, now("2026-09-21T23:00"), ZONE, Rules())
    assert day.is_due(running, now("2026-09-22T02:00"), ZONE, Rules())


def test_an_office_that_works_through_the_night_goes_on():
    running = today("2026-09-21T06:00", "2026-09-22T01:00")
    assert not day.is_due(running, now("2026-09-22T03:59"), ZONE, Rules())
    assert day.is_due(running, now("2026-09-22T04:00"), ZONE, Rules())


def test_an_untrusted_clock_never_turns_the_day():
    running = today("2026-09-21T06:00", "2026-09-21T14:00")
    assert not day.is_due(running, now("2026-12-24T06:00", trusted=False), ZONE, Rules())


def test_a_manager_turns_the_day_and_what_is_open_ends_as_it_should():
    room = Room()
    waiting, called, held, serving = (room.issue() for _ in range(4))
    room.open(1, 2)
    room.do(desk.call, 1, held.id, "unwell")
    room.do(desk.start, 1)
    room.do(desk.hold, 1)
    room.do(desk.call, 1, serving.id, "unwell")
    room.do(desk.start, 1)
    room.do(desk.call, 2, called.id, "unwell")
    room.minutes(60)
    room.do(desk.turn_day)
    states = [room.ticket(ticket).state for ticket in (waiting, called, held, serving)]
    assert states == [State.UNSERVED, State.UNSERVED, State.UNSERVED, State.FINISHED]
    assert room.ticket(serving).leg.ended.at == MORNING, "not an hour later, when nobody was there"
    assert room.counter(1)["state"] == "closed"
    assert room.issue().number == "A001"


def test_the_next_morning_the_first_action_turns_the_day_and_readers_knew_before():
    room = Room()
    ticket = room.issue()
    room.open(1)
    room.minutes(24 * 60)
    assert room.counter(1)["state"] == "closed"
    assert room.view(lambda view: view.ticket(ticket.id))["state"] == "unserved"
    assert room.view(lambda view: view.waiting()) == {"total": 0, "by_service": {}}
    assert room.issue().number == "A001"
    assert room.ticket(ticket).state is State.UNSERVED


def test_the_turn_of_the_day_stays_when_the_verb_behind_it_is_refused():
    room = Room()
    room.open(1)
    room.minutes(24 * 60)
    try:
        room.do(desk.call_next, 1)
    except Exception as refusal:
        assert "closed" in str(refusal)
    assert room.ask(lambda tx: tx.day().number) == 2


def test_after_a_power_cut_in_the_past_the_day_goes_on_and_time_does_not_go_back():
    room = Room()
    first = room.issue()
    room.clock.boot, room.clock.mono, room.clock.trusted = "second", 0, False
    room.clock.set(0)
    later = room.issue()
    assert (later.day, later.number) == (first.day, "A002")
    assert later.place >= first.place


def test_a_confirmed_clock_dates_the_day_anew_and_is_trusted_until_the_next_start():
    room = Room(clock=FixedClock(at=0, trusted=False))
    room.issue()
    assert room.ask(lambda tx: tx.day().date) == "1969-12-31"
    room.clock.set(MORNING)
    room.do(desk.confirm_clock)
    assert room.ask(lambda tx: (tx.day().date, tx.day().number, tx.now.trusted)) == ("2026-09-21", 1, True)
    room.clock.boot = "second"
    assert not room.ask(lambda tx: tx.now.trusted)


def test_the_day_that_is_over_ends_when_something_was_last_done_whatever_came_between():
    """On a Pi without a clock the word of staff in the morning is the last event, and a lost paper may be another."""
    room = Room()
    ticket = room.issue()
    room.open(1)
    room.minutes(60)
    room.do(desk.pause, 1)
    closing = room.clock.at
    room.clock.boot, room.clock.mono, room.clock.trusted = "second", 0, False
    room.minutes(60 * 23)
    room.ask(lambda tx: desk.receipt_failed(tx, ticket.id, "restarted"))
    room.do(desk.confirm_clock)
    assert room.ask(lambda tx: tx.day().number) == 2
    assert room.ticket(ticket).leg.ended.at == closing
    assert room.store.db.execute("SELECT left_ms FROM leg").fetchone() == (60 * 60_000,)
    assert room.store.db.execute("SELECT max(lasted_ms) FROM span").fetchone() == (60 * 60_000,)


def statistics(room):
    """What the statistics tell of the first day."""
    first = date(2026, 9, 21)
    return room.ask(
        lambda tx: Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).rows(Question(first, first))["total"]
    )


WORKDAYS = {name: ["08:00-14:30"] for name in ("sun", "mon", "tue", "wed", "thu")}
CLOSES = MORNING + int(5.5 * HOUR)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_day_that_is_ended_late_ended_when_the_office_closed(restarted):
    """Whoever waited at closing time waited until then, though nobody did anything after eleven."""
    room = Room(hours={"week": WORKDAYS})
    waiting = room.issue()
    room.open(1)
    room.minutes(120)
    room.do(desk.pause, 1)
    if restarted:
        room.clock.boot, room.clock.mono = "second", 0
    room.minutes(22 * 60)
    figures = room.view(now_view.today)
    room.issue()
    ended = room.ticket(waiting).leg.ended
    assert ended.at == CLOSES
    assert room.store.db.execute("SELECT left_ms FROM leg").fetchone() == (CLOSES - MORNING,)
    assert room.store.db.execute("SELECT max(ended_at) FROM span").fetchone() == (CLOSES,)
    turned = statistics(room)
    assert turned["wait"] == figures["wait"]
    events = room.ask(lambda tx: tx.db.execute("SELECT at FROM event WHERE kind = 'DayTurned'").fetchall())
    assert events[-1][0] == room.clock.at


def test_what_is_done_after_closing_time_is_later_than_it():
    room = Room(hours={"week": WORKDAYS})
    waiting, served = room.issue(), room.issue()
    room.open(1)
    room.minutes(7 * 60)
    room.do(desk.call_next, 1)
    done = room.clock.at
    room.minutes(17 * 60)
    room.issue()
    assert [room.ticket(each).leg.ended.at for each in (waiting, served)] == [done, done]


def test_a_day_that_a_manager_turns_before_closing_time_ends_now():
    room = Room(hours={"week": WORKDAYS})
    waiting = room.issue()
    room.minutes(60)
    room.do(desk.turn_day)
    assert room.ticket(waiting).leg.ended.at == room.clock.at


def test_a_closing_time_says_nothing_where_no_clock_tells_when_the_last_doing_was():
    room = Room(hours={"week": WORKDAYS})
    waiting = room.issue()
    room.clock.trusted = False
    room.open(1)
    done = room.clock.at
    room.clock.boot, room.clock.mono = "second", 0
    room.minutes(60)
    room.do(desk.turn_day)
    assert room.ticket(waiting).leg.ended.at == done
    room.do(desk.confirm_clock)
    later = room.issue()
    room.clock.boot, room.clock.mono, room.clock.trusted = "third", 0, True
    room.minutes(24 * 60)
    room.issue()
    assert room.ticket(later).leg.ended.at == CLOSES


def test_a_day_that_is_over_shows_in_no_figure_as_if_people_still_waited():
    room = Room()
    room.open(1)
    for _ in range(6):
        room.issue()
    room.minutes(30)
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.minutes(23 * 60)
    figures = room.view(now_view.today)
    assert (figures["waiting"], figures["longest_wait_s"], figures["open"], figures["served"]) == (0, 0, 0, 1)
    assert figures["wait"]["median_s"] == {"more_than_s": 1800}
    assert {counter["state"] for counter in figures["counters"]} == {"closed"}
    room.do(desk.turn_day)
    turned = statistics(room)
    assert {key: turned[key] for key in ("served", "open", "wait")} == {
        k: figures[k] for k in ("served", "open", "wait")
    }


def test_a_day_that_began_on_a_clock_far_ahead_turns_all_the_same():
    room = Room(clock=FixedClock(at=MORNING + 400 * 24 * HOUR, trusted=False))
    room.issue()
    room.clock.set(MORNING)
    room.clock.trusted = True
    room.issue()
    assert room.ask(lambda tx: (tx.day().number, tx.day().date)) == (1, "2026-09-21")
    room.minutes(24 * 60)
    room.issue()
    assert room.ask(lambda tx: (tx.day().number, tx.day().date)) == (2, "2026-09-22")


def test_a_manager_who_turns_a_day_that_is_due_turns_it_once():
    room = Room()
    room.issue()
    room.minutes(24 * 60)
    room.do(desk.turn_day)
    assert room.ask(lambda tx: tx.day().number) == 2
    room.do(desk.turn_day)
    assert room.ask(lambda tx: tx.day().number) == 2, "nothing was done in it yet"


@given(st.integers(4 * HOUR, 40 * 24 * HOUR))
def test_a_trusted_clock_turns_every_quiet_day_that_passed_four(later_ms):
    room = Room()
    room.issue()
    began = day.date_of(room.clock.at, ZONE, Rules())
    room.clock.advance(later_ms)
    room.issue()
    turned = room.ask(lambda tx: tx.day().number) == 2
    assert turned == (day.date_of(room.clock.at, ZONE, Rules()) > began)


@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), st.booleans()), max_size=12))
def test_whatever_the_clock_does_numbers_and_places_only_rise_within_a_day(jumps):
    room = Room()
    places: dict[int, list[int]] = {}
    for ms, trusted in jumps:
        room.clock.trusted = trusted
        room.clock.set(max(0, room.clock.at + ms))
        ticket = room.issue()
        places.setdefault(ticket.day, []).append(ticket.place)
        assert ticket.number == f"A{len(places[ticket.day]):03d}"
    assert all(given == sorted(given) for given in places.values())


def test_durations_come_from_the_monotonic_clock_or_two_trusted_ones_or_not_at_all():
    a = Stamp(1000, "one", 50, True)
    assert a.until(Stamp(9, "one", 80, False)) == 30
    assert a.until(Stamp(4000, "two", 1, True)) == 3000
    assert a.until(Stamp(4000, "two", 1, False)) is None
    assert a.roughly_until(Stamp(500, "two", 1, False)) == 0
