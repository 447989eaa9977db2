"""Who is next: one public rule.

Every leg has a place: its ticket's arrival, or the moment of a return that lost it. Its key is the place
less the head start of its class. A counter calls the lowest key among those that it may call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from server.office.catalogue import Counter
from server.office.events import Stamp
from server.office.tickets import PutBack


class Waiting(NamedTuple):
    """One ticket in the line: what the rule needs of it. `bound`: only that counter may call it.

    A tuple: a long line is made of them at every look at a counter, three times as fast.
    """

    id: int
    number: str
    key: int
    place: int
    service: str
    bound: int | None
    step_free: bool
    put_backs: tuple[PutBack, ...]
    priority: str | None
    issued: Stamp

    def waited_ms(self, now: Stamp) -> int:
        """How long they have waited: since they came, or since the return that lost their place."""
        return max(0, self.issued.roughly_until(now) - (self.place - self.issued.at))

    def since(self, now: Stamp) -> int:
        """Since when (ms) that is, as the clock of `now` tells it."""
        return min(now.at, self.issued.seen_from(now) + self.place - self.issued.at)

    @property
    def order(self) -> tuple[int, int]:
        """What the line is sorted by; of equal keys the earlier ticket comes first."""
        return self.key, self.id


@dataclass(frozen=True, slots=True)
class Caller:
    """A counter that is about to call: `last_call` is the seq of its last standing call (0: none)."""

    counter: Counter
    last_call: int


@dataclass(frozen=True, slots=True)
class Room:
    """What the rule needs to know of the room: the counters that are open now, and the moment."""

    open_counters: Sequence[Counter]
    now: Stamp
    pass_over_ms: int

    def approach(self, step_free: bool, service: str) -> bool:
        """Whether the clerk must go to the person: no open counter that serves them has step-free access."""
        return step_free and not any(counter.step_free and counter.serves(service) for counter in self.open_counters)


def passes_over(leg: Waiting, caller: Caller, room: Room) -> bool:
    """Whether the counter lets this ticket wait after it put it back.

    Until it has called another one, or the time has gone.
    """
    return bool(leg.put_backs) and any(
        back.counter == caller.counter.number
        and caller.last_call < back.seq
        and back.stamp.roughly_until(room.now) < room.pass_over_ms
        for back in leg.put_backs
    )


def may_call(leg: Waiting, caller: Caller, room: Room) -> bool:
    """Whether the rule lets this counter call this ticket now."""
    if leg.bound is not None:
        return leg.bound == caller.counter.number
    return (
        caller.counter.serves(leg.service)
        and (not leg.step_free or caller.counter.step_free or room.approach(leg.step_free, leg.service))
        and not passes_over(leg, caller, room)
    )


def next_for(caller: Caller, line: Iterable[Waiting], room: Room) -> Waiting | None:
    """The ticket that this counter calls next; `line` in the order of its keys."""
    return next((leg for leg in line if may_call(leg, caller, room)), None)


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody is next. `rule` is `bound`, `priority` or `arrival`; `before` is the one who came earlier
    and waits longer for this counter, when a head start decided."""

    rule: str
    before: Waiting | None


def why(chosen: Waiting, callable_line: Iterable[Waiting]) -> Why:
    """The reason that the rule chose one; `callable_line`: all that the counter may call."""
    if chosen.bound is not None:
        return Why("bound", None)
    # Where a clock was set back, those who come meanwhile have one and the same place.
    first = min((chosen, *callable_line), key=lambda leg: (leg.place, leg.id))
    earlier = None if first.id == chosen.id else first
    return Why("priority" if earlier else "arrival", earlier)


def ahead(
    service: str, bound: int | None, before: Mapping[tuple[str, int | None], int], counters: Iterable[Counter]
) -> int:
    """How many people are ahead: those with a lower key whom a counter that may call you may call too.

    `before`: how many with a lower key wait for each (service, bound counter).
    """
    mine = [c for c in counters if (c.serves(service) if bound is None else c.number == bound)]

    def rivals(their_service: str, their_bound: int | None) -> bool:
        return any(c.serves(their_service) if their_bound is None else c.number == their_bound for c in mine)

    return sum(count for (their, where), count in before.items() if rivals(their, where))
