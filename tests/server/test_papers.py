"""Tickets and a printer on the network, in a whole office: what becomes of each paper stands in the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware import decode
from hardware.errors import Unreachable
from server import app as wiring
from server import desk, papers, settings
from server.clock import FixedClock
from server.office.errors import EarlierDay, UnlawfulMove
from tests.hardware.conftest import PATIENCE_S, hurry
from tests.hardware.network_printer import Mode, NetworkPrinter
from tests.rooms import KIOSK, MANAGER, MORNING, Room
from tests.server.screens import soon


class Office:
    """An office that prints on the network, open. Its time stands: a paper of another date may be a line longer."""

    def __init__(self, folder: Path, printer: NetworkPrinter) -> None:
        given = {
            "server.data": str(folder),
            "voice.driver": "none",
            "printer.driver": "network",
            "printer.host": printer.host,
            "printer.port": printer.port,
            "printer.width_dots": 384,
            "printer.timeout_s": PATIENCE_S,
        }
        machine = settings.load(None, given)
        self.app = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
        self.office = self.app.extensions["dawr"]
        self.papers = self.office.announcer.papers
        self.office.start()
        soon(lambda: self.office.health()["devices"]["printer"]["detail"] == "")

    def do(self, verb: Any, *args: Any, **how: Any) -> Any:
        return self.office.writer.do(lambda tx: verb(tx, *args, **how), MANAGER)

    def issue(self) -> int:
        ticket: int = self.do(desk.issue, "information", "ar", paper=True).id
        return ticket

    def receipt(self, ticket: int) -> str:
        found: str = self.office.reading.ticket(ticket)["receipt"]
        return found

    def problems(self) -> list[str]:
        with self.office.reading.use() as db:
            query = "SELECT data ->> 'problem' FROM event WHERE kind = 'ReceiptFailed' ORDER BY seq"
            return [problem for (problem,) in db.execute(query)]


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with NetworkPrinter() as printer:
        yield printer


@pytest.fixture
def office(tmp_path: Path, printer: NetworkPrinter, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(papers, "_PATIENCE_S", 0.0)
    monkeypatch.setattr(papers, "_STEP_S", 0.1)
    office = Office(tmp_path, printer)
    yield office
    office.office.stop()


def test_each_trouble_of_a_printer_is_told_and_its_end_too(office, printer):
    for mode in (Mode.NO_PAPER, Mode.COVER_OPEN, Mode.MUTE, Mode.BROKEN):
        if mode is Mode.MUTE:
            hurry(office.office.hardware.printer)
        printer.mode = mode
        ticket = office.issue()
        soon(lambda ticket=ticket: office.receipt(ticket) == "failed")
        printer.mode = Mode.FINE
        hurry(office.office.hardware.printer, PATIENCE_S)
        soon(lambda: office.office.health()["status"] == "ok")
        office.do(desk.order_receipt, ticket)
        soon(lambda ticket=ticket: office.receipt(ticket) == "printed")
    assert office.problems() == ["no-paper", "cover-open", "mute", "offline"]


def test_a_printer_that_dies_in_the_middle_of_a_ticket_and_returns_prints_the_next_whole(office, printer):
    first = office.issue()
    soon(lambda: office.receipt(first) == "printed")
    whole = decode.papers(printer.papers[-1])[0].height
    printer.mode = Mode.DIES
    torn = office.issue()
    soon(lambda: office.receipt(torn) == "failed")
    assert office.problems() == ["unreachable"]
    assert office.office.health()["devices"]["printer"] == {"state": "trouble", "detail": "unreachable"}
    printer.mode = Mode.FINE
    printer.switch_on()
    soon(lambda: office.office.health()["devices"]["printer"]["state"] == "ready")
    after = office.issue()
    soon(lambda: office.receipt(after) == "printed")
    assert abs(decode.papers(printer.papers[-1])[0].height - whole) < 5


def test_a_ticket_outlives_the_moment_in_which_its_printer_is_gone(office, printer, monkeypatch):
    monkeypatch.setattr(papers, "_PATIENCE_S", 3600.0)
    monkeypatch.setattr(papers, "_AGAIN_S", {Unreachable: (0.1,) * 3600})
    printer.switch_off()
    ticket = office.issue()
    soon(lambda: office.office.health()["devices"]["printer"]["detail"] == "unreachable")
    printer.switch_on()
    soon(lambda: office.receipt(ticket) == "printed")
    assert office.problems() == []


def test_a_paper_that_could_not_be_begun_for_half_a_minute_is_not_printed(office, printer, monkeypatch):
    monkeypatch.setattr(papers, "FRESH_S", -1)
    ticket = office.issue()
    soon(lambda: office.receipt(ticket) == "failed")
    assert office.problems() == ["too-late"]
    assert printer.papers == []


def test_a_device_that_the_system_forbids_is_not_tried_again(office, monkeypatch):
    def forbidden(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(papers, "_PATIENCE_S", 60.0)
    monkeypatch.setattr("hardware.ports.socket.create_connection", forbidden)
    ticket = office.issue()
    soon(lambda: office.receipt(ticket) == "failed")
    assert office.problems() == ["not-allowed"]


# ---------------------------------------------------------------- printed again, at the desk


def test_a_paper_is_asked_for_again_by_name_and_is_a_copy_only_when_one_came_out():
    room = Room()
    ticket = room.do(desk.issue, "information", "ar", paper=True, by=KIOSK)
    room.do(desk.receipt_failed, ticket.id, "no-paper")
    assert room.do(desk.order_receipt, ticket.id).receipt == "printing"
    room.do(desk.receipt_printed, ticket.id)
    room.do(desk.order_receipt, ticket.id)
    query = "SELECT actor FROM event WHERE kind = 'ReceiptOrdered'"
    assert {who for (who,) in room.ask(lambda tx: tx.db.execute(query).fetchall())} == {MANAGER.name}
    assert orders(room) == [0, 1]


def orders(room: Room) -> list[int]:
    """Each paper that was asked for again: whether it is a copy."""
    query = "SELECT data ->> 'copy' FROM event WHERE kind = 'ReceiptOrdered' ORDER BY seq"
    return [copy for (copy,) in room.ask(lambda tx: tx.db.execute(query).fetchall())]


def test_of_several_papers_asked_for_only_the_first_is_no_copy():
    """One more, and one after that failed: nobody shall hold two papers that look like two tickets."""
    room = Room()
    ticket = room.do(desk.issue, "information", "ar", paper=True, by=KIOSK)
    room.do(desk.receipt_printed, ticket.id)
    room.do(desk.order_receipt, ticket.id)
    room.do(desk.receipt_failed, ticket.id, "no-paper")
    room.do(desk.order_receipt, ticket.id)
    assert orders(room) == [1, 1]


def test_a_paper_that_is_on_its_way_is_not_asked_for_twice():
    """Who clicks twice has one paper more, not two; one of which nothing is heard does not hold up the next."""
    room = Room()
    ticket = room.do(desk.issue, "information", "ar", paper=True, by=KIOSK)
    assert room.do(desk.order_receipt, ticket.id).receipt == "printing"
    assert orders(room) == []
    room.do(desk.receipt_printed, ticket.id)
    for _ in range(3):
        assert room.do(desk.order_receipt, ticket.id).receipt == "printing"
    assert orders(room) == [1]
    room.clock.advance(60_000)
    room.do(desk.order_receipt, ticket.id)
    assert orders(room) == [1, 1]


def test_a_paper_asked_for_again_does_not_keep_the_clerk_from_undoing():
    room = Room()
    room.open(1)
    ticket = room.issue()
    room.do(desk.call_next, 1)
    room.do(desk.order_receipt, ticket.id)
    room.do(desk.undo, 1)
    assert room.ticket(ticket).state == "waiting"


def test_no_paper_is_made_of_a_ticket_that_does_not_count_or_of_an_earlier_day():
    room = Room()
    void, old = room.issue(), room.issue()
    room.do(desk.cancel, void.id, "prank")
    with pytest.raises(UnlawfulMove, match="printed again"):
        room.do(desk.order_receipt, void.id)
    room.open(1)
    room.do(desk.call_next, 1)
    room.do(desk.finish, 1)
    room.do(desk.turn_day)
    with pytest.raises(EarlierDay):
        room.do(desk.order_receipt, old.id)
