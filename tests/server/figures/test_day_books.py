"""The books of days: what happened, no more and no less; kept beside the work, and never missed."""

import sqlite3
from datetime import date

import pytest

from hardware.worker import Worker
from server import check, desk, schema
from server.figures import day_books
from server.figures.keeper import REST_S, Keeper
from server.office.day_book import VERSION
from server.office.errors import EarlierDay
from server.office.periods import Period
from server.reading import Reading
from tests.rooms import KIOSK, MINUTE, Room
from tests.server.commands import run

ALL = Period(date(2020, 1, 1), date(2030, 1, 1))
DAY = 24 * 60 * MINUTE


def a_day(room, tickets=2):
    """One day in which somebody is served and somebody is missed, and its end."""
    room.open(1)
    for _ in range(tickets):
        room.issue()
        room.minutes(3)
        room.do(desk.call_next, 1)
        room.do(desk.start, 1)
        room.minutes(7)
        room.do(desk.finish, 1)
    missed = room.issue()
    room.do(desk.call_next, 1)
    room.do(desk.recall, 1)
    room.minutes(2)
    room.do(desk.no_show, 1)
    room.clock.advance(DAY - room.clock.at % DAY + 7 * 60 * MINUTE)
    room.do(desk.turn_day)
    return missed


@pytest.fixture
def path(tmp_path):
    return tmp_path / "office.db"


@pytest.fixture
def room(path):
    made = Room(path)
    yield made
    made.writer.close()


def keep_all(db):
    for number in day_books.missing(db):
        day_books.keep(db, day_books.drafted(db, number))


def test_the_tickets_of_a_day_are_found_without_looking_through_the_days_before(room):
    a_day(room)
    asked = []

    def ask(tx):
        tx.db.set_trace_callback(asked.append)
        day_books.made(tx.db, 1)
        tx.db.set_trace_callback(None)
        return [tx.db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall() for query in asked]

    steps = [step[-1] for plan in room.ask(ask) for step in plan]
    assert any("event_line (day=" in step for step in steps), steps
    assert not any(step.startswith("SCAN event") for step in steps), steps


def read(room, reader=None):
    reader = reader or day_books.Reader()
    return room.ask(lambda tx: list(reader.days(tx.db, tx.catalogue, tx.now, ALL)))


def test_a_day_reads_the_same_whether_its_book_is_kept_or_not(room):
    a_day(room)
    a_day(room, 3)
    before, legs = read(room), day_books.legs(room.store.db, ALL)
    keep_all(room.store.db)
    assert read(room) == before and [day.number for day in before] == [1, 2, 3]
    assert [day.provisional for day in before] == [False, False, True]
    assert [day.book.legs for day in before] == [3, 4, 0] and legs == day_books.legs(room.store.db, ALL) == 7
    assert day_books.legs(room.store.db, ALL, enough=2) == 3


def test_a_book_that_is_kept_twice_has_the_same_bytes(room):
    a_day(room)
    db = room.store.db
    keep_all(db)
    before = list(day_books.kept(db))
    day_books.keep(db, day_books.drafted(db, 1))
    assert list(day_books.kept(db)) == before and day_books.missing(db) == []


def test_a_day_that_runs_is_told_until_now_and_computed_once_a_minute(room, monkeypatch):
    room.open(1)
    room.issue()
    reader, made = day_books.Reader(), []
    compute = day_books.book
    monkeypatch.setattr(day_books, "book", lambda *args: made.append(1) or compute(*args))
    waits = []
    for minutes in (0, 0.5, 1):
        room.minutes(minutes)
        (today,) = read(room, reader)
        waits.append(today.book.leg["wait"][0] - 1)
    assert (waits, len(made), today.provisional) == ([0, 0, 90], 2, True)
    room.issue()
    assert read(room, reader)[0].book.legs == 2


def test_who_reads_beside_another_is_told_of_their_own_moment(room):
    """Two threads have one reader: what the other keeps meanwhile is not the answer."""

    class Hurried(day_books.Reader):
        def __setattr__(self, name, value):
            super().__setattr__(name, value if value is None or name != "_known" else (value[0], "another's"))

    room.open(1)
    room.issue()
    assert read(room, Hurried())[0].book.legs == 1


def test_a_day_that_is_over_reads_as_its_turn_will_end_it(room):
    room.open(1)
    room.issue()
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.issue()
    room.minutes(30)
    room.do(desk.pause_service, "complaints", None)
    room.clock.advance(DAY)
    (over,) = read(room)
    room.do(desk.turn_day)
    turned = read(room)[0]
    assert not over.provisional and over.book.leg == turned.book.leg and over.book.call == turned.book.call


def test_a_late_paper_leaves_a_book_alone_and_anything_else_has_it_made_anew(room):
    missed = a_day(room)
    db = room.store.db
    draft = day_books.drafted(db, 1)
    keep_all(db)
    room.do(desk.receipt_failed, missed.id, "no-paper")
    day_books.keep(db, draft)
    assert day_books.missing(db) == []
    # No verb does this: only to see what would become of the book.
    room.ask(
        lambda tx: tx.record(desk.visits.Kind.CLASS_CHANGED, ticket=missed.id, leg=1, **desk.visits.class_data(None))
    )
    assert day_books.missing(db) == [1]
    day_books.keep(db, draft)
    assert day_books.missing(db) == [1], "what was drafted before is not kept"


def test_the_class_of_an_earlier_day_stays_as_it_was(room):
    missed = a_day(room)
    with pytest.raises(EarlierDay):
        room.do(desk.change_class, missed.id, "age")


def test_a_book_that_another_version_wrote_is_made_anew_for_whoever_reads(room):
    a_day(room)
    before = read(room)
    keep_all(room.store.db)
    ((_, _, told),) = day_books.kept(room.store.db)
    room.store.db.execute("UPDATE day_book SET book = ?", (told.replace(f'"v":{VERSION}'.encode(), b'"v":0'),))
    assert all(b'"v":0' in told for _, _, told in day_books.kept(room.store.db))
    assert read(room) == before


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE day_book SET book = CAST(substr(book, 1, length(book) - 1) || x'07' AS BLOB) WHERE day = 2",
        "UPDATE day_book SET legs = legs + 1 WHERE day = 2",
        "INSERT INTO day_book SELECT 3, legs, book FROM day_book WHERE day = 2",
    ],
)
def test_a_book_with_one_changed_byte_is_found(room, path, forged):
    a_day(room)
    a_day(room)
    keep_all(room.store.db)
    assert check.check(path)[1] is None
    room.store.db.execute(forged)
    finding = check.check(path)[1]
    assert finding and f"the business day {3 if 'INSERT' in forged else 2}" in finding.what


class Keeping:
    """A keeper and what it needs; `run` lets its worker do what is due."""

    def __init__(self, room, path):
        self.now_s = 0.0
        self.reading = Reading(path, room.clock)
        self.worker = Worker("books", monotonic=lambda: self.now_s)
        self.worker.start = lambda: None
        self.keeper = Keeper(self.reading, room.writer, day_books, self.worker)
        room.writer.subscribe(self.keeper.receive)

    def run(self, times=1):
        for _ in range(times):
            self.worker.run_due()
            self.now_s += REST_S


@pytest.fixture
def keeping(room, path):
    made = Keeping(room, path)
    yield made
    made.reading.close()


def test_a_day_that_has_turned_gets_its_book_beside_the_work(room, keeping):
    keeping.keeper.start()
    keeping.run()
    a_day(room)
    assert day_books.missing(room.store.db) == [1], "nobody waited for it"
    keeping.run(2)
    assert day_books.missing(room.store.db) == []


def test_a_keeper_that_is_killed_loses_nothing(room, path, keeping):
    for _ in range(3):
        a_day(room)
    keeping.keeper.stop()
    keeping.keeper.start()
    keeping.run()
    assert day_books.missing(room.store.db) == [2, 3]
    keeping.keeper.stop()
    assert check.check(path)[1] is None and [day.book.legs for day in read(room)] == [3, 3, 3, 0]
    keeping.keeper.start()
    keeping.run(3)
    assert day_books.missing(room.store.db) == [] and check.check(path)[1] is None


def test_a_book_that_cannot_be_made_holds_up_no_other(room, keeping, monkeypatch, caplog):
    for _ in range(3):
        a_day(room)
    draft = day_books.drafted

    def drafted(db, number):
        if number == 2:
            raise ValueError("no such day")
        return draft(db, number)

    monkeypatch.setattr(day_books, "drafted", drafted)
    keeping.keeper.start()
    keeping.run(4)
    assert day_books.missing(room.store.db) == [2]
    assert "business day 2" in caplog.text


def test_a_day_that_turns_while_books_are_made_begins_nothing_beside_that(room, keeping):
    for _ in range(3):
        a_day(room)
    assert keeping.worker.waiting == 1
    keeping.keeper.start()
    keeping.run()
    a_day(room)
    assert keeping.worker.waiting == 1, "one book at a time, with a rest behind each"
    keeping.run(3)
    assert (day_books.missing(room.store.db), keeping.worker.waiting) == ([], 1)


def test_what_happens_between_the_draft_and_the_keeping_is_not_missed(room, keeping, monkeypatch):
    missed = a_day(room)
    keeping.keeper.start()

    def later(command, first=room.writer.later):
        room.ask(
            lambda tx: tx.record(
                desk.visits.Kind.CLASS_CHANGED, ticket=missed.id, leg=1, **desk.visits.class_data(None)
            )
        )
        first(command)

    monkeypatch.setattr(room.writer, "later", later)
    keeping.run()
    assert day_books.missing(room.store.db) == [1]


def test_migrating_writes_the_books_of_all_days_that_have_ended(room, path):
    a_day(room)
    a_day(room)
    room.do(desk.issue, "complaints", "ar", None, by=KIOSK)
    room.writer.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE day_book")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'the_books_of_business_days'")
        db.execute("PRAGMA user_version=3")
    db.close()
    result = run(path.parent, "migrate")
    assert (result.exit_code, result.stdout) == (0, "The data are of this version.\n")
    assert "The books of the business days" in result.stderr
    db = schema.connect_reading(path)
    assert [number for number, _, _ in day_books.kept(db)] == [1, 2]
    db.close()
    assert check.check(path)[1] is None
    assert "books" not in run(path.parent, "migrate").stderr
