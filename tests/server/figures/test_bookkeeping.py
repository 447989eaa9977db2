"""Large questions are answered by a process of their own: it comes when it is needed, and never stays behind."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from server import desk
from server.clock import FixedClock
from server.figures import answers, bookkeeper, bookkeeping
from server.figures.answers import Answers
from server.figures.bookkeeping import Bookkeeping
from server.figures.counting import tallying
from server.office.errors import FiguresBusy, FiguresUnavailable, TooFine
from server.settings import load
from tests.rooms import MINUTE, MORNING, clerk
from tests.running import RunningOffice, is_alive, users_of

QUERY = {"from": ["2026-09-01"], "to": ["2026-09-30"]}
#: The process lets everybody else go first: beside other tests it may take long to come.
PATIENT_S = 600
#: It takes questions and says nothing, until a second one comes.
SILENT = (sys.executable, "-c", "input(); input()")


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Three people of one day, one of whom waits."""
    from server.record import Record

    folder = tmp_path_factory.mktemp("answers")
    clock = FixedClock(at=MORNING)
    made = Record(load(None, {"server.data": str(folder)}), clock)
    made.writer.do(lambda tx: desk.open_counter(tx, 1), clerk(7))
    for _ in range(3):
        made.writer.do(lambda tx: desk.issue(tx, "information", "ar"), clerk(7))
        clock.advance(2 * MINUTE)
    yield made, folder / "office.db"
    made.close()


@pytest.fixture
def asking(record, monkeypatch):
    """The answers of an office in which every question is a large one."""
    monkeypatch.setattr(answers, "MOST_LEGS", -1)
    made = Answers(record[0].reading, record[1], lambda: 5)
    made.bookkeeping = Bookkeeping(record[1], answers_within_s=PATIENT_S)
    yield made
    made.stop()


@pytest.fixture
def kept(record):
    """A maker of bookkeepings, which are ended."""
    made = []

    def keep(*command, **how):
        how = {"answers_within_s": PATIENT_S} | how | ({"command": command} if command else {})
        made.append(Bookkeeping(record[1], **how))
        return made[-1]

    yield keep
    for each in made:
        each.stop()


def question(**more):
    """A question as the process takes it."""
    now = [MORNING, "boot", 10 * MINUTE, True]
    return {"kind": "rows", "question": "from=2026-09-01&to=2026-09-30", "week_starts": 0, "now": now} | more


@pytest.mark.parametrize(("kind", "more"), [("rows", {"by": ["service", "hour"]}), ("page", {})])
def test_it_answers_as_the_office_itself_does(asking, monkeypatch, kind, more):
    large = asking.ask(kind, QUERY | more)
    pid = asking.bookkeeping.pid
    assert pid and is_alive(pid)
    assert asking.ask(kind, QUERY | more) == large
    assert asking.bookkeeping.pid == pid, "it stays for the next question"
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 15, "whoever issues and calls goes first"
    monkeypatch.setattr(answers, "MOST_LEGS", 10)
    assert asking.ask(kind, QUERY | more) == large
    assert json.loads(large)["total"]["taken"] == 3


def test_small_questions_need_no_process(asking, monkeypatch):
    monkeypatch.setattr(answers, "MOST_LEGS", 10)
    asking.warm()
    asking.ask("page", QUERY)
    assert asking.bookkeeping.pid is None


def test_without_a_process_the_office_counts_itself(asking, record):
    asking.bookkeeping = Bookkeeping(record[1], command=("/nowhere/at/all",))
    asking.warm()
    assert json.loads(asking.ask("rows", QUERY))["total"]["taken"] == 3
    asking.stop()
    with pytest.raises(FiguresUnavailable):
        asking.bookkeeping.ask(question())


def test_whoever_is_killed_is_replaced(kept):
    keeping = kept()
    keeping.warm()
    first = keeping.pid
    with ending(first):
        os.kill(first, signal.SIGKILL)
    assert json.loads(keeping.ask(question()))["total"]["taken"] == 3
    assert keeping.pid != first


def test_a_refusal_of_the_answer_comes_over(kept):
    refuses = 'import sys; input(); print(\'{"problem": "too-fine", "values": {"most": 7}}\'); input()'
    with pytest.raises(TooFine, match="more than 7 rows"):
        kept(sys.executable, "-c", refuses).ask(question())
    keeping = kept()
    with pytest.raises(FiguresUnavailable):
        keeping.ask(question(question="by=colour"))
    assert json.loads(keeping.ask(question()))["rows"] == [], "it goes on after that"


def test_what_does_not_answer_is_ended(kept):
    keeping = kept(sys.executable, "-c", "import time; time.sleep(1000)", answers_within_s=0.2)
    with pytest.raises(FiguresUnavailable):
        keeping.ask(question())
    assert keeping.pid is None


def test_what_ends_before_its_answer_is_no_answer(kept):
    for says in ("", "{", '{"bytes": 5}\nab', "[]", '{"bytes": "x"}'):
        program = f"import sys; input(); sys.stdout.write({says!r}); sys.stdout.flush(); sys.exit(3)"
        with pytest.raises(FiguresUnavailable):
            kept(sys.executable, "-c", program).ask(question())


def test_who_rested_before_it_heard_the_question_is_started_again(kept, tmp_path):
    mark = tmp_path / "rested"
    program = (
        f"import pathlib, sys; mark = pathlib.Path({str(mark)!r})\n"
        "input()\nif not mark.exists(): mark.touch(); sys.exit(0)\n"
        "print('{\"bytes\": 2}\\n{}', end='', flush=True)\ninput()"
    )
    assert kept(sys.executable, "-c", program).ask(question()) == b"{}"


def test_who_never_hears_a_question_is_given_up(kept):
    with pytest.raises(FiguresUnavailable):
        kept(sys.executable, "-c", "").ask(question())


def test_questions_wait_in_turn_and_not_too_many(kept):
    keeping = kept(*SILENT)
    told = []

    def ask():
        try:
            keeping.ask(question())
        except FiguresUnavailable:
            told.append("ended")

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    while keeping._asking < 5:
        time.sleep(0.001)
    with pytest.raises(FiguresBusy):
        keeping.ask(question())
    keeping.stop()
    for thread in threads:
        thread.join()
    assert told == ["ended"] * 5, "whoever waited is not left waiting when the office stops"
    assert keeping._asking == 0


def test_the_time_of_a_question_includes_its_turn_and_all_that_is_tried(kept, monkeypatch):
    keeping, deadlines = kept(), []

    def unheard(_question, deadline_s):
        deadlines.append(deadline_s)
        raise bookkeeping._Unheard

    monkeypatch.setattr(keeping, "_asked", unheard)
    with pytest.raises(FiguresUnavailable):
        keeping.ask(question(), 60)
    assert len(deadlines) == 2 and len(set(deadlines)) == 1
    assert deadlines[0] <= time.monotonic() + 60


def test_who_waits_behind_a_long_answer_is_told_to_ask_again(kept):
    keeping = kept(*SILENT, answers_within_s=0.02)
    with keeping._in_turn(1), pytest.raises(FiguresBusy):
        keeping.ask(question())
    assert keeping.pid is None, "nothing is ended or begun for it"


def test_it_rests_when_nobody_asks():
    reading, writing = os.pipe()
    os.write(writing, b'{"a": 1}\n{"b"')
    asked = bookkeeper.questions(reading, 0)
    assert next(asked) == {"a": 1}
    os.write(writing, b": 2}\n")
    assert list(asked) == [{"b": 2}]
    os.close(writing)
    assert list(bookkeeper.questions(reading)) == [], "and when the input ends"
    os.close(reading)


def test_without_numpy_it_counts_slowly(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setitem(sys.modules, "server.figures.counting.fast_tallying", None)
    tally, _ = bookkeeper.counting()
    assert tally is tallying.tally


def test_it_ends_with_whoever_started_it(record):
    program = (
        "import os, sys; from pathlib import Path; from server.figures.bookkeeping import Bookkeeping\n"
        "keeping = Bookkeeping(Path(sys.argv[1])); keeping.warm(); print(keeping.pid, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(record[1])], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        pid = int(parent.stdout.readline())
        with ending(pid):
            parent.kill()


@contextmanager
def ending(*pids):
    """These processes end by what is done here."""
    handles = [os.pidfd_open(pid) for pid in pids]
    yield
    for handle in handles:
        assert select.select([handle], [], [], PATIENT_S)[0]
        os.close(handle)


@pytest.mark.long
def test_none_stays_behind_a_running_office_whoever_is_killed(tmp_path):
    office = RunningOffice(tmp_path / "office").start()
    token = office.token()

    def asked():
        assert office.ask("GET", "/api/statistics.xlsx", token=token).status == 200
        return office.processes().bookkeeper

    try:
        first = asked()
        with ending(first):
            os.kill(first, signal.SIGKILL)
        second, worker = asked(), office.processes().worker
        with ending(second, worker):
            os.kill(worker, signal.SIGKILL)
        office.await_health()
        third = asked()
        assert len({first, second, third}) == 3
        with ending(third):
            os.kill(office.processes().arbiter, signal.SIGKILL)
        office.await_end()
        office.start()
        with ending(asked()):
            office.stop()
    finally:
        office.destroy()
    assert users_of(office.folder) == set()
