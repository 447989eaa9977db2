"""The figures of an answer as lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from server.figures.left_out_words import left_out
from server.figures.measure_words import measures

Row = dict[str, Any]
Told = Callable[[Row], str]

_NONE = "–"
_FIGURES = {key: each.name for key, each in measures(str).items()}
_LEFT_OUT = left_out(str)


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The total, beside what it is compared with, and the rows. `told` is the answer of `/api/statistics`."""
    asked, total, compared = told["question"], told["total"], told["compared"]
    spans = [asked, asked["against"]] if compared else [asked]
    heads = [f"{span['from']} – {span['to']}" for span in spans]
    of = [total, compared] if compared else [total]
    yield from _aligned([["", *heads], *([name, *map(tell, of)] for name, tell in _TOTAL), *_reasons(of)], first=1)
    if total["provisional"]:
        yield "Provisional: the day still runs."
    if asked["by"]:
        yield ""
        yield from _aligned([_head(asked["by"]), *(_row(row, told["names"]) for row in told["rows"])], len(asked["by"]))


def _aligned(rows: Sequence[Sequence[str]], first: int) -> Iterator[str]:
    """Columns as wide as they must be; after the `first` ones they end together."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if place < first else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def duration(seconds: Any) -> str:
    """75 → "1 min 15 s"; an estimate that is not reached is "more than …"."""
    if seconds is None:
        return _NONE
    if isinstance(seconds, dict):
        return f"more than {duration(seconds['more_than_s'])}"
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02} min"


def _count(number: int | None) -> str:
    return _NONE if number is None else f"{number:,}"


def _percents(count: int | None, whole: int | None) -> str:
    """As the page of the statistics has it: below ten percent with one decimal. Half a percent is a whole one."""
    if not whole:
        return _NONE
    tenths = (2000 * (count or 0) + whole) // (2 * whole)
    if tenths < 100 and tenths % 10:
        return f"{tenths / 10} %"
    return f"{(200 * (count or 0) + whole) // (2 * whole)} %"


def _part(count: int, whole: int) -> str:
    return f"{_count(count)} of {_count(whole)} ({_percents(count, whole)})"


def _at(*path: str) -> Told:
    """Tells a number of a row."""

    def tell(row: Row) -> str:
        found: Any = row
        for name in path:
            found = None if found is None else found[name]
        return duration(found) if path[-1].endswith("_s") else _count(found)

    return tell


def _spread(name: str) -> list[tuple[str, Told]]:
    title = _FIGURES[name]
    return [
        (f"{title}: median", _at(name, "median_s")),
        (f"{title}: nine in ten", _at(name, "p90_s")),
        (f"{title}: values", _at(name, "n")),
    ]


def _some(*names: str) -> list[tuple[str, Told]]:
    return [(_FIGURES[name], _at(*name.split("."))) for name in names]


def _strict(row: Row) -> str:
    level = row["level"]
    return _NONE if level["of"] is None else _part(level["within"], level["of"])


def _served(row: Row) -> str:
    return _part(row["level"]["within"], row["level"]["called"])


def _gone(row: Row) -> str:
    return _NONE if row["left"] is None else _part(row["left"]["count"], row["left"]["of"])


def _missed(row: Row) -> str:
    return _part(row["no_show"]["count"], row["no_show"]["called"])


def _out_of_turn(row: Row) -> str:
    return _part(row["calls"]["out_of_turn"], row["calls"]["count"])


def _per_hour(row: Row) -> str:
    rate = row["time"] and row["time"]["handled_per_hour"]
    return _NONE if rate is None else str(Decimal(rate).quantize(Decimal("0.1"), ROUND_HALF_UP))


_TOTAL: list[tuple[str, Told]] = [
    *_some("taken", "served", "open", "void"),
    *_spread("wait"),
    ("  of those who left or still wait", _at("wait", "censored")),
    (_FIGURES["level.strict"], _strict),
    (_FIGURES["level.served"], _served),
    (_FIGURES["left"], _gone),
    (_FIGURES["no_show"], _missed),
    *_some("cancelled_after_call"),
    *_spread("walk"),
    *_spread("service_time"),
    (f"{_FIGURES['service_time']}: mean", _at("service_time", "mean_s")),
    (f"{_FIGURES['hold']}: total", _at("hold", "total_s")),
    *_spread("visit_time"),
    (_FIGURES["calls.out_of_turn"], _out_of_turn),
    *_some("calls.put_backs", "calls.undone", "time.open_s", "time.paused_s", "time.busy_s", "time.idle_s"),
    (_FIGURES["time.handled_per_hour"], _per_hour),
]
#: What the rows show, with heads that leave room for all of them.
_OF_A_ROW: tuple[tuple[str, Told], ...] = (
    ("came", _at("taken")),
    ("served", _at("served")),
    ("wait", _at("wait", "median_s")),
    ("nine in ten", _at("wait", "p90_s")),
    ("n", _at("wait", "n")),
    ("in target", lambda row: _percents(row["level"]["within"], row["level"]["of"])),
    ("service", _at("service_time", "median_s")),
    ("left", lambda row: _count(row["left"] and row["left"]["count"])),
    ("did not come", _at("no_show", "count")),
    ("out of turn", _at("calls", "out_of_turn")),
)


def _reasons(rows: Sequence[Row]) -> Iterator[list[str]]:
    """Why values were left out, where any were."""
    for code, why in _LEFT_OUT.items():
        if any(row["left_out"].get(code) for row in rows):
            yield [f"Left out: {why}", *(_count(row["left_out"].get(code, 0)) for row in rows)]


def _head(by: Sequence[str]) -> list[str]:
    return [*by, *(name for name, _ in _OF_A_ROW)]


def _row(row: Row, names: dict[str, Any]) -> list[str]:
    keys = [_NONE if value is None else _named(name, value, names) for name, value in row["key"].items()]
    return [*keys, *(tell(row) for _, tell in _OF_A_ROW)]


def _named(name: str, value: Any, names: dict[str, Any]) -> str:
    """Staff by their names; what has a code by that: it is what a question takes."""
    return str(names["clerks"].get(str(value), value)) if name == "clerk" else str(value)
