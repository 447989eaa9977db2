"""The rows of figures that page, API, report and files show: made here, of what was tallied, and nowhere else.

Which leg counts towards what is `counted`'s; how a median is estimated is `measures`'.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from server.office.counted import LEFT_OUT
from server.office.measures import MEDIAN_FROM, P90_FROM, Spread, quantiles, share_within, shown
from server.office.questions import Question
from server.office.tallies import Tally

Row = dict[str, Any]
#: The values of a part's `by`, in its order; None: not known, or has none.
Key = tuple[str | int | None, ...]

#: What is tallied only where it is shown, beside the counts.
MEASURES = ("wait", "walk", "service_time", "hold", "visit_time", "calls", "time")
ALL = frozenset(MEASURES)
MOST_ROWS = 20_000
#: So long a period (days) is shown by days, by weeks; a longer one by months.
_BY_DAY, _BY_WEEK = 92, 731


@dataclass(frozen=True, slots=True)
class Part:
    """One grouping of an answer: a row for each combination of `by` that occurs, with these measures."""

    name: str
    by: tuple[str, ...] = ()
    measures: frozenset[str] = ALL


def grain(question: Question) -> str:
    """By what a period is cut into pieces: day, week or month."""
    days = question.period.days
    return "day" if days <= _BY_DAY else "week" if days <= _BY_WEEK else "month"


def page_parts(question: Question) -> tuple[Part, ...]:
    """The parts of the statistics' page."""
    of_people = frozenset({"wait", "service_time"})
    return (
        Part("total"),
        Part("days", (grain(question),), of_people),
        Part("heat", ("weekday", "half-hour"), frozenset({"wait"})),
        Part("half_hours", ("half-hour",), frozenset({"wait", "time"})),
        *OF_OTHERS,
        Part("several", (), frozenset({"visit_time"})),
    )


def file_parts(question: Question) -> tuple[Part, ...]:
    """The parts of a file that tells all of a period."""
    return (
        Part("total"),
        Part("days", (grain(question),)),
        Part("heat", ("weekday", "hour"), frozenset({"wait", "service_time"})),
        Part("half_hours", ("half-hour",)),
        *OF_OTHERS,
        Part("several", (), frozenset({"visit_time"})),
    )


#: The parts in which a page compares with another period, beside the total.
OF_OTHERS = (
    Part("services", ("service",)),
    Part("counters", ("counter",)),
    Part("clerks", ("clerk",)),
    Part("priorities", ("priority",)),
)


def row_parts(question: Question) -> tuple[Part, ...]:
    """The total, and the rows that were asked for."""
    return (Part("total"), Part("rows", question.by)) if question.by else (Part("total"),)


def by_counters(question: Question, by: Collection[str] = ()) -> bool:
    """Whether only legs that came to a counter are looked at: whoever left without being called has none."""
    return bool(question.counters or question.clerks or {"counter", "clerk"} & set(by))


def has_time(question: Question, by: Collection[str] = ()) -> bool:
    """Whether the counters' time can be told: nobody knows for which service or class a counter was open."""
    return not (question.services or question.priorities or {"service", "priority"} & set(by))


def row(tally: Tally, key: Key, part: Part, question: Question) -> Row:
    """The row of a group, in the API's shape. What its part does not measure is None."""
    count, of_counters = _Counts(tally.counts), by_counters(question, part.by)
    measured = {name: _MEASURED[name](tally) if name in part.measures else None for name in _MEASURED}
    timed = "time" in part.measures and has_time(question, part.by)
    return {
        "key": dict(zip(part.by, key, strict=True)),
        "provisional": tally.provisional,
        **{name: count[name] for name in ("taken", "served", "open", "void", "legs", "begun", "called", "finished")},
        **measured,
        "level": _level(tally, of_counters),
        "left": None if of_counters else _share(count["left"], "of", count["begun"]),
        "no_show": _share(count["no_show"], "called", count["called"]),
        "cancelled_after_call": count["cancelled_after_call"],
        "time": _time(tally) if timed else None,
        "left_out": {name: count[name] for name in LEFT_OUT if count[name]},
    }


class _Counts(dict[str, int]):
    def __missing__(self, name: str) -> int:
        return 0


def _share(count: int, of: str, whole: int) -> Row:
    return {"count": count, of: whole, "share": count / whole if whole else None}


def _level(tally: Tally, of_counters: bool) -> Row:
    """How many were called within the target: of all, of those who were called, and if nobody had left.

    Of a counter nobody can say the first and the last.
    """
    count = _Counts(tally.counts)
    of = count["wait"] + count["censored"] - count["undecided"]
    within, called, target_s = count["within"], count["wait"], tally.target_s
    spread = tally.spreads.get("wait")
    expected = share_within(spread, target_s) if spread and target_s is not None and not of_counters else None
    return {
        "strict": within / of if of and not of_counters else None,
        "served": within / called if called else None,
        "expected": expected,
        "within": within,
        "of": None if of_counters else of,
        "called": called,
        "target_s": target_s,
    }


def _wait(tally: Tally) -> Row:
    return typical(tally, "wait") | {"censored": tally.counts.get("censored", 0)}


def typical(tally: Tally, name: str) -> Row:
    """Median and 90th percentile, each where enough values carry it."""
    spread = tally.spreads.get(name, Spread())
    n = spread.n
    median, p90 = quantiles(spread, 0.5, 0.9) if n >= MEDIAN_FROM else (None, None)
    return {"median_s": shown(median, n, MEDIAN_FROM), "p90_s": shown(p90, n, P90_FROM), "n": n}


def _service_time(tally: Tally) -> Row:
    told = typical(tally, "service_time")
    n, total_s = told["n"], tally.sums.get("service_time", 0)
    return told | {"mean_s": (2 * total_s + n) // (2 * n) if n >= MEDIAN_FROM else None}


def _hold(tally: Tally) -> Row:
    told = typical(tally, "hold")
    return {"median_s": told["median_s"], "total_s": tally.sums.get("hold", 0), "n": told["n"]}


def _calls(tally: Tally) -> Row:
    count = _Counts(tally.counts)
    return {
        "count": count["calls"],
        "out_of_turn": count["out_of_turn"],
        "put_backs": count["put_backs"],
        "undone": count["undone"],
        "by_reason": dict(tally.reasons),
    }


def _time(tally: Tally) -> Row:
    """How long counters were open, paused, and with a ticket; open is also both of those."""
    open_s, paused_s, busy_s = (tally.sums.get(state, 0) for state in ("open", "paused", "busy"))
    return {
        "open_s": open_s,
        "paused_s": paused_s,
        "busy_s": busy_s,
        "idle_s": max(0, open_s - paused_s - busy_s),
        "handled_per_hour": tally.counts.get("finished", 0) * 3600 / open_s if open_s else None,
    }


_MEASURED = {
    "wait": _wait,
    "walk": lambda tally: typical(tally, "walk"),
    "service_time": _service_time,
    "hold": _hold,
    "visit_time": lambda tally: typical(tally, "visit_time"),
    "calls": _calls,
}
