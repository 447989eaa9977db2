"""The book of a business day: its legs, calls and counters' times as columns of numbers, and as bytes.

The statistics read nothing else. There is no id and no date in it, so days that were alike have the same book.
Durations are whole seconds and one more: 0 is a duration that is not there, or that no clock could tell.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

#: The tables and their columns (docs/events.md). What they hold:
#: leg: `visit` (its number in the day, from 0) and `serial` (of the leg in it, from 1), ascending; `service`,
#: `priority`, `outcome`: place in the book's lists (priority, outcome: and one more, 0 is none); `counter`, `clerk`:
#: number and staff's id, 0 is none or not known; `begun`: minutes since the date's 00:00 UTC and `DAY_MIN` more, 0
#: where that clock was not trusted; `end`: place in `ENDS`; `flags`: the sum of those below; `wait`: until the first
#: call that stands, of whoever was never called until they left, or now; `visit_time`: on the first leg of a visit that
#: was finished.
#: Nothing counts the outcomes yet. They stand here since a book is made once: whoever counts them will find them.
#: call: `leg` (its row and one more, 0 is about none), `kind` (place in `CALLS`), `reason` (its place and one more).
#: time: how long counters were in a `state` (place in `STATES`); `slot`: half-hours since the date's 00:00 UTC and
#: `DAY_SLOTS` more, 0 where no clock tells.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "leg": (
        "visit", "serial", "service", "priority", "outcome", "counter", "clerk", "begun", "end", "flags",
        "wait", "walk", "service_time", "hold", "visit_time",
    ),
    "call": ("leg", "counter", "clerk", "kind", "reason"),
    "time": ("state", "counter", "clerk", "slot", "seconds"),
}  # fmt: skip
ENDS = ("", "finish", "continue", "transfer", "no-show", "cancel", "unserved", "day-turned")
#: Of these ends a leg was finished; of those somebody saw when its service ended.
FINISHES, SEEN = frozenset({"finish", "continue", "day-turned"}), frozenset({"finish", "continue", "transfer"})
CALLS = ("by-rule", "out-of-turn", "put-back", "undone")
#: `open` is also the time in which the counter was paused, or busy: with a ticket.
STATES = ("open", "paused", "busy")

CALLED, CONTINUED, STARTED, BY_ITSELF, HELD = 1, 2, 4, 8, 16
#: It ended while it was on hold.
NOT_RESUMED = 32
VOID = 64
#: On the first leg of a visit: it is not at its end; its end was a finish.
OPEN, FINISHED = 256, 512

DAY_MIN, DAY_SLOTS = 24 * 60, 48
VERSION = 3
_MOST = 2**32 - 1
_BYTES = {"B": 1, "H": 2, "I": 4}
_IS_LITTLE = sys.byteorder == "little"
#: The lists of words that columns point into.
_LISTS = ("services", "priorities", "reasons", "outcomes")

Table = Mapping[str, Sequence[int]]
#: Makes a column of its kind and its bytes.
Column = Callable[[str, memoryview], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Book:
    """A day's columns, and the words that they point to."""

    leg: Table
    call: Table
    time: Table
    services: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    @property
    def legs(self) -> int:
        """How many legs it tells of."""
        return len(self.leg["visit"])


@dataclass(frozen=True, slots=True)
class Day:
    """A business day with its book. `provisional`: it still runs."""

    number: int
    date: date
    book: Book
    provisional: bool = False


def table(name: str, rows: Sequence[Sequence[int]]) -> Table:
    """The columns of one of the tables, from its rows."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS[name])
    return {column: _narrow(values) for column, values in zip(COLUMNS[name], columns, strict=True)}


def encode(book: Book) -> bytes:
    """4 bytes for the length of a head of JSON, the head, and the columns: little-endian, each as narrow as it can."""
    tables, columns = {}, []
    for name, names in COLUMNS.items():
        held: Table = getattr(book, name)
        narrow = [_narrow(held[column]) for column in names]
        tables[name] = [len(narrow[0]), "".join(values.typecode for values in narrow)]
        columns += [_little(values).tobytes() for values in narrow]
    words = {name: list(getattr(book, name)) for name in _LISTS}
    head = json.dumps({"v": VERSION, **tables, **words}, separators=(",", ":"), ensure_ascii=False).encode()
    return b"".join((len(head).to_bytes(4, "little"), head, *columns))


def column(code: str, piece: memoryview) -> Sequence[int]:
    """The numbers of a kind (`B`, `H`, `I`) that bytes hold."""
    values = array(code, piece.tobytes())
    return values if _IS_LITTLE else _little(values)


def decode(text: bytes, column: Column = column) -> Book:
    """The book that bytes hold, its columns made by `column`. Raises ValueError where they hold none."""
    start = 4 + int.from_bytes(text[:4], "little")
    head: dict[str, Any] = json.loads(text[4:start])
    if head["v"] != VERSION:
        raise ValueError(f"a day's book of version {head['v']}")
    found: dict[str, Table] = {}
    view = memoryview(text)
    for name, names in COLUMNS.items():
        count, codes = head[name]
        held: dict[str, Sequence[int]] = {}
        for each, code in zip(names, codes, strict=True):
            end = start + _BYTES[code] * count
            held[each], start = column(code, view[start:end]), end
        found[name] = held
    if start != len(text):
        raise ValueError(f"a day's book of {len(text)} bytes should have {start}")
    return Book(found["leg"], found["call"], found["time"], *(tuple(head[name]) for name in _LISTS))


def _narrow(values: Sequence[int]) -> array[int]:
    """Numbers from 0 on, in the narrowest kind that holds them."""
    most = min(max(values, default=0), _MOST)
    code = "B" if most < 1 << 8 else "H" if most < 1 << 16 else "I"
    if isinstance(values, array) and values.typecode == code:
        return values
    return array(code, [min(value, _MOST) for value in values])


def _little(values: array[int]) -> array[int]:
    if not _IS_LITTLE:
        values = values[:]
        values.byteswap()
    return values
