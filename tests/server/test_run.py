"""Starting, stopping and dying: one writer, no orphans, one sentence for what is wrong."""

import errno
import json
import os
import signal
import socket
import sqlite3
import stat
import struct
from pathlib import Path
from types import SimpleNamespace

import pytest

from server import run as serving
from tests.ports import free_port
from tests.server.commands import run
from tests.server.offices import PATIENT, OfficeProcess, command, running
from tests.server.screens import Screen, soon


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_the_first_start_says_that_it_simulates_where_it_is_and_how_the_manager_comes_in(folder):
    with running(folder, "--simulate") as office:
        lines = soon(
            lambda: "welcome" in office.log and [line for line in office.log.splitlines() if "INFO" not in line]
        )
        assert lines[0].startswith("Simulated devices: ")
        assert lines[1] == f"The office is open: {office.url}/"
        link = lines[2].split()[-1]
        assert link.startswith(f"{office.url}/welcome/")
        assert "SQLite" in office.log
        office.stop()
        assert "Traceback" not in office.log


def test_a_second_office_on_the_same_data_is_refused_in_one_sentence(folder):
    with running(folder) as office:
        second = command("run", "--data", str(folder), "--port", str(free_port()))
        assert second.returncode == 1
        assert second.stderr == f"An office already runs on {folder} (process {office.process.pid}).\n"


def test_a_port_that_is_taken_is_one_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = command("run", "--data", str(folder), "--host", "127.0.0.1", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr == f"The office cannot listen on 127.0.0.1 port {port}: Address already in use.\n"


def test_data_of_a_newer_version_are_refused_in_one_sentence(folder):
    folder.mkdir()
    with sqlite3.connect(folder / "office.db") as db:
        db.execute("CREATE TABLE event (seq)")
        db.execute(f"PRAGMA application_id={int.from_bytes(b'Dawr')}")
        db.execute("PRAGMA user_version=99")
    db.close()
    refused = command("run", "--data", str(folder), "--host", "127.0.0.1", "--port", str(free_port()))
    assert refused.returncode != 0
    assert "schema 99" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (folder / "control.json").exists()


def test_a_data_file_that_is_none_is_refused_in_one_sentence(folder):
    folder.mkdir()
    (folder / "office.db").write_bytes(b"this is no database, and long enough to be looked at" * 100)
    refused = command("run", "--data", str(folder), "--host", "127.0.0.1", "--port", str(free_port()))
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert "The data file cannot be used" in refused.stderr


def test_a_button_of_a_counter_that_the_office_has_not_is_refused_in_one_sentence(folder):
    config = folder.parent / "office.toml"
    config.write_text("[[buttons]]\ncounter = 3\npin = 17\n[[buttons]]\ncounter = 77\npin = 18\n")
    address = ("--host", "127.0.0.1", "--port", str(free_port()))
    refused = command("run", "--data", str(folder), "--config", str(config), *address)
    assert refused.returncode != 0
    assert refused.stderr.startswith("buttons.counter is 77: allowed are the office's counters, 1, 2, 3, ")
    assert len(refused.stderr.splitlines()) == 1


class Listener:
    """A socket that takes times of one size only."""

    def __init__(self, *sizes: int) -> None:
        self.sizes, self.limits = sizes, dict[int, bytes]()

    def setsockopt(self, level: int, option: int, value: bytes) -> None:
        if len(value) not in self.sizes:
            raise OSError(errno.EINVAL, "Invalid argument")
        self.limits[option] = value


def test_a_system_that_counts_time_in_another_size_limits_silence_too(monkeypatch, caplog):
    sized = {"ll": "=ii", "qq": "=qq"}
    monkeypatch.setattr(serving, "struct", SimpleNamespace(pack=lambda kind, *given: struct.pack(sized[kind], *given)))
    listener = Listener(16)
    serving._limit_silence(listener)
    assert set(listener.limits) == {socket.SO_RCVTIMEO, socket.SO_SNDTIMEO}
    assert caplog.text == ""


def test_a_system_that_takes_no_limit_of_silence_is_said_and_the_office_starts(caplog):
    serving._limit_silence(Listener())
    assert "clients that fall silent are waited for" in caplog.text


def test_only_its_owner_can_read_how_the_command_line_reaches_it(folder):
    with running(folder) as office:
        control = folder / "control.json"
        assert stat.S_IMODE(control.stat().st_mode) == 0o600
        assert json.loads(control.read_text())["url"] == office.url
        office.stop()
        assert not control.exists()


def test_it_stops_at_once_with_screens_open_connections_and_leaves_nothing(folder):
    with running(folder, "--simulate", program=PATIENT) as office:
        screens = [Screen(office.url, "/display") for _ in range(10)]
        idle = [socket.create_connection(("127.0.0.1", office.port)) for _ in range(3)]
        kept = socket.create_connection(("127.0.0.1", office.port))
        kept.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert kept.recv(12) == b"HTTP/1.1 200"
        office.stop()
        assert office.process.returncode == 0
        soon(lambda: office.processes() == [])
        for each in [*idle, kept]:
            each.close()
        for screen in screens:
            screen.socket.shutdown()
        assert "Traceback" not in office.log


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_every_way_to_stop_is_an_orderly_one(folder, how):
    with running(folder, program=PATIENT) as office:
        office.stop(how)
        soon(lambda: office.processes() == [])
        assert not (folder / "control.json").exists()


def test_signals_that_would_make_a_second_writer_do_nothing(folder):
    with running(folder) as office:
        worker = office.worker()
        for name in ("SIGHUP", "SIGTTIN", "SIGTTOU", "SIGUSR2", "SIGWINCH"):
            for pid in (office.process.pid, worker):
                os.kill(pid, getattr(signal, name))
        soon(lambda: office.log.count("signals to reload or to start more workers are ignored") >= 4)
        assert office.worker() == worker
        assert office.get("/api/health")["status"] == "ok"


def test_a_killed_arbiter_takes_worker_and_voice_with_it(folder):
    config = folder.parent / "office.toml"
    config.write_text('[voice]\ndriver = "espeak"\n')
    with running(folder, "--config", str(config)) as office:
        screen = Screen(office.url, "/display")
        soon(lambda: len(office.processes()) == 3)
        os.kill(office.process.pid, signal.SIGKILL)
        office.process.wait()
        soon(lambda: office.processes() == [])
        screen.socket.shutdown()
    with running(folder) as again:
        assert again.get("/api/health")["status"] == "ok"


def test_a_killed_worker_is_replaced_and_its_tickets_stay(folder):
    with running(folder) as office:
        _, ticket = office.post("/api/tickets", {"service": "information", "language": "fr"})
        worker = office.worker()
        os.kill(worker, signal.SIGKILL)
        office.wait_until_open()
        assert office.worker() != worker
        _, next_ticket = office.post("/api/tickets", {"service": "information", "language": "fr"})
        assert next_ticket["id"] > ticket["id"]
        assert next_ticket["number"] != ticket["number"]


def test_a_client_that_does_not_close_holds_up_nobody(folder):
    with running(folder, program=PATIENT) as office:
        lingering = []
        for _ in range(8):
            client = socket.create_connection(("127.0.0.1", office.port))
            client.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            lingering.append(client)
        for _ in range(20):
            office.get("/api/health")
        for client in lingering:
            client.close()


def test_who_says_half_a_word_is_not_waited_for_at_the_stop(folder):
    with running(folder, program=PATIENT) as office:
        client = socket.create_connection(("127.0.0.1", office.port))
        client.sendall(b"POST /api/tickets HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        office.get("/api/health")
        office.stop()
        client.close()


def test_a_stop_while_it_starts_leaves_nothing(folder):
    office = OfficeProcess(folder)
    try:
        soon((folder / "control.json").exists)
        office.stop()
        soon(lambda: office.processes() == [])
        assert not (folder / "control.json").exists()
    finally:
        office.kill_all()


def test_what_was_promised_lazily_is_written_before_the_stop(folder):
    with running(folder, "--simulate") as office:
        run(folder, "pin", "--pin-stdin", typed="280691\n")
        kiosk = run(folder, "token", "add", "a kiosk", "--role", "kiosk").stdout.strip()
        _, ticket = office.post("/api/tickets", {"service": "information", "language": "ar"})
        soon(lambda: office.get("/hardware/state")["papers"])
        # The printer answers when it has done with the paper, and said so.
        assert office.post("/api/kiosk/corner/paper-changed", {"pin": "280691"}, kiosk)[0] == 200
        office.stop()
    with sqlite3.connect(f"file:{folder}/office.db?mode=ro", uri=True) as db:
        kinds = [
            kind for (kind,) in db.execute("SELECT kind FROM event WHERE ticket = ? ORDER BY seq", (ticket["id"],))
        ]
    db.close()
    assert kinds == ["TicketIssued", "ReceiptPrinted"]
    assert command("check", "--data", str(folder)).returncode == 0
