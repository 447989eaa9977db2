"""The figures on days whose clocks do what clocks do: summer and winter, a jump, a restart, and a turn that is late."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from server import desk, example
from server.clock import FixedClock
from server.figures import day_books
from server.figures.answering import Answering
from server.figures.counting import tallying
from server.office.questions import parse
from tests.rooms import MINUTE, UNHURRIED, Room, clerk

HOUR = 60


def at(text):
    """A moment in UTC (ms since 1970), such as 2026-03-29T00:45."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def room_in(zone, began, **clock):
    """An office in a zone, at a moment (UTC); counter 1 is open."""
    made = Room(clock=FixedClock(at=at(began), **clock), **example.settings(zone))
    made.do(desk.set_hours, UNHURRIED)
    made.open(1, by=clerk(7))
    return made


def come(room, until):
    """Time passes until a moment (UTC) of the wall clock, and somebody comes."""
    room.clock.advance(at(until) - room.clock.at)
    return room.issue()


def both():
    """Who counts; numpy is not needed before."""
    from server.figures.counting import fast_tallying

    return tallying.tally, fast_tallying.tally


def rows(room, query, first="2026-01-01", last="2026-12-31"):
    """The rows of an answer, the total first; both who count say the same."""
    question = parse(parse_qs(f"from={first}&to={last}&{query}"), date(2026, 12, 31))

    def ask(tx):
        told = [Answering(tx.db, tx.catalogue, tx.now, day_books.Reader(), tally).rows(question) for tally in both()]
        assert told[0] == told[1]
        return [told[0]["total"], *told[0]["rows"]]

    return room.ask(ask)


def by(room, what, figure="taken", query=""):
    """A figure by what it is grouped by; without those that have nothing of it."""
    found = {row["key"][what]: row[figure] for row in rows(room, f"by={what}&{query}")[1:]}
    return {key: value for key, value in found.items() if value}


def open_s(room):
    """How long counters were open in each half-hour."""
    found = {key: time["open_s"] for key, time in by(room, "half-hour", "time").items()}
    return {key: seconds for key, seconds in found.items() if seconds}


def test_time_zones_are_those_that_come_with_the_office():
    noons = [datetime(2026, 9, day, 12, tzinfo=ZoneInfo("Africa/Casablanca")) for day in (19, 20)]
    assert [noon.utcoffset() for noon in noons] == [timedelta(hours=1), timedelta(0)]


def test_the_night_in_which_an_hour_is_missing():
    """Berlin, 2026-03-29: after 01:59 comes 03:00."""
    room = room_in("Europe/Berlin", "2026-03-29T00:00")
    come(room, "2026-03-29T00:45")
    come(room, "2026-03-29T01:05")
    room.clock.advance(10 * MINUTE)
    called = room.do(desk.call_next, 1, by=clerk(7))
    assert rows(room, "")[0]["wait"]["n"] == 2
    assert room.ticket(called).leg.begun.until(room.ticket(called).leg.first_call) == 30 * MINUTE
    assert by(room, "half-hour") == {"01:30": 1, "03:00": 1}
    assert by(room, "day") == {"2026-03-28": 2}, "the business day goes on until four"
    assert open_s(room) == {"01:00": 1800, "01:30": 1800, "03:00": 900}
    assert rows(room, "time=02:00-03:00")[0]["taken"] == 0
    assert rows(room, "service=commercial-licence&time=03:00-04:00")[0]["taken"] == 1


def test_the_night_in_which_an_hour_comes_twice():
    """Berlin, 2026-10-25: after 02:59 comes 02:00 once more; both count under their name."""
    room = room_in("Europe/Berlin", "2026-10-24T23:30")
    for moment in ("2026-10-25T00:10", "2026-10-25T00:40", "2026-10-25T01:40", "2026-10-25T02:10"):
        come(room, moment)
    assert by(room, "half-hour") == {"02:00": 1, "02:30": 2, "03:00": 1}
    assert by(room, "hour") == {"02:00": 3, "03:00": 1}
    assert open_s(room) == {"01:30": 1800, "02:00": 3600, "02:30": 3600, "03:00": 600}
    assert rows(room, "time=02:30-03:00")[0]["taken"] == 2
    assert by(room, "weekday") == {"sat": 4}


@pytest.mark.parametrize(("zone", "before", "after", "clocks"), [
    ("Europe/Berlin", "2026-03-28", "2026-03-29", ("09:30", "10:30")),
    ("Europe/Berlin", "2026-10-24", "2026-10-25", ("10:30", "09:30")),
    ("Africa/Casablanca", "2026-09-19", "2026-09-20", ("09:30", "08:30")),
])  # fmt: skip
def test_the_same_moment_of_the_world_is_another_hour_of_the_office_from_the_change_on(zone, before, after, clocks):
    room = room_in(zone, f"{before}T08:00")
    come(room, f"{before}T08:30")
    room.minutes(3)
    room.do(desk.call_next, 1, by=clerk(7))
    come(room, f"{after}T08:30")
    room.open(1, by=clerk(7))
    room.minutes(5)
    room.do(desk.call_next, 1, by=clerk(7))
    found = rows(room, "by=day&by=half-hour")[1:]
    assert [tuple(row["key"].values()) for row in found if row["taken"]] == [(before, clocks[0]), (after, clocks[1])]
    assert by(room, "half-hour", "called") == {clocks[0]: 1, clocks[1]: 1}


def test_a_morning_in_morocco_has_the_same_hours_in_the_heat_map_before_and_after_the_change():
    """Whoever comes at nine by the clock on the wall is among those of nine, also after the hour was given up."""
    room = room_in("Africa/Casablanca", "2026-09-14T07:30")
    come(room, "2026-09-14T08:10")
    come(room, "2026-09-21T09:10")
    found = rows(room, "weekday=mon&by=half-hour")
    assert [(row["key"]["half-hour"], row["taken"]) for row in found[1:] if row["taken"]] == [("09:00", 2)]


@pytest.mark.parametrize("jump_min", [3 * HOUR, -3 * HOUR, 40 * 24 * HOUR])
def test_a_clock_that_jumps_changes_no_length(jump_min):
    room = room_in("Africa/Tripoli", "2026-09-21T07:00")
    room.issue()
    room.minutes(10)
    room.clock.set(room.clock.at + jump_min * MINUTE)
    room.minutes(10)
    room.do(desk.call_next, 1, by=clerk(7))
    room.minutes(1)
    room.do(desk.start, 1, by=clerk(7))
    room.clock.set(room.clock.at - jump_min * MINUTE // 2)
    room.minutes(9)
    room.do(desk.finish, 1, by=clerk(7))
    (found,) = rows(room, "")
    assert found["visit_time"]["n"] == 1
    assert (found["level"]["within"], found["level"]["of"], found["left_out"]) == (0, 1, {})
    assert found["time"] == {
        "open_s": 1800, "paused_s": 0, "busy_s": 600, "idle_s": 1200, "handled_per_hour": 2.0,
    }  # fmt: skip


def test_of_a_morning_whose_clock_nobody_trusted_the_lengths_are_known_and_the_hours_are_not():
    room = room_in("Africa/Tripoli", "2026-01-01T00:00", trusted=False)
    room.issue()
    room.minutes(20)
    room.do(desk.call_next, 1, by=clerk(7))
    room.minutes(10)
    room.clock.set(at("2026-09-21T08:00"))
    room.clock.trusted = True
    room.issue()
    assert by(room, "day") == {"2026-09-21": 2}, "the day has got its date"
    assert by(room, "half-hour") == {None: 1, "10:00": 1}
    assert open_s(room) == {None: 1800}
    (total,) = rows(room, "")
    assert (total["wait"]["n"], total["left_out"]) == (2, {})
    assert rows(room, "time=00:00-24:00")[0]["taken"] == 1, "of the other nobody knows"


def test_a_restart_without_a_clock_is_left_out_and_counted_and_with_one_it_is_told():
    room = room_in("Africa/Tripoli", "2026-09-21T07:00")
    room.issue()
    room.minutes(5)
    room.clock.boot, room.clock.mono = "second", 0
    room.do(desk.call_next, 1, by=clerk(7))
    assert rows(room, "")[0]["left_out"] == {}
    room.minutes(1)
    room.clock.boot, room.clock.mono, room.clock.trusted = "third", 0, False
    room.do(desk.start, 1, by=clerk(7))
    room.minutes(8)
    room.do(desk.finish, 1, by=clerk(7))
    (total,) = rows(room, "")
    assert total["left_out"] == {"walk_clock": 1, "visit_unknown": 1, "time_clock": 2}
    assert (total["wait"]["n"], total["service_time"]["n"], total["visit_time"]["n"]) == (1, 1, 0)
    assert (total["time"]["open_s"], total["time"]["busy_s"]) == (0, 0)


def an_evening(room):
    """At five the office closes: one is served, one waits, one is called; nobody ends the day."""
    room.do(desk.set_hours, {"week": {day: ["08:00-17:00"] for day in ("sun", "mon", "tue", "wed", "thu")}})
    room.open(2, by=clerk(8))
    for counter in (1, 2):
        room.issue()
        room.minutes(2)
        room.do(desk.call_next, counter, by=clerk(6 + counter))
    room.do(desk.start, 1, by=clerk(7))
    room.minutes(4)
    room.issue()
    room.clock.advance(at("2026-09-22T02:30") - room.clock.at)


def test_a_day_that_is_turned_late_ended_when_the_office_closed():
    room = room_in("Africa/Tripoli", "2026-09-21T14:40")
    an_evening(room)
    night = rows(room, "")
    room.clock.advance(at("2026-09-22T06:00") - room.clock.at)
    morning = rows(room, "")
    room.do(desk.turn_day)
    after = rows(room, "", last="2026-09-21")
    assert night == morning == after
    (total,) = after
    assert (total["taken"], total["served"], total["open"], total["left"]["count"]) == (3, 1, 0, 1)
    assert total["wait"] == {"median_s": None, "p90_s": None, "n": 3, "censored": 1}
    assert total["level"]["within"] == 2 and total["level"]["of"] == 3
    assert total["left_out"] == {"end_unknown": 1, "visit_unknown": 1}
    # Both counters were open until five: for twenty minutes each, with a ticket for eighteen and sixteen.
    assert total["time"] | {"handled_per_hour": None} == {
        "open_s": 2400, "paused_s": 0, "busy_s": 18 * 60 + 16 * 60, "idle_s": 360, "handled_per_hour": None,
    }  # fmt: skip


def test_two_business_days_of_one_date_are_added_up():
    room = room_in("Africa/Tripoli", "2026-09-21T07:00")
    for _ in range(2):
        room.issue()
        room.minutes(5)
        room.do(desk.call_next, 1, by=clerk(7))
        room.do(desk.start, 1, by=clerk(7))
        room.minutes(5)
        room.do(desk.finish, 1, by=clerk(7))
        room.do(desk.turn_day)
        room.open(1, by=clerk(7))
    assert by(room, "day") == {"2026-09-21": 2} and by(room, "day", "served") == {"2026-09-21": 2}
    (total,) = rows(room, "")
    assert (total["taken"], total["served"], total["visit_time"]["n"], total["time"]["open_s"]) == (2, 2, 2, 1200)
    assert total["provisional"], "the third of them runs"
