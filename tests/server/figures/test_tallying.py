"""Every path of a visit counts as docs/measures.md says, with any filter and by any grouping."""

from datetime import date
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from server import desk, event_log
from server.figures.counting import tallying
from server.figures.counting.ways import told
from server.office.actors import button
from server.office.day_book import Book, Day, table
from server.office.day_columns import book
from server.office.errors import TooFine
from server.office.figures import Part, row, row_parts
from server.office.questions import parse
from tests.rooms import Room, clerk

DATE = date(2026, 9, 21)
TRIPOLI = ZoneInfo("Africa/Tripoli")
MEASURED = ("wait", "walk", "service_time", "hold", "visit_time")


def day_of(room, dated=DATE, over=False):
    """The book of a room's day, made from its events; it still runs."""

    def made(tx):
        ids = [id_ for (id_,) in tx.db.execute("SELECT id FROM ticket WHERE day = 1 ORDER BY id")]
        desks = {n: event_log.events_of_counter(tx.db, n, 1) for n in tx.catalogue.counters}
        return book([event_log.events_of_ticket(tx.db, id_) for id_ in ids], desks, dated, tx.now, over)

    return Day(1, dated, room.ask(made), provisional=not over)


def rows(days, query="", target_s=lambda code: 900, zone=TRIPOLI):
    """The rows that answer a question, the total first."""
    question = parse({"from": ["2026-09-01"], "to": ["2026-09-30"]} | parse_qs(query), DATE)
    parts = {part.name: part for part in row_parts(question)}
    tallies = tallying.tally(days, question, row_parts(question), zone, target_s)
    return [row(each, key, parts[name], question) for name, key, each in tallies]


def total(room, query="", **options):
    return rows([day_of(room)], query, **options)[0]


def by(room, what, query="", **options):
    found = rows([day_of(room)], f"{query}&by={what}", **options)[1:]
    return {each["key"][what]: each for each in found}


def known(row):
    """How many values of each measure there are, and what was left out."""
    return {name: row[name]["n"] for name in MEASURED if row[name]["n"]}, row["left_out"]


@pytest.fixture
def room():
    made = Room()
    made.open(1, by=clerk(7))
    made.open(2, by=clerk(8))
    return made


def call(room, wait_min=0.0, counter=1):
    ticket = room.issue()
    room.minutes(wait_min)
    room.do(desk.call_next, counter, by=clerk(6 + counter))
    return ticket


def serve(room, wait_min=0.0, walk_min=0.0, service_min=0.0, counter=1):
    ticket = call(room, wait_min, counter)
    room.minutes(walk_min)
    room.do(desk.start, counter)
    room.minutes(service_min)
    return ticket


def test_nothing_is_a_row_of_noughts():
    (nothing,) = rows([])
    assert (nothing["taken"], nothing["wait"]["n"], nothing["level"]["strict"], nothing["left"]["share"]) == (
        0,
        0,
        None,
        None,
    )
    assert nothing["time"]["handled_per_hour"] is None and not nothing["provisional"]


def test_a_served_visit(room):
    serve(room, 7, 1, 12)
    room.do(desk.finish, 1)
    found = total(room)
    assert [found[name] for name in ("taken", "served", "open", "void", "begun", "called", "finished")] == [
        1,
        1,
        0,
        0,
        1,
        1,
        1,
    ]
    assert known(found) == ({"wait": 1, "walk": 1, "service_time": 1, "visit_time": 1}, {})
    assert found["level"] == {
        "strict": 1.0,
        "served": 1.0,
        "expected": 1.0,
        "within": 1,
        "of": 1,
        "called": 1,
        "target_s": 900,
    }
    assert found["provisional"]


def test_who_leaves_is_all_begun_and_left_and_censored(room):
    ticket = room.issue()
    room.minutes(20)
    room.do(desk.cancel, ticket.id)
    found = total(room)
    assert (found["left"], found["wait"]["censored"], found["called"]) == ({"count": 1, "of": 1, "share": 1.0}, 1, 0)
    assert (found["level"]["strict"], found["level"]["served"], found["level"]["of"]) == (0.0, None, 1)


def test_who_waits_is_undecided_until_the_target_has_passed(room):
    room.issue()
    room.minutes(15)
    assert (total(room)["level"]["of"], total(room)["open"], total(room)["left"]["count"]) == (0, 1, 0)
    room.minutes(1)
    assert total(room)["level"] | {"expected": None} == {
        "strict": 0.0, "served": None, "expected": None, "within": 0, "of": 1, "called": 0, "target_s": 900,
    }  # fmt: skip


@pytest.mark.parametrize(("seconds", "within"), [(900.0, 1), (900.9, 1), (901.0, 0)])
def test_a_wait_of_exactly_the_target_is_within_it(room, seconds, within):
    call(room, seconds / 60)
    assert total(room)["level"]["within"] == within


def test_put_back_then_called_waits_until_the_call_that_stands(room):
    ticket = call(room, 5)
    room.do(desk.put_back, 1, by=clerk(7))
    room.minutes(4)
    found = total(room)
    assert (found["called"], found["wait"]["censored"], found["calls"]["count"], found["calls"]["put_backs"]) == (
        0,
        1,
        1,
        1,
    )
    room.do(desk.call, 2, ticket.id, "unwell", by=clerk(8))
    found = total(room)
    assert (found["called"], found["wait"]["censored"], found["calls"]["count"]) == (1, 0, 2)
    assert (found["calls"]["out_of_turn"], found["calls"]["by_reason"]) == (1, {"unwell": 1})
    clerks = by(room, "clerk")
    assert {who: (each["calls"]["count"], each["calls"]["put_backs"]) for who, each in clerks.items()} == {
        7: (1, 1),
        8: (1, 0),
    }
    assert clerks[8]["wait"]["n"] == 1 and clerks[7]["wait"]["n"] == 0


def test_missed_returned_called_is_one_leg_and_the_first_wait_stands(room):
    ticket = call(room, 5)
    room.do(desk.recall, 1)
    room.minutes(2)
    room.do(desk.no_show, 1)
    assert total(room)["no_show"] == {"count": 1, "called": 1, "share": 1.0}
    room.do(desk.return_ticket, ticket.id)
    room.minutes(9)
    room.do(desk.call_next, 1)
    found = total(room, target_s=lambda code: 300)
    assert (found["legs"], found["no_show"]["count"], found["level"]["within"]) == (1, 0, 1)


def test_an_undone_action_is_as_if_it_had_never_been_and_is_counted(room):
    call(room)
    room.do(desk.undo, 1, by=clerk(7))
    found = total(room)
    assert (found["called"], found["calls"]["count"], found["calls"]["undone"]) == (0, 0, 1)


def test_a_transfer_is_two_legs_of_one_visit(room):
    serve(room, 1, 0, 5)
    room.do(desk.transfer, 1, service="complaints")
    room.minutes(3)
    room.do(desk.call_next, 2)
    room.do(desk.start, 2)
    room.minutes(2)
    room.do(desk.finish, 2)
    found = total(room)
    assert (found["taken"], found["served"], found["legs"], found["begun"], found["finished"]) == (1, 1, 2, 2, 1)
    assert known(found)[0] == {"wait": 2, "walk": 2, "service_time": 2, "visit_time": 1}
    assert {code: each["served"] for code, each in by(room, "service").items()} == {
        "commercial-licence": 0,
        "complaints": 1,
    }


def test_a_continued_leg_has_no_wait_and_several_legs_are_one_visit(room):
    serve(room, 1, 0, 5)
    room.do(desk.continue_service, 1, "information")
    room.minutes(3)
    room.do(desk.finish, 1)
    found = total(room)
    assert (found["served"], found["finished"], found["begun"], found["called"]) == (1, 2, 1, 1)
    assert known(found)[0] == {"wait": 1, "walk": 1, "service_time": 2, "visit_time": 1}
    assert {code: (each["taken"], each["served"]) for code, each in by(room, "service").items()} == {
        "commercial-licence": (1, 1), "information": (0, 1),
    }  # fmt: skip
    tallies = tallying.tally([day_of(room)], parse({}, DATE), [Part("several")], TRIPOLI, lambda code: 900)
    assert told({key: each for _, key, each in tallies}) == {
        "visits": [{"legs": 2, "count": 1, "visit_time": {"median_s": None, "p90_s": None, "n": 1}}],
        "ways": [{"from": "commercial-licence", "to": "information", "how": "continue", "count": 1}],
    }


def test_cancelled_after_the_call_has_waited_and_has_not_left(room):
    ticket = call(room, 5)
    room.do(desk.cancel, ticket.id)
    found = total(room)
    assert (found["cancelled_after_call"], found["left"]["count"], known(found)) == (1, 0, ({"wait": 1}, {}))


def test_held_and_never_resumed_leaves_service_and_hold_out(room):
    ticket = serve(room, 5, 1, 5)
    room.do(desk.hold, 1)
    room.minutes(30)
    assert known(total(room))[0] == {"wait": 1, "walk": 1}
    room.do(desk.finish, 1, ticket=ticket.id)
    assert known(total(room)) == ({"wait": 1, "walk": 1, "visit_time": 1}, {"not_resumed": 1})
    assert total(room)["served"] == 1


def test_time_on_hold_is_told_apart(room):
    ticket = serve(room, 0, 0, 5)
    room.do(desk.hold, 1)
    room.minutes(30)
    room.do(desk.resume, 1, ticket.id)
    room.do(desk.finish, 1)
    assert total(room)["hold"] == {"median_s": None, "total_s": 1800, "n": 1}


def test_finished_from_called_has_neither_walk_nor_service(room):
    call(room, 5)
    room.minutes(4)
    room.do(desk.finish, 1)
    assert known(total(room)) == ({"wait": 1, "visit_time": 1}, {"walk_unseen": 1, "not_started": 1})


def test_nobody_saw_the_walk_of_a_service_that_started_by_itself(room):
    call(room)
    room.do(desk.start, 1, by_itself=True)
    room.do(desk.finish, 1)
    assert known(total(room)) == ({"wait": 1, "service_time": 1, "visit_time": 1}, {"walk_unseen": 1})


def test_void_is_out_of_everything_and_counted_apart(room):
    ticket = call(room)
    room.do(desk.cancel, ticket.id, "prank")
    found = total(room)
    assert (found["void"], found["taken"], found["legs"], found["calls"]["count"], known(found)) == (
        1,
        0,
        0,
        0,
        ({}, {}),
    )


def test_what_is_open_when_the_day_ends(room):
    serve(room, 1, 1, 1)
    call(room, 1, counter=2)
    room.issue()
    room.minutes(300)
    (found,) = rows([day_of(room, over=True)])
    assert (found["open"], found["served"], found["finished"], found["left"]["count"]) == (0, 1, 1, 1)
    assert known(found) == ({"wait": 3, "walk": 1}, {"end_unknown": 1, "visit_unknown": 1})
    assert found["wait"]["censored"] == 1 and not found["provisional"]


def test_what_no_clock_can_tell_is_left_out_and_counted(room):
    call(room)
    room.clock.boot, room.clock.trusted = "second", False
    room.do(desk.start, 1)
    found = total(room)
    assert known(found) == ({"wait": 1}, {"walk_clock": 1, "time_clock": 3})
    room.clock.boot = "third"
    room.do(desk.finish, 1)
    assert known(total(room))[1] == {"walk_clock": 1, "service_clock": 1, "visit_unknown": 1, "time_clock": 3}


def test_the_counters_time_and_who_was_handled_in_it(room):
    serve(room, 10, 2, 18)
    room.do(desk.pause, 1, by=clerk(7), reason="break")
    room.minutes(15)
    assert by(room, "counter")[1]["time"] == {
        "open_s": 2700, "paused_s": 900, "busy_s": 1200, "idle_s": 600, "handled_per_hour": 1 / 0.75,
    }  # fmt: skip
    assert by(room, "clerk")[8]["time"]["idle_s"] == 2700
    assert sum(each["time"]["open_s"] for each in by(room, "half-hour").values()) == 5400
    assert total(room, "service=information")["time"] is None
    assert all(each["time"] is None for each in by(room, "service").values())


def test_whoever_a_clerk_brings_along_to_another_counter_was_not_on_hold(room):
    serve(room, 1, 1, 10)
    room.do(desk.open_counter, 3, by=clerk(7), bring=True)
    room.minutes(5)
    room.do(desk.finish, 3, by=clerk(7))
    found = total(room)
    assert (found["hold"]["n"], found["service_time"]["n"], found["left_out"]) == (0, 1, {})
    assert {n: each["time"]["busy_s"] for n, each in by(room, "counter").items()} == {1: 660, 2: 0, 3: 300}


def test_a_counter_is_busy_in_the_name_of_who_works_there_also_when_they_come_meanwhile(room):
    room.do(desk.open_counter, 3, by=button(3))
    room.issue()
    room.do(desk.call_next, 3, by=button(3))
    room.minutes(10)
    room.do(desk.open_counter, 3, by=clerk(9))
    room.minutes(5)
    room.do(desk.finish, 3, by=clerk(9))
    room.minutes(1)
    spent = {who: each["time"] for who, each in by(room, "clerk").items()}
    assert [spent[None][name] for name in ("open_s", "busy_s", "idle_s")] == [600, 600, 0]
    assert [spent[9][name] for name in ("open_s", "busy_s", "idle_s")] == [360, 300, 60]


def test_of_a_counter_nobody_can_say_how_many_left(room):
    call(room, 5)
    room.issue()
    room.minutes(20)
    found = by(room, "counter")
    assert set(found) == {1, 2}
    assert (found[1]["left"], found[1]["level"]["strict"], found[1]["level"]["served"]) == (None, None, 1.0)
    assert total(room, "counter=1")["level"]["expected"] is None
    assert total(room)["taken"] == 2


def test_filters_combine_and_each_takes_any_of_its_values(room):
    serve(room, 1)
    room.do(desk.finish, 1)
    room.minutes(30)
    room.issue("information", priority="age")
    for query, taken in {
        "service=information": 1, "service=information&service=commercial-licence": 2, "priority=none": 1,
        "priority=age&priority=none": 2, "priority=age&service=complaints": 0, "counter=1": 1, "clerk=7": 1,
        "clerk=none": 0, "weekday=mon": 2, "weekday=tue": 0, "time=09:00-09:30": 1, "time=09:00-10:00": 2,
        "service=gone": 0,
    }.items():  # fmt: skip
        assert total(room, query)["taken"] == taken, query


def test_rows_are_combinations(room):
    call(room)
    found = rows([day_of(room)], "by=weekday&by=half-hour&by=priority&by=week&by=month&by=year&by=day&by=hour")
    assert [each["key"] for each in found[1:]] == [
        {
            "weekday": "mon", "half-hour": "09:00", "priority": None, "week": "2026-09-21", "month": "2026-09",
            "year": "2026", "day": "2026-09-21", "hour": "09:00",
        }
    ]  # fmt: skip


def test_a_group_of_services_with_different_targets_has_none(room):
    call(room, 5)
    room.issue("information")
    targets = {"commercial-licence": 240, "information": 900}
    found = total(room, target_s=targets.__getitem__)["level"]
    assert (found["target_s"], found["expected"], found["within"]) == (None, None, 0)
    assert by(room, "service", target_s=targets.__getitem__)["information"]["level"]["target_s"] == 900


def hours(dated, *minutes):
    """The hours of the day of legs that began so many minutes after the date's midnight in UTC."""
    legs = [(number, 1, 0, 0, 0, 0, 0, 1440 + at, 0, 0, 1, 0, 0, 0, 0) for number, at in enumerate(minutes)]
    made = Book(table("leg", legs), table("call", []), table("time", []), ("information",))
    found = rows([Day(1, dated, made)], f"from={dated}&to={dated}&by=half-hour", zone=ZoneInfo("Europe/Berlin"))
    return [each["key"]["half-hour"] for each in found[1:] for _ in range(each["taken"])]


def test_the_hour_is_that_of_the_office_also_where_clocks_change():
    assert sorted(hours(date(2026, 3, 28), 30, 60, 600)) == ["01:30", "02:00", "11:00"]
    assert sorted(hours(date(2026, 3, 29), 30, 60, 600)) == ["01:30", "03:00", "12:00"]
    assert sorted(hours(date(2026, 10, 25), 30, 60, 119)) == ["02:00", "02:30", "02:30"]
    assert sorted(hours(date(2026, 10, 25), -60, 24 * 60 * 20)) == ["01:00", "01:00"]


def test_too_many_rows_are_refused(room, monkeypatch):
    monkeypatch.setattr(tallying, "MOST_ROWS", 1)
    call(room)
    room.issue("information")
    with pytest.raises(TooFine):
        by(room, "service")
