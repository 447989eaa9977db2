"""The report of a day: its figures, what did not follow the rule, and the fingerprint that holds them to the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from server import line_history
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
        "before": _beside(view, "max(date)", "<", dated),
        "after": _beside(view, "min(date)", ">", dated),
    }


def _days(view: View, dated: str | None) -> tuple[str, list[int]]:
    """A date, and the numbers of its business days: two, where a clock was set back."""
    if dated is None:
        dated = view.db.execute("SELECT max(date) FROM day").fetchone()[0] or view.date
    numbers = [
        number for (number,) in view.db.execute("SELECT number FROM day WHERE date = ? ORDER BY number", (dated,))
    ]
    if not numbers:
        beside = {"before": _beside(view, "max(date)", "<", dated), "after": _beside(view, "min(date)", ">", dated)}
        raise UnknownDay(day=dated[:_LONGEST], **beside)
    return dated, numbers


def _beside(view: View, which: str, how: str, dated: str) -> str | None:
    found: str | None = view.db.execute(f"SELECT {which} FROM day WHERE date {how} ?", (dated,)).fetchone()[0]
    return found
