"""Whose turn it is to be called aloud: every call once, in order, never over another, whatever the loudspeaker does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from display.turns import (
    AGAIN_AFTER_S,
    CHIME_PAUSE_S,
    CHIME_WITHIN_S,
    FRESH_S,
    LEAST_S,
    MOST_WAITING,
    SPEECH_WITHIN_S,
    Turns,
)

CHIME_S, VOICE_S = 1.0, 5.0


def well(call: int, sound: str) -> tuple[float, bool]:
    """A loudspeaker that works."""
    return CHIME_S if sound == "chime" else VOICE_S, True


@dataclass
class Heard:
    """A sound that was begun: of which call, from when to when (s)."""

    call: int
    sound: str
    again: bool
    begun_s: float
    ended_s: float


@dataclass
class Hall:
    """A loudspeaker and its queue at simulated speed. `deeds` are (when, what) in order; `plays` says of a call's
    sound how long it takes (inf: for ever) and whether it is heard."""

    plays: Callable[[int, str], tuple[float, bool]] = well
    turns: Turns = field(default_factory=Turns)
    heard: list[Heard] = field(default_factory=list)

    def run(self, *deeds: tuple[float, Callable[[Turns, float], None]]) -> list[Heard]:
        waiting, now_s, playing = list(deeds), 0.0, None
        for _ in range(100_000):
            while waiting and waiting[0][0] <= now_s:
                waiting.pop(0)[1](self.turns, now_s)
            if playing and now_s >= playing[1]:
                self.turns.ended(now_s, playing[2])
                playing = None
            step = self.turns.step(now_s)
            if playing and (step is None or step != playing[0]):
                self.heard[-1].ended_s = now_s  # cut, or given up
                playing = None
            if step and not playing:
                takes_s, well = self.plays(step.call, step.sound)
                playing = (step, now_s + takes_s, well)
                self.heard.append(Heard(step.call, step.sound, step.again, now_s, now_s + takes_s))
                assert step.within_s == (CHIME_WITHIN_S if step.sound == "chime" else SPEECH_WITHIN_S)
            due = [self.turns.due_s, playing and playing[1], waiting[0][0] if waiting else None]
            if not (known := [each for each in due if each is not None]):
                return self.heard
            now_s = max(now_s, min(known))
        raise AssertionError("it never falls silent")

    def calls(self, sound: str = "voice") -> list[int]:
        return [each.call for each in self.heard if each.sound == sound and not each.again]


def add(call: int, age_s: float = 0.0) -> Callable[[Turns, float], None]:
    return lambda turns, now_s: turns.add(call, now_s, age_s)


def withdraw(call: int) -> Callable[[Turns, float], None]:
    return lambda turns, now_s: turns.withdraw(call, now_s)


def times(heard: list[Heard]) -> list[tuple[int, str, float]]:
    return [(each.call, each.sound, each.begun_s) for each in heard]


def test_a_call_alone_is_chimed_spoken_and_spoken_again():
    spoken_s = CHIME_S + CHIME_PAUSE_S
    again_s = spoken_s + VOICE_S + AGAIN_AFTER_S
    heard = Hall().run((0, add(1)))
    assert times(heard) == [(1, "chime", 0), (1, "voice", spoken_s), (1, "voice", again_s)]


def test_while_others_wait_nothing_is_said_twice():
    heard = Hall().run((0, add(1)), (0, add(2)))
    second_s = CHIME_S + CHIME_PAUSE_S + VOICE_S
    assert times(heard)[:3] == [(1, "chime", 0), (1, "voice", 1.5), (2, "chime", second_s)]
    assert [each.call for each in heard if each.again] == [2]


def test_who_comes_in_the_pause_before_the_repetition_comes_at_once():
    assert times(Hall().run((0, add(1)), (8, add(2))))[2] == (2, "chime", 8)


def test_a_repetition_that_has_begun_is_said_to_its_end():
    heard = Hall().run((0, add(1)), (11, add(2)))
    assert (heard[2].again, heard[2].ended_s) == (True, 15.5)
    assert times(heard)[3] == (2, "chime", 15.5)


def test_a_short_call_keeps_its_turn_as_long_as_the_displays_show_it():
    hall = Hall(plays=lambda call, sound: (0.1, True))
    assert times(hall.run((0, add(1)), (0, add(2))))[2] == (2, "chime", LEAST_S)


def test_a_hundred_calls_in_ten_seconds_from_twenty_counters_are_all_spoken_in_order():
    hall = Hall()
    hall.run(*((n / 10, add(n)) for n in range(1, 101)))
    assert hall.calls() == hall.calls("chime") == list(range(1, 101))


def test_a_call_is_not_spoken_a_minute_after_it_was_made():
    hall = Hall()
    hall.run((0, add(1, FRESH_S)), (0, add(2, FRESH_S - 0.1)), (0, add(3)))
    assert hall.calls() == [2, 3]


def test_what_waits_behind_a_loudspeaker_that_hangs_grows_old():
    hangs = Hall(plays=lambda call, sound: (float("inf"), False) if call < 4 else well(call, sound))
    hangs.run(*((0, add(n)) for n in range(1, 10)), (100, add(10)))
    # Each of the first takes 4 + 25 s (and the pause) until it is given up, so that a minute is gone with the third.
    assert hangs.calls("chime") == [1, 2, 3, 10]


def test_a_sound_that_hangs_does_not_take_the_voice_with_it_nor_the_next_call():
    hangs = Hall(plays=lambda call, sound: (float("inf"), False) if (call, sound) == (1, "chime") else (2.0, True))
    hangs.run((0, add(1)), (0, add(2)))
    assert times(hangs.heard)[:3] == [(1, "chime", 0), (1, "voice", 4.5), (2, "chime", 6.5)]


def test_a_call_taken_back_before_its_turn_is_not_heard():
    hall = Hall()
    hall.run((0, add(1)), (0, add(2)), (0, add(3)), (1, withdraw(2)))
    assert hall.calls("chime") == [1, 3]


def test_a_call_taken_back_while_it_is_heard_is_cut_and_the_next_begins():
    heard = Hall().run((0, add(1)), (1, add(2)), (3, withdraw(1)))
    assert (heard[1].sound, heard[1].ended_s) == ("voice", 3)
    assert times(heard)[2] == (2, "chime", 3)


def test_a_call_that_is_told_again_is_known_and_a_recall_is_a_call_of_its_own():
    hall = Hall()
    hall.run((0, add(5)), (0, add(5)), (60, add(5)), (61, add(4)), (62, add(6)))
    assert hall.calls() == [5, 6]


def test_of_too_many_the_oldest_are_dropped():
    turns = Turns()
    for call in range(1, MOST_WAITING + 3):
        turns.add(call, 0)
    assert (len(turns.waiting), turns.waiting[0]) == (MOST_WAITING, 3)


@dataclass
class Deed:
    """Something that happens in a hall: a call is made, or one is taken back."""

    at_s: float
    call: int
    age_s: float
    withdrawn_after_s: float | None


@some.composite
def days(draw: some.DrawFn) -> list[Deed]:
    count = draw(some.integers(1, 12))
    gaps = draw(some.lists(some.sampled_from([0.0, 0.0, 0.25, 2.0, 7.0, 40.0]), min_size=count, max_size=count))
    deeds, at_s = [], 0.0
    for call, gap_s in enumerate(gaps, 1):
        at_s += gap_s
        age_s = draw(some.sampled_from([0.0, 0.0, 0.0, 30.0, 59.75, 60.0, 500.0]))
        gone_s = draw(some.one_of(some.none(), some.sampled_from([0.0, 0.25, 1.25, 3.0, 12.0])))
        deeds.append(Deed(at_s, call, age_s, gone_s))
    return deeds


@some.composite
def loudspeakers(draw: some.DrawFn) -> Callable[[int, str], tuple[float, bool]]:
    seconds = some.sampled_from([0.0, 0.5, 3.0, 8.0, 24.0, float("inf")])
    ways = draw(some.lists(some.tuples(seconds, some.booleans()), min_size=1, max_size=7))
    return lambda call, sound: ways[(2 * call + (sound == "voice")) % len(ways)]


def in_order(deeds: list[Deed]) -> Iterator[tuple[float, Callable[[Turns, float], None]]]:
    moments = [(deed.at_s, add(deed.call, deed.age_s)) for deed in deeds]
    gone = [(d.at_s + d.withdrawn_after_s, withdraw(d.call)) for d in deeds if d.withdrawn_after_s is not None]
    yield from sorted(moments + gone, key=lambda moment: moment[0])


@given(days(), loudspeakers())
@settings(max_examples=30)
def test_on_every_day_with_every_loudspeaker_the_rules_hold(deeds, plays):
    hall = Hall(plays)
    heard = hall.run(*in_order(deeds))
    # One at a time, in the order in which they were made, the chime first, and nothing twice but the repetition.
    assert all(before.ended_s <= after.begun_s for before, after in pairwise(heard))
    assert hall.calls("chime") == sorted(set(hall.calls("chime")))
    assert hall.calls() == sorted(set(hall.calls()))
    assert set(hall.calls()) <= set(hall.calls("chime"))
    for each in heard:
        assert each.ended_s - each.begun_s <= (CHIME_WITHIN_S if each.sound == "chime" else SPEECH_WITHIN_S)
    by_call = {deed.call: deed for deed in deeds}
    for each in heard:
        deed = by_call[each.call]
        assert deed.age_s < FRESH_S
        gone_s = float("inf") if deed.withdrawn_after_s is None else deed.at_s + deed.withdrawn_after_s
        assert each.begun_s <= gone_s and each.ended_s <= gone_s
    # At the end nothing is left, and nobody is waited for.
    assert (hall.turns.current, hall.turns.waiting, hall.turns.due_s) == (None, (), None)


@given(days())
@settings(max_examples=15)
def test_a_loudspeaker_that_works_speaks_every_call_that_was_not_taken_back(deeds):
    hall = Hall()
    hall.run(*in_order(deeds))
    wanted = [deed.call for deed in deeds if deed.withdrawn_after_s is None and deed.age_s == 0]
    assert set(wanted) <= set(hall.calls())
