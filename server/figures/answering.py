"""The statistics' answers: a question, the books of its days, and the rows that come of them (docs/measures.md)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from server import dates, event_log
from server.figures.counting import tallying, ways
from server.office import figures
from server.office.catalogue import Catalogue
from server.office.day_book import Day
from server.office.events import Stamp
from server.office.figures import OF_OTHERS, Key, Part, Row
from server.office.hours import WEEKDAYS
from server.office.periods import Period
from server.office.questions import Question, clock, text
from server.office.tallies import Tally

Data = dict[str, Any]
Tallying = Callable[
    [Iterable[Day], Question, Sequence[Part], ZoneInfo, Callable[[str], int]], Iterator[tuple[str, Key, Tally]]
]
#: So many digits of an event's hash stand on paper: of a day's thousands of events no two have the same.
FINGERPRINT = 10


class Books(Protocol):
    """Who reads the books of days (`server.figures.day_books.Reader`)."""

    def days(self, db: sqlite3.Connection, catalogue: Catalogue, now: Stamp, period: Period) -> Iterator[Day]: ...


class Answering:
    """Answers questions over one connection, at one moment. `tally` is who counts (`tallying`, `fast_tallying`)."""

    def __init__(
        self,
        db: sqlite3.Connection,
        catalogue: Catalogue,
        now: Stamp,
        books: Books,
        tally: Tallying = tallying.tally,
    ) -> None:
        self._db, self._catalogue, self._now, self._books, self._tally = db, catalogue, now, books, tally

    def rows(self, question: Question) -> Data:
        """`GET /api/statistics`: the total, a row for each combination of `by`, and the total compared with."""
        found = self._found(question, figures.row_parts(question))
        compared = self._compared(question, [Part("total")])
        return {
            "question": self._asked(question),
            "provisional": found["total"][0]["provisional"],
            "names": self._names(),
            "total": found["total"][0],
            "rows": found.get("rows", []),
            "compared": compared["total"][0] if compared else None,
        }

    def page(self, question: Question) -> Data:
        """`GET /api/statistics/page`: all that the page shows."""
        return self._whole(question, figures.page_parts(question))

    def file(self, question: Question) -> Data:
        """The same in full measure, for a file with all that is asked without `by`."""
        return self._whole(question, figures.file_parts(question))

    def _whole(self, question: Question, parts: Sequence[Part]) -> Data:
        found = self._found(question, parts)
        before = self._compared(question, [Part("total"), *OF_OTHERS])
        (total,) = found.pop("total")
        return {
            "question": self._asked(question),
            "provisional": total["provisional"],
            **self.days(question),
            "compared_days": self._compared_days(question),
            "names": self._names(),
            "targets": {code: self._catalogue.target_s(code) for code in self._catalogue.services},
            "goal": self._catalogue.rules.goal_percent,
            "total": total,
            "compared": before["total"][0] if before else None,
            "grain": figures.grain(question),
            **found,
            "before": {part.name: before[part.name] for part in OF_OTHERS} if before else None,
            "exceptions": _exceptions(total, found["clerks"]),
        }

    def _found(self, question: Question, parts: Sequence[Part]) -> Data:
        """The rows of each part, in the order in which they are shown; `several` as `ways.told`."""
        known = {part.name: part for part in parts}
        rows: dict[str, list[tuple[Key, Row]]] = {name: [] for name in known}
        several: dict[Key, Tally] = {}
        days = self._books.days(self._db, self._catalogue, self._now, question.period)
        zone = ZoneInfo(self._catalogue.time_zone)
        for name, key, tally in self._tally(days, question, parts, zone, self._catalogue.target_s):
            if name == "several":
                several[key] = tally
            else:
                rows[name].append((key, figures.row(tally, key, known[name], question)))
        found: Data = {name: self._in_order(known[name].by, of_part, question) for name, of_part in rows.items()}
        return found | ({"several": ways.told(several)} if "several" in known else {})

    def _compared(self, question: Question, parts: Sequence[Part]) -> Data | None:
        """The same of the period that the question compares with."""
        period = question.compared
        return self._found(replace(question, first=period.first, last=period.last), parts) if period else None

    def _in_order(self, by: Sequence[str], rows: list[tuple[Key, Row]], question: Question) -> list[Row]:
        """As the office lists its services and classes, as the week goes; what is not known comes last."""
        orders: Mapping[str, Sequence[Any]] = {
            "service": list(self._catalogue.services),
            "priority": list(self._catalogue.priorities),
            "weekday": [*WEEKDAYS[question.week_starts :], *WEEKDAYS[: question.week_starts]],
        }

        def place(name: str, value: Any) -> tuple[Any, ...]:
            order = orders.get(name, ())
            return (value is None, order.index(value) if value in order else len(order), value or 0)

        return [row for _, row in sorted(rows, key=lambda it: [place(*each) for each in zip(by, it[0], strict=True)])]

    def days(self, question: Question) -> Data:
        """How many business days are asked for, when the first of all was, and the fingerprint of the period's last."""
        last = max((number for number, _ in dates.days(self._db, question.period)), default=None)
        return {
            "business_days": len(self._business_days(question)),
            "first_day": dates.first(self._db),
            "fingerprint": last and self._fingerprint(last),
        }

    def _business_days(self, question: Question) -> list[str]:
        """The dates of the period's business days on the weekdays that are asked for."""
        wanted = question.weekdays or range(7)
        found = dates.days(self._db, question.period)
        return [dated for _, dated in found if date.fromisoformat(dated).weekday() in wanted]

    def _compared_days(self, question: Question) -> Data | None:
        """How many business days stand against those that are asked for, and the first of them."""
        if not (period := question.compared):
            return None
        found = self._business_days(replace(question, first=period.first, last=period.last))
        return {"count": len(found), "first": found[0] if found else None}

    def _fingerprint(self, number: int) -> Data:
        """The last event of a day: whoever changes one of those before it contradicts the paper that names it."""
        seq, digest = event_log.last_of_day(self._db, number)
        return {"day": dates.date_of(self._db, number), "seq": seq, "hash": digest[:FINGERPRINT]}

    def _names(self) -> Data:
        catalogue = self._catalogue
        staff = self._db.execute("SELECT id, name FROM staff ORDER BY id")
        return {
            "services": {code: dict(each.name) for code, each in catalogue.services.items()},
            "priorities": {code: dict(each.name) for code, each in catalogue.priorities.items()},
            "clerks": {str(id_): name for id_, name in staff},
            "reasons": {code: dict(words) for code, words in catalogue.reasons.items()},
        }

    def _asked(self, question: Question) -> Data:
        """The question itself, with the dates that it is compared with."""
        compared = question.compared
        return {
            "from": question.first.isoformat(),
            "to": question.last.isoformat(),
            "against": {"from": f"{compared.first}", "to": f"{compared.last}"} if compared else None,
            "filters": {
                "service": list(question.services),
                "counter": list(question.counters),
                "clerk": list(question.clerks),
                "priority": list(question.priorities),
                "weekday": [WEEKDAYS[day] for day in question.weekdays],
                "time": [f"{clock(first)}-{clock(last)}" for first, last in question.times],
            },
            "by": list(question.by),
            "text": text(question),
        }


def _exceptions(total: Row, clerks: Sequence[Row]) -> Data:
    """What did not follow the rule, by its reason and by who did it."""
    told = [
        {"clerk": row["key"]["clerk"], "calls": calls["count"]} | {name: calls[name] for name in _NOT_BY_RULE}
        for row in clerks
        for calls in [row["calls"]]
    ]
    return {
        "by_reason": total["calls"]["by_reason"],
        "by_clerk": [each for each in told if any(each[name] for name in _NOT_BY_RULE)],
    }


_NOT_BY_RULE = ("out_of_turn", "put_backs", "undone")
