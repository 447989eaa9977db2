"""Events become paper, voice and light; presses become verbs. Real devices of the simulated kind, in a whole office."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from display import phrases
from hardware import DeviceState, decode
from hardware.buttons import ButtonPress, Lamp
from hardware.errors import Unreachable
from hardware.simulated_printer import Condition
from server import announcer, desk, example, panel, papers, settings
from server import app as wiring
from server.clock import FixedClock
from server.office.actors import Actor, Role
from server.office.errors import StoreUnavailable
from server.transaction import Transaction
from tests.rooms import MORNING
from tests.server.screens import WITHIN_S, TrustedClock, soon

MANAGER = Actor("token:1", Role.MANAGER)
KIOSK = Actor("kiosk:0", Role.KIOSK)


class Room:
    """An office with simulated devices; `start` opens it. `voice`: its driver."""

    def __init__(self, folder: Path, clock: Any = None, voice: str = "simulated") -> None:
        given = settings.load(None, {"server.data": str(folder), "voice.driver": voice}, simulate=True)
        self.app = wiring.create_app(given, wiring.devices(given), clock or TrustedClock())
        self.office = self.app.extensions["dawr"]
        self.buttons, self.voice = self.office.hardware.buttons, self.office.hardware.voice
        self.port = self.office.hardware.printer.simulated

    def start(self) -> "Room":
        self.office.start()
        soon(lambda: self.counter(1) and self.buttons.lamps)
        return self

    def do(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        return self.office.writer.do(lambda tx: verb(tx, *args, **kwargs), MANAGER)

    def issue(self, language: str = "ar") -> Any:
        return self.do(desk.issue, "information", language, paper=True)

    def receipt(self, ticket: Any) -> str:
        found: str = self.office.reading.ticket(ticket.id)["receipt"]
        return found

    def counter(self, number: int) -> dict[str, Any]:
        view: dict[str, Any] = self.office.reading.counter(number)
        return view

    def problems(self) -> list[str]:
        with self.office.reading.use() as db:
            query = "SELECT data ->> 'problem' FROM event WHERE kind = 'ReceiptFailed' ORDER BY seq"
            return [problem for (problem,) in db.execute(query)]


@pytest.fixture(autouse=True)
def waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stands before a printer waits for it, however busy the machine is."""
    monkeypatch.setattr(papers, "_AT_ONCE_S", WITHIN_S)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path).start()
    yield opened
    opened.office.stop()


@pytest.fixture
def speaking(tmp_path: Path) -> Iterator[Room]:
    """One whose voice is the real one."""
    opened = Room(tmp_path, voice="espeak").start()
    yield opened
    opened.office.stop()


def test_a_new_ticket_comes_out_on_paper_and_the_record_says_so(room):
    ticket = room.issue()
    assert ticket.receipt == "printing"
    soon(lambda: room.receipt(ticket) == "printed")
    assert len(room.port.papers) == 1


def test_a_ticket_that_is_taken_while_the_office_starts_is_printed_once(tmp_path):
    room = Room(tmp_path)
    first = room.issue()  # the event waits for the announcer, and the ticket stands in the record
    room.start()
    try:
        second = room.issue()
        soon(lambda: [room.receipt(each) for each in (first, second)] == ["printed", "printed"])
        assert len(room.port.papers) == 2
    finally:
        room.office.stop()


def test_a_ticket_for_which_no_paper_was_asked_is_not_printed(room):
    ticket = room.do(desk.issue, "information", "ar")
    soon(lambda: room.receipt(room.issue()) and len(room.port.papers) >= 1)
    assert room.receipt(ticket) == "none"


@pytest.mark.parametrize("condition", [Condition.NO_PAPER, Condition.COVER_OPEN])
def test_what_keeps_the_paper_from_coming_out_is_said_at_once(room, condition):
    room.port.condition = condition
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "failed")
    assert room.problems() == [condition.value]
    assert room.office.health()["devices"]["printer"] == {"state": "trouble", "detail": condition.value}
    assert room.office.health()["status"] == "degraded"


def test_a_printer_that_is_only_gone_for_a_moment_is_asked_again(room, monkeypatch):
    monkeypatch.setattr(papers, "_PATIENCE_S", 3600.0)
    monkeypatch.setattr(papers, "_AGAIN_S", {Unreachable: (0.1,) * 3600})
    room.port.condition = Condition.UNREACHABLE
    ticket = room.issue()
    soon(lambda: room.office.health()["devices"]["printer"]["state"] == "trouble")
    room.port.condition = Condition.FINE
    soon(lambda: room.receipt(ticket) == "printed")


def test_a_printer_that_stays_away_fails_and_heals_without_a_new_ticket(room, monkeypatch):
    monkeypatch.setattr(papers, "_STEP_S", 0.1)
    monkeypatch.setattr(papers, "_PATIENCE_S", 0.0)
    room.port.condition = Condition.UNREACHABLE
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "failed")
    assert room.problems() == ["unreachable"]
    room.port.condition = Condition.FINE
    soon(lambda: room.office.health()["status"] == "ok")


def test_a_ticket_printed_again_is_marked_as_a_copy_and_the_record_says_what_became_of_it(room):
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "printed")
    room.do(desk.order_receipt, ticket.id)
    assert room.receipt(ticket) in ("printing", "printed")
    soon(lambda: len(room.port.papers) == 2 and room.receipt(ticket) == "printed")
    first, copy = (decode.papers(paper.data)[0] for paper in room.port.papers)
    assert first.height < copy.height < first.height + 60, "one line more"


def test_a_ticket_whose_paper_never_came_out_is_printed_again_as_if_for_the_first_time(room):
    room.port.condition = Condition.NO_PAPER
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "failed")
    room.do(desk.order_receipt, ticket.id)
    soon(lambda: len(room.problems()) == 2 and room.receipt(ticket) == "failed")
    room.port.condition = Condition.FINE
    room.do(desk.order_receipt, ticket.id)
    soon(lambda: room.receipt(ticket) == "printed")
    other = room.issue()
    soon(lambda: room.receipt(other) == "printed")
    again, plain = (decode.papers(paper.data)[0] for paper in room.port.papers)
    assert again.height == plain.height


def test_paper_that_came_to_its_end_under_a_ticket_that_the_printer_had_taken_is_told_after_all(room, monkeypatch):
    monkeypatch.setattr(papers, "_STEPS_OF_A_PAPER", 1000)
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "printed")
    room.port.condition = Condition.NO_PAPER
    room.office.announcer.papers.paper_changed()  # asks, as the next look would
    soon(lambda: room.receipt(ticket) == "failed")
    assert room.problems() == ["no-paper"]


def test_a_short_roll_and_an_empty_one_are_heard_of_while_nobody_takes_a_ticket(room, monkeypatch):
    monkeypatch.setattr(papers, "_STEP_S", 0.05)
    for condition in (Condition.PAPER_LOW, Condition.NO_PAPER, Condition.FINE):
        room.port.condition = condition
        detail = "" if condition is Condition.FINE else condition.value
        soon(lambda detail=detail: room.office.health()["devices"]["printer"]["detail"] == detail)
    assert len(room.port.papers) == 0


def test_what_the_office_writes_that_the_paper_cannot_show_is_logged_at_start_and_when_it_changes(tmp_path, caplog):
    room = Room(tmp_path).start()
    printers = room.office.announcer.papers
    soon(lambda: printers._worker.runs)
    printers.paper_changed()  # comes when the printer's thread has done all that the start gave it
    assert "the paper cannot show" not in caplog.text
    office = example.settings()["office"] | {"subtitle": {"ar": "ⵜⴰⵔⴰⴱⵓⵍⵙ"}}
    room.do(Transaction.change_setting, "office", office)
    soon(lambda: "office: the paper cannot show" in caplog.text)
    room.do(desk.pause_service, "complaints", "break")
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "printed")
    assert caplog.text.count("the paper cannot show") == 1, "not again, for what no paper shows"
    room.office.stop()


def test_a_paper_too_many_fails_at_once_and_the_printer_is_looked_after_all_the_same(room, monkeypatch):
    monkeypatch.setattr(papers, "_MOST_WAITING", 0)
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "failed")
    assert room.office.announcer.papers.test_print() == DeviceState("simulated")


def test_a_test_print_shows_whether_all_is_well(room):
    assert room.office.announcer.papers.test_print() == DeviceState("simulated")
    assert len(room.port.papers) == 1
    room.port.condition = Condition.COVER_OPEN
    assert room.office.announcer.papers.test_print() == DeviceState("trouble", "cover-open")


def test_after_a_new_roll_the_printer_is_asked_at_once_and_nothing_is_printed(room):
    room.port.condition = Condition.NO_PAPER
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "failed")
    room.port.condition = Condition.FINE
    assert room.office.announcer.papers.paper_changed() == DeviceState("simulated")
    assert room.office.health()["devices"]["printer"] == {"state": "simulated", "detail": ""}
    assert len(room.port.papers) == 0


def test_a_printer_that_has_its_hands_full_is_not_waited_for_for_ever(room, monkeypatch):
    monkeypatch.setattr(papers, "_AT_ONCE_S", 0.05)
    held = threading.Event()
    soon(lambda: room.office.announcer.papers._worker.runs)
    room.office.announcer.papers._worker.put(lambda: held.wait(60) or None)
    assert room.office.announcer.papers.test_print() == DeviceState("trouble", "busy")
    held.set()


def test_before_the_office_is_open_a_printer_can_be_asked_too(tmp_path):
    room = Room(tmp_path)
    assert room.office.announcer.papers.paper_changed() == DeviceState("simulated")
    room.office.stop()


def test_after_a_restart_a_young_ticket_is_printed_and_an_old_one_is_said_to_have_failed(tmp_path):
    class Moved(TrustedClock):
        """A clock that ran on while the office was closed."""

        ahead_ms = 0

        def now(self):
            from dataclasses import replace

            stamp = super().now()
            return replace(stamp, at=stamp.at + self.ahead_ms, mono=stamp.mono + self.ahead_ms)

    clock = Moved()
    closed = Room(tmp_path, clock)
    old = closed.issue()
    clock.ahead_ms = 60_000
    young = closed.issue()
    closed.office.stop()
    room = Room(tmp_path, clock).start()
    soon(lambda: room.receipt(young) == "printed")
    soon(lambda: room.receipt(old) == "failed")
    assert room.problems() == ["restarted"]
    assert len(room.port.papers) == 1
    room.office.stop()


def test_the_parts_of_a_call_are_ready_before_it(speaking):
    ticket = speaking.issue("fr")
    parts = phrases.announcement("fr", "ar", ticket.number, 3)
    soon(lambda: all(speaking.voice.path(*part) for part in parts))
    call = speaking.office.announcer.voiced({"number": ticket.number, "counter": 3, "language": "fr", "parts": []})
    assert call["parts"] == [speaking.voice.part(*part) for part in parts]
    assert all(speaking.voice.wav(part) for part in call["parts"])


def test_after_a_restart_the_voice_knows_who_may_be_called(tmp_path):
    closed = Room(tmp_path)
    ticket = closed.issue("en")
    closed.office.stop()
    room = Room(tmp_path).start()
    soon(lambda: all(room.voice.path(*part) for part in phrases.announcement("en", "ar", ticket.number, 1)))
    room.office.stop()


def test_one_button_opens_calls_starts_and_calls_the_next(room):
    first, second = room.issue(), room.issue()
    finger = room.office.announcer.panel.pressed
    finger(ButtonPress(2, "down", 10_000))
    soon(lambda: (room.counter(2)["ticket"] or {}).get("id") == first.id)
    finger(ButtonPress(2, "up", 10_100))
    finger(ButtonPress(2, "down", 12_000))
    finger(ButtonPress(2, "up", 12_200))
    soon(lambda: room.counter(2)["ticket"]["state"] == "serving")
    finger(ButtonPress(2, "down", 14_000))
    soon(lambda: (room.counter(2)["ticket"] or {}).get("id") == second.id)
    with room.office.reading.use() as db:
        actors = {actor for (actor,) in db.execute("SELECT actor FROM event WHERE counter = 2")}
    assert actors == {"button:2"}


def test_the_lamp_follows_the_counter(room):
    def shows(lamp: Lamp) -> None:
        soon(lambda: room.buttons.lamps[1] is lamp)

    shows(Lamp.OFF)
    room.do(desk.open_counter, 1)
    room.issue()
    shows(Lamp.SLOW)
    room.do(desk.call_next, 1)
    shows(Lamp.STEADY)
    room.do(desk.start, 1)
    room.do(desk.pause, 1)
    shows(Lamp.OFF)


def test_a_lamp_follows_what_only_time_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(announcer, "_LAMPS_AT_REST_S", 0.05)
    clock = FixedClock(at=MORNING)
    room = Room(tmp_path, clock).start()
    room.issue()
    for verb in (desk.open_counter, desk.call_next, desk.put_back):
        room.do(verb, 1)
    soon(lambda: room.buttons.lamps[1] is Lamp.OFF)
    clock.advance(room.office.reading.catalogue().rules.pass_over_s * 1000)
    soon(lambda: room.buttons.lamps[1] is Lamp.SLOW)
    room.office.stop()


def shown_by(room: Room, counter: int, monkeypatch: pytest.MonkeyPatch) -> list[Lamp]:
    """What a lamp shows from now on, one after the other: who looks now and then may miss some of it."""
    light, shown = room.buttons.light, [room.buttons.lamps[counter]]

    def noted(number: int, lamp: Lamp) -> None:
        light(number, lamp)
        if number == counter and lamp is not shown[-1]:
            shown.append(lamp)

    monkeypatch.setattr(room.buttons, "light", noted)
    return shown


@pytest.mark.parametrize("verb", [desk.pause, desk.close])
def test_a_press_at_a_counter_that_is_shut_makes_the_lamp_blink_fast_for_a_moment(room, monkeypatch, verb):
    monkeypatch.setattr(room.office.announcer.panel, "_button_only", ())
    shown = shown_by(room, 3, monkeypatch)
    monkeypatch.setattr(panel, "_REFUSED_S", 0.2)
    room.do(desk.open_counter, 3)
    room.do(verb, 3)
    room.buttons.press(3)
    soon(lambda: shown[-2:] == [Lamp.FAST, Lamp.OFF])


def test_a_lamp_that_tells_of_a_refusal_goes_on_while_the_others_follow_what_happens(room, monkeypatch):
    monkeypatch.setattr(room.office.announcer.panel, "_button_only", ())
    monkeypatch.setattr(panel, "_REFUSED_S", 60.0)
    for counter in (2, 3):
        room.do(desk.open_counter, counter)
    room.do(desk.pause, 3)
    room.buttons.press(3)
    soon(lambda: room.buttons.lamps[3] is Lamp.FAST)
    room.issue()
    soon(lambda: room.buttons.lamps[2] is Lamp.SLOW)
    assert room.buttons.lamps[3] is Lamp.FAST


def test_a_press_while_nothing_can_be_read_blinks_fast_too(room, monkeypatch, caplog):
    def unreadable(number: int) -> None:
        raise StoreUnavailable

    shown = shown_by(room, 3, monkeypatch)
    monkeypatch.setattr(panel, "_REFUSED_S", 0.2)
    monkeypatch.setattr(room.office.record.reading, "glance", unreadable)
    room.buttons.press(3)
    soon(lambda: shown[-2:] == [Lamp.FAST, Lamp.OFF])
    assert "Traceback" not in caplog.text


def test_a_lamp_shows_what_its_press_did_without_waiting_for_the_news(room, monkeypatch):
    soon(lambda: room.buttons.lamps[3] is Lamp.OFF)
    shown = shown_by(room, 3, monkeypatch)
    monkeypatch.setattr(room.office.announcer.panel, "refresh", lambda: None)
    room.issue()
    room.buttons.press(3)
    soon(lambda: shown[-1] is Lamp.STEADY)


def test_a_lamp_never_goes_back_to_what_was_before_its_press(room, monkeypatch):
    room.do(desk.open_counter, 3)
    room.issue()
    before = room.office.reading.glances()
    room.buttons.press(3)
    soon(lambda: room.buttons.lamps[3] is Lamp.STEADY)
    shown = shown_by(room, 3, monkeypatch)
    monkeypatch.setattr(room.office.record.reading, "glances", lambda: before)
    room.office.announcer.panel.refresh()
    assert shown == [Lamp.STEADY]


def test_while_nothing_can_be_read_the_lamps_are_off(room, monkeypatch):
    def unreadable() -> None:
        raise StoreUnavailable

    room.do(desk.open_counter, 3)
    room.issue()
    soon(lambda: room.buttons.lamps[3] is Lamp.SLOW)
    monkeypatch.setattr(room.office.record.reading, "glances", unreadable)
    room.office.announcer.panel.refresh()
    soon(lambda: room.buttons.lamps[3] is Lamp.OFF)  # one who read before may show it after


def test_a_press_at_a_paused_counter_that_has_only_its_button_opens_it(room):
    room.do(desk.open_counter, 3)
    room.do(desk.pause, 3)
    ticket = room.issue()
    room.buttons.press(3)
    soon(lambda: (room.counter(3)["ticket"] or {}).get("id") == ticket.id)


def test_health_names_the_counter_whose_button_is_in_trouble(room, monkeypatch):
    assert room.office.health()["devices"]["buttons"] == {"state": "simulated", "detail": "", "counters": {}}
    monkeypatch.setattr(room.buttons._boxes[2].contact, "trouble", lambda now_ms: "stuck")
    told = {"state": "trouble", "detail": "stuck", "counters": {"2": "stuck"}}
    assert room.office.health()["devices"]["buttons"] == told
    assert room.office.health()["status"] == "degraded"


def test_after_a_call_the_service_is_about_to_start_by_itself_where_the_office_wants_it(room):
    room.do(desk.change_rules, {"start_after_s": 120})
    room.issue()
    room.do(desk.open_counter, 1)
    room.do(desk.call_next, 1)
    soon(lambda: room.office.announcer._starting.waiting)  # noted once, or again where the office is still starting


def test_a_number_that_the_voice_cannot_say_is_called_without_it(room, caplog):
    announcer = room.office.announcer
    for number in ("№-7", "№-8"):
        call = {"number": number, "counter": 3, "language": "fr", "parts": []}
        assert announcer.voiced(call) == call | {"languages": ["fr", "ar"]}
        announcer._prepare_ticket("fr", number)
    assert caplog.text.count("cannot say") == 1


def test_counters_that_are_pressed_together_call_different_people(room):
    tickets = {room.issue().id for _ in range(4)}
    for counter in (1, 2, 3, 4):
        room.buttons.press(counter)
    for counter in (1, 2, 3, 4):
        room.buttons.release(counter)
    called = soon(
        lambda: (
            all(room.counter(n)["ticket"] for n in (1, 2, 3, 4))
            and {room.counter(n)["ticket"]["id"] for n in (1, 2, 3, 4)}
        )
    )
    assert called == tickets


def test_a_device_that_fails_in_an_unknown_way_keeps_nobody_from_being_called(room, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("out of order")

    monkeypatch.setattr(room.voice, "prepare", broken)
    monkeypatch.setattr(room.office.hardware.printer, "print", broken)
    monkeypatch.setattr(room.buttons, "light", broken)
    ticket = room.issue()
    soon(lambda: room.receipt(ticket) == "failed")
    room.do(desk.open_counter, 1)
    assert room.do(desk.call_next, 1).id == ticket.id
    soon(lambda: "a device could not be served" in caplog.text)


def test_without_devices_nothing_is_promised(tmp_path):
    given = settings.load(None, {"server.data": str(tmp_path), "voice.driver": "none"})
    app = wiring.create_app(given, wiring.devices(given), TrustedClock())
    office = app.extensions["dawr"]
    office.start()
    assert not office.announcer.papers.come_out
    assert {name: device["state"] for name, device in office.health()["devices"].items()} == {
        "printer": "off",
        "voice": "off",
        "loudspeaker": "off",
        "buttons": "off",
    }
    call = {"number": "A001", "counter": 1, "language": "ar", "parts": []}
    assert office.announcer.voiced(call)["parts"] == []
    office.stop()
