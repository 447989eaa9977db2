"""The report of a day: one sheet of paper, that says what the day was like and what did not follow the rule."""

from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server import wording
from server.access import needs
from server.figures.left_out_words import left_out
from server.figures.measure_words import Measure, measures
from server.manager.figures import Figures
from server.office.errors import UnknownDay
from server.office.questions import clock
from server.past_words import EXCEPTIONS, HANDS
from server.reason_words import REASONS

Data = dict[str, Any]

#: The figures whose definitions stand on the sheet, in their order.
DEFINED = (
    "taken", "served", "wait", "level.strict", "service_time", "visit_time", "left", "no_show",
    "calls.out_of_turn", "time.open_s", "time.busy_s", "time.idle_s", "time.handled_per_hour",
)  # fmt: skip


class Reading(Protocol):
    """What this page asks of the reading side."""

    def office(self) -> Data: ...

    def report(self, date: str | None = None) -> Data:
        """The report of a date, or of the last business day; or UnknownDay."""


def blueprint(reading: Reading) -> Blueprint:
    """Return the page `/manager/report/<date>`."""
    pages = Blueprint("manager_report", __name__)

    @pages.get("/manager/report")
    @needs("manager")
    def latest() -> Response | tuple[str, int]:
        try:
            dated = reading.report()["date"]
        except UnknownDay as none:
            return _none(none, reading.office()), 404
        return redirect(url_for("manager_report.report", dated=dated, lang=request.args.get("lang")))

    @pages.get("/manager/report/<dated>")
    @needs("manager")
    def report(dated: str) -> str | tuple[str, int]:
        try:
            told = reading.report(dated)
        except UnknownDay as none:
            return _none(none, reading.office()), 404
        return _page(told, reading.office())

    return pages


def _page(told: Data, office: Data) -> str:
    language = g.language
    figures = Figures(language, office["territory"])
    services = {service["code"]: service for service in office["services"]}
    known = measures(partial(wording.gettext, language))
    return render_template(
        "manager/report.html",
        name=wording.pick(language, office["name"]),
        report=told,
        figures=figures,
        day=lambda date: _long_date(date, language, office["territory"]),
        service=lambda code: _service(code, told["names"], services, language),
        strip=_strip(told["half_hours"], figures),
        entries=[_entry(each, told["names"], language) for each in told["exceptions"]],
        left_out=_left_out(told["total"], known, figures),
        measures=known,
        definitions=[known[each] for each in DEFINED],
    )


def _none(none: UnknownDay, office: Data) -> str:
    """That there was no such day, with the ways to the reports of those beside it."""
    beside = {name: none.values.get(name) for name in ("before", "after")}
    dated = str(none.values["day"])

    def day(dated: str) -> str:
        return _long_date(dated, g.language, office["territory"])

    try:
        date.fromisoformat(dated)
    except ValueError:
        said = dated
    else:
        said = day(dated)
    return render_template(
        "manager/no_report.html",
        name=wording.pick(g.language, office["name"]),
        detail=wording.gettext(g.language, UnknownDay.message, day=f"\u2068{said}\u2069"),
        day=day,
        **beside,
    )


def _long_date(date: str, language: str, territory: str) -> str:
    """A date in words. It is no moment: no zone may turn it."""
    noon = datetime.fromisoformat(f"{date}T12:00:00+00:00")
    return wording.long_date(int(noon.timestamp() * 1000), "UTC", language, territory)


def _service(code: str, names: Data, services: Data, language: str) -> Data:
    """What a service is called; one that the office no longer has is called by its code."""
    name = wording.pick(language, names["services"][code]) if code in names["services"] else code
    known = services.get(code, {"prefix": "", "colour": 0})
    return {"name": name, "letter": known["prefix"], "colour": known["colour"]}


def _strip(rows: list[Data], figures: Figures) -> list[Data]:
    """How the day went: who came in each of its half-hours, how long they waited, and how high both stand (%)."""
    found = {row["key"]["half-hour"]: row for row in rows if row["key"]["half-hour"] and row["taken"]}
    most_came = max((row["taken"] for row in found.values()), default=0) or 1
    most_s = max((_seconds(row["wait"]["median_s"]) for row in found.values()), default=0) or 1
    return [
        {
            "time": time,
            "came": figures.count(row["taken"]) if row else "0",
            "came_height": round(100 * row["taken"] / most_came) if row else 0,
            "wait": figures.minutes(row["wait"]["median_s"]) if row else figures.minutes(None),
            "wait_height": round(100 * _seconds(row["wait"]["median_s"]) / most_s) if row else 0,
        }
        for time in _half_hours(sorted(found))
        for row in [found.get(time)]
    ]


def _half_hours(known: list[str]) -> list[str]:
    """All from the first to the last: also one in which nobody came has its place."""
    if not known:
        return []
    first, last = (int(time[:2]) * 2 + int(time[3:]) // 30 for time in (known[0], known[-1]))
    return [clock(half) for half in range(first, last + 1)]


def _seconds(value: Any) -> int:
    return value["more_than_s"] if isinstance(value, dict) else value or 0


def _entry(entry: Data, names: Data, language: str) -> Data:
    """What did not follow the rule, in words."""
    say = partial(wording.gettext, language)
    code, hand = entry["reason"], HANDS.get(entry["by"])
    own = names["reasons"].get(code)
    reason = wording.pick(language, own) if own else say(REASONS[code]) if code in REASONS else code
    where = say("Counter %(n)s", n=entry["counter"]) if entry["counter"] is not None else None
    more = (reason, where, hand and say(hand), entry["name"])
    return {
        "time": entry["at"][11:16],
        "number": entry["number"],
        "what": say(EXCEPTIONS[entry["what"]]),
        "more": [each for each in more if each],
    }


def _left_out(total: Data, known: dict[str, Measure], figures: Figures) -> list[tuple[str, str]]:
    """What no figure counts, and what is counted apart."""
    why = left_out(partial(wording.gettext, g.language))
    found = [(why[code], n) for code, n in total["left_out"].items()]
    found += [
        (known["cancelled_after_call"].name, total["cancelled_after_call"]),
        (known["calls.undone"].name, total["calls"]["undone"]),
        (known["void"].name, total["void"]),
    ]
    return [(text, figures.count(n)) for text, n in found if n]
