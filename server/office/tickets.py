"""A ticket: one visit of one party, its legs, and the moves that are lawful in each state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from server.office.errors import UnlawfulMove
from server.office.events import Stamp


class State(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"
    UNSERVED = "unserved"
    FINISHED = "finished"


#: The states in which a ticket occupies the counter it is at.
OPEN = frozenset({State.CALLED, State.SERVING})

#: The life of a ticket (domain.md): from which states each verb is lawful, and what it would have been.
LAWFUL: dict[str, tuple[frozenset[State], str]] = {
    "call": (frozenset({State.WAITING}), "called"),
    "recall": (frozenset({State.CALLED}), "called again"),
    "start": (frozenset({State.CALLED}), "started"),
    "finish": (frozenset({State.CALLED, State.SERVING, State.HELD}), "finished"),
    "continue": (frozenset({State.SERVING}), "continued"),
    "hold": (frozenset({State.SERVING}), "held"),
    "resume": (frozenset({State.HELD}), "resumed"),
    "put-back": (frozenset({State.CALLED}), "put back"),
    "no-show": (frozenset({State.CALLED}), "marked absent"),
    "transfer": (frozenset({State.WAITING, State.CALLED, State.SERVING}), "transferred"),
    "return": (frozenset({State.MISSED, State.FINISHED}), "taken back into the line"),
    "cancel": (frozenset({State.WAITING, State.CALLED, State.HELD}), "cancelled"),
    "class": (frozenset({State.WAITING, State.CALLED, State.HELD, State.MISSED}), "given another class"),
    "print": (frozenset(State) - {State.CANCELLED, State.UNSERVED}, "printed again"),
}

#: What becomes of a paper is known long before; one of which nothing was heard for so long may be asked for again.
PAPER_MS = 60_000


#: What a leg came to, by the verb that ended it; the present leg of a visit stands as its ticket does.
_CAME_TO = {
    "finish": "finished",
    "day-turned": "finished",
    "continue": "continued",
    "transfer": "transferred",
    "no-show": "missed",
    "cancel": "left",
    "unserved": "left",
}


@dataclass(frozen=True, slots=True)
class PutBack:
    """A call that a counter took back: for a while it passes the ticket over."""

    counter: int
    seq: int
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of a visit at one service.

    `begun` → `first_call` is the wait (a `continued` leg has none), `last_call` → `started` the walk,
    `started` → `ended` less `held_ms` the service. `held_ms` None: a hold whose clock could not be trusted.
    `end` is the verb that ended it; `serial` counts the legs of the visit from 1. `taken` is the call that
    took it from the line the last time, `calls` how often it was called since; `queued` is how many
    announcements stood before that call's own. `sub_services` is how often what was done, by code; `by_itself`:
    no hand started the service.
    """

    serial: int
    service: str
    begun: Stamp
    bound: int | None = None
    continued: bool = False
    first_call: Stamp | None = None
    last_call: Stamp | None = None
    calls: int = 0
    queued: int = 0
    started: Stamp | None = None
    held_since: Stamp | None = None
    held_ms: int | None = 0
    ended: Stamp | None = None
    end: str | None = None
    outcome: str | None = None
    counter: int | None = None
    clerk: int | None = None
    put_backs: tuple[PutBack, ...] = ()
    out_of_turn: str | None = None
    taken: Stamp | None = None
    sub_services: Mapping[str, int] = field(default_factory=dict)
    by_itself: bool = False

    def came_to(self, state: State) -> str:
        """How the leg ended; while it has not, the `state` in which its ticket stands."""
        if self.end is not None:
            return _CAME_TO[self.end]
        return "left" if state is State.UNSERVED else state.value


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visit, as its events tell it.

    `place` is the arrival (ms), or the moment of a return that lost it; `key` is the place less the
    head start of the class: the lowest key is called first. `fingerprint` is the hash of its issue.
    `receipt` tells what became of the paper asked for last (at `asked`), `copy` whether that one was a copy.
    """

    id: int
    number: str
    day: int
    language: str
    issued: Stamp
    fingerprint: str
    state: State
    place: int
    head_start_ms: int
    priority: str | None
    step_free: bool
    no_show_s: int | None
    legs: tuple[Leg, ...]
    counter: int | None = None
    receipt: str = "printing"
    asked: Stamp | None = None
    copy: bool = False
    returns: int = 0
    returned_incomplete: bool = False
    missed_at: Stamp | None = None
    void: bool = False

    @property
    def key(self) -> int:
        return self.place - self.head_start_ms

    @property
    def leg(self) -> Leg:
        """The present leg: the last."""
        return self.legs[-1]

    @property
    def has_paper(self) -> bool:
        """Whether a paper of it is out, or on its way: one that fails after the first leaves that first one out."""
        return self.copy or self.receipt in ("printing", "printed")

    def awaits_paper(self, now: Stamp) -> bool:
        """Whether a paper of it is on its way."""
        asked = self.asked or self.issued
        return self.receipt == "printing" and asked.roughly_until(now) < PAPER_MS

    def allows(self, verb: str) -> bool:
        """Whether `verb` is lawful in this state."""
        returns_finished = verb == "return" and self.state is State.FINISHED
        return self.state in LAWFUL[verb][0] and not (returns_finished and self.leg.outcome != "incomplete")

    def must_allow(self, verb: str) -> None:
        """Raise UnlawfulMove unless `verb` is lawful in this state."""
        if not self.allows(verb):
            raise UnlawfulMove(number=self.number, state=self.state.value, done=LAWFUL[verb][1])

    def keeps_place_ms(self, now: Stamp, return_min: int) -> int | None:
        """How long a return still keeps the place (ms): the first after a missed call, within `return_min`.

        None: for ever, as once after a visit that ended incomplete. 0: it is placed by the moment of return.
        """
        if self.missed_at is None or self.state is not State.MISSED:
            return 0 if self.returned_incomplete else None
        left_ms = return_min * 60_000 - self.missed_at.roughly_until(now)
        return max(0, left_ms + 1) if self.returns == 0 else 0
