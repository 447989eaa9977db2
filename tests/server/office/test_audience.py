"""What the displays of some counters show, and what they have missed."""

import pytest

from server import desk
from server.office.board import EVERYBODY, Audience
from server.views import CALLS_SHOWN, MISSED_CALL_S, STANDING_S
from tests.rooms import Room

FIRST, SECOND = Audience(frozenset({1})), Audience(frozenset({2}))


@pytest.fixture
def room():
    opened = Room()
    opened.open(1, 2)
    yield opened
    opened.writer.close()


def call(room: Room, counter: int) -> str:
    """Somebody is called, when whoever is there has been served; their number."""
    if room.counter(counter)["ticket"]:
        room.do(desk.start, counter)
    number: str = room.issue().number
    assert room.do(desk.call_next, counter).number == number
    return number


def shown(room: Room, audience: Audience) -> list[str]:
    return [each["number"] for each in room.view(lambda view: view.board(audience)["calls"])]


def missed(room: Room, audience: Audience, **how: float) -> list[str]:
    return [each["number"] for each in room.view(lambda view: view.calls_since(0, audience, **how))]


def test_others_calls_take_no_place_among_the_last(room):
    first = call(room, 1)
    others = [call(room, 2) for _ in range(CALLS_SHOWN)]
    assert shown(room, FIRST) == [first]
    assert shown(room, EVERYBODY) == shown(room, SECOND) == others[::-1]


def test_a_call_that_no_screen_lists_any_more_still_stands(room):
    numbers = [call(room, 1) for _ in range(CALLS_SHOWN + 3)]
    assert shown(room, FIRST) == numbers[: -1 - CALLS_SHOWN : -1]
    assert len(room.view(lambda view: view.standing_calls(FIRST))) == len(numbers)
    room.do(desk.undo, 1)
    assert len(room.view(lambda view: view.standing_calls(EVERYBODY))) == len(numbers) - 1
    room.clock.advance(STANDING_S * 1000)
    assert room.view(lambda view: view.standing_calls(EVERYBODY)) == []


def test_whoever_is_called_elsewhere_is_expected_there_alone(room):
    number = call(room, 1)
    room.do(desk.transfer, 1, to_counter=2)
    room.do(desk.call_next, 2)
    assert (shown(room, FIRST), missed(room, FIRST)) == ([], [])
    assert shown(room, SECOND) == missed(room, SECOND) == [number]
    assert missed(room, EVERYBODY) == [number, number]
    room.do(desk.undo, 2)
    assert (shown(room, FIRST), shown(room, SECOND)) == ([number], [])


def test_what_was_missed_is_young_and_its_own(room):
    old = call(room, 1)
    room.clock.advance(MISSED_CALL_S * 1000 - 1)
    young = call(room, 1)
    other = call(room, 2)
    assert missed(room, FIRST) == [old, young]
    room.clock.advance(1)
    assert (missed(room, FIRST), missed(room, EVERYBODY)) == ([young], [young, other])
    room.clock.advance(2_000)
    assert missed(room, EVERYBODY, within_s=2) == []


def test_a_recall_is_missed_like_a_call(room):
    number = call(room, 1)
    room.do(desk.recall, 1)
    assert missed(room, FIRST) == [number, number]
    assert shown(room, FIRST) == [number]
