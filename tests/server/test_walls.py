"""Of the displays in one room exactly one speaks, whoever comes, goes, falls silent or is arranged anew."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.office.displays import arranged
from server.walls import FRESH_MS, GRACE_MS, Walls

HALL, CORRIDOR = {"room": "hall"}, {"room": "corridor"}


class House:
    """Displays by sid; what the office decided of each stands in `decided` by name."""

    def __init__(self, **sounds: bool) -> None:
        self.decided: dict[str | None, dict[str, Any]] = {}
        self.walls = Walls(lambda name: arranged(self.decided.get(name, {})), **sounds)
        self.speaks: dict[str, bool] = {}
        self.names: dict[str, str | None] = {}
        self.unsaid: dict[str, float | None] = {}
        self.now_ms = 0.0

    def come(self, sid: str, name: str | None, **options: Any) -> bool:
        """One comes; whether its snapshot says that it speaks."""
        if options:
            self.decided[name] = options
        self.names[sid] = name
        self.speaks[sid] = self.walls.come(sid, name, self.now_ms)["speaks"]
        self.hear()
        return self.speaks[sid]

    def go(self, sid: str) -> None:
        self.walls.go(sid, self.now_ms)
        del self.speaks[sid], self.names[sid]
        self.hear()

    def arrange(self, name: str, **options: Any) -> None:
        self.decided[name] = options
        self.walls.arrange()
        self.hear()

    def sound(self, sid: str, allowed: bool) -> None:
        self.walls.sound(sid, allowed)
        self.hear()

    def wait(self, ms: float) -> None:
        self.now_ms += ms
        self.hear()

    def hear(self) -> list[str]:
        """Let everybody hear what is theirs; who heard something, in order."""
        words = list(self.walls.words(self.now_ms))
        for word in words:
            self.speaks[word.sid] = word.body["speaks"]
            self.unsaid[word.sid] = word.unsaid_ms
        return [word.sid for word in words]

    def speaking(self) -> set[str]:
        return {sid for sid, speaks in self.speaks.items() if speaks}


@pytest.fixture
def house():
    return House()


def test_the_first_that_comes_speaks_at_once_and_goes_on(house):
    assert house.come("b", "display:2")
    assert not house.come("a", "display:1")
    assert house.speaking() == {"b"}
    house.wait(10 * GRACE_MS)
    assert house.speaking() == {"b"}


def test_one_speaks_in_each_room(house):
    for sid, name, room in (("a", "display:1", HALL), ("b", "display:2", HALL), ("c", "display:3", CORRIDOR)):
        house.come(sid, name, **room)
    assert house.speaking() == {"a", "c"}
    house.arrange("display:3", **HALL)
    assert house.speaking() == {"a"}
    house.arrange("display:1", **CORRIDOR)
    assert house.speaking() == {"a", "b"}


def test_when_it_goes_the_first_by_name_takes_over_a_little_later_and_says_what_nobody_said(house):
    for number in (1, 3, 2):
        house.come(str(number), f"display:{number}")
    house.now_ms = 1_000
    house.go("1")
    assert house.speaking() == set()
    house.wait(GRACE_MS - 1)
    assert house.speaking() == set()
    house.wait(1)
    assert house.speaking() == {"2"}
    assert house.unsaid == {"2": 1_000}


def test_one_that_is_back_in_time_speaks_on_and_hears_it_with_its_snapshot(house):
    house.come("old", "display:1")
    house.come("other", "display:2")
    house.go("old")
    house.wait(GRACE_MS - 1)
    assert house.come("new", "display:1")
    house.wait(GRACE_MS)
    assert house.speaking() == {"new"}


def test_one_that_is_back_too_late_leaves_it_to_the_other(house):
    house.come("old", "display:1")
    house.come("other", "display:2")
    house.go("old")
    house.wait(GRACE_MS)
    assert not house.come("new", "display:1")
    assert house.speaking() == {"other"}


def test_one_that_fell_silent_long_before_it_was_noticed_is_replaced_at_once(house):
    house.come("a", "display:1")
    house.come("b", "display:2")
    house.now_ms = 20_000
    house.walls.go("a", house.now_ms - GRACE_MS)
    del house.speaks["a"]
    house.hear()
    assert house.speaking() == {"b"} and house.unsaid == {"b": 20_000 - GRACE_MS}


def test_two_windows_of_one_machine_are_two_and_one_speaks(house):
    house.come("a", "display:0")
    assert not house.come("b", "display:0")
    house.go("a")
    assert house.speaking() == {"b"}


def test_one_without_a_voice_never_speaks_and_another_takes_over_at_once(house):
    house.come("a", "display:1")
    house.come("b", "display:2", voice=False)
    house.come("c", "display:3")
    house.arrange("display:1", voice=False)
    assert house.speaking() == {"c"}
    house.arrange("display:3", voice=False)
    assert house.speaking() == set()


def test_one_whose_browser_refuses_is_passed_over_as_long_as_another_can(house):
    house.come("a", "display:1")
    house.sound("a", False)
    assert house.speaking() == {"a"}, "it asks for a touch"
    house.come("b", "display:2")
    assert house.speaking() == {"b"}
    assert house.walls.refusing == {"display:1"}
    house.sound("a", True)
    assert house.speaking() == {"b"}, "who speaks goes on"
    house.sound("b", False)
    assert house.speaking() == {"a"}


def test_a_program_that_follows_the_calls_takes_the_voice_from_nobody_for_long(house):
    house.come("program", "display:0")
    house.come("page", "display:0")
    house.sound("page", True)
    assert house.speaking() == {"program"}, "perhaps it says so in a moment"
    assert house.walls.due_ms(house.now_ms) == FRESH_MS
    house.wait(FRESH_MS)
    assert house.speaking() == {"page"}
    assert house.walls.due_ms(house.now_ms) > 10 * FRESH_MS


def test_one_that_never_says_whether_it_is_heard_speaks_where_no_other_does(house):
    house.come("a", "display:1")
    house.wait(10 * FRESH_MS)
    house.come("b", "display:2")
    house.sound("b", False)
    assert house.speaking() == {"a"}


def test_one_that_is_back_speaks_before_it_has_said_that_it_is_heard(house):
    for sid, name in (("old", "display:1"), ("other", "display:2")):
        house.come(sid, name)
        house.sound(sid, True)
    house.wait(FRESH_MS)
    house.go("old")
    house.wait(1)
    assert house.come("new", "display:1")
    house.wait(FRESH_MS - 1)
    house.sound("new", True)
    house.wait(FRESH_MS)
    assert house.speaking() == {"new"}


def test_a_browser_that_nobody_let_in_speaks_only_where_no_display_may(house):
    assert house.come("clerk", None)
    assert not house.come("another", None)
    assert house.come("a", "display:1", **HALL)
    assert house.speaking() == {"a"}
    house.go("a")
    house.wait(GRACE_MS)
    assert len(house.speaking()) == 1


def test_with_the_machines_own_loudspeaker_no_display_speaks():
    house = House(sounds=False)
    assert not house.come("a", "display:1")
    assert house.walls.speaking == frozenset()


def test_who_falls_silent_hears_it_before_who_begins(house):
    for number in range(3, 0, -1):
        house.come(str(number), f"display:{number}")
    house.decided["display:3"] = {"voice": False}
    house.walls.arrange()
    assert house.hear() == ["3", "1"]


def test_nobody_is_told_what_stays(house):
    house.come("a", "display:1")
    house.walls.arrange()
    assert house.hear() == []
    house.arrange("display:1", theme="light")
    house.walls.arrange()
    assert house.hear() == []


NAMES = st.sampled_from(["display:0", "display:1", "display:2", None])
DEEDS = st.one_of(
    st.tuples(st.just("come"), st.sampled_from("abcde"), NAMES),
    st.tuples(st.just("go"), st.sampled_from("abcde"), st.none()),
    st.tuples(st.just("arrange"), NAMES, st.sampled_from([HALL, CORRIDOR, {"voice": False}, {}])),
    st.tuples(st.just("wait"), st.sampled_from([1, GRACE_MS // 2, GRACE_MS]), st.none()),
    st.tuples(st.just("sound"), st.sampled_from("abcde"), st.booleans()),
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(DEEDS, max_size=30))
def test_whatever_happens_one_speaks_in_a_room_and_after_a_while_one_does(deeds):
    house = House()
    for deed, which, what in deeds:
        match deed:
            case "come" if which not in house.speaks:
                house.come(which, what)
            case "go" if which in house.speaks:
                house.go(which)
            case "arrange":
                house.arrange(which, **what)
            case "wait":
                house.wait(which)
            case "sound":
                house.sound(which, what)
        assert_one_at_most(house)
    house.wait(GRACE_MS)
    able = {room_of(house, sid) for sid in house.speaks} - {"silent"}
    named = able - {None}
    assert {room_of(house, sid) for sid in house.speaking()} == (named or able)


def room_of(house: House, sid: str) -> str | None:
    name = house.names[sid]
    options = arranged(house.decided.get(name, {}))
    if not options["voice"]:
        return "silent"
    return None if name is None else options["room"]


def assert_one_at_most(house: House) -> None:
    rooms = [room_of(house, sid) for sid in house.speaking()]
    assert len(rooms) == len(set(rooms)) and "silent" not in rooms
