"""What each display hears of the calls over real sockets: its counters' alone, once, and spoken by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server import app as wiring
from server import desk, live, settings, walls
from server.office.actors import SYSTEM, Role
from tests.rooms import MANAGER
from tests.server.screens import Screen, TrustedClock, serving, soon


class Room:
    """An office whose counters 1 and 2 are open, with displays that were let in."""

    def __init__(self, folder: Path, **given: Any) -> None:
        self.settings = settings.load(None, {"server.data": str(folder), "voice.driver": "none", **given})
        self.app = wiring.create_app(self.settings, wiring.devices(self.settings), TrustedClock())
        self.office = self.app.extensions["dawr"]
        self.url = ""
        self.headers: dict[str, dict[str, str]] = {}

    def do(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        return self.office.writer.do(lambda tx: verb(tx, *args, **kwargs), MANAGER)

    def let_in(self, **options: Any) -> str:
        """Another display; its name."""
        command, secret = self.office.record.staff.adding_token("a display", Role.DISPLAY)
        name = f"display:{self.office.writer.do(command, SYSTEM)['id']}"
        self.headers[name] = {"Authorization": f"Bearer {secret}"}
        if options:
            self.arrange(name, **options)
        return name

    def arrange(self, name: str, **options: Any) -> None:
        self.do(desk.arrange_display, name, options)

    def open(self, name: str | None = None, **auth: Any) -> Screen:
        """The screen of a display; without a name that of the office's own computer."""
        return Screen(self.url, "/display", self.headers[name] if name else None, **auth)

    def call(self, counter: int) -> str:
        """Somebody is called, when whoever is there has been served; their number."""
        if self.office.reading.counter(counter)["ticket"]:
            self.do(desk.start, counter)
        number: str = self.do(desk.issue, "commercial-licence", "ar").number
        assert self.do(desk.call_next, counter).number == number
        return number


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    with serving(opened.app) as opened.url:
        for counter in (1, 2):
            opened.do(desk.open_counter, counter)
        yield opened


def calls(screen: Screen, last: str) -> list[str]:
    """The numbers that a screen heard called, up to the last."""
    found: list[str] = []
    while last not in found:
        found.append(screen.next("call")["call"]["number"])
    return found


def test_a_display_hears_the_calls_of_its_own_counters_alone(room):
    all_, first = room.open(), room.open(room.let_in(counters=[1]))
    numbers = [room.call(counter) for counter in (2, 1)]
    assert calls(all_, numbers[1]) == numbers
    assert calls(first, numbers[1]) == numbers[1:]
    assert [each["number"] for each in room.open(room.let_in(counters=[1])).snapshot["board"]["calls"]] == numbers[1:]


def test_a_display_hears_when_somebody_is_expected_elsewhere_now_and_not_where(room):
    screen = room.open(room.let_in(counters=[1]))
    number = room.call(1)
    screen.next("call")
    room.do(desk.transfer, 1, to_counter=2)
    room.do(desk.call_next, 2)
    told = screen.next("withdrawn")
    assert (told["number"], told["stands"]) == (number, None)
    room.do(desk.undo, 2)
    assert screen.next("withdrawn")["stands"]["counter"] == 1


def test_a_display_counts_those_whom_its_counters_may_call(room):
    counters = [
        {"number": n, "services": services, "step_free": True} for n, services in ((1, ["information"]), (2, None))
    ]
    room.office.writer.do(lambda tx: tx.change_setting("counters", counters), MANAGER)
    screen = room.open(room.let_in(counters=[1]))
    for service in ("commercial-licence", "information"):
        room.do(desk.issue, service, "ar")
    told = screen.next("waiting")["waiting"]
    while not told["total"]:  # the line as it was between the two
        told = screen.next("waiting")["waiting"]
    assert told == {"total": 1, "by_service": {"information": 1}}


def test_a_display_writes_and_speaks_the_languages_that_were_decided_for_it(room):
    screens = [room.open(room.let_in(languages=languages)) for languages in (["fr", "en"], [], None)]
    room.call(1)
    heard = [screen.next("call")["call"]["languages"] for screen in screens]
    assert heard == [["ar", "fr", "en"], ["ar"], ["ar"]]


def test_new_options_reach_the_open_display_and_no_other(room):
    hall, corridor = room.let_in(), room.let_in()
    screens = {name: room.open(name) for name in (hall, corridor)}
    room.arrange(hall, theme="light")
    told = screens[hall].next("options")
    assert told["options"]["theme"] == "light" and "sequence" not in told
    room.call(1)
    kinds = []
    while kinds[-1:] != ["call"]:
        kinds.append(screens[corridor].next()["kind"])
    assert "options" not in kinds


def test_other_counters_bring_a_new_board_and_no_call_is_lost_or_told_twice(room):
    name = room.let_in(counters=[1])
    screen = room.open(name)
    first, other = room.call(1), room.call(2)
    assert screen.next("call")["call"]["number"] == first
    room.arrange(name)
    assert screen.next("options")["options"]["counters"] is None
    snapshot = screen.next("snapshot")
    assert [each["number"] for each in snapshot["board"]["calls"]] == [other, first]
    last = room.call(2)
    assert calls(screen, last) == [last]


def test_kiosk_and_display_of_one_computer_are_told_apart(room):
    kiosk, display = Screen(room.url, "/kiosk"), room.open()
    assert room.office.live.present == {("/kiosk", "kiosk:0"), ("/display", "display:0")}
    (here,) = room.office.displays.all()["displays"]
    assert (here["online"], here["speaks"]) == (True, True)
    display.close()
    assert soon(lambda: not room.office.displays.all()["displays"][0]["online"])
    kiosk.close()


def test_one_of_a_room_speaks_and_its_last_socket_hands_over(room, monkeypatch):
    monkeypatch.setattr(walls, "GRACE_MS", 0)
    names = [room.let_in() for _ in range(2)]
    first, second = map(room.open, names)
    assert (first.snapshot["speaks"], second.snapshot["speaks"]) == (True, False)
    first.close()
    assert second.next("options")["speaks"]
    assert not room.open(names[0]).snapshot["speaks"]


@pytest.mark.parametrize("whole_ms", [0, 60_000])
def test_the_calls_that_nobody_said_whole_are_handed_to_the_next(room, monkeypatch, whole_ms):
    monkeypatch.setattr(walls, "GRACE_MS", 60_000)
    monkeypatch.setattr(live, "WHOLE_MS", whole_ms)
    names = [room.let_in() for _ in range(2)]
    first, second = map(room.open, names)
    begun = room.call(1)
    for screen in (first, second):
        screen.next("call")
    first.close()
    soon(lambda: len(room.office.live.present) == 1)
    unheard = room.call(2)
    second.next("call")
    monkeypatch.setattr(walls, "GRACE_MS", 0)
    told = second.next("options")
    assert told["speaks"] and [each["number"] for each in told["unsaid"]] == [begun, unheard][not whole_ms :]


def test_all_show_a_missed_call_and_the_one_that_speaks_says_it(room):
    names = [room.let_in(), room.let_in(), room.let_in(counters=[1])]
    before = [room.open(name) for name in names]
    since = [screen.snapshot["sequence"] for screen in before]
    for screen in before:
        screen.close()
    soon(lambda: not room.office.live.present)
    number = room.call(2)
    again = [room.open(name, since=last) for name, last in zip(names, since, strict=True)]
    assert [[call["number"] for call in screen.snapshot["missed"]] for screen in again] == [[number], [number], []]
    assert [screen.snapshot["speaks"] for screen in again].count(True) == 1


def test_a_browser_that_refuses_sound_is_passed_over(room):
    names = [room.let_in() for _ in range(2)]
    first, second = map(room.open, names)
    first.tell("sound", allowed=False)
    assert second.next("options")["speaks"]
    assert not first.next("options")["speaks"]
    first.tell("sound", allowed="nonsense")
    second.tell("sound", allowed=False)
    assert first.next("options")["speaks"]


def test_with_the_machines_own_loudspeaker_no_display_speaks(tmp_path):
    opened = Room(tmp_path, **{"voice.output": "speaker"})
    with serving(opened.app) as opened.url:
        assert not opened.open().snapshot["speaks"]
