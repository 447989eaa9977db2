"""What can go wrong on each kind of line to a printer."""

from __future__ import annotations

import errno
import os
import resource

import pytest

from hardware.__main__ import FONTS
from hardware.errors import NoPaper, NotAllowed, PrinterError, Unreachable
from hardware.printer import Printer
from hardware.sheet import Line, Sheet
from hardware.state import DeviceState
from tests.hardware.conftest import HURRY_S, of
from tests.hardware.network_printer import Mode
from tests.hardware.test_printer import OTHER, SHEET

# ---------------------------------------------------------------- network


def test_a_printer_that_hangs_up_is_unreachable(networked, network):
    network.mode = Mode.HANGS_UP
    with pytest.raises(Unreachable, match="hung up"):
        networked.printer.print(SHEET)


def test_nobody_at_the_address_is_unreachable_and_names_the_address(networked, network):
    network.switch_off()
    with pytest.raises(Unreachable, match=f"127.0.0.1:{network.port}"):
        networked.printer.print(SHEET)
    assert networked.printer.state == DeviceState("trouble", "unreachable")


def test_a_printer_that_was_switched_off_between_two_jobs_prints_the_next(networked, network):
    networked.printer.print(SHEET)
    network.switch_off()
    network.switch_on()
    networked.printer.print(OTHER)
    assert networked.shows(OTHER)


def test_a_printer_that_dies_in_the_middle_of_a_ticket_prints_the_next_when_it_returns(networked, network):
    network.mode = Mode.DIES
    with pytest.raises(PrinterError):
        networked.printer.print(SHEET)
    assert networked.printer.state.state == "trouble"
    network.mode = Mode.FINE
    network.switch_on()
    networked.printer.print(OTHER)
    assert networked.shows(OTHER)


def test_a_ticket_torn_by_a_broken_cable_does_not_eat_the_next_one(networked, network):
    network.mode = Mode.CABLE_BREAKS
    with pytest.raises(PrinterError):
        networked.printer.print(SHEET)
    assert network.tape.waiting, "the printer still waits for the rest of the image"
    network.mode = Mode.FINE
    networked.printer.print(OTHER)
    assert networked.shows(OTHER)
    assert len(network.papers) == 2, "the torn one was cut off"


def test_a_printer_without_paper_after_a_torn_ticket_says_so(networked, network):
    network.mode = Mode.CABLE_BREAKS
    with pytest.raises(PrinterError):
        networked.printer.print(SHEET)
    network.switch_off()
    network.switch_on()
    network.mode = Mode.NO_PAPER
    with pytest.raises(NoPaper):
        networked.printer.print(SHEET)


# ---------------------------------------------------------------- a device file


def test_a_device_file_that_takes_no_more_is_not_waited_for_for_ever(tmp_path):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        printer = Printer.of(of("file", path=str(path), timeout_s=HURRY_S), FONTS)
        with pytest.raises(Unreachable, match="takes nothing more"):
            printer.print(Sheet("en", tuple(Line(f"line {n}") for n in range(60))))
    finally:
        os.close(reading)


def test_a_device_file_is_written_also_when_a_thousand_screens_are_open(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2048, before[1]), before[1]))
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1024)]
    try:
        path = tmp_path / "lp0"
        path.touch()
        Printer.of(of("file", path=str(path)), FONTS).print(SHEET)
        assert path.stat().st_size > 0
    finally:
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_file_that_cannot_be_written_is_unreachable(tmp_path):
    printer = Printer.of(of("file", path=str(tmp_path / "nowhere" / "lp0")), FONTS)
    with pytest.raises(Unreachable, match="nowhere"):
        printer.print(SHEET)


def test_a_look_at_how_it_is_leaves_the_last_paper_in_its_file(filed):
    filed.printer.print(SHEET)
    filed.printer.check()
    assert filed.shows(SHEET)


def test_a_new_paper_takes_the_place_of_a_longer_one_in_its_file(filed):
    filed.printer.print(Sheet("en", tuple(Line(f"line {n}") for n in range(9))))
    filed.printer.print(SHEET)
    assert filed.shows(SHEET)


def test_a_plain_file_is_made_but_never_in_the_place_of_a_device_that_is_gone(tmp_path, monkeypatch):
    path = tmp_path / "lp0"
    monkeypatch.setattr("hardware.device_file.DEVICES", tmp_path)
    gone = Printer.of(of("file", path=str(path)), FONTS)
    with pytest.raises(Unreachable, match="No such file"):
        gone.print(SHEET)
    assert not path.exists()
    monkeypatch.undo()
    gone.print(SHEET)
    assert path.stat().st_size > 0


def test_a_pipe_at_which_nobody_listens_is_not_waited_for(tmp_path):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    printer = Printer.of(of("file", path=str(path)), FONTS)
    assert printer.check() == DeviceState("trouble", "unreachable")


def test_a_device_that_may_not_be_written_says_so(filed, monkeypatch):
    def forbidden(path, *_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr("hardware.device_file.os.open", forbidden)
    assert filed.printer.check() == DeviceState("trouble", "not-allowed")


# ---------------------------------------------------------------- serial


def test_a_serial_line_that_is_not_there_is_unreachable(tmp_path):
    printer = Printer.of(of("serial", path=str(tmp_path / "ttyUSB0")), FONTS)
    with pytest.raises(Unreachable, match="ttyUSB0"):
        printer.print(SHEET)


def test_an_answer_that_came_too_late_is_none_to_the_next_question(on_a_line):
    """It says that there is no paper; by then somebody has put a roll in."""
    on_a_line.become("mute")
    assert on_a_line.printer.check().detail == "mute"
    on_a_line.late(b"\x1a\x32\x72")
    on_a_line.become("fine")
    on_a_line.printer.print(SHEET)
    assert on_a_line.shows(SHEET)


# ---------------------------------------------------------------- USB


def test_a_usb_printer_that_is_not_there_is_unreachable():
    with pytest.raises(Unreachable, match="USB 1fc9:2016"):
        Printer.of(of("usb", vendor=0x1FC9, product=0x2016), FONTS).print(SHEET)


def test_a_usb_printer_is_taken_from_the_systems_driver_and_never_reset(on_usb, usb):
    on_usb.printer.print(SHEET)
    on_usb.printer.print(OTHER)
    assert on_usb.shows(OTHER)
    assert not usb.held_by_system
    assert usb.resets == 0, "it would forget what it is still printing"


def test_a_usb_printer_that_may_not_be_used_says_so(on_usb, usb):
    usb.allowed = False
    with pytest.raises(NotAllowed, match="Access denied"):
        on_usb.printer.print(SHEET)
    assert on_usb.printer.state == DeviceState("trouble", "not-allowed")


def test_a_usb_cable_that_is_pulled_in_the_middle_and_put_back_prints_the_next(on_usb, usb):
    usb.mode = Mode.DIES
    with pytest.raises(Unreachable, match="04b8:0e28"):
        on_usb.printer.print(SHEET)
    usb.mode, usb.plugged = Mode.FINE, True
    on_usb.printer.print(OTHER)
    assert on_usb.shows(OTHER)


def test_an_answer_that_came_too_late_over_usb_is_none_to_the_next_question(on_usb, usb):
    usb.mode = Mode.MUTE
    assert on_usb.printer.check().detail == "mute"
    usb.says += b"\x1a\x32\x72"
    usb.mode = Mode.FINE
    on_usb.printer.print(SHEET)
    assert on_usb.shows(SHEET)
