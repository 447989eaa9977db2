"""An illiterate thumb on the button of a real desk: whatever it does, nobody gets stuck."""

from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from counter.lamps import lamp
from counter.presses import IGNORED_MS, LONG_MS, Presses
from server import desk
from server.office.actors import button
from server.office.errors import CounterClosed, OfficeError
from tests.rooms import Room

COUNTER = 2
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

    @property
    def view(self) -> dict[str, Any]:
        return self.room.counter(COUNTER) | {"button_only": self.button_only}

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
        self.accepted_ms += [self.room.clock.mono] if verbs else []
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
            self.room.do(BY_OTHER_HANDS[verb], COUNTER)

    @property
    def state(self) -> tuple[str, str | None]:
        view = self.view
        return view["state"], view["ticket"] and view["ticket"]["state"]


steps = st.lists(
    st.tuples(
        st.sampled_from(["down", "up", "held", "ticket", *BY_OTHER_HANDS]),
        st.sampled_from([0, 300, IGNORED_MS, LONG_MS, 20_000, 61_000]),
    ),
    max_size=25,
)


def play(thumb: Thumb, moves: list[tuple[str, int]]) -> None:
    for move, ms in moves:
        thumb.room.clock.advance(ms)
        if move == "ticket":
            thumb.room.issue()
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
    if thumb.state[0] == "paused" or (thumb.state[0] == "closed" and not button_only):
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
