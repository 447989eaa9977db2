"""A kiosk gives one ticket in two seconds and twelve in a minute; then it says so. Nobody else is held up."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import desk
from server.office.actors import Actor, Role
from server.office.errors import QuotaReached, TooManyTickets
from tests.rooms import KIOSK, MANAGER, Room
from tests.server.conftest import House

OTHER = Actor("kiosk:7", Role.KIOSK)
REAL: dict[str, Any] = {"rules": {}}
NEW = {"service": "information", "language": "ar"}


@pytest.fixture
def room() -> Room:
    return Room(**REAL)


def wait_s(room: Room, by: Actor = KIOSK) -> int:
    """How long the kiosk is told to wait; 0: it got its ticket."""
    try:
        room.do(desk.issue, "information", "ar", by=by)
    except TooManyTickets as refused:
        return int(str(refused.values["wait_s"]))
    return 0


def test_a_second_ticket_within_two_seconds_is_refused(room):
    assert wait_s(room) == 0
    room.clock.advance(1_999)
    assert wait_s(room) == 1
    room.clock.advance(1)
    assert wait_s(room) == 0
    assert wait_s(room) == 2


def test_the_thirteenth_ticket_of_a_minute_waits_until_the_first_is_a_minute_old(room):
    for _ in range(12):
        assert wait_s(room) == 0
        room.clock.advance(2_500)
    assert wait_s(room) == 30
    room.clock.advance(29_999)
    assert wait_s(room) == 1
    room.clock.advance(1)
    assert wait_s(room) == 0
    assert wait_s(room) == 3  # the second of the twelve leaves the minute later than the pause ends


def test_each_kiosk_is_counted_for_itself_and_staff_are_not(room):
    assert wait_s(room) == 0
    assert wait_s(room, OTHER) == 0
    for _ in range(20):
        room.do(desk.issue, "information", "ar", by=MANAGER)
    assert wait_s(room) == 2
    room.clock.advance(2_000)
    assert wait_s(room) == 0


def test_what_was_refused_for_another_reason_does_not_count(room):
    room.do(desk.set_hours, {"services": {"information": {"quota": 0}}})
    for _ in range(3):
        with pytest.raises(QuotaReached):
            room.do(desk.issue, "information", "ar", by=KIOSK)
    room.do(desk.issue, "complaints", "ar", by=KIOSK)


def test_neither_a_clock_that_is_set_nor_a_restart_of_the_office_changes_the_count(tmp_path):
    room = Room(tmp_path / "office.db", **REAL)
    assert wait_s(room) == 0
    room.clock.set(room.clock.at - 3_600_000)
    assert wait_s(room) == 2
    room.clock.set(room.clock.at + 86_400_000)
    assert wait_s(room) == 2
    room.writer.close()
    again = Room(tmp_path / "office.db", room.clock, **REAL)
    assert wait_s(again) == 2
    again.clock.boot, again.clock.mono = "another", 0
    assert wait_s(again) == 0


def test_an_office_sets_its_own_limits(room):
    room.do(desk.set_hours, {"kiosk": {"pause_s": 0, "per_min": 3}})
    assert [wait_s(room) for _ in range(4)] == [0, 0, 0, 60]
    room.do(desk.set_hours, {"kiosk": {"per_min": 0}})
    assert wait_s(room) == 0
    room.do(desk.set_hours, {"kiosk": {"pause_s": 90}})
    room.clock.advance(80_000)
    assert wait_s(room) == 10


@settings(max_examples=30)
@given(st.lists(st.integers(0, 8_000), max_size=40))
def test_whatever_the_fingers_do_no_minute_has_more_than_twelve_and_no_two_come_within_two_seconds(pauses):
    room, given_ = Room(**REAL), []
    for pause_ms in pauses:
        room.clock.advance(pause_ms)
        told = wait_s(room)
        if told:
            hurried = room.clock.mono < given_[-1] + 2_000
            assert hurried or room.clock.mono < given_[-12] + 60_000
        else:
            given_.append(room.clock.mono)
    assert all(later - earlier >= 2_000 for earlier, later in pairwise(given_))
    assert all(last - first >= 60_000 for first, last in zip(given_, given_[12:], strict=False))


def test_over_the_api_it_is_429_with_the_time_to_wait_and_a_repeated_request_does_not_count(house: House):
    house.writer.do(lambda tx: desk.set_hours(tx, {"kiosk": {"pause_s": 2, "per_min": 12}}), MANAGER)
    kiosk = house.client()
    first = kiosk.post("/api/tickets", json=NEW, headers={"Idempotency-Key": "one touch"})
    again = kiosk.post("/api/tickets", json=NEW, headers={"Idempotency-Key": "one touch"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    refused = kiosk.post("/api/tickets", json=NEW, headers={"Accept-Language": "fr"})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "2"
    assert refused.get_json()["type"] == "/problems/too-many-tickets"
    assert refused.get_json()["detail"].startswith("Beaucoup de tickets")
    house.clock.advance(2_000)
    assert kiosk.post("/api/tickets", json=NEW, headers={"Idempotency-Key": "one touch"}).status_code == 201
    assert kiosk.post("/api/tickets", json=NEW).status_code == 201
