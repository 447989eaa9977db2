"""Visits with several services: how long they took, and from which service to which they went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from server.office.day_book import ENDS, VOID, Book
from server.office.figures import Key, Row, typical
from server.office.measures import spread
from server.office.tallies import Tally

#: How somebody came to the next service, by how the leg before it ended: of a paper that was missing they return.
HOW = {"continue": "continue", "transfer": "transfer", "finish": "return"}


class Several:
    """The visits of several legs whose first passes, and their ways from a leg that passes to the next.

    Its keys are `("visits", legs)` and `("ways", service, next, how)`.
    """

    def __init__(self) -> None:
        self.visits: Counter[int] = Counter()
        self.times: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self.ways: Counter[tuple[str, str, str]] = Counter()

    def add(self, book: Book, passes: Sequence[bool]) -> None:
        """Add those of a day. `passes`: of each of its legs whether it is asked for."""
        leg, serials = book.leg, book.leg["serial"]
        for row, serial in enumerate(serials):
            if serial == 1 or leg["flags"][row] & VOID:
                continue
            how = HOW.get(ENDS[leg["end"][row - 1]])
            if passes[row - 1] and how:
                self.ways[book.services[leg["service"][row - 1]], book.services[leg["service"][row]], how] += 1
            is_last = row + 1 == len(serials) or serials[row + 1] == 1
            first = row + 1 - serial
            if is_last and passes[first]:
                self.visits[serial] += 1
                if leg["visit_time"][first]:
                    self.times[serial][leg["visit_time"][first] - 1] += 1

    def tallies(self) -> Iterator[tuple[Key, Tally]]:
        """What was added."""
        for legs, count in self.visits.items():
            times = self.times[legs]
            spreads = {"visit_time": spread(times.elements())} if times else {}
            yield ("visits", legs), Tally({"visits": count}, spreads)
        for way, count in self.ways.items():
            yield ("ways", *way), Tally({"ways": count})


def told(tallies: dict[Key, Tally]) -> Row:
    """The part `several` of an answer."""
    visits: list[Row] = []
    ways: list[dict[str, Any]] = []
    for (what, *key), each in tallies.items():
        if what == "visits":
            visits.append({"legs": key[0], "count": each.counts["visits"], "visit_time": typical(each, "visit_time")})
        else:
            ways.append(dict(zip(("from", "to", "how"), key, strict=True)) | {"count": each.counts["ways"]})
    return {
        "visits": sorted(visits, key=lambda each: each["legs"]),
        "ways": sorted(ways, key=lambda each: (-each["count"], each["from"], each["to"], each["how"])),
    }
