"""How the room is now: the figures are those of the statistics, and whoever waits too long is told."""

from datetime import date
from typing import Any

import pytest

from server import day_books, day_so_far, now_view
from server.answering import Answering
from server.office.questions import Question
from tests.rooms import Room
from tests.server.random_days import RandomDays

#: Of a row of the statistics: what Now tells of the running day.
FIGURES = ("taken", "served", "open", "void", "wait", "service_time", "level", "left", "no_show", "calls")


def now(room: Room) -> dict[str, Any]:
    return room.view(now_view.today)


def statistics(room: Room, dated: str) -> dict[str, Any]:
    day = date.fromisoformat(dated)
    told = room.ask(lambda tx: Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).rows(Question(day, day)))
    return told["total"]


@pytest.mark.parametrize("seed", range(6))
def test_the_figures_are_those_that_the_statistics_tell_of_the_running_day(seed: int) -> None:
    """They come from tables and not from the events: while the day runs, and when it is over and nothing turned it."""
    days = RandomDays(seed)
    for hours in (0, 30):
        days.live(150)
        days.room.clock.advance(hours * 3_600_000)
        told = now(days.room)
        row = statistics(days.room, told["day"]["date"])
        assert told["provisional"] is row["provisional"]
        assert {name: told[name] for name in FIGURES} == {name: row[name] for name in FIGURES}
        assert told["left_out"] == sum(row["left_out"].get(name, 0) for name in ("wait_clock", "service_clock"))
        assert told["late"] == days.room.view(day_so_far.late)
