"""A question is answered from the record: the whole way, from verbs at the desk to the rows of an answer."""

import json
from datetime import date, timedelta

import pytest

from server import desk
from server.figures import day_books
from server.figures.answering import Answering
from server.figures.counting import fast_tallying, tallying
from server.office.questions import parse
from tests.rooms import MINUTE, Room, clerk

TODAY = date(2026, 9, 22)
BOTH = pytest.mark.parametrize("tally", [tallying.tally, fast_tallying.tally], ids=["plain", "numpy"])


@pytest.fixture(scope="module")
def room():
    """Two days: on Monday two were served and one left, on Tuesday one is served and one waits."""
    made = Room()
    made.open(1, by=clerk(7))
    for wait_min, service_min in ((5, 10), (20, 4)):
        made.issue()
        made.minutes(wait_min)
        made.do(desk.call_next, 1, by=clerk(7))
        made.do(desk.start, 1, by=clerk(7))
        made.minutes(service_min)
    made.do(desk.finish, 1, by=clerk(7))
    gone = made.issue("information")
    made.minutes(1)
    made.do(desk.cancel, gone.id)
    made.clock.advance(24 * 60 * MINUTE)
    made.do(desk.turn_day)
    made.open(1, by=clerk(7))
    early, _ = made.issue(priority="age"), made.issue("complaints")
    made.do(desk.call, 1, early.id, "unwell", by=clerk(7))
    made.minutes(2)
    return made


def answered(room, tally, kind, **query):
    question = parse({name: [value] for name, value in query.items()}, TODAY, week_starts=5)

    def ask(tx):
        return getattr(Answering(tx.db, tx.catalogue, tx.now, day_books.Reader(), tally), kind)(question)

    return room.ask(ask)


@BOTH
def test_rows_and_their_total(room, tally):
    told = answered(room, tally, "rows", by="day", against="previous")
    assert [(row["key"]["day"], row["taken"], row["provisional"]) for row in told["rows"]] == [
        ("2026-09-21", 3, False), ("2026-09-22", 2, True),
    ]  # fmt: skip
    total = told["total"]
    assert (total["taken"], total["served"], total["open"], told["provisional"]) == (5, 2, 2, True)
    assert total["wait"] == {"median_s": 300, "p90_s": None, "n": 5, "censored": 2}
    assert total["left"] == {"count": 1, "of": 5, "share": 0.2}
    assert total["level"]["strict"] == 2 / 4, "who left is of all; who waits for two minutes is undecided"
    assert told["compared"]["taken"] == 0
    assert told["question"]["against"] == {"from": "2026-08-01", "to": "2026-08-22"}


@BOTH
def test_a_page_has_all_its_parts(room, tally):
    told = answered(room, tally, "page", against="previous")
    assert (told["business_days"], told["first_day"], told["grain"], told["goal"]) == (2, "2026-09-21", "day", 80)
    assert [row["key"] for row in told["heat"]] == [
        {"weekday": "mon", "half-hour": "09:00"}, {"weekday": "mon", "half-hour": "09:30"},
        {"weekday": "tue", "half-hour": "09:30"},
    ]  # fmt: skip
    assert [row["key"]["service"] for row in told["services"]] == ["commercial-licence", "complaints", "information"]
    assert [row["key"]["priority"] for row in told["priorities"]] == ["age", None]
    assert told["exceptions"] == {
        "by_reason": {"unwell": 1},
        "by_clerk": [{"clerk": 7, "calls": 3, "out_of_turn": 1, "put_backs": 0, "undone": 0}],
    }
    assert told["several"] == {"visits": [], "ways": []}
    assert set(told["before"]) == {"services", "counters", "clerks", "priorities"}
    assert told["targets"]["information"] == 900
    json.dumps(told, allow_nan=False)


def test_both_give_the_same_page(room):
    pages = [answered(room, tally, "page", to="2026-09-30") for tally in (tallying.tally, fast_tallying.tally)]
    assert pages[0] == pages[1]


def test_a_period_without_a_day_says_when_the_first_one_was(room):
    told = answered(room, tallying.tally, "page", to="2026-08-22")
    assert (told["business_days"], told["first_day"], told["fingerprint"], told["days"]) == (0, "2026-09-21", None, [])
    assert told["total"]["taken"] == 0


def test_the_fingerprint_is_of_the_last_event_of_the_last_day(room):
    def last(number):
        query = "SELECT seq, substr(hash, 1, 10) FROM event WHERE day = ? ORDER BY seq DESC LIMIT 1"
        return room.store.db.execute(query, (number,)).fetchone()

    for until, number in ((TODAY - timedelta(1), 1), (TODAY, 2)):
        told = answered(room, tallying.tally, "page", to=until.isoformat())["fingerprint"]
        assert (told["day"], told["seq"], told["hash"]) == (until.isoformat(), *last(number))
