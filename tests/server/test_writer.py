"""The one writer: together, in order, durable or nothing; and it heals."""

import sqlite3
import threading

import pytest

from server import check, desk, writer
from server.clock import FixedClock
from server.office.actors import SYSTEM
from server.office.errors import StoreUnavailable, TooManyWaiting, UnknownCounter
from server.store import Store
from server.writer import Writer
from tests.rooms import KIOSK, MANAGER, MORNING, Room
from tests.server.screens import WITHIN_S, soon


@pytest.fixture(autouse=True)
def as_asked(monkeypatch):
    """No writer does by itself what a test is about to have it do, however long that takes."""
    monkeypatch.setattr(writer, "LAZY_S", 3600.0)
    monkeypatch.setattr(writer, "PROBE_S", 3600.0)


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path / "dawr.db", FixedClock(at=MORNING))
    yield room
    room.writer.stop()
    room.writer.close()


def together(count, work):
    """Run `work(n)` in `count` threads that begin in the same instant; gives what they returned or raised."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(n):
        barrier.wait()
        try:
            results[n] = work(n)
        except Exception as error:
            results[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_eight_counters_that_press_in_the_same_instant_get_eight_people_fifty_times(tmp_path):
    counters = [{"number": n, "step_free": False} for n in range(1, 9)]
    room = Room(tmp_path / "dawr.db", FixedClock(at=MORNING), counters=counters)
    room.open(*range(1, 9))
    tickets = [room.issue().number for _ in range(8 * 50)]
    room.writer.start()
    called = []
    for _ in range(50):
        called += together(8, lambda n: room.do(desk.call_next, n + 1).number)
        together(8, lambda n: room.do(desk.start, n + 1))
    room.writer.stop()
    assert sorted(called) == tickets, "nobody twice, nobody passed over"
    for wave in range(50):
        assert sorted(called[wave * 8 : wave * 8 + 8]) == tickets[wave * 8 : wave * 8 + 8], "in order of arrival"
    assert check.check(tmp_path / "dawr.db")[1] is None
    room.writer.close()


def test_tickets_taken_in_the_same_instant_have_different_numbers(room):
    room.writer.start()
    tickets = together(16, lambda n: [room.issue().number for _ in range(20)])
    assert len({number for numbers in tickets for number in numbers}) == 320


def test_a_refused_command_leaves_the_others_of_its_commit_alone(room):
    room.writer.start()
    results = together(8, lambda n: room.do(desk.open_counter, 1 + n) and None)
    assert [type(result) for result in results] == [type(None)] * 4 + [UnknownCounter] * 4


def test_events_are_published_in_order_after_they_are_durable(room, tmp_path):
    heard = []

    def receive(events):
        with sqlite3.connect(tmp_path / "dawr.db") as other:
            stored = other.execute("SELECT max(seq) FROM event").fetchone()[0]
        heard.extend((event.seq, stored >= event.seq) for event in events)

    room.writer.subscribe(receive)
    room.writer.start()
    together(8, lambda n: [room.issue() for _ in range(5)])
    seqs = [seq for seq, _ in heard]
    assert seqs == list(range(seqs[0], seqs[0] + 41)) and all(durable for _, durable in heard)


def test_a_subscriber_that_fails_harms_nobody(room, caplog):
    heard = []

    def fails(events):
        raise RuntimeError("a subscriber's own trouble")

    room.writer.subscribe(fails)
    room.writer.subscribe(heard.extend)
    room.writer.start()
    assert room.issue().number == "A001"
    assert heard and "a subscriber failed" in caplog.text


def test_lazy_commands_ride_with_the_next_commit_and_do_not_wait_for_one_for_ever(room, monkeypatch):
    commits = []
    room.writer.subscribe(lambda events: commits.append([event.kind.value for event in events]))
    room.writer.start()
    first = room.issue()
    room.writer.later(lambda tx: desk.receipt_printed(tx, first.id))
    room.issue()
    assert commits[-1] == ["ReceiptPrinted", "TicketIssued"]
    monkeypatch.setattr(writer, "LAZY_S", 0.01)
    room.writer.later(lambda tx: desk.receipt_failed(tx, first.id, "no-paper"))
    soon(lambda: commits[-1] == ["ReceiptFailed"])
    monkeypatch.setattr(writer, "LAZY_S", 3600.0)
    room.writer.later(lambda tx: desk.receipt_printed(tx, first.id))
    room.writer.stop()
    assert commits[-1] == ["ReceiptPrinted"]


def test_a_full_queue_is_refused_at_once(tmp_path):
    writer = Writer(Store(tmp_path / "dawr.db"), FixedClock(), limit=1)
    entered, go_on = threading.Event(), threading.Event()
    writer.start()

    def slow(tx):
        entered.set()
        go_on.wait(WITHIN_S)

    threads = [threading.Thread(target=writer.do, args=(slow, SYSTEM))]
    threads[0].start()
    assert entered.wait(WITHIN_S)
    threads.append(threading.Thread(target=writer.do, args=(lambda tx: None, SYSTEM)))
    threads[1].start()
    while not writer.waiting:
        pass
    with pytest.raises(TooManyWaiting):
        writer.do(lambda tx: None, SYSTEM)
    go_on.set()
    for thread in threads:
        thread.join()
    writer.stop()
    writer.close()


@pytest.mark.parametrize("threaded", [True, False])
def test_a_full_disk_refuses_and_loses_nothing_and_heals(room, tmp_path, threaded):
    """`max_page_count` is SQLite's own full disk: the same error, at the same places."""
    if threaded:
        room.writer.start()
    taken = [room.issue()]
    limits = iter([True, False])
    reopen = room.store.reopen

    def full():
        pages = room.store.db.execute("PRAGMA page_count").fetchone()[0]
        room.store.db.execute(f"PRAGMA max_page_count={pages}")

    def reopen_still_full():
        reopen()
        if next(limits, False):
            full()

    room.store.reopen = reopen_still_full
    full()
    refused = 0
    for _ in range(300):
        try:
            taken.append(room.issue())
        except StoreUnavailable:
            refused += 1
        if refused == 2:
            break
    assert refused == 2 and room.writer.trouble
    taken.append(room.issue())
    assert room.writer.trouble is None
    assert [ticket.number for ticket in taken] == [f"A{n:03d}" for n in range(1, len(taken) + 1)]
    assert [room.ticket(ticket).number for ticket in taken] == [ticket.number for ticket in taken]
    assert check.check(tmp_path / "dawr.db")[1] is None


def test_a_disk_that_turns_read_only_refuses_and_heals(room):
    room.writer.start()
    room.issue()
    room.store.db.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreUnavailable):
        room.issue()
    assert room.issue().number == "A002", "it opened the file anew"


def test_a_data_file_that_has_gone_is_not_founded_anew_and_is_used_again_when_it_is_back(room, tmp_path):
    room.writer.start()
    room.issue()
    pulled = tmp_path / "pulled"
    room.store.db.execute("PRAGMA query_only=ON")
    (tmp_path / "dawr.db").rename(pulled)
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            room.issue()
        assert not (tmp_path / "dawr.db").exists()
    pulled.rename(tmp_path / "dawr.db")
    with pytest.raises(StoreUnavailable):
        room.issue()
    assert room.issue().number == "A002"


def test_lazy_commands_survive_a_failing_disk(room):
    room.writer.start()
    ticket = room.issue()
    room.store.db.execute("PRAGMA query_only=ON")
    room.writer.later(lambda tx: desk.receipt_printed(tx, ticket.id))
    with pytest.raises(StoreUnavailable):
        room.issue()
    room.issue()
    assert room.ticket(ticket).receipt == "printed"


def test_the_store_keeps_every_acknowledged_commit_on_the_disk(room):
    db = room.store.db
    settings = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert settings == {"journal_mode": "wal", "synchronous": 2}


def test_the_office_goes_on_where_it_was_after_a_restart(room, tmp_path):
    ticket = room.issue()
    room.writer.close()
    again = Room(tmp_path / "dawr.db", room.clock)
    assert again.do(desk.issue, "complaints", "ar", by=KIOSK).number == "C001"
    assert again.do(desk.issue, "commercial-licence", "ar", by=MANAGER).number == "A002"
    assert again.ticket(ticket) == ticket
    again.writer.close()


# ---- the end


def test_whoever_waits_when_the_writer_stops_is_answered_and_whoever_comes_later_is_refused(room):
    entered, go_on = threading.Event(), threading.Event()
    results = []

    def slow(tx):
        entered.set()
        go_on.wait(WITHIN_S)

    room.writer.start()
    threads = [threading.Thread(target=room.ask, args=(slow,))]
    threads[0].start()
    assert entered.wait(WITHIN_S)
    threads += [threading.Thread(target=lambda: results.append(room.issue().number)) for _ in range(5)]
    for thread in threads[1:]:
        thread.start()
    while room.writer.waiting < 5:
        pass
    threads.append(threading.Thread(target=room.writer.stop))
    threads[-1].start()
    while not room.writer._stopping:
        pass
    with pytest.raises(StoreUnavailable):
        room.issue()
    go_on.set()
    for thread in threads:
        thread.join(WITHIN_S)
    assert sorted(results) == [f"A{n:03d}" for n in range(1, 6)]


def test_nobody_waits_for_a_writer_that_stops_meanwhile(tmp_path):
    for attempt in range(10):
        room = Room(tmp_path / f"{attempt}.db", FixedClock(at=MORNING))
        room.writer.start()

        def work(n, room=room):
            if n == 0:
                return room.writer.stop()
            while True:
                room.issue()

        results = together(8, work)
        assert [type(result) for result in results] == [type(None)] + [StoreUnavailable] * 7
        room.writer.close()


@pytest.mark.parametrize("threaded", [True, False])
def test_nothing_opens_a_closed_data_file_again(room, threaded):
    if threaded:
        room.writer.start()
    ticket = room.issue()
    room.writer.close()
    room.writer.later(lambda tx: desk.receipt_printed(tx, ticket.id))
    with pytest.raises(StoreUnavailable):
        room.issue()
    with pytest.raises(sqlite3.ProgrammingError):
        room.store.db.execute("SELECT 1")


# ---- a disk that heals by itself


def test_an_idle_office_finds_out_that_its_disk_has_healed(room, monkeypatch):
    monkeypatch.setattr(writer, "PROBE_S", 0.001)
    healed = threading.Event()
    tries = iter([True, True])
    reopen = room.store.reopen

    def reopen_still_failing():
        reopen()
        if next(tries, False):
            assert room.writer.trouble
            room.store.db.execute("PRAGMA query_only=ON")
        else:
            healed.set()

    room.store.reopen = reopen_still_failing
    room.writer.start()
    room.store.db.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreUnavailable):
        room.issue()
    assert healed.wait(WITHIN_S)
    room.ask(lambda tx: None)
    assert next(tries, None) is None and room.writer.trouble is None


def test_the_trial_of_the_disk_is_a_write_that_changes_nothing(room, tmp_path):
    room.issue()
    log, before = tmp_path / "dawr.db-wal", list(room.store.db.iterdump())
    room.store.reopen = lambda: None
    size, room.writer.trouble = log.stat().st_size, "disk I/O error"
    room.writer._probe()
    assert log.stat().st_size > size and list(room.store.db.iterdump()) == before
    assert room.writer.trouble is None


def test_lazy_commands_do_not_keep_a_writer_with_a_broken_disk_from_stopping(room):
    reopen = room.store.reopen

    def reopen_still_failing():
        reopen()
        room.store.db.execute("PRAGMA query_only=ON")

    room.store.reopen = reopen_still_failing
    ticket = room.issue()
    room.writer.start()
    room.store.db.execute("PRAGMA query_only=ON")
    room.writer.later(lambda tx: desk.receipt_printed(tx, ticket.id))
    with pytest.raises(StoreUnavailable):
        room.issue()
    room.writer.stop()
    assert room.writer.trouble
