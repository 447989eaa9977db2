"""A month of an office that was never there, as the API tells it: tests/figures_sample.json, for the pages' tests.

`python -m tests.figures_sample` writes the file. Each figure is counted as any office's, from days' books; there are
rows with too few values, estimates that are "more than", a day that still runs, and a class that only one person had.
"""

import json
import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from server.figures.answering import Answering
from server.office.catalogue import Catalogue
from server.office.day_book import (
    CALLED,
    CONTINUED,
    DAY_MIN,
    DAY_SLOTS,
    ENDS,
    FINISHED,
    STARTED,
    Book,
    Day,
    table,
)
from server.office.events import Stamp
from server.office.periods import Period
from server.office.questions import parse
from tests.rooms import Room

FILE = Path(__file__).with_suffix(".json")
FIRST, TODAY = date(2026, 9, 1), date(2026, 11, 26)
SUNDAY, CLOSED = 6, (4, 5)
OPENS_MIN, TAKES_MIN, CLOSES_MIN, UTC_MIN = 8 * 60, 7 * 60 + 30, 15 * 60 + 30, 120
#: Until when a day is told (min): one still runs, one ended before its time, with one counter open and the room full.
BROKEN = date(2026, 11, 18)
UNTIL_MIN = {TODAY: 11 * 60 + 42, BROKEN: 10 * 60 + 40}
#: People per minute in each hour, and the share and the mean length (min) of each service.
PROFILE = (0.36, 0.33, 0.42, 0.5, 0.38, 0.24, 0.14, 0.012)
SERVICES = {
    "commercial-licence": (0.3, 8), "information": (0.32, 4), "complaints": (0.16, 10), "building-permit": (0.1, 19),
    "company-registration": (0.12, 12),
}  # fmt: skip
#: Which counters serve it; any, where it is not here.
COUNTERS = {"building-permit": (1,), "complaints": (1, 3), "information": (2, 3, 4)}
CLERKS = {1: 11, 2: 12, 3: 13, 4: 14}
SPEED = {1: 1.0, 2: 0.85, 3: 1.2, 4: 1.05}
NAMES = {11: "سالمة", 12: "Karim", 13: "نورة", 14: "Hédi"}
NEVER_S = 10**9
PATIENCE_MIN, NO_SHOW, GAP_S = 110, 0.06, 35
END = {name: place for place, name in enumerate(ENDS)}


class _Day:
    """One day of it, person by person, each to the counter that is free first."""

    def __init__(self, dice: random.Random, dated: date) -> None:
        self._dice, self._runs, self._until_s = dice, dated == TODAY, UNTIL_MIN.get(dated, 24 * 60) * 60
        self.legs: list[tuple[int, ...]] = []
        self.calls: list[tuple[int, ...]] = []
        self.times: dict[tuple[int, int, int], int] = {}
        self._free = {number: OPENS_MIN * 60 + dice.randint(0, 900) for number in CLERKS}
        if dated == BROKEN:
            self._free |= dict.fromkeys((2, 3, 4), NEVER_S)
        for number in CLERKS:
            self._spend(0, number, self._free[number], min(CLOSES_MIN * 60, self._until_s))
            pause = (10 + number // 2) * 3600 + dice.randint(0, 1800)
            if dated == BROKEN:
                continue
            self._spend(1, number, pause, min(pause + dice.randint(300, 1500), self._until_s))
        for visit, (begun_s, service) in enumerate(self._arrivals(1.3 if dated.weekday() == SUNDAY else 1)):
            self._visit(visit, begun_s, service)

    def _arrivals(self, factor: float) -> Iterator[tuple[int, int]]:
        at_min = float(OPENS_MIN)
        while (at_min := at_min + self._dice.expovariate(PROFILE[int(at_min - OPENS_MIN) // 60] * factor)) < min(
            OPENS_MIN + TAKES_MIN, self._until_s / 60
        ):
            (code,) = self._dice.choices(list(SERVICES), [share for share, _ in SERVICES.values()])
            yield int(at_min * 60), list(SERVICES).index(code)

    def _visit(self, visit: int, begun_s: int, service: int) -> None:
        dice, (_, mean_min) = self._dice, list(SERVICES.values())[service]
        priority = 1 if dice.random() < 0.1 else 2 if dice.random() < 0.002 else 0
        counter = min(COUNTERS.get(list(SERVICES)[service], CLERKS), key=lambda number: self._free[number])
        called_s = max(begun_s + 5, self._free[counter] + GAP_S)
        patience_s = int(dice.expovariate(1 / PATIENCE_MIN) * 60)
        leaves = called_s - begun_s > patience_s
        if leaves or called_s > self._until_s:
            waited_s = min(patience_s if leaves else self._until_s - begun_s, self._until_s - begun_s)
            gone = leaves and begun_s + patience_s <= self._until_s
            end = END["cancel" if gone else "" if self._runs else "unserved"]
            self._leg(visit, 1, service, priority, 0, begun_s, end, 0, wait=waited_s)
            return
        out_of_turn = dice.random() < 0.004
        self.calls.append(
            (len(self.legs) + 1, counter, CLERKS[counter], int(out_of_turn), dice.randint(1, 2) if out_of_turn else 0)
        )
        if dice.random() < NO_SHOW:
            self._leg(visit, 1, service, priority, counter, begun_s, END["no-show"], CALLED, wait=called_s - begun_s)
            self._free[counter] = called_s + 120
            self._spend(2, counter, called_s, self._free[counter])
            return
        walk_s = dice.randint(15, 70)
        took_s = int(min(dice.lognormvariate(0, 0.6) * 0.84 * mean_min * 60 * SPEED[counter], 5400))
        done_s, again = called_s + walk_s + took_s, dice.random() < 0.06
        self._spend(2, counter, called_s, done_s)
        self._free[counter] = done_s
        flags = CALLED | STARTED | FINISHED
        took = {"wait": called_s - begun_s, "walk": walk_s, "service_time": took_s, "visit_time": done_s - begun_s}
        self._leg(visit, 1, service, priority, counter, begun_s, END["continue" if again else "finish"], flags, **took)
        if again:
            more_s = dice.randint(60, 500)
            self._spend(2, counter, done_s, done_s + more_s)
            self._free[counter] = done_s + more_s
            self._leg(
                visit, 2, (service + 1) % 5, priority, counter, done_s, END["finish"], CALLED | CONTINUED | STARTED,
                service_time=more_s,
            )  # fmt: skip

    def _leg(
        self, visit: int, serial: int, service: int, priority: int, counter: int, begun_s: int, end: int, flags: int,
        *, wait: int = -1, walk: int = -1, service_time: int = -1, visit_time: int = -1,
    ) -> None:  # fmt: skip
        begun = begun_s // 60 - UTC_MIN + DAY_MIN
        took = (wait + 1, walk + 1, service_time + 1, 0, visit_time + 1)
        who = (counter, CLERKS.get(counter, 0), begun)
        self.legs.append((visit, serial, service, priority, 0, *who, end, flags, *took))

    def _spend(self, state: int, counter: int, start_s: int, end_s: int) -> None:
        while start_s < end_s:
            half, stop_s = start_s // 1800, min((start_s // 1800 + 1) * 1800, end_s)
            key = (state, counter, half)
            self.times[key] = self.times.get(key, 0) + stop_s - start_s
            start_s = stop_s

    def book(self) -> Book:
        """It, as a day's book."""
        times = [
            (state, counter, CLERKS[counter], half - UTC_MIN // 30 + DAY_SLOTS, seconds + 1)
            for (state, counter, half), seconds in sorted(self.times.items())
        ]
        words = (tuple(SERVICES), ("age", "disability"), ("unwell", "other"))
        return Book(table("leg", self.legs), table("call", self.calls), table("time", times), *words)


class _Books:
    """The books of all its days, in the place of those that an office keeps."""

    def days(self, db: sqlite3.Connection, catalogue: Catalogue, now: Stamp, period: Period) -> Iterator[Day]:
        for number, dated in _dates():
            if period.first <= dated <= period.last:
                yield Day(number, dated, _Day(random.Random(number), dated).book(), dated == TODAY)


def _dates() -> list[tuple[int, date]]:
    days = (FIRST + timedelta(n) for n in range((TODAY - FIRST).days + 1))
    return list(enumerate((day for day in days if day.weekday() not in CLOSED), 1))


def _record() -> sqlite3.Connection:
    """As little of a record as an answer asks for."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE day (number INTEGER, date TEXT)")
    db.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, day INTEGER, hash TEXT)")
    db.execute("CREATE TABLE staff (id INTEGER, name TEXT)")
    db.executemany("INSERT INTO day VALUES (?, ?)", [(number, f"{dated}") for number, dated in _dates()])
    db.executemany("INSERT INTO event VALUES (?, ?, ?)", [(n, n, f"{n:x}f3c9a0b2d4e5f60") for n, _ in _dates()])
    db.executemany("INSERT INTO staff VALUES (?, ?)", NAMES.items())
    return db


def page(asked: str = "from=2026-11-01&to=2026-11-30&against=previous") -> dict[str, Any]:
    """What `GET /api/statistics/page` answers to a question about it."""
    query = {name: [value] for name, value in (each.split("=") for each in asked.split("&"))}
    catalogue, now = Room().ask(lambda tx: (tx.catalogue, tx.now))
    question = parse(query, TODAY, week_starts=SUNDAY)
    return Answering(_record(), catalogue, now, _Books()).page(question)


def text() -> str:
    """The file."""
    return json.dumps(page(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
