"""What a counter's page is told of the counter itself, of who is there, and of what was done last."""

from datetime import datetime

import pytest

from server import desk, example
from server.office.actors import button
from tests.rooms import MINUTE, Room, clerk

STARTING = {"rules": {"start_after_s": 20, "kiosk_pause_s": 0}}


@pytest.fixture
def starting() -> Room:
    """A room in which services start by themselves, and counter 1 has called the only ticket."""
    room = Room(**STARTING)
    room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    return room


def seconds_until(room: Room, at: str) -> float:
    return datetime.fromisoformat(at).timestamp() - room.clock.at / 1000


def test_all_legs_of_a_visit_are_told_and_the_last_is_the_present_one(room):
    room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.do(desk.transfer, 1, service="complaints")
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.do(desk.continue_service, 1, "information")
    legs = room.counter(1)["ticket"]["legs"]
    assert [(leg["service"], leg["state"], leg["counter"]) for leg in legs] == [
        ("commercial-licence", "transferred", 1),
        ("complaints", "continued", 1),
        ("information", "serving", 1),
    ]
    assert legs[1]["began_at"] and legs[1]["called_at"] and legs[1]["ended_at"] == legs[2]["started_at"]


def test_a_counter_tells_what_it_serves_and_why_it_is_paused():
    rows = example.settings()["counters"]
    room = Room(counters=[rows[0] | {"services": ["information", "complaints"]}, *rows[1:]])
    assert [room.counter(n)["serves"] for n in (1, 2)] == [["complaints", "information"], None]
    room.open(1)
    assert room.counter(1)["pause"] is None
    room.do(desk.pause, 1, reason="prayer")
    since = room.counter(1)["now"]
    room.minutes(5)
    assert room.counter(1)["pause"] == {"reason": "prayer", "since": since}


def test_the_hand_of_the_last_command_is_told(room):
    assert room.counter(1)["last"] is None
    room.open(1, by=clerk(7))
    opened = room.counter(1)
    assert opened["last"] == {"at": opened["now"], "by": "staff"}
    room.issue()
    room.do(desk.call_next, 1, by=button(1))
    assert room.counter(1)["last"]["by"] == "button"
    room.do(desk.start, 1)
    assert room.counter(1)["last"]["by"] == "program"


def test_undo_tells_every_part_of_what_it_takes_back(room):
    first, second = room.issue(), room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.do(desk.call_next, 1)
    undo = room.counter(1)["undo"]
    assert (undo["what"], undo["number"]) == ("call-next", second.number)
    assert undo["done"] == [
        {"what": "finish", "number": first.number, "counter": 1},
        {"what": "call-next", "number": second.number, "counter": 1},
    ]


def test_a_service_that_starts_by_itself_says_when(starting):
    assert seconds_until(starting, starting.counter(1)["starts_at"]) == 20
    starting.clock.advance(5000)
    assert seconds_until(starting, starting.counter(1)["starts_at"]) == 15
    starting.clock.advance(15_000)
    assert starting.counter(1)["starts_at"] is None, "it did not, and will not"


def test_nobody_who_could_not_be_announced_yet_starts_by_themselves():
    room = Room(**STARTING)
    room.issue()
    room.issue()
    room.open(1, 2)
    room.do(desk.call_next, 1)
    room.do(desk.call_next, 2)
    assert seconds_until(room, room.counter(2)["starts_at"]) == 20 + 15


@pytest.mark.parametrize("verb", [desk.recall, desk.start])
def test_what_is_done_meanwhile_stops_it_for_good(starting, verb):
    starting.do(verb, 1)
    assert starting.counter(1)["starts_at"] is None
    starting.do(desk.undo, 1)
    told = starting.counter(1)
    assert (told["ticket"]["state"], told["starts_at"]) == ("called", None)


def test_a_paper_that_comes_out_does_not_stop_it_but_a_power_cut_does(starting):
    called = starting.counter(1)["ticket"]["id"]
    starting.ask(lambda tx: desk.receipt_printed(tx, called))
    assert starting.counter(1)["starts_at"]
    starting.clock.boot += "+"
    starting.clock.mono = 0
    assert starting.counter(1)["starts_at"] is None


def test_nothing_starts_by_itself_unless_the_office_says_so(room):
    room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    assert room.counter(1)["starts_at"] is None


def test_a_day_that_is_over_tells_of_no_last_command(room):
    room.open(1)
    room.clock.advance(24 * 60 * MINUTE)
    told = room.counter(1)
    assert (told["state"], told["last"], told["undo"]) == ("closed", None, None)


def test_what_has_not_changed_is_told_alike_though_two_clocks_are_never_read_in_one_instant(starting):
    """Each page is told anew of whatever changed: a millisecond is no news."""
    starting.issue()
    before = starting.counter(1)
    starting.clock.advance(200)
    starting.clock.at += 1
    after = starting.counter(1)
    assert after.pop("now") != before.pop("now")
    assert after == before


def test_since_when_somebody_waits_goes_with_a_clock_that_was_set(room):
    room.issue()
    room.minutes(10)
    room.clock.at += 60 * MINUTE
    (waits,) = room.counter(1)["line"]
    assert seconds_until(room, waits["since"]) == -600
