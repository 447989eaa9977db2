"""What a leg counts as: the one place that says which leg enters which figure (docs/measures.md).

All that decides is in one number, the leg's *sort*, of which a day has a few dozen different ones: so a million legs
are counted by their sorts, and each sort is judged once.
"""

from __future__ import annotations

from functools import lru_cache

from server.office import day_book
from server.office.day_book import (
    BY_ITSELF,
    CALLED,
    CONTINUED,
    ENDS,
    FINISHES,
    HELD,
    NOT_RESUMED,
    OPEN,
    SEEN,
    STARTED,
    VOID,
)

#: Beside the flags, as bits of a sort: where the leg's end stands, whether it is its visit's first, whether its
#: durations are known, and whether it waited no longer than its service's target.
END_BIT, FIRST = 10, 1 << 13
WAIT, WALK, SERVICE, HOLD, VISIT = (1 << bit for bit in range(14, 19))
WITHIN = 1 << 19
#: Sorts are below this.
SORTS = 1 << 20

_GONE = frozenset({"cancel", "unserved"})

#: Why a duration is not among the values, by the name that answers give.
LEFT_OUT = (
    "wait_clock", "walk_clock", "walk_unseen", "service_clock", "not_started", "end_unknown", "not_resumed",
    "hold_clock", "visit_unknown", "time_clock",
)  # fmt: skip
#: The measures whose values are spread out, each with the column that holds them; `censored` are waits too.
SPREADS = {
    "wait": "wait", "censored": "wait", "walk": "walk", "service_time": "service_time", "hold": "hold",
    "visit_time": "visit_time",
}  # fmt: skip


def sort(flags: int, end: int, serial: int, durations: tuple[int, int, int, int, int], within: bool) -> int:
    """The sort of a leg. `durations`: wait, walk, service_time, hold and visit_time as a day's book has them."""
    wait, walk, service, hold, visit = durations
    known = (wait and WAIT) | (walk and WALK) | (service and SERVICE) | (hold and HOLD) | (visit and VISIT)
    return flags | end << END_BIT | (FIRST if serial == 1 else 0) | known | (WITHIN if within else 0)


@lru_cache(maxsize=4096)
def counted(sort: int) -> frozenset[str]:
    """The names of all that a leg of this sort counts towards.

    A name of `SPREADS` says that its duration is one of the values; one of `LEFT_OUT`, why it is not.
    """
    if sort & VOID:
        return frozenset({"void"} if sort & FIRST else ())
    end = ENDS[sort >> END_BIT & 7]
    told = _of_the_visit(sort) | _of_the_wait(sort, end) | _of_the_service(sort, end)
    return frozenset(name for name, is_so in told.items() if is_so)


def _of_the_visit(sort: int) -> dict[str, bool]:
    finished = bool(sort & day_book.FINISHED and sort & FIRST)
    return {
        "legs": True,
        "taken": bool(sort & FIRST),
        "open": bool(sort & OPEN),
        "visit_time": finished and bool(sort & VISIT),
        "visit_unknown": finished and not sort & VISIT,
    }


def _of_the_wait(sort: int, end: str) -> dict[str, bool]:
    begun, known = not sort & CONTINUED, bool(sort & WAIT)
    called = begun and bool(sort & CALLED)
    left = begun and not called and end in _GONE
    waiting = begun and not called and end == ""
    return {
        "begun": begun,
        "called": called,
        "left": left,
        "wait": called and known,
        "censored": (left or waiting) and known,
        "within": called and known and bool(sort & WITHIN),
        "undecided": waiting and known and bool(sort & WITHIN),
        "wait_clock": (called or left or waiting) and not known,
        "no_show": called and end == "no-show",
        "cancelled_after_call": called and end == "cancel",
    }


def _of_the_service(sort: int, end: str) -> dict[str, bool]:
    started, aside = bool(sort & STARTED), bool(sort & NOT_RESUMED)
    # Of whoever was on hold when the day ended the wait alone counts.
    walked = started and not sort & CONTINUED and end != "unserved"
    seen = walked and not sort & BY_ITSELF
    served = started and not aside and end in SEEN
    held = bool(sort & HELD) and not aside and end != ""
    return {
        "finished": end in FINISHES,
        "walk": seen and bool(sort & WALK),
        "walk_clock": seen and not sort & WALK,
        "walk_unseen": (walked and not seen) or (end == "finish" and not started),
        "service_time": served and bool(sort & SERVICE),
        "service_clock": served and not sort & SERVICE,
        "not_started": end == "finish" and not started,
        "end_unknown": end == "day-turned",
        "not_resumed": aside,
        "hold": held and bool(sort & HOLD),
        "hold_clock": held and not sort & HOLD,
    }
