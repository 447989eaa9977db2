"""What the statistics' files say: heads of columns, names of sheets, what stands beside the figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.figures.left_out_words import left_out
from server.figures.measure_words import Measure, measures

Say = Callable[[str], str]


def words(_: Say) -> dict[str, Any]:
    """All of it, as plain data; `_` translates a text. The columns of figures come in the order of `heads`."""
    figures, reasons = measures(_), left_out(_)
    return {
        "heads": _heads(_, figures, reasons),
        "of": _("%(name)s: %(part)s"),
        "in_seconds": _("%(name)s (s)"),
        "keys": _keys(_),
        "sheets": _sheets(_),
        "measures": {
            **{each.name: [each.definition, *each.typical] for each in figures.values()},
            _("Left out"): [_("Values that enter no figure, by the reason why.")],
        },
        "said": _said(_),
        "ways": {
            "continue": _("went on with"),
            "transfer": _("was sent on to"),
            "return": _("came back to"),
        },
        "question": _question(_),
    }


def _heads(_: Say, figures: dict[str, Measure], left: dict[str, str]) -> dict[str, str]:
    """Each column of figures by where its values stand in a row."""
    median, p90, n, share, number = _("median"), _("nine in ten"), _("values"), _("share"), _("number")

    def of(measure: str, part: str) -> str:
        return _("%(name)s: %(part)s") % {"name": figures[measure].name, "part": part}

    def some(*names: str) -> dict[str, str]:
        return {name: figures[name].name for name in names}

    def spread(measure: str, *more: tuple[str, str]) -> dict[str, str]:
        parts = (("median_s", median), ("p90_s", p90), *more, ("n", n))
        return {f"{measure}.{part}": of(measure, told) for part, told in parts}

    return {
        **some("taken", "served", "open", "void", "legs", "begun", "called", "finished"),
        "wait.median_s": of("wait", median),
        "wait.median_s.more_than_s": of("wait", _("median more than")),
        "wait.p90_s": of("wait", p90),
        "wait.p90_s.more_than_s": of("wait", _("nine in ten, more than")),
        "wait.n": of("wait", n),
        "wait.censored": of("wait", _("values of those who left or still wait")),
        **some("level.strict", "level.served", "level.expected"),
        "level.within": of("level.strict", number),
        "level.of": of("level.strict", _("of so many")),
        "level.target_s": _("Target"),
        "left.count": of("left", number),
        "left.share": of("left", share),
        "no_show.count": of("no_show", number),
        "no_show.share": of("no_show", share),
        **some("cancelled_after_call"),
        **spread("walk"),
        **spread("service_time", ("mean_s", _("mean"))),
        "hold.median_s": of("hold", median),
        "hold.total_s": of("hold", _("total")),
        "hold.n": of("hold", n),
        **spread("visit_time"),
        **some("calls.count", "calls.out_of_turn", "calls.put_backs", "calls.undone"),
        **some("time.open_s", "time.paused_s", "time.busy_s", "time.idle_s", "time.handled_per_hour"),
        **{f"left_out.{code}": _("%(name)s: %(part)s") % {"name": _("Left out"), "part": why}
           for code, why in left.items()},
        "provisional": _("Provisional (1: the day still runs)"),
    }  # fmt: skip


def _keys(_: Say) -> dict[str, str]:
    """What rows are told apart by."""
    return {
        "from": _("From (date)"),
        "to": _("Until (date)"),
        "day": _("Day"),
        "week": _("Week from"),
        "month": _("Month"),
        "year": _("Year"),
        "weekday": _("Day of the week"),
        "hour": _("Hour from"),
        "half-hour": _("Half-hour from"),
        "service": _("Service"),
        "counter": _("Counter"),
        "clerk": _("Clerk"),
        "priority": _("Priority"),
        "time": _("Time of day"),
        "reason": _("Reason of the exception"),
        "legs": _("Services"),
        "visits": _("Visits"),
        "way": _("Way"),
        "times": _("How often"),
        "named": _("%(name)s, name"),
        "coded": _("%(name)s, code"),
    }


def _sheets(_: Say) -> dict[str, str]:
    """The sheets of a workbook. A name has 31 characters at most."""
    return {
        "total": _("Total"),
        "day": _("Days"),
        "week": _("Weeks"),
        "month": _("Months"),
        "half_hours": _("Half-hours"),
        "heat": _("Weekday and hour"),
        "services": _("Services"),
        "counters": _("Counters"),
        "clerks": _("Clerks"),
        "priorities": _("Priority classes"),
        "exceptions": _("Out of turn"),
        "several": _("Visits with several services"),
        "rows": _("Figures"),
        "definitions": _("Definitions"),
        "question": _("Question"),
    }


def _said(_: Say) -> dict[str, str]:
    """What stands in the cells."""
    return {
        "unknown": _("not known"),
        "no-priority": _("none"),
        "figure": _("Figure"),
        "definition": _("What it is"),
        "median_from": _("Median from so many values on"),
        "p90_from": _("Nine in ten from so many values on"),
    }


def _question(_: Say) -> dict[str, str]:
    """The lines of the sheet that says what was asked."""
    return {
        "office": _("Office"),
        "from": _("From (date)"),
        "to": _("Until (date)"),
        "against": _("Compared with"),
        "by": _("Rows by"),
        "filters": _("Only"),
        "goal": _("Goal: called within the target, of a hundred"),
        "provisional": _("Provisional: the day still runs"),
        "when": _("Made"),
        "fingerprint": _("Fingerprint of the last day"),
        "text": _("The question as an address"),
        "whom": _("For whom"),
        "managers": _("For managers: it holds the figures of named members of staff."),
        "yes": _("yes"),
        "no": _("no"),
    }
