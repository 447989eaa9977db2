"""How the room is now: the figures are those of the statistics, and whoever waits too long is told."""

from datetime import date
from typing import Any

import pytest

from server import day_so_far, desk, now_view, people
from server.figures import day_books
from server.figures.answering import Answering
from server.office.actors import Role
from server.office.questions import Question
from server.office.tickets import Ticket
from tests.rooms import Room, clerk
from tests.server.figures.random_days import RandomDays

#: Of a row of the statistics: what Now tells of the running day.
FIGURES = ("taken", "served", "open", "void", "wait", "service_time", "level", "left", "no_show", "calls")


def now(room: Room) -> dict[str, Any]:
    return room.view(now_view.today)


def statistics(room: Room, dated: str) -> dict[str, Any]:
    day = date.fromisoformat(dated)
    told = room.ask(lambda tx: Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).rows(Question(day, day)))
    return told["total"]


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_that_the_statistics_tell_of_the_running_day(seed: int) -> None:
    """They come from tables and not from the events: while the day runs, and when it is over and nothing turned it."""
    days = RandomDays(seed)
    for hours in (0, 30):
        days.live(150)
        days.room.clock.advance(hours * 3_600_000)
        told = now(days.room)
        row = statistics(days.room, told["day"]["date"])
        assert told["provisional"] is row["provisional"]
        assert {name: told[name] for name in FIGURES} == {name: row[name] for name in FIGURES}
        assert told["left_out"] == sum(row["left_out"].get(name, 0) for name in ("wait_clock", "service_clock"))
        assert told["late"] == days.room.view(day_so_far.late)


def service(room: Room, code: str) -> dict[str, Any]:
    (found,) = (each for each in now(room)["by_service"] if each["code"] == code)
    return found


def counter(room: Room, number: int) -> dict[str, Any]:
    (found,) = (each for each in now(room)["counters"] if each["number"] == number)
    return found


def call_out_of_turn(room: Room, ticket: Ticket, reason: str = "unwell") -> None:
    room.do(desk.call, 1, ticket.id, reason, by=clerk(1))


def test_before_the_first_day_nothing_is_told(room: Room) -> None:
    told = now(room)
    assert (told["day"], told["waiting"], told["late"], told["taken"], told["level"]["strict"]) == (None, 0, 0, 0, None)
    assert {each["state"] for each in told["counters"]} == {"closed"}


def test_late_is_who_waits_longer_than_the_target_of_the_service(room: Room) -> None:
    room.issue("complaints")
    room.minutes(10)
    room.issue("complaints")
    room.issue("information")
    room.minutes(5)
    assert now(room)["late"] == 0, "a wait of the target is within it"
    room.minutes(1)
    assert (now(room)["late"], now(room)["longest_wait_s"]) == (1, 16 * 60)
    told = service(room, "complaints")
    assert told == {
        "code": "complaints", "waiting": 2, "longest_wait_s": 960, "target_s": 900, "late": 1,
    }  # fmt: skip
    assert now(room)["level"] | {"expected": 0} == {
        "strict": 0, "served": None, "expected": 0, "within": 0, "of": 1, "called": 0, "target_s": 900,
    }  # fmt: skip
    assert service(room, "information")["longest_wait_s"] == 6 * 60


def test_whoever_is_told_to_wait_too_long_is_late_also_where_no_clock_is_sure(room: Room) -> None:
    """After a restart without the time: the figures leave the wait out and say so, the line shows who sits there."""
    room.clock.trusted = False
    room.issue("complaints")
    room.clock.set(room.clock.at + 253 * 60_000)
    room.clock.boot = "another"
    told = now(room)
    assert (told["longest_wait_s"], told["late"], service(room, "complaints")["late"]) == (253 * 60, 1, 1)
    assert room.view(day_so_far.late) == 1
    assert (told["level"]["of"], told["left_out"]) == (0, 1)


def test_who_was_sent_on_waits_anew_and_who_came_back_is_late_no_more(room: Room) -> None:
    sent, missed = room.issue("complaints"), room.issue("information")
    room.open(1, 2)
    room.minutes(20)
    room.do(desk.call, 1, sent.id, "unwell")
    room.do(desk.start, 1)
    room.do(desk.transfer, 1, service="commercial-licence")
    room.do(desk.call, 2, missed.id, "unwell")
    room.do(desk.recall, 2)
    room.minutes(5)
    room.do(desk.no_show, 2)
    room.do(desk.return_ticket, missed.id)
    room.minutes(2)
    assert service(room, "commercial-licence")["longest_wait_s"] == 7 * 60
    told = service(room, "information")
    assert (told["waiting"], told["late"]) == (1, 0), (
        "the first wait stands, and was late; this one is none of the line's"
    )
    assert (now(room)["waiting"], now(room)["late"], room.view(day_so_far.late)) == (2, 0, 0)


def test_each_counter_says_what_it_does_since_when_and_with_whom(room: Room) -> None:
    room.do(people.add_member, "Salma", Role.CLERK, "a hash")
    room.issue("complaints")
    room.open(1, by=clerk(1))
    room.minutes(3)
    assert counter(room, 1) == {
        "number": 1, "state": "open", "since": "2026-09-21T09:00:00.000+02:00", "reason": None, "clerk": "Salma",
        "ticket": None, "ticket_state": None, "ticket_since": None, "served": 0,
    }  # fmt: skip
    room.do(desk.call_next, 1)
    room.minutes(1)
    told = counter(room, 1)
    assert (told["ticket"], told["ticket_state"]) == ("C001", "called")
    assert told["ticket_since"] == "2026-09-21T09:03:00.000+02:00"
    room.do(desk.start, 1)
    room.clock.set(room.clock.at + 3 * 3_600_000)
    room.minutes(2)
    told = counter(room, 1)
    assert (told["ticket_state"], told["ticket_since"]) == ("serving", "2026-09-21T12:04:00.000+02:00")
    room.do(desk.finish, 1)
    room.minutes(1)
    assert counter(room, 1)["since"] == "2026-09-21T12:06:00.000+02:00", "it is free since then"
    room.do(desk.pause, 1, reason="prayer")
    told = counter(room, 1)
    assert (told["state"], told["reason"], told["served"]) == ("paused", "prayer", 1)


def test_the_last_five_calls_out_of_turn_are_told_but_none_that_was_undone(room: Room) -> None:
    room.do(people.add_member, "Salma", Role.CLERK, "a hash")
    room.open(1, by=clerk(1))
    *others, last = [room.issue("complaints") for _ in range(7)]
    for ticket in others:
        call_out_of_turn(room, ticket, "emergency")
        room.do(desk.put_back, 1, by=clerk(1))
        room.minutes(1)
    call_out_of_turn(room, last)
    room.do(desk.undo, 1, by=clerk(1))
    told = now(room)
    assert told["calls"] == {
        "count": 6, "out_of_turn": 6, "put_backs": 6, "undone": 1, "by_reason": {"emergency": 6},
    }  # fmt: skip
    assert [each["number"] for each in told["out_of_turn_calls"]] == ["C006", "C005", "C004", "C003", "C002"]
    assert told["out_of_turn_calls"][0] | {"seq": 0} == {
        "seq": 0, "at": "2026-09-21T09:05:00.000+02:00", "number": "C006", "counter": 1, "name": "Salma",
        "reason": "emergency",
    }  # fmt: skip
    room.do(desk.cancel, others[-1].id, "prank")
    assert now(room)["calls"]["out_of_turn"] == 5, "a void ticket enters no figure"
