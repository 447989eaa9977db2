"""The statistics as a workbook (XLSX): a sheet for each grouping, one with the definitions, one with the question."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from server.figures.answering import Data
from server.figures.exports import NAMED, Table, Words, named
from server.figures.exports import Cell as Plain

#: Beside numbers and texts: dates, and durations, which a spreadsheet knows as such.
Cell = Plain | date | timedelta

#: The sheets of an answer that has parts: where their rows stand, and by what they are grouped.
_PARTS = (
    ("half_hours", ("half-hour",)), ("heat", ("weekday", "hour")), ("services", ("service",)),
    ("counters", ("counter",)), ("clerks", ("clerk",)), ("priorities", ("priority",)),
)  # fmt: skip
_KEY_WIDTH, _WIDTH, _NAME_WIDTH, _TEXT_WIDTH, _HEAD_HEIGHT = 16, 13, 60, 90, 62
#: No text becomes a formula or a link; one row is in the memory at a time.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(told: Data, words: Words) -> bytes:
    """The file. `told` is `Answering.rows` or `Answering.file`, with `Answering.days`."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheets = _Sheets(book, words)
        if told["question"]["by"]:
            sheets.table("rows", Table(told, words, in_seconds=False))
        else:
            sheets.upright("total", Table(told, words, whole=False, in_seconds=False))
            parts = ((told["grain"], told["days"], (told["grain"],)), *((name, told[name], by) for name, by in _PARTS))
            for name, rows, by in parts:
                sheets.table(name, Table(told, words, rows, by, whole=False, in_seconds=False))
            sheets.lines("exceptions", _exceptions(told, words), (_KEY_WIDTH, 2 * _KEY_WIDTH, *[_WIDTH] * 4))
            sheets.lines("several", _several(told, words), [_KEY_WIDTH] * 6)
        sheets.lines("definitions", _definitions(words), (2 * _KEY_WIDTH, _TEXT_WIDTH, _KEY_WIDTH, _KEY_WIDTH))
        sheets.lines("question", _question(told, words), (2 * _KEY_WIDTH, _TEXT_WIDTH), head=False)
    return file.getvalue()


class _Sheets:
    """Writes one sheet after the other, in the direction of their language."""

    def __init__(self, book: xlsxwriter.Workbook, words: Words) -> None:
        self._book, self._words = book, words
        book.set_properties({"title": words["office"], "comments": words["question"]["managers"]})
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._number, self._share, self._rate, self._duration, self._date, self._month, self._text = (
            book.add_format(each)
            for each in ({"num_format": "#,##0"}, {"num_format": "0%"}, {"num_format": "#,##0.0"},
                         {"num_format": "[h]:mm:ss"}, {"num_format": "yyyy-mm-dd", "align": "left"},
                         {"num_format": "yyyy-mm", "align": "left"}, {"text_wrap": True, "valign": "top"})
        )  # fmt: skip

    def table(self, name: str, table: Table) -> None:
        """A sheet of figures: the head and the columns of keys stay while it is scrolled."""
        sheet, lines = self._sheet(name), table.lines()
        head, kinds = next(lines), table.kinds
        keys = len(head) - len(table.columns)
        sheet.set_column(0, keys - 1, _KEY_WIDTH)
        sheet.set_column(keys, len(head) - 1, _WIDTH)
        sheet.freeze_panes(1, keys)
        sheet.set_row(0, _HEAD_HEIGHT)
        self._line(sheet, 0, head, self._head)
        last = 0
        for last, cells in enumerate(lines, 1):
            for place, cell in enumerate(cells):
                self._put(sheet, last, place, *self._read(cell, kinds.get(place)))
        sheet.autofilter(0, 0, last, len(head) - 1)

    def upright(self, name: str, table: Table) -> None:
        """A sheet of few rows, each as a column beside the names of the figures."""
        sheet, kinds = self._sheet(name), table.kinds
        sheet.set_column(0, 0, _NAME_WIDTH)
        sheet.set_column(1, 2, _KEY_WIDTH)
        for row, (head, *cells) in enumerate(zip(*table.lines(), strict=True)):
            self._put(sheet, row, 0, head, self._head)
            for place, cell in enumerate(cells, 1):
                self._put(sheet, row, place, *self._read(cell, kinds.get(row)))

    def lines(self, name: str, lines: Iterable[Sequence[Cell]], widths: Sequence[int], head: bool = True) -> None:
        """A sheet of a few texts and numbers."""
        sheet = self._sheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        after = head
        for row, cells in enumerate(lines):
            if after and cells:
                self._line(sheet, row, cells, self._head)
            else:
                for place, cell in enumerate(cells):
                    self._put(sheet, row, place, cell, self._of(cell) if place or head else self._head)
            # What follows an empty line is a table of its own.
            after = head and not cells

    def _sheet(self, name: str) -> Any:
        sheet = self._book.add_worksheet(self._words["sheets"][name])
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        if self._words["language"] == "ar":
            sheet.right_to_left()
        return sheet

    def _read(self, cell: Plain, kind: str | None) -> tuple[Cell, Any]:
        """What a cell of a table is to a spreadsheet, and how it is shown."""
        if isinstance(cell, str):
            if kind == "month":
                return date.fromisoformat(f"{cell}-01"), self._month
            return (date.fromisoformat(cell), self._date) if kind == "date" else (cell, self._text)
        if kind == "duration":
            return _time(cell), self._duration
        return cell, self._share if kind == "share" else self._of(cell)

    def _of(self, cell: Cell) -> Any:
        if isinstance(cell, timedelta | date):
            return self._duration if isinstance(cell, timedelta) else self._date
        return self._text if isinstance(cell, str) else self._rate if isinstance(cell, float) else self._number

    def _line(self, sheet: Any, row: int, cells: Sequence[Cell], how: Any) -> None:
        for place, cell in enumerate(cells):
            self._put(sheet, row, place, cell, how)

    def _put(self, sheet: Any, row: int, place: int, cell: Cell, how: Any) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, place, cell, how)
        elif isinstance(cell, timedelta | date):
            sheet.write_datetime(row, place, cell, how)
        elif cell is not None:
            sheet.write_number(row, place, cell, how)


def _time(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _exceptions(told: Data, words: Words) -> Iterator[list[Cell]]:
    """Calls out of turn by their reason, and who did what otherwise than by the rule."""
    keys, heads, names = words["keys"], words["heads"], told["names"]

    def both(name: str) -> list[Cell]:
        return [keys["coded"] % {"name": keys[name]}, keys["named"] % {"name": keys[name]}]

    yield [*both("reason"), heads["calls.out_of_turn"]]
    for code, count in told["exceptions"]["by_reason"].items():
        yield [code, named("reason", code, names, words), count]
    yield []
    counted = ("calls", "out_of_turn", "put_backs", "undone")
    yield [*both("clerk"), *(heads[f"calls.{'count' if each == 'calls' else each}"] for each in counted)]
    for row in told["exceptions"]["by_clerk"]:
        yield [row["clerk"], named("clerk", row["clerk"], names, words), *(row[each] for each in counted)]


def _several(told: Data, words: Words) -> Iterator[list[Cell]]:
    """How long visits with several services took, and from which service to which they went."""
    keys, heads, names = words["keys"], words["heads"], told["names"]
    parts = ("median_s", "p90_s", "n")
    yield [keys["legs"], keys["visits"], *(heads[f"visit_time.{part}"] for part in parts)]
    for each in told["several"]["visits"]:
        *times, n = (each["visit_time"][part] for part in parts)
        yield [each["legs"], each["count"], *map(_time, times), n]
    yield []
    service = [keys[each] % {"name": keys["service"]} for each in ("coded", "named")]
    yield [*service, keys["way"], *service, keys["times"]]
    for each in told["several"]["ways"]:
        of, to = ([each[end], named("service", each[end], names, words)] for end in ("from", "to"))
        yield [*of, words["ways"][each["how"]], *to, each["count"]]


def _definitions(words: Words) -> Iterator[list[Cell]]:
    said = words["said"]
    yield [said[each] for each in ("figure", "definition", "median_from", "p90_from")]
    for name, told in words["measures"].items():
        yield [name, *told]


def _question(told: Data, words: Words) -> Iterator[list[Cell]]:
    """What was asked, when, and what the answer can be checked by."""
    asked, said, keys = told["question"], words["question"], words["keys"]
    against, seen = asked["against"], told.get("fingerprint")
    only = [
        f"{keys.get(name, name)}: {', '.join(_value(name, each, told, words) for each in values)}"
        for name, values in asked["filters"].items()
        if values
    ]
    lines: dict[str, Cell] = {
        "office": words["office"],
        "from": date.fromisoformat(asked["from"]),
        "to": date.fromisoformat(asked["to"]),
        "against": f"{against['from']} – {against['to']}" if against else None,
        "by": ", ".join(keys[each] for each in asked["by"]) or None,
        "filters": "; ".join(only) or None,
        "goal": told.get("goal"),
        "provisional": said["yes" if told["provisional"] else "no"],
        "when": words["when"],
        "fingerprint": f"{seen['day']}:{seen['hash']}" if seen else None,
        "text": asked["text"],
        "whom": said["managers"],
    }
    for name, value in lines.items():
        if value is not None:
            yield [said[name], value]


def _value(name: str, value: Any, told: Data, words: Words) -> str:
    """One of a filter's values."""
    is_named = name in NAMED or name == "weekday"
    return named(name, value, told["names"], words) if is_named else str(value)
