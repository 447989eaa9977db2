"""The demonstration: its past is whole, its people live on, and nothing of it stays."""

import os
import signal
import subprocess
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardware.worker import Worker
from server import app as wiring
from server import check, desk, run, schema, settings
from server.cli import main
from server.demo import demonstration as demo
from server.office.actors import Actor, Role
from server.office.events import Kind
from server.settings import Settings
from tests.ports import free_port
from tests.server.offices import COMMAND, ROOT
from tests.server.screens import soon

#: A Monday: Thursday and Sunday lie before it, and a weekend between them.
MONDAY = date(2026, 11, 23)
PASSWORD = "for this test only"
#: Of the people of this number somebody is called just after half past eight.
SEED = 1


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Settings, demo.Demonstration]:
    """A demonstration whose today has begun, on simulated devices."""
    folder = tmp_path_factory.mktemp("demo")
    machine = settings.load(None, {"server.data": str(folder)}, simulate=True)
    made = demo.Demonstration(machine, PASSWORD, MONDAY, days=4, seed=1)
    assert list(made.history()) == [date(2026, 11, 19), date(2026, 11, 22)]
    made.begin_today()
    return machine, made


def data_file(machine: Settings) -> Path:
    return Path(machine.server.data) / "office.db"


def ask(machine: Settings, query: str) -> list[tuple]:
    with closing(schema.connect_reading(data_file(machine))) as db:
        return db.execute(query).fetchall()


def test_the_past_passes_the_check(made):
    machine, _ = made
    count, finding = check.check(data_file(machine))
    assert count > 1000
    assert finding is None


def test_the_past_has_its_dates_and_everybody_has_gone_home(made):
    machine, _ = made
    assert ask(machine, "SELECT number, date FROM day") == [(1, "2026-11-19"), (2, "2026-11-22"), (3, "2026-11-23")]
    states = Counter(state for (state,) in ask(machine, "SELECT state FROM ticket WHERE day < 3"))
    assert set(states) <= {"finished", "missed", "cancelled"}
    assert sum(states.values()) > 150
    # Nobody of them was sent home: all that they do is lawful, and done when it is.
    assert ask(machine, "SELECT * FROM event WHERE kind = 'TicketUnserved'") == []


def test_today_has_begun(made):
    machine, made = made
    assert made.clock.now().at == ask(machine, "SELECT max(began_at) FROM day")[0][0] + 30 * 60_000
    assert ask(machine, "SELECT count(*) FROM counter_now WHERE state = 'open'") == [(4,)]
    assert ask(machine, "SELECT count(*) FROM ticket WHERE day = 3")[0][0] > 3


def test_the_same_number_gives_the_same_people(made, tmp_path):
    machine, _ = made
    same = settings.load(None, {"server.data": str(tmp_path)}, simulate=True)
    again = demo.Demonstration(same, PASSWORD, date(2026, 11, 22), days=3, seed=1)
    assert len(list(again.history())) == 1
    query = "SELECT at, mono, kind, ticket, counter FROM event WHERE day = 1"
    assert ask(same, query) == ask(machine, query)


def test_the_staff_that_is_told_of_signs_in_with_the_password_that_is_told(made, tmp_path):
    machine, made = made
    record = wiring.Record(machine, made.clock)
    with closing(record):
        assert {each["name"]: each["role"] for each in record.staff.members()} == {
            "manager": "manager", "clerk": "clerk", "Salma": "clerk", "Yusuf": "clerk", "Amina": "clerk",
            "Khaled": "clerk",
        }  # fmt: skip
        assert not any(each["must_change"] for each in record.staff.members())


def test_on_a_weekend_it_shows_the_next_working_day():
    assert demo.workday(date(2026, 11, 20)) == date(2026, 11, 22)
    assert demo.workday(date(2026, 11, 22)) == date(2026, 11, 22)


class Watched:
    """The people of a demonstration live on in an office, by a clock that is told, and its events are seen."""

    def __init__(self, machine: Settings, made: demo.Demonstration, speed: float = 10) -> None:
        self.clock, self.speed, self.told_s, self.events = made.clock, speed, 0.0, []
        self.office = wiring.create_app(machine, wiring.devices(machine), made.clock).extensions["dawr"]
        self.office.writer.subscribe(self.events.extend)
        self.worker = Worker("people", monotonic=lambda: self.told_s)
        made.live(self.office.writer.do, made.clock, speed, self.worker).begin()

    def pass_s(self, simulated_s: float) -> None:
        self.clock.advance(round(simulated_s * 1000))
        self.told_s += simulated_s / self.speed
        self.worker.run_due()

    def kinds(self) -> Counter:
        return Counter(event.kind for event in self.events)


@pytest.fixture
def watched(tmp_path) -> Watched:
    """A demonstration without a past, whose people live on."""
    machine = settings.load(None, {"server.data": str(tmp_path)}, simulate=True)
    made = demo.Demonstration(machine, PASSWORD, MONDAY, days=0, seed=SEED)
    made.begin_today()
    return Watched(machine, made)


def test_somebody_is_called_within_a_simulated_minute_and_papers_come_out(watched):
    with closing(watched.office.record):
        for _ in range(12):
            watched.pass_s(5)
        assert watched.kinds()[Kind.TICKET_CALLED]
        for _ in range(20):
            watched.pass_s(60)
    assert watched.kinds()[Kind.SERVICE_FINISHED]
    assert {event.data["receipt"] for event in watched.events if event.kind is Kind.TICKET_ISSUED} == {"printing"}


def test_a_counter_that_a_newcomer_takes_is_left_to_them(watched):
    ids = {member["name"]: member["id"] for member in watched.office.record.staff.members()}
    manager = Actor(f"staff:{ids['manager']}", Role.MANAGER, ids["manager"])
    clerk = Actor(f"staff:{ids['clerk']}", Role.CLERK, ids["clerk"])
    do = watched.office.writer.do
    with closing(watched.office.record):
        while watched.office.reading.counter(2)["ticket"] is None:
            watched.pass_s(10)
        while (watched.office.reading.counter(2)["ticket"] or {}).get("state") == "called":
            watched.pass_s(10)
        do(lambda tx: desk.close(tx, 2), manager)
        do(lambda tx: desk.open_counter(tx, 2), clerk)
        before = len(watched.events)
        for _ in range(30):
            watched.pass_s(60)
        since = watched.events[before:]
        assert any(event.counter == 3 for event in since)
        assert not any(event.counter == 2 for event in since)


def test_a_day_ends_and_the_night_passes_at_once(tmp_path):
    machine = settings.load(None, {"server.data": str(tmp_path)}, simulate=True)
    short = replace(demo.LIVELY, arrivals_per_min=0.1, opens_min=40)
    made = demo.Demonstration(machine, PASSWORD, MONDAY, days=0, seed=1, scenario=short)
    assert list(made.history()) == []
    made.begin_today()
    watched = Watched(machine, made)
    with closing(watched.office.record):
        while not watched.kinds()[Kind.DAY_TURNED]:
            watched.pass_s(30)
            assert watched.told_s * 10 < 12 * 3600
    assert watched.kinds()[Kind.COUNTER_CLOSED] == 4
    assert {event.data["date"] for event in watched.events if event.kind is Kind.DAY_TURNED} == {"2026-11-24"}
    assert check.check(data_file(machine))[1] is None


@pytest.fixture
def started(monkeypatch) -> dict:
    """What the office would be started with."""
    said: dict = {}

    def start(machine, clock, beside):
        said.update(machine=machine, clock=clock, beside=beside, folder=Path(machine.server.data))
        assert data_file(machine).exists()

    monkeypatch.setattr(run, "run", start)
    return said


def test_the_command_makes_the_past_opens_the_office_and_clears_away(started):
    result = CliRunner().invoke(main, ["demo", "--history", "2", "--speed", "20", "--port", str(free_port())])
    assert result.exit_code == 0, result.output
    assert started["machine"].server.host == "127.0.0.1"
    assert started["machine"].simulate
    assert started["clock"].speed == 20
    assert not started["folder"].exists()


@pytest.mark.parametrize("words", [["--speed", "0"], ["--speed", "1000"], ["--history", "-1"], ["--port", "0"]])
def test_what_cannot_be_shown_is_refused(words):
    assert CliRunner().invoke(main, ["demo", *words]).exit_code == 2


def test_a_port_that_is_taken_is_found_before_the_past_is_made(started):
    with run.socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["demo", "--port", str(port)])
    assert result.exit_code == 1
    assert "cannot listen" in result.output
    assert not started


def test_the_demonstration_tells_what_to_look_at_and_leaves_nothing_behind(tmp_path):
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*COMMAND, "demo", "--history", "0", "--port", str(free_port())],
            cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        soon(lambda: "Ctrl+C" in log.read_text() or process.poll() is not None)
        said = log.read_text()
        assert "with the password" in said
        assert "/manager" in said
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text()
    assert list(tmp_path.glob("dawr-demo-*")) == []
