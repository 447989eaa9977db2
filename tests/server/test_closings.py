"""A counter that is closed says who closed it, and by what."""

import pytest

from server import desk, people
from server.office.actors import Role
from tests.rooms import Room, clerk
from tests.server.conftest import ORIGIN, House

SALMA = clerk(1)


@pytest.fixture
def room():
    room = Room()
    room.do(lambda tx: people.add_member(tx, "Salma", Role.CLERK, "a hash"))
    yield room
    room.writer.close()


def closed(room: Room, counter: int = 3):
    return room.counter(counter)["closed"]


def test_a_counter_that_was_never_open_is_closed_by_nobody(room):
    assert closed(room) is None


def test_an_open_counter_is_closed_by_nobody(room):
    room.open(3)
    room.do(desk.close, 3)
    room.open(3)
    assert closed(room) is None


def test_who_closed_it_is_told_with_the_time(room):
    room.open(3, by=SALMA)
    room.minutes(38)
    room.do(desk.close, 3, by=SALMA)
    assert closed(room) == {"at": "2026-09-21T09:38:00.000+02:00", "why": "closed", "by": "Salma", "to": None}


def test_a_program_has_no_name(room):
    room.open(3)
    room.do(desk.close, 3)
    assert closed(room)["by"] is None


def test_opening_another_counter_is_told_with_its_number(room):
    room.open(3, 2, by=SALMA)
    told = closed(room)
    assert (told["why"], told["by"], told["to"]) == ("moved", "Salma", 2)


def test_a_day_that_a_manager_ended_is_told(room):
    room.open(3)
    room.do(desk.turn_day)
    assert closed(room)["why"] == "day"


def test_what_a_day_that_is_over_left_closed_is_no_news(room):
    room.open(3)
    room.do(desk.close, 3)
    room.minutes(24 * 60)
    assert closed(room) is None


def test_signing_out_in_another_browser_is_told(house: House):
    browser = house.signed_in("Salma")
    house.writer.do(lambda tx: desk.open_counter(tx, 3), SALMA)
    assert browser.post("/sign-out", headers=ORIGIN).status_code == 303
    told = house.office.reading.counter(3)["closed"]
    assert (told["why"], told["by"]) == ("signed-out", "Salma")
