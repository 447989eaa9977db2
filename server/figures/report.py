"""The report of a day: its figures, what did not follow the rule, and the fingerprint that holds them to the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from server import dates, line_history
from server.figures.answering import Answering, Books
from server.line_history import Reader
from server.office.errors import UnknownDay
from server.office.questions import Question
from server.views import View

Data = dict[str, Any]

#: So many exceptions are told, the last ones.
MOST = 500
_LONGEST = 40
#: What of the statistics' page is in it.
_PARTS = ("provisional", "names", "targets", "goal", "total", "half_hours", "services", "counters", "fingerprint")


def told(view: View, books: Books, dated: str | None) -> Data:
    """The report of a date, or of the last business day. Raises UnknownDay.

    All that is asked of a day's figures is asked as the statistics ask it: the two can never differ.
    """
    dated, numbers = _days(view, dated)
    day = date.fromisoformat(dated)
    page = Answering(view.db, view.catalogue, view.now, books).page(Question(day, day))
    manager = Reader(None, manager=True)
    exceptions = line_history.exceptions_on(view, manager, numbers, MOST + 1)
    return {
        "date": dated,
        "days": numbers,
        "at": view.iso(view.now.at),
        **{name: page[name] for name in _PARTS},
        "exceptions": exceptions[-MOST:],
        "more": len(exceptions) > MOST,
        **_beside(view, dated),
    }


def _days(view: View, dated: str | None) -> tuple[str, list[int]]:
    """A date, and the numbers of its business days: two, where a clock was set back."""
    if dated is None:
        dated = dates.last(view.db) or view.date
    numbers = dates.numbers(view.db, dated)
    if not numbers:
        raise UnknownDay(day=dated[:_LONGEST], **_beside(view, dated))
    return dated, numbers


def _beside(view: View, dated: str) -> Data:
    """The dates of the business days before and after one."""
    return {"before": dates.last(view.db, dated), "after": dates.first(view.db, dated)}
