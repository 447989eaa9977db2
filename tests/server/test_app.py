"""Wiring everything starts nothing; starting starts it, and stopping leaves nothing."""

import threading
from pathlib import Path

import pytest

from server import app as wiring
from server import settings
from server.clock import FixedClock
from server.office.errors import StoreUnavailable
from tests.rooms import MORNING


def make(folder: Path, simulate: bool = True):
    given = settings.load(None, {"server.data": str(folder)}, simulate)
    app = wiring.create_app(given, wiring.devices(given), FixedClock(at=MORNING))
    return app, app.extensions["dawr"]


def children() -> list[str]:
    """The ids of this thread's own child processes."""
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


def test_making_the_application_starts_no_thread_and_no_process(tmp_path):
    threads, processes = set(threading.enumerate()), children()
    _, office = make(tmp_path)
    assert set(threading.enumerate()) <= threads  # those of an earlier test may end meanwhile
    assert children() == processes
    office.stop()


def left_since(before):
    """The threads that go on, after each had time to end what it was doing: a stop waits only so long for them."""
    others = set(threading.enumerate()) - before
    for thread in others:
        thread.join(60)
    return {thread for thread in others if thread.is_alive()}


def test_what_was_started_is_gone_after_the_stop(tmp_path):
    before = set(threading.enumerate())
    _, office = make(tmp_path)
    office.start()
    assert set(threading.enumerate()) - before
    office.stop()
    assert left_since(before) == set()


def test_an_empty_folder_gets_the_example_office_once(tmp_path):
    _, office = make(tmp_path)
    sequence = office.reading.sequence()
    assert len(office.reading.catalogue().services) == 6
    office.stop()
    _, again = make(tmp_path)
    assert again.reading.sequence() == sequence
    again.stop()


def test_a_start_that_fails_leaves_nothing_running(tmp_path, monkeypatch):
    before = set(threading.enumerate())
    _, office = make(tmp_path)
    monkeypatch.setattr(office.hardware.buttons, "start", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.start()
    assert left_since(before) == set()


def test_with_simulated_devices_every_counter_has_a_button_and_there_is_a_page_to_press_it(tmp_path):
    app, office = make(tmp_path)
    assert list(office.hardware.buttons.lamps) == [1, 2, 3, 4]
    assert app.test_client().get("/hardware").status_code == 200
    office.stop()


def test_without_simulated_devices_there_is_no_such_page(tmp_path):
    app, office = make(tmp_path, simulate=False)
    assert app.test_client().get("/hardware").status_code == 404
    office.stop()


def test_health_tells_of_devices_clock_writer_and_screens(tmp_path):
    app, office = make(tmp_path)
    health = app.test_client().get("/api/health").json
    assert health["status"] == "ok"
    assert health["devices"]["printer"]["state"] == "simulated"
    assert health["clock"] == {"trusted": True}
    assert health["writer"] == {"waiting": 0}
    assert health["screens"] == 0
    office.stop()


def test_health_answers_also_when_nothing_can_be_stored_or_read(tmp_path, monkeypatch):
    app, office = make(tmp_path)
    office.writer.trouble = "disk I/O error"
    assert app.test_client().get("/api/health").json["status"] == "degraded"
    office.writer.trouble = None

    def unreadable():
        raise StoreUnavailable

    monkeypatch.setattr(office.record.reading, "now", unreadable)
    assert office.health()["status"] == "degraded"
    office.stop()


def test_the_board_carries_what_the_voice_says_of_each_call(tmp_path):
    app, office = make(tmp_path)
    client = app.test_client()
    from server import desk
    from server.office.actors import Actor, Role

    manager = Actor("token:1", Role.MANAGER)
    office.writer.do(lambda tx: desk.open_counter(tx, 1), manager)
    office.writer.do(lambda tx: desk.issue(tx, "information", "fr"), manager)
    office.writer.do(lambda tx: desk.call_next(tx, 1), manager)
    (call,) = client.get("/api/board").json["calls"]
    assert len(call["parts"]) == 4, "French, then Arabic: the number and the counter in each"
    assert all(len(part) == 32 for part in call["parts"])
    office.stop()
