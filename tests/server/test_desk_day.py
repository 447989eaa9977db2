"""Is it still the same day? Asked where the machine started again and does not know the time."""

import pytest

from server import desk
from server.clock import FixedClock
from server.office.errors import NotAsked
from server.office.tickets import State
from tests.rooms import MORNING, Room, clerk

SALMA = clerk(7)


@pytest.fixture
def restarted():
    """A room in which somebody waits, after a power cut: its clock went back."""
    room = Room(clock=FixedClock(at=MORNING))
    room.ticket_before = room.issue()
    room.clock.boot += "+"
    room.clock.mono = 0
    room.clock.trusted = False
    room.clock.set(0)
    return room


def asked(room):
    return room.ask(lambda tx: tx.day_is_asked())


def number_of_the_day(room):
    return room.ask(lambda tx: tx.day().number)


def test_yes_keeps_the_day_until_the_machine_starts_again(restarted):
    assert asked(restarted)
    restarted.do(desk.confirm_day, True, by=SALMA)
    assert (asked(restarted), number_of_the_day(restarted)) == (False, 1)
    assert restarted.ticket(restarted.ticket_before).state is State.WAITING
    restarted.clock.boot += "+"
    assert asked(restarted)


def test_yes_said_twice_is_said_once(restarted):
    restarted.do(desk.confirm_day, True, by=SALMA)
    restarted.do(desk.confirm_day, True, by=clerk(8))
    query = "SELECT count(*) FROM event WHERE kind = 'DayConfirmed'"
    assert restarted.ask(lambda tx: tx.db.execute(query).fetchone()) == (1,)


def test_no_turns_the_day_once(restarted):
    restarted.do(desk.confirm_day, False, by=SALMA)
    assert (asked(restarted), number_of_the_day(restarted)) == (False, 2)
    assert restarted.ticket(restarted.ticket_before).state is State.UNSERVED
    with pytest.raises(NotAsked):
        restarted.do(desk.confirm_day, False, by=clerk(8))
    assert number_of_the_day(restarted) == 2


def test_a_clerk_does_not_turn_a_day_that_was_confirmed(restarted):
    restarted.do(desk.confirm_day, True, by=SALMA)
    with pytest.raises(NotAsked):
        restarted.do(desk.confirm_day, False, by=SALMA)


def test_a_clock_that_is_confirmed_answers_the_question(restarted):
    restarted.clock.set(MORNING + 60_000)
    restarted.do(desk.confirm_clock, by=SALMA)
    assert not asked(restarted)
    for same in (True, False):
        with pytest.raises(NotAsked):
            restarted.do(desk.confirm_day, same, by=SALMA)


@pytest.mark.parametrize("same", [True, False])
def test_nobody_is_asked_while_the_time_is_known_or_in_the_start_in_which_the_day_began(room, same):
    room.issue()
    for trusted in (True, False):
        room.clock.trusted = trusted
        with pytest.raises(NotAsked):
            room.do(desk.confirm_day, same)


def test_no_to_a_day_in_which_nothing_was_done_settles_it_too():
    room = Room(clock=FixedClock(at=MORNING))
    room.do(lambda tx: None)
    room.clock.boot += "+"
    room.clock.trusted = False
    assert asked(room)
    room.do(desk.confirm_day, False, by=SALMA)
    assert (asked(room), number_of_the_day(room)) == (False, 1)
