"""The statistics' answers as bytes: JSON as the API tells it, CSV and XLSX for spreadsheets.

Every cell is a number, a date, or a text that no spreadsheet takes for a formula. Durations and shares are those of the
answer, not rounded.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from server.figures.answering import Answering, Data
from server.office.hours import WEEKDAYS
from server.office.questions import Question

#: What `server.figures.export_words` says, and: `language`, `weekdays` (from Monday), `reasons`, `office`, `when`.
Words = Mapping[str, Any]
Cell = str | int | float | None

#: The kinds of answers that are files, in the words of a language.
FILES = ("csv", "xlsx")
#: What has a name beside its code or number.
NAMED = {"service": "services", "priority": "priorities", "clerk": "clerks", "reason": "reasons"}
#: A spreadsheet takes a text that begins so for a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answer(answering: Answering, kind: str, question: Question, words: Words | None = None) -> bytes:
    """The answer of a kind: `rows` and `page` are JSON, `csv` and `xlsx` files in the words of a language."""
    if kind in ("rows", "page"):
        return encoded(answering.page(question) if kind == "page" else answering.rows(question))
    assert words is not None, "a file is in a language"
    if kind == "csv":
        return as_csv(answering.rows(question), words)
    from server.figures.workbook import workbook

    asked = answering.rows(question) | answering.days(question) if question.by else answering.file(question)
    return workbook(asked, words)


def encoded(told: Any) -> bytes:
    """An answer as JSON."""
    return json.dumps(told, separators=(",", ":"), allow_nan=False).encode()


def as_csv(told: Data, words: Words) -> bytes:
    """The rows of an answer, without rows its total and what it is compared with: RFC 4180, UTF-8 with its mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_harmless(cell) for cell in line] for line in Table(told, words).lines())
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


class Table:
    """The rows of an answer as lines of cells, the head first. `told` is `Answering.rows`.

    `rows` and their `by` in the place of the answer's own; `whole`: also columns that say nothing; `in_seconds`: the
    heads of durations say so. All durations are in seconds, all dates ISO texts (`kinds` tells which they are).
    """

    def __init__(
        self,
        told: Data,
        words: Words,
        rows: Sequence[Data] | None = None,
        by: Sequence[str] = (),
        *,
        whole: bool = True,
        in_seconds: bool = True,
    ) -> None:
        self._words, self._names, self._in_seconds = words, told["names"], in_seconds
        if rows is None and told["question"]["by"]:
            rows, by = told["rows"], told["question"]["by"]
        self._by = list(by)
        self._rows = list(_periods(told) if rows is None else rows)
        if rows is None:
            self._by = ["from", "to"]
        columns = [*words["heads"], *(f"calls.by_reason.{code}" for code in _reasons(self._rows))]
        readers = {each: _reader(each) for each in columns}
        self.columns = [each for each in columns if whole or any(_says(each, readers[each](row)) for row in self._rows)]
        self._readers = [readers[each] for each in self.columns]

    def lines(self) -> Iterator[list[Cell]]:
        """The lines, one after the other."""
        yield [*self._key_heads(), *map(self._head, self.columns)]
        for row in self._rows:
            yield [*self._keys(row["key"]), *(read(row) for read in self._readers)]

    @property
    def kinds(self) -> dict[int, str]:
        """What the columns at these places hold: a "date", a "month", a "share" of 0 to 1, a "duration" (s)."""
        keys = [kind for name in self._by for kind in _kinds(name)]
        told = enumerate([*keys, *map(_kind, self.columns)])
        return {place: kind for place, kind in told if kind is not None}

    def _key_heads(self) -> Iterator[str]:
        keys = self._words["keys"]
        for name in self._by:
            if name in NAMED or name == "weekday":
                yield keys["coded"] % {"name": keys[name]}
                yield keys["named"] % {"name": keys[name]}
            else:
                yield keys[name]

    def _keys(self, key: Data) -> Iterator[Cell]:
        for name in self._by:
            value = key[name]
            yield value
            if name in NAMED or name == "weekday":
                yield named(name, value, self._names, self._words)

    def _head(self, column: str) -> str:
        heads: Mapping[str, str] = self._words["heads"]
        if column in heads:
            seconds: str = self._words["in_seconds"]
            in_seconds = self._in_seconds and _kind(column) == "duration"
            return seconds % {"name": heads[column]} if in_seconds else heads[column]
        why = named("reason", column.rpartition(".")[2], self._names, self._words)
        pattern: str = self._words["of"]
        return pattern % {"name": heads["calls.out_of_turn"], "part": why}


def named(name: str, value: Any, names: Data, words: Words) -> str:
    """What a code or a number is called in the language of a file; a code that the office knows no more is itself."""
    if value is None:
        none: str = words["said"]["no-priority" if name == "priority" else "unknown"]
        return none
    if name == "weekday":
        day: str = words["weekdays"][WEEKDAYS.index(value)]
        return day
    known = names[NAMED[name]].get(str(value))
    if known is None:
        return str(words["reasons"].get(value, value) if name == "reason" else value)
    if isinstance(known, str):
        return known
    told: str = known.get(words["language"]) or next(iter(known.values()))
    return told


def _kinds(key: str) -> list[str | None]:
    """What the columns of a key hold: what has a name beside its code takes two."""
    if key in NAMED or key == "weekday":
        return [None, None]
    return ["date" if key in ("from", "to", "day", "week") else "month" if key == "month" else None]


def _kind(column: str) -> str | None:
    """What a column of figures holds, if it is no plain number."""
    if column.endswith("_s"):
        return "duration"
    is_share = column.endswith(".share") or column in ("level.strict", "level.served", "level.expected")
    return "share" if is_share else None


def _periods(told: Data) -> Iterator[Data]:
    """The total and what it is compared with, as rows by their periods."""
    asked = told["question"]
    for row, span in ((told["total"], asked), (told["compared"], asked["against"])):
        if row is not None:
            yield row | {"key": {"from": span["from"], "to": span["to"]}}


def _reasons(rows: Sequence[Data]) -> list[str]:
    """The codes of all reasons for which somebody was called out of turn."""
    return sorted({code for row in rows if row["calls"] for code in row["calls"]["by_reason"]})


def _says(column: str, cell: Cell) -> bool:
    """Whether a value says something; that nothing was left out needs no column."""
    return bool(cell) if column.startswith("left_out.") else cell is not None


def _reader(column: str) -> Callable[[Data], Cell]:
    """What reads the value of a column. A figure that its values do not reach stands in a column of its own."""
    path, more, _ = column.partition(".more_than_s")
    names = path.split(".")
    # Codes are there where somebody was left out, or called, for that reason.
    by_code = path.startswith(("left_out.", "calls.by_reason."))

    def read(row: Data) -> Cell:
        found: Any = row
        for name in names:
            if found is None:
                return None
            found = found.get(name, 0) if by_code else found[name]
        if isinstance(found, dict):
            return found["more_than_s"] if more else None
        if more:
            return None
        return int(found) if isinstance(found, bool) else found

    return read
