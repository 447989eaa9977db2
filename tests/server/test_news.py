"""What changes without an event (the time, the devices) reaches whoever shows it, and no event is lost by it."""

from pathlib import Path
from typing import Any

import pytest

from server import desk, records
from server.news import News
from server.notices import Hurried, notices
from server.office.actors import Role
from server.office.events import Event
from server.reading import Reading
from tests.rooms import MINUTE, Room

WELL = {"devices": {name: {"state": "ready", "detail": ""} for name in ("printer", "voice", "loudspeaker", "buttons")}}
WORKDAYS = {day: ["08:00-14:30"] for day in ("sun", "mon", "tue", "wed", "thu")}
OPEN = "2026-09-22T08:00:00.000+02:00"
LOOK_MS = 2_000


class Followers:
    """Those who follow the news of a room with a told clock; `sent` is what they heard last."""

    def __init__(self, path: Path) -> None:
        self.room = Room(path)
        self.room.do(desk.set_hours, {"week": WORKDAYS})
        self.reading = Reading(path, self.room.clock)
        self.health: dict[str, Any] = WELL
        self.hurried: list[str] = []
        self.screens: list[dict[str, Any]] = []
        self.there: set[str] = set()
        self.unheard: list[Event] = []
        self.now_ms = 0.0
        self.news = News(
            self.reading,
            lambda call, _: call,
            lambda: self.health,
            self.there.__contains__,
            lambda: self.hurried,
            lambda: self.screens,
        )
        self.news.begin()
        self.room.writer.subscribe(self.unheard.extend)

    def come(self, room: str) -> dict[str, Any]:
        snapshot = self.news.snapshot(room, None, self.now_ms)
        self.there.add(room)
        return snapshot

    def hear(self) -> None:
        """Let the news hear what was committed."""
        while self.unheard:
            self.news.hear(self.unheard.pop(0), self.now_ms)

    def sent(self, after_ms: float = LOOK_MS) -> list[tuple[str, str, dict[str, Any]]]:
        """All that is sent while this time goes by."""
        self.now_ms += after_ms
        found = []
        while self.news.next_due_ms() <= self.now_ms:
            found += self.news.due(self.now_ms)
        return found


@pytest.fixture
def followers(tmp_path):
    opened = Followers(tmp_path / "office.db")
    yield opened
    opened.reading.close()
    opened.room.writer.close()


def rooms(sent) -> list[tuple[str, str]]:
    return [(room, name) for room, name, _ in sent]


def test_when_the_doors_close_and_open_kiosks_and_displays_are_told_once(followers):
    assert followers.come("/kiosk")["office"]["open"]
    followers.come("/display")
    assert followers.sent() == []
    followers.room.clock.advance(6 * 60 * MINUTE)
    told = followers.sent()
    assert sorted(rooms(told)) == [("/display", "snapshot"), ("/kiosk", "snapshot")]
    for _, _, snapshot in told:
        assert (snapshot["office"]["open"], snapshot["office"]["opens_at"]) == (False, OPEN)
    assert followers.sent() == []
    followers.room.clock.advance(17 * 60 * MINUTE)
    assert all(snapshot["office"]["open"] for _, _, snapshot in followers.sent())


def test_nobody_is_told_what_stays(followers):
    for room in ("/kiosk", "/display", "/manager", "/counter:1"):
        followers.come(room)
    for _ in range(5):
        followers.room.clock.advance(MINUTE)
        assert followers.sent() == []


def test_a_pause_reaches_the_displays_too(followers):
    followers.come("/display")
    followers.room.do(desk.pause_service, "information", "system-down")
    followers.hear()
    snapshots = [snapshot for _, name, snapshot in followers.sent() if name == "snapshot"]
    (paused,) = (each for each in snapshots[0]["office"]["services"] if each["reason"])
    assert (paused["code"], paused["reason"]) == ("information", "paused")


def test_a_day_that_is_over_is_told(followers):
    followers.room.issue()
    followers.hear()
    followers.come("/display")
    followers.sent()
    followers.room.clock.advance(20 * 60 * MINUTE)
    told = [snapshot for _, name, snapshot in followers.sent() if name == "snapshot"]
    assert told[-1]["board"]["waiting"]["total"] == 0


@pytest.mark.parametrize("heard", [True, False])
def test_a_call_of_the_same_moment_is_not_lost(followers, heard):
    """Whether the call was heard of already or not: it comes after the snapshot, above its sequence."""
    followers.come("/display")
    followers.room.issue()
    followers.room.open(1)
    followers.hear()
    followers.sent()
    followers.room.clock.advance(330 * MINUTE - 1)
    called = followers.room.do(desk.call_next, 1)
    followers.room.clock.advance(1)
    if heard:
        followers.hear()
    told = followers.sent(0 if heard else LOOK_MS)
    if not heard:
        assert rooms(told) == [("/display", "snapshot")]
    followers.hear()
    told += followers.sent()
    (sequence,) = (message["sequence"] for _, name, message in told if name == "snapshot")
    at = [name for _, name, _ in told].index("snapshot")
    (place,) = (n for n, (_, _, message) in enumerate(told) if message.get("kind") == "call")
    call = told[place][2]
    assert call["call"]["number"] == called.number
    if place > at:
        assert call["after"] <= sequence < call["sequence"]


def test_staff_are_told_of_the_printer_of_a_kiosk_that_hurries_and_of_one_that_is_paused(followers):
    for room in ("/counter:1", "/counter:2", "/manager", "/kiosk"):
        followers.come(room)
    followers.health = {"devices": WELL["devices"] | {"printer": {"state": "trouble", "detail": "no-paper"}}}
    staff = [("/counter:1", "snapshot"), ("/counter:2", "snapshot"), ("/manager", "snapshot")]
    told = followers.sent()
    assert sorted(rooms(told)) == staff
    assert all(message["notices"] == [{"kind": "printer", "detail": "no-paper"}] for _, _, message in told)
    followers.hurried = ["kiosk:0"]
    told = followers.sent()
    assert sorted(rooms(told)) == staff
    assert told[0][2]["notices"][1] == {"kind": "kiosk-limit", "detail": "kiosk:0"}
    followers.health, followers.hurried = WELL, []
    assert all(message["notices"] == [] for _, _, message in followers.sent())
    followers.room.do(desk.pause_kiosk, "kiosk:0", "cleaning")
    followers.hear()
    told = [each for each in followers.sent() if each[1] == "snapshot"]
    assert sorted(rooms(told)) == staff
    assert followers.come("/counter:3")["notices"] == [{"kind": "kiosk-paused", "detail": "kiosk:0"}]


def test_staff_are_told_of_interrupted_services_until_they_go_on_also_on_the_next_day(followers):
    followers.come("/counter:1")
    followers.room.do(desk.pause_service, "information", "system-down")
    followers.hear()
    paused = {"kind": "service-paused", "detail": "information"}
    assert [each["notices"] for _, name, each in followers.sent() if name == "snapshot"] == [[paused]]
    followers.room.do(desk.turn_day)
    assert followers.come("/counter:2")["notices"] == [paused]
    followers.room.do(desk.pause_service, "information", None)
    followers.hear()
    assert [each["notices"] for _, name, each in followers.sent() if name == "snapshot"][-1] == []


def test_a_button_in_trouble_is_told_at_its_own_counter_and_to_the_manager(followers):
    for room in ("/counter:1", "/counter:2", "/manager"):
        followers.come(room)
    stuck = {"state": "trouble", "detail": "stuck", "counters": {"2": "stuck"}}
    followers.health = {"devices": WELL["devices"] | {"buttons": stuck}}
    told = followers.sent()
    assert sorted(rooms(told)) == [("/counter:2", "snapshot"), ("/manager", "snapshot")]
    notice = {"kind": "button", "detail": "stuck", "counter": 2}
    assert all(message["notices"] == [notice] for _, _, message in told)
    assert followers.come("/counter:1")["notices"] == followers.come("/counter:3")["notices"] == []
    assert followers.come("/counter:2")["notices"] == [notice]
    followers.health = WELL
    assert sorted(rooms(followers.sent())) == [("/counter:2", "snapshot"), ("/manager", "snapshot")]


def test_staff_are_told_that_the_clock_and_the_day_are_to_be_confirmed_until_somebody_does(followers):
    followers.room.issue()
    clock, health = followers.room.clock, followers.health
    clock.boot, clock.trusted = "another boot", False
    followers.health = health | {"clock": {"trusted": False}}
    date = followers.room.ask(lambda tx: tx.day().date)
    asked = [{"kind": "clock", "detail": ""}, {"kind": "day", "detail": date}]
    assert followers.come("/counter:1")["notices"] == asked
    followers.room.do(desk.confirm_day, True)
    followers.hear()
    assert [each["notices"] for _, name, each in followers.sent() if name == "snapshot"] == [asked[:1]]
    followers.room.do(desk.confirm_clock)
    followers.health = health
    followers.hear()
    assert [each["notices"] for _, name, each in followers.sent() if name == "snapshot"] == [[]]


def test_the_counters_hear_that_the_day_is_over_though_nobody_did_anything(followers):
    followers.room.open(1)
    followers.room.issue()
    followers.hear()
    followers.come("/counter:1")
    followers.come("/manager")
    followers.sent()
    followers.room.clock.advance(20 * 60 * MINUTE)
    told = {room: snapshot for room, name, snapshot in followers.sent() if name == "snapshot"}
    assert (told["/counter:1"]["counter"]["state"], told["/counter:1"]["counter"]["waiting"]) == ("closed", 0)
    assert told["/manager"]["today"]["waiting"] == 0
    assert followers.sent() == []


def test_who_was_put_back_is_next_again_after_a_while_though_nobody_did_anything(followers):
    followers.room.open(1, 2)
    followers.room.issue()
    followers.room.do(desk.call_next, 1)
    followers.room.do(desk.put_back, 1)
    followers.hear()
    for number in (1, 2):
        followers.come(f"/counter:{number}")
    followers.sent()
    followers.room.clock.advance(2 * MINUTE)
    assert followers.sent() == []
    followers.room.clock.advance(1 * MINUTE)
    ((room, name, snapshot),) = followers.sent()
    assert (room, name, snapshot["counter"]["waiting"]) == ("/counter:1", "snapshot", 1)


def test_a_kiosk_on_another_machine_is_told_by_the_name_that_it_was_given(followers):
    token = followers.room.do(lambda tx: records.add_token(tx, "beside the door", Role.KIOSK, "a digest"))
    followers.room.do(desk.pause_kiosk, f"kiosk:{token.id}", "cleaning")
    paused = {"kind": "kiosk-paused", "detail": f"kiosk:{token.id}", "name": "beside the door"}
    assert followers.come("/counter:3")["notices"] == [paused]


def test_one_who_comes_meanwhile_does_not_take_the_news_from_those_who_are_there(followers):
    followers.come("/manager")
    followers.health = {"devices": WELL["devices"] | {"voice": {"state": "trouble", "detail": "it does not speak"}}}
    followers.now_ms += 500
    assert followers.come("/manager")["notices"]
    assert rooms(followers.sent()) == [("/manager", "snapshot")]


def test_little_paper_is_told_before_it_is_gone():
    low = {"devices": WELL["devices"] | {"printer": {"state": "ready", "detail": "paper-low"}}}
    office = Room().ask(lambda tx: tx.catalogue)
    assert notices(low, [], office) == [{"kind": "printer", "detail": "paper-low"}]
    assert notices(WELL, [], office) == []


def test_a_kiosk_hurried_for_two_minutes():
    hurried = Hurried()
    hurried.note("kiosk:0", 0)
    hurried.note("kiosk:7", 100_000)
    assert set(hurried.lately(119_999)) == {"kiosk:0", "kiosk:7"}
    assert set(hurried.lately(120_000)) == {"kiosk:7"}
    hurried.note("kiosk:7", 200_000)
    assert set(hurried.lately(300_000)) == {"kiosk:7"}


def test_managers_are_told_when_somebody_waits_longer_than_they_should_and_when_a_screen_falls_silent(followers):
    followers.room.issue()
    followers.hear()
    followers.come("/manager")
    followers.sent()
    followers.room.clock.advance(15 * MINUTE)
    assert followers.sent() == [], "a wait of the target is within it"
    followers.room.clock.advance(MINUTE)
    ((room, name, told),) = followers.sent()
    assert (room, name, told["today"]["late"], told["today"]["level"]["strict"]) == ("/manager", "snapshot", 1, 0)
    followers.screens = [{"name": "the hall", "role": "display", "silent": True}]
    ((_, _, told),) = followers.sent()
    assert told["screens"] == followers.screens
    assert followers.sent() == []
