"""Whose turn it is to be called aloud, and what is to be heard of it. Pure: the time is an argument (monotonic s).

The same rules as `static/announcements.js`: calls are spoken one at a time, in the order in which they came; chime,
half a second, voice, and after four seconds the voice once more unless others wait. Every sound has its limit.

    turns = Turns()
    turns.add(call, now_s)                    # a call was made
    while (step := turns.step(now_s)):        # what is to be heard now; silence until turns.due_s
        turns.ended(now_s, heard)             # it was heard to its end, or not
"""

from collections import deque
from dataclasses import dataclass, replace
from typing import Literal

CHIME_WITHIN_S = 4.0
CHIME_PAUSE_S = 0.5
SPEECH_WITHIN_S = 25.0
AGAIN_AFTER_S = 4.0
#: What a turn lasts at least: so long its number fills the displays.
LEAST_S = 4.0
#: An older call is not spoken any more.
FRESH_S = 60.0
MOST_WAITING = 500

#: The sounds of a turn, each with its limit: the voice twice.
_SOUNDS: tuple[tuple[Literal["chime", "voice"], float], ...] = (
    ("chime", CHIME_WITHIN_S),
    ("voice", SPEECH_WITHIN_S),
    ("voice", SPEECH_WITHIN_S),
)
_AGAIN = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A sound of a call. `again`: the voice has said it before. It must have ended after `within_s`."""

    call: int
    sound: Literal["chime", "voice"]
    again: bool
    within_s: float


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A call whose turn has not come; it is dropped at `stale_s`."""

    call: int
    added_s: float
    stale_s: float


@dataclass(slots=True)
class _Turn:
    """The call of the moment: how many of its sounds are over, how long it is silent, how long its sound may last."""

    call: int
    began_s: float
    over: int = 0
    quiet_until_s: float = 0.0
    sounds_until_s: float | None = None
    heard: bool = False

    @property
    def step(self) -> Step:
        sound, within_s = _SOUNDS[self.over]
        return Step(self.call, sound, self.over == _AGAIN, within_s)


class Turns:
    """The queue of the announcements of one loudspeaker, keyed by call."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque(maxlen=MOST_WAITING)
        self._turn: _Turn | None = None
        self._newest = 0
        #: When `step` will say something else though nothing happens; None: never.
        self.due_s: float | None = None

    @property
    def waiting(self) -> tuple[int, ...]:
        """The calls whose turn has not come."""
        return tuple(each.call for each in self._waiting)

    @property
    def current(self) -> int | None:
        """The call whose turn it is."""
        return self._turn.call if self._turn else None

    def add(self, call: int, now_s: float, age_s: float = 0.0) -> None:
        """A call was made `age_s` ago. Their numbers rise: one that is not above all others is known already."""
        if call > self._newest:
            self._newest = call
            self._waiting.append(_Waiting(call, now_s, now_s + FRESH_S - age_s))

    def withdraw(self, call: int, now_s: float) -> None:
        """A call was taken back: it is not announced, or no further."""
        self._waiting = deque((each for each in self._waiting if each.call != call), MOST_WAITING)
        if self._turn and self._turn.call == call:
            self._rest(self._turn, now_s)

    def step(self, now_s: float) -> Step | None:
        """What is to be heard now; None while nothing is. The same one again until it has `ended`."""
        while turn := self._turn or self._next(now_s):
            if turn.sounds_until_s is not None:
                if now_s < turn.sounds_until_s:
                    self.due_s = turn.sounds_until_s
                    return turn.step
                self.ended(now_s, heard=False)
                continue
            if turn.over == _AGAIN and self._waiting:
                turn.over, turn.quiet_until_s = len(_SOUNDS), turn.began_s + LEAST_S
            if now_s < turn.quiet_until_s:
                self.due_s = turn.quiet_until_s
                return None
            if turn.over == len(_SOUNDS):
                self._rest(turn, now_s)
            else:
                turn.sounds_until_s = now_s + turn.step.within_s
        self.due_s = None
        return None

    def ended(self, now_s: float, heard: bool) -> None:
        """The sound of the step is over: it was `heard` to its end, or nothing came of it."""
        turn = self._turn
        if turn is None or turn.sounds_until_s is None:
            return
        turn.over += 1
        turn.heard = turn.heard or heard
        turn.sounds_until_s = None
        pauses_s = {1: CHIME_PAUSE_S, 2: AGAIN_AFTER_S}
        turn.quiet_until_s = now_s + pauses_s[turn.over] if turn.over in pauses_s else turn.began_s + LEAST_S

    def _next(self, now_s: float) -> _Turn | None:
        """Begin the turn of the first call that waits and is not too old."""
        while self._waiting:
            first = self._waiting.popleft()
            if now_s < first.stale_s:
                self._turn = _Turn(first.call, now_s)
                return self._turn
        return None

    def _rest(self, turn: _Turn, now_s: float) -> None:
        """End a turn. Whoever waited while another call was heard is no older for it: nobody who was called in a rush
        is passed over. Where nothing was heard, as with a loudspeaker that hangs, the calls grow old."""
        self._turn = None
        if turn.heard:
            grown = (now_s - max(each.added_s, turn.began_s) for each in self._waiting)
            moved = [replace(each, stale_s=each.stale_s + s) for each, s in zip(self._waiting, grown, strict=True)]
            self._waiting = deque(moved, MOST_WAITING)
