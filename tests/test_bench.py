"""The benchmarks are honest: what counts is the median, and it says so; and a long past is one that could have been."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from server import check
from server.figures import day_books
from server.office.periods import Period
from tests.bench import past
from tests.bench.table import of_rounds

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("values", "bound", "at_least", "verdict"),
    [
        ([10, 40, 50], 30, False, "short"),
        ([10, 20, 50], 30, False, "ok"),
        ([500, 300, 200], 400, True, "short"),
        ([500, 450, 200], 400, True, "ok"),
    ],
)
def test_one_lucky_round_does_not_count(values, bound, at_least, verdict):
    row = of_rounds("a figure", values, " ms", bound, at_least=at_least)
    assert (row.value, row.verdict) == (values[1], verdict)


def test_the_best_round_stands_beside_the_median():
    assert of_rounds("latency", [30.25, 12, 20], " ms", 30).note == "median of 3 rounds: 30.2, 12, 20; best 12"
    rate = of_rounds("rate", [300, 500, 400], "/s", 400, at_least=True, what="offices")
    assert rate.note == "median of 3 offices: 300, 500, 400; best 500"


def test_a_past_of_repeated_weeks_is_whole_and_has_its_books(tmp_path):
    few = replace(past.BUSY, arrivals_per_min=0.02, counters=(1, 2))
    legs = past.make(tmp_path / "office.db", SUNDAY + timedelta(2), times=3, weeks=1, scenario=few)
    events, finding = check.check(tmp_path / "office.db")
    assert finding is None and events > 4 * legs
    with closing(sqlite3.connect(tmp_path / "office.db")) as db:
        dates = [date.fromisoformat(dated) for (dated,) in db.execute("SELECT date FROM day ORDER BY number")]
        assert len(dates) == 15 and dates[0] == SUNDAY - timedelta(21) and dates[-1] == SUNDAY - timedelta(3)
        assert day_books.missing(db) == []
        first, second = (day_books.legs(db, Period(each, each + timedelta(6))) for each in (dates[0], dates[5]))
        assert first == second == legs / 3 > 20


@pytest.mark.long
def test_what_the_statistics_cost_can_be_measured(monkeypatch):
    from tests.bench import ageing, figures

    few = {"MONTHS": 1, "LEGS": 6_000, "ASKED": 2, "LOOPS": 2, "ROUNDS": 1, "WAITING": 20, "TODAY": 30}
    for name, value in few.items():
        monkeypatch.setattr(figures, name, value)
    monkeypatch.setattr(ageing, "PAIRS", 10)
    rows = list(figures.rows())
    assert len(rows) == 19 and all(row.value > 0 for row in rows)
