"""Sessions: what is kept of them, how long they last, and what ends them."""

import pytest

from server import desk, people, sessions
from server.office.actors import SYSTEM, Actor, Role
from server.office.day import Day, ended
from server.office.events import Stamp
from tests.server.conftest import ELSEWHERE, ORIGIN, PASSWORD

HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
TICKET = {"service": "commercial-licence", "language": "ar"}


def goings(room):
    found = room.ask(lambda tx: tx.db.execute("SELECT data FROM event WHERE kind = 'StaffSignedOut'").fetchall())
    return [data for (data,) in found]


# ---- what is kept


def test_a_session_knows_since_when_by_every_clock(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    room.do(sessions.begin, 1, "digest")
    session = room.ask(lambda tx: sessions.session(tx.db, "digest"))
    assert (session.staff, session.role, session.began) == (1, Role.CLERK, room.clock.now())
    assert session.day == 1


def test_a_session_that_has_ended_by_itself_is_forgotten_and_nobody_signed_out(house):
    browser = house.signed_in()
    for _ in range(2):
        house.clock.advance(DAY_MS)
        comes(house, browser=browser)
        with house.office.record.reading.use() as db:
            assert len(sessions.sessions(db)) == 1
            assert not db.execute("SELECT 1 FROM event WHERE kind = 'StaffSignedOut'").fetchone()


def test_who_signs_in_anew_in_the_same_browser_is_not_elsewhere(house):
    comes(house, browser=house.signed_in())
    with house.office.record.reading.use() as db:
        found = db.execute("SELECT data FROM event WHERE kind = 'StaffSignedOut'").fetchall()
    assert found == [('{"staff":1}',)]


def test_a_clock_that_is_set_right_ends_nobodys_session(house):
    first = house.signed_in("Huda", "manager")
    house.clock.set(house.clock.at + 300 * DAY_MS)
    comes(house, "Huda")
    assert is_in(first)


def test_signing_out_twice_is_once(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    room.do(sessions.begin, 1, "digest")
    room.do(sessions.end, "digest")
    room.do(sessions.end, "digest")
    assert goings(room) == ['{"staff":1}']


def test_a_clerk_is_at_one_place_and_a_manager_may_be_at_several(room):
    for staff, role in enumerate((Role.CLERK, Role.MANAGER), 1):
        room.do(people.add_member, role.value, role, "hash")
        room.do(sessions.begin, staff, f"{role.value} here")
        room.do(sessions.begin, staff, f"{role.value} there")
    kept = room.ask(lambda tx: tx.db.execute("SELECT digest FROM session ORDER BY digest").fetchall())
    assert [digest for (digest,) in kept] == ["clerk there", "manager here", "manager there"]
    assert goings(room) == ['{"staff":1,"why":"elsewhere"}']


# ---- how long they last: the rule

QUIET_S = 3 * 3600


def stamp(hour: float, boot: str = "a", trusted: bool = True) -> Stamp:
    return Stamp(int(hour * HOUR_MS), boot, int(hour * HOUR_MS), trusted)


def day(number: int, began: Stamp) -> Day:
    return Day(number, "2026-09-21", began, True, began, 0)


@pytest.mark.parametrize(
    ("began", "number", "today", "over", "now", "has_ended"),
    [
        (stamp(8), 1, day(1, stamp(8)), False, stamp(20), False),
        (stamp(8), 1, day(2, stamp(8.5)), False, stamp(9), False),
        (stamp(8), 1, day(2, stamp(10.99)), False, stamp(20), False),
        (stamp(8), 1, day(2, stamp(11)), False, stamp(11), True),
        (stamp(8), 1, day(3, stamp(12)), False, stamp(12), True),
        (stamp(8), 1, day(1, stamp(8)), True, stamp(28), True),
        (stamp(26), 1, day(1, stamp(8)), True, stamp(28), False),
        (stamp(8, "a"), 1, day(2, stamp(8.5, "b")), False, stamp(9, "b"), False),
        (stamp(8, "a", False), 1, day(2, stamp(8.5, "b")), False, stamp(9, "b"), True),
        (stamp(8, "a", False), 1, day(1, stamp(8, "a", False)), False, stamp(9, "b", False), False),
        (stamp(8), 0, None, True, stamp(9), False),
    ],
)
def test_a_session_ends_with_its_day_unless_it_began_shortly_before(began, number, today, over, now, has_ended):
    assert ended(began, number, today, over, now, QUIET_S) is has_ended


# ---- how long they last: in the browser


def comes(house, name="Salma", browser=None):
    """The browser of somebody who signs in, on another machine."""
    browser = browser or house.client()
    browser.environ_base.update(ELSEWHERE)
    came = browser.post("/sign-in", data={"name": name, "password": PASSWORD}, headers=ORIGIN)
    assert came.status_code == 303
    return browser


def is_in(browser):
    status = browser.get("/api/counters/1").status_code
    assert status in (200, 401)
    return status == 200


def test_who_signed_in_yesterday_signs_in_anew_today_though_nobody_turned_the_day(house):
    browser = house.signed_in()
    house.clock.advance(7 * HOUR_MS)
    evening = comes(house, browser=house.client())
    house.clock.advance(8 * HOUR_MS)
    assert is_in(evening), "the day is not over before it may turn"
    house.clock.advance(6 * HOUR_MS)
    assert not is_in(evening), "as if it had turned now"
    assert not is_in(browser)


def test_a_manager_who_turns_the_day_in_the_morning_throws_nobody_out(house):
    house.member("Huda", "manager")
    browser, manager = house.signed_in(), comes(house, "Huda")
    house.clock.advance(HOUR_MS // 2)
    assert manager.post("/api/day", json={"turn": True}, headers=ORIGIN).status_code == 200
    assert is_in(browser)
    assert is_in(manager)
    house.clock.advance(4 * HOUR_MS)
    house.client().post("/api/tickets", json=TICKET)
    assert manager.post("/api/day", json={"turn": True}, headers=ORIGIN).status_code == 200
    assert not is_in(browser)
    assert not is_in(manager)


# ---- what ends them


def test_a_clerk_who_signs_in_elsewhere_is_there_and_finds_her_person_and_no_more_here(house):
    here = house.signed_in()
    here.post("/api/counters/2/open", headers=ORIGIN)
    house.client().post("/api/tickets", json=TICKET)
    called = here.post("/api/counters/2/call-next", headers=ORIGIN).get_json()["ticket"]
    there = comes(house)
    assert not is_in(here)
    assert here.post("/api/counters/2/start", headers=ORIGIN).status_code == 401
    assert there.get("/api/counters/2").get_json()["ticket"]["id"] == called["id"]
    assert there.post("/api/counters/2/start", json={"expect": called["id"]}, headers=ORIGIN).status_code == 200


def test_a_sign_out_that_comes_after_she_signed_in_elsewhere_leaves_her_counter_open(house):
    here = house.signed_in()
    here.post("/api/counters/2/open", headers=ORIGIN)
    secret = here.get_cookie("session").value
    there = comes(house)
    house.staff.sign_in.leave(secret, Actor("staff:1", Role.CLERK, 1))
    assert there.get("/api/counters/2").get_json()["state"] == "open"


def test_a_manager_may_be_signed_in_at_several_places(house):
    first = house.signed_in("Huda", "manager")
    second = comes(house, "Huda")
    assert is_in(first)
    assert is_in(second)


def test_a_secret_that_was_put_into_a_browser_opens_nothing_after_somebody_signed_in_there(house):
    """Session fixation, and somebody who sits down at a colleague's browser."""
    house.member("Eve", "manager")
    planted = comes(house, "Eve")
    secret = planted.get_cookie("session").value
    house.member()
    victim = house.client()
    victim.set_cookie("session", secret)
    comes(house, browser=victim)
    assert victim.get_cookie("session").value != secret
    assert not is_in(planted)
    nothing = house.client()
    nothing.set_cookie("session", "chosen by somebody else")
    comes(house, "Eve", nothing)
    assert nothing.get_cookie("session").value != "chosen by somebody else"
    with house.office.record.reading.use() as db:
        ended = [data for (data,) in db.execute("SELECT data FROM event WHERE kind = 'StaffSignedOut'")]
    assert ended == ['{"staff":1,"why":"replaced"}']


def test_who_leaves_the_office_is_out_and_cannot_come_in(house):
    browser = house.signed_in()
    house.member("Huda", "manager")
    manager = comes(house, "Huda")
    browser.post("/api/counters/2/open", headers=ORIGIN)
    gone = manager.post("/api/staff/1/active", json={"active": False}, headers=ORIGIN)
    assert (gone.status_code, gone.get_json()["active"], gone.get_json()["counter"]) == (200, False, None)
    assert not is_in(browser)
    assert house.office.reading.counter(2)["state"] == "closed"
    again = {"name": "Salma", "password": PASSWORD}
    assert house.client().post("/sign-in", data=again, headers=ORIGIN).status_code == 401
    assert manager.post("/api/staff/1/active", json={"active": True}, headers=ORIGIN).get_json()["active"]
    assert house.client().post("/sign-in", data=again, headers=ORIGIN).status_code == 303


def test_who_serves_somebody_when_they_leave_has_finished_them(house):
    browser = house.signed_in()
    browser.post("/api/counters/2/open", headers=ORIGIN)
    ticket = house.client().post("/api/tickets", json=TICKET).get_json()["id"]
    for verb in ("call-next", "start"):
        browser.post(f"/api/counters/2/{verb}", headers=ORIGIN)
    gone = house.client().post("/api/staff/1/active", json={"active": False}, headers=house.token())
    assert (gone.status_code, house.office.reading.counter(2)["state"]) == (200, "closed")
    assert house.client().get(f"/api/tickets/{ticket}", headers=house.token()).get_json()["state"] == "finished"


@pytest.mark.parametrize(("what", "said"), [("active", {"active": False}), ("role", {"role": "clerk"})])
def test_the_only_manager_can_neither_leave_nor_become_a_clerk(house, what, said):
    house.member("Amal", "manager")
    manager = comes(house, "Amal")
    refused = manager.post(f"/api/staff/1/{what}", json=said, headers=ORIGIN)
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/last-manager")
    house.member("Huda", "manager")
    assert manager.post(f"/api/staff/1/{what}", json=said, headers=ORIGIN).status_code == 200
    assert manager.get("/api/staff").status_code in (401, 403)


def test_who_has_called_somebody_decides_before_they_leave(house):
    browser = house.signed_in()
    browser.post("/api/counters/2/open", headers=ORIGIN)
    house.client().post("/api/tickets", json=TICKET)
    browser.post("/api/counters/2/call-next", headers=ORIGIN)
    refused = house.client().post("/api/staff/1/active", json={"active": False}, headers=house.token())
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/counter-busy")
    assert is_in(browser)


def test_the_staff_are_listed_with_their_counters_and_since_when_they_are_signed_in(house):
    browser = house.signed_in()
    browser.post("/api/counters/2/open", headers=ORIGIN)
    (salma,) = house.client().get("/api/staff", headers=house.token()).get_json()["staff"]
    assert (salma["counter"], salma["signed_in_at"]) == (2, "2026-09-21T09:00:00.000+02:00")
    house.clock.advance(DAY_MS)
    (salma,) = house.client().get("/api/staff", headers=house.token()).get_json()["staff"]
    assert (salma["counter"], salma["signed_in_at"]) == (None, None)


def test_a_session_of_a_file_of_before_lasts_as_long_as_its_day(room):
    """Such a session does not know in which day it began."""
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    room.do(sessions.begin, 1, "digest")
    room.ask(lambda tx: tx.db.execute("UPDATE session SET day = 0"))
    room.clock.advance(5 * HOUR_MS)
    session = room.ask(lambda tx: sessions.session(tx.db, "digest"))
    today = room.ask(lambda tx: tx.day())
    assert not ended(session.began, session.day, today, False, room.clock.now(), QUIET_S)
    room.do(desk.issue, "commercial-licence", "ar", None)
    room.do(desk.turn_day)
    today = room.do(lambda tx: tx.day(), by=SYSTEM)
    assert ended(session.began, session.day, today, False, room.clock.now(), QUIET_S)
