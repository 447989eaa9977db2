"""What was counted of a group: by whoever counts, from the sorts of its legs and what else was found of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import mul

from server.office.counted import SPREADS, counted
from server.office.measures import Spread

#: The measures of a tally that spread values out, by the measure that asks for them.
SPREAD = {name: "wait" if name == "censored" else name for name in SPREADS}
_SUMMED = ("service_time", "hold")
_CALLS = {"by-rule": ("calls",), "out-of-turn": ("calls", "out_of_turn"), "put-back": ("put_backs",),
          "undone": ("undone",)}  # fmt: skip
_NONE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one group: it is all that a row is made of.

    `counts` are the names of `counted`, and `served`, `calls`, `out_of_turn`, `put_backs`, `undone`, `time_clock`;
    `spreads` by measure (the wait's has those who left in it); `sums` in seconds: `service_time`, `hold`, `open`,
    `paused`, `busy`; `reasons`: calls out of turn by their code; `target_s`: the one target of all its services.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    sums: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    target_s: int | None = None
    provisional: bool = False


def tallied(
    *,
    sorts: Mapping[int, int],
    again: int,
    spreads: Mapping[str, Spread],
    calls: Mapping[str, int],
    reasons: Mapping[str, int],
    targets: Iterable[int],
    provisional: bool,
    seconds: Mapping[str, int] = _NONE,
    no_clock: int = 0,
) -> Tally:
    """A tally of what was counted.

    `sorts` of legs; `again`: finished legs of visits that have one already; `calls` by kind, `reasons` of those out of
    turn; `targets` of the services; `seconds` of counters by state, and `no_clock`: stretches of unknown length.
    """
    counts = _counts(sorts)
    counts["served"] = counts["finished"] - again
    for kind, n in calls.items():
        for name in _CALLS[kind]:
            counts[name] += n
    counts["time_clock"] = no_clock
    sums = {name: sum(map(mul, spreads[name].seconds, spreads[name].ended)) for name in _SUMMED if name in spreads}
    only = set(targets)
    return Tally(
        {name: n for name, n in counts.items() if n},
        {name: each for name, each in spreads.items() if each.seconds},
        {name: each for name, each in (sums | dict(seconds)).items() if each},
        dict(sorted(reasons.items())),
        only.pop() if len(only) == 1 else None,
        provisional,
    )


def _counts(sorts: Mapping[int, int]) -> Counter[str]:
    """How many legs there are of each name of `counted`, from how many there are of each sort."""
    counts: Counter[str] = Counter()
    for sort, number in sorts.items():
        for name in counted(sort):
            counts[name] += number
    return counts
