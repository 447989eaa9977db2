"""An illiterate thumb on the button of a real desk: whatever it does, nobody gets stuck."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from counter.lamps import lamp
from counter.presses import IGNORED_MS, LONG_MS, Presses
from server import desk, glances
from server.office.actors import SYSTEM, button
from server.office.errors import CounterClosed, OfficeError
from tests.rooms import Room, clerk

COUNTER = 2
CLERK = clerk(7)
VERBS: dict[str, Callable[..., Any]] = {
    "open": desk.open_counter,
    "call-next": desk.call_next,
    "start": desk.start,
    "recall": desk.recall,
    "no-show": desk.no_show,
}
BY_OTHER_HANDS: dict[str, Callable[..., Any]] = VERBS | {
    "finish": desk.finish,
    "hold": desk.hold,
    "put-back": desk.put_back,
    "pause": desk.pause,
    "close": desk.close,
    "undo": desk.undo,
}


class Thumb:
    """The button of one counter, over a real desk. Pressing takes time of the same clock."""

    def __init__(self, *, button_only: bool) -> None:
        self.room, self.presses, self.button_only = Room(), Presses(), button_only
        self.accepted_ms: list[int] = []
        #: What the thumb did, and how long after the last thing that staff did on the page.
        self.after_staff_ms: list[int] = []
        self._staff_ms: int | None = None

    @property
    def view(self) -> dict[str, Any]:
        found = self.room.view(lambda view: glances.glance(view, COUNTER))
        return found | {"button_only": self.button_only}

    def does(self, kind: str) -> list[str]:
        """One edge of the button; the verbs that were done. Only a counter that is shut may refuse."""
        view = self.view
        verbs = self.presses.press(view, kind, self.room.clock.mono)
        try:
            for verb in verbs:
                self.room.do(VERBS[verb], COUNTER, by=button(COUNTER))
        except CounterClosed:
            assert view["state"] != "open"
            return []
        if verbs:
            self.accepted_ms.append(self.room.clock.mono)
            self.after_staff_ms += [] if self._staff_ms is None else [self.room.clock.mono - self._staff_ms]
        return verbs

    def presses_for(self, ms: int) -> list[str]:
        """Down, and up after `ms`; what was done."""
        done = self.does("down")
        if ms >= LONG_MS:
            self.room.clock.advance(LONG_MS)
            done += self.does("held")
        self.room.clock.advance(ms - LONG_MS if ms >= LONG_MS else ms)
        return done + self.does("up")

    def another_hand(self, verb: str) -> None:
        with suppress(OfficeError):
            self.room.do(BY_OTHER_HANDS[verb], COUNTER, by=CLERK)
        view = self.view
        if view["last"] == {"at": view["now"], "by": "staff"}:
            self._staff_ms = self.room.clock.mono

    def starts_by_itself(self) -> None:
        with suppress(OfficeError):
            self.room.do(desk.start, COUNTER, by=SYSTEM, by_itself=True)
            self._staff_ms = None  # not the last any more

    @property
    def state(self) -> tuple[str, str | None]:
        view = self.view
        return view["state"], view["ticket"] and view["ticket"]["state"]


steps = st.lists(
    st.tuples(
        st.sampled_from(["down", "up", "held", "ticket", "by itself", *BY_OTHER_HANDS]),
        st.sampled_from([0, 300, IGNORED_MS, LONG_MS, 20_000, 61_000]),
    ),
    max_size=25,
)


def play(thumb: Thumb, moves: list[tuple[str, int]]) -> None:
    for move, ms in moves:
        thumb.room.clock.advance(ms)
        if move == "ticket":
            thumb.room.issue()
        elif move == "by itself":
            thumb.starts_by_itself()
        elif move in BY_OTHER_HANDS:
            thumb.another_hand(move)
        else:
            thumb.does(move)


@settings(deadline=None)
@given(steps, st.booleans())
def test_after_any_presses_a_short_press_still_does_the_next_thing(
    moves: list[tuple[str, int]], button_only: bool
) -> None:
    thumb = Thumb(button_only=button_only)
    play(thumb, moves)
    if thumb.state[0] != "open" and not button_only:
        thumb.room.open(COUNTER)
    thumb.room.issue()
    thumb.room.issue()
    wanted = {"called": "serving", "serving": "called", None: "called"}
    for _ in range(3):
        thumb.room.clock.advance(200_000)
        before = thumb.state[1]
        assert thumb.presses_for(200), f"a press did nothing while {before}"
        assert thumb.state[1] == wanted[before]


@settings(deadline=None)
@given(steps, st.booleans())
def test_pressing_long_ends_the_call_of_somebody_who_never_comes(
    moves: list[tuple[str, int]], button_only: bool
) -> None:
    thumb = Thumb(button_only=button_only)
    play(thumb, moves)
    if thumb.state[1] != "called":
        return
    for _ in range(3):
        thumb.room.clock.advance(200_000)
        if thumb.state[1] == "called":
            assert thumb.presses_for(2_000) in (["recall"], ["no-show"])
    assert thumb.state[1] is None


@settings(deadline=None)
@given(steps, st.booleans())
def test_the_lamp_tells_what_a_press_would_find(moves: list[tuple[str, int]], button_only: bool) -> None:
    thumb = Thumb(button_only=button_only)
    play(thumb, moves)
    thumb.room.clock.advance(200_000)
    shown, (state, ticket) = lamp(thumb.view), thumb.state
    thumb.presses_for(200)
    if shown == "slow":
        assert (state, ticket, thumb.state) == ("open", None, ("open", "called"))
    if shown == "steady":
        assert ticket in ("called", "serving")


@settings(deadline=None)
@given(steps, st.booleans())
def test_two_presses_that_count_are_at_least_a_second_apart(moves: list[tuple[str, int]], button_only: bool) -> None:
    thumb = Thumb(button_only=button_only)
    play(thumb, moves)
    assert all(later - earlier >= IGNORED_MS for earlier, later in pairwise(thumb.accepted_ms))
    assert all(after_ms >= IGNORED_MS for after_ms in thumb.after_staff_ms)


@settings(deadline=None)
@given(steps, st.booleans())
def test_a_glance_tells_of_a_counter_what_its_page_does(moves: list[tuple[str, int]], button_only: bool) -> None:
    thumb = Thumb(button_only=button_only)
    play(thumb, moves)
    for number in (COUNTER, COUNTER + 1):
        told, seen = thumb.room.counter(number), thumb.room.view(partial(glances.glance, number=number))
        alike = ("number", "sequence", "now", "state", "no_show_at", "last")
        assert {key: seen[key] for key in alike} == {key: told[key] for key in alike}
        assert seen["ticket"] == (told["ticket"] and {key: told["ticket"][key] for key in ("id", "state")})
        among_all = thumb.room.view(glances.glances)[number]
        assert among_all == {key: seen[key] for key in among_all}
        assert lamp(told) == lamp(seen)
