"""One contract for every kind of printer, then what only a printer that answers can do, then the network's perils."""

from __future__ import annotations

import logging
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import ImageChops

from hardware import decode
from hardware.__main__ import FONTS
from hardware.errors import CoverOpen, Mute, NoPaper, Offline, PrinterError, PrinterOff, Undrawable, Unreachable
from hardware.paper import draw
from hardware.ports import UsbPort
from hardware.printer import Printer, encode, freeing
from hardware.settings import PrinterSettings
from hardware.sheet import Line, Sheet, Size
from hardware.simulated_printer import PAPERS, Condition
from hardware.state import DeviceState
from tests.hardware.network_printer import Mode, NetworkPrinter, PrinterMemory

# Short papers: how long a printer is waited for grows with them.
SHEET = Sheet("ar", (Line("رقمك A102", Size.LARGE),))
OTHER = Sheet("fr", (Line("Votre numéro : B007", Size.LARGE),))
WIDTH_DOTS = 384
# Long enough for a fake printer on a busy machine, short enough to wait for one that is mute.
TIMEOUT_S = 0.5


class Rig:
    """A printer and what came out of it."""

    def __init__(self, settings: PrinterSettings, papers: Callable[[Printer], list[bytes]]) -> None:
        self.printer = Printer.of(settings, FONTS)
        self._papers = papers

    @property
    def papers(self) -> list[bytes]:
        return self._papers(self.printer)

    def shows(self, sheet: Sheet) -> bool:
        """Whether the last paper is this sheet and nothing else, apart from the white that is fed at its end."""
        image = draw(sheet, WIDTH_DOTS, FONTS)
        (paper,) = decode.papers(self.papers[-1])
        expected = paper.copy()
        expected.paste(1, (0, 0, *paper.size))
        expected.paste(image, (0, 0))
        return ImageChops.logical_xor(paper, expected).getbbox() is None


def settings(driver: str, **more: Any) -> PrinterSettings:
    return PrinterSettings(driver, width_dots=WIDTH_DOTS, timeout_s=TIMEOUT_S, **more)


def simulated_rig() -> Rig:
    return Rig(settings("simulated"), lambda printer: [each.data for each in printer.simulated.papers])


@pytest.fixture
def network() -> Iterator[NetworkPrinter]:
    with NetworkPrinter() as printer:
        yield printer


@pytest.fixture
def networked(network: NetworkPrinter) -> Rig:
    return Rig(settings("network", host=network.host, port=network.port), lambda _: network.papers)


@pytest.fixture
def filed(tmp_path: Path) -> Rig:
    path = tmp_path / "lp0"
    path.touch()
    return Rig(settings("file", path=str(path)), lambda _: [path.read_bytes()] if path.stat().st_size else [])


@pytest.fixture
def on_a_line() -> Iterator[Rig]:
    """A serial printer, at the other end of a pseudo-terminal."""
    ours, theirs = os.openpty()
    printer = PrinterMemory()
    threading.Thread(
        target=printer.listen, args=(partial(os.read, ours, 512), partial(os.write, ours)), daemon=True
    ).start()
    yield Rig(settings("serial", path=os.ttyname(theirs)), lambda _: printer.papers)
    os.close(theirs)
    os.close(ours)


@pytest.fixture(params=["filed", "networked", "on_a_line", "simulated"])
def rig(request: pytest.FixtureRequest) -> Rig:
    return simulated_rig() if request.param == "simulated" else request.getfixturevalue(request.param)


# ---------------------------------------------------------------- every printer


def test_what_is_on_the_sheet_stands_on_the_paper(rig):
    rig.printer.print(SHEET)
    assert rig.shows(SHEET)


def test_each_job_is_a_paper_of_its_own(rig):
    rig.printer.print(SHEET)
    rig.printer.print(OTHER)
    assert rig.shows(OTHER)
    assert all(len(decode.papers(paper)) == 1 for paper in rig.papers)


def test_the_bytes_hold_nothing_that_a_simple_printer_does_not_know(rig):
    rig.printer.print(SHEET)
    tape = decode.Tape()
    list(tape.feed(rig.papers[-1]))
    assert (tape.unknown, tape.waiting) == (0, False)


def test_a_printer_is_untried_then_well(rig):
    assert rig.printer.state.detail == "untried"
    rig.printer.print(SHEET)
    assert rig.printer.state == DeviceState("simulated" if rig.printer.simulated else "ready")


def test_a_question_how_it_is_prints_nothing(rig):
    assert rig.printer.check() == rig.printer.state
    assert rig.printer.state.detail == ""
    assert rig.papers == []


def test_a_sheet_that_cannot_be_drawn_is_refused_before_the_printer_hears_of_it(rig, tmp_path):
    printer = Printer(rig.printer.port, tmp_path / "no fonts", width_dots=WIDTH_DOTS, timeout_s=TIMEOUT_S)
    with pytest.raises(Undrawable, match="IBMPlexSansArabic"):
        printer.print(SHEET)
    assert printer.state == DeviceState("trouble", "undrawable")
    assert rig.papers == []


def test_a_sheet_with_what_nobody_foresaw_is_undrawable_and_the_next_is_printed(rig):
    with pytest.raises(Undrawable, match="TypeError"):
        rig.printer.print(Sheet("ar", (Line(7),)))
    rig.printer.print(SHEET)
    assert rig.shows(SHEET)


def test_without_a_printer_nothing_can_be_printed():
    printer = Printer.of(settings("none"), FONTS)
    with pytest.raises(PrinterOff):
        printer.print(SHEET)
    assert printer.check() == DeviceState("off")


# ---------------------------------------------------------------- printers that answer


@pytest.fixture(params=["network", "simulated"])
def spoil(request: pytest.FixtureRequest) -> tuple[Rig, Callable[[str], None]]:
    """A rig, and what puts its printer into a condition by name."""
    if request.param == "simulated":
        simulated = simulated_rig()
        return simulated, lambda name: setattr(simulated.printer.simulated, "condition", Condition(name))
    network = request.getfixturevalue("network")
    return request.getfixturevalue("networked"), lambda name: setattr(network, "mode", Mode(name))


@pytest.mark.parametrize(("condition", "error"), [("no-paper", NoPaper), ("cover-open", CoverOpen), ("mute", Mute)])
def test_trouble_is_named_nothing_is_printed_and_the_next_job_heals(spoil, condition, error):
    rig, become = spoil
    become(condition)
    with pytest.raises(error):
        rig.printer.print(SHEET)
    assert rig.printer.state == DeviceState("trouble", condition)
    assert rig.printer.state.detail == error.problem
    assert rig.papers == []
    become("fine")
    rig.printer.print(SHEET)
    assert rig.shows(SHEET)
    assert rig.printer.state.detail == ""


def test_paper_near_its_end_is_said_while_the_printer_prints(spoil):
    rig, become = spoil
    become("paper-low")
    rig.printer.print(SHEET)
    assert rig.printer.state.state != "trouble"
    assert rig.printer.state.detail == "paper-low"


def test_a_question_finds_trouble_and_its_end(spoil):
    rig, become = spoil
    become("no-paper")
    assert rig.printer.check() == DeviceState("trouble", "no-paper")
    become("fine")
    assert rig.printer.check().detail == ""


def test_a_simulated_printer_that_is_switched_off_is_unreachable():
    rig = simulated_rig()
    rig.printer.simulated.condition = Condition.UNREACHABLE
    with pytest.raises(Unreachable):
        rig.printer.print(SHEET)


def test_a_simulated_printer_keeps_its_last_papers_as_pictures():
    rig = simulated_rig()
    for _ in range(PAPERS + 2):
        rig.printer.print(SHEET)
    kept = rig.printer.simulated.papers
    assert [paper.id for paper in kept] == list(range(3, PAPERS + 3))
    assert kept[0].png().startswith(b"\x89PNG")
    assert rig.printer.simulated.paper(3) is kept[0]
    assert rig.printer.simulated.paper(2) is None


# ---------------------------------------------------------------- the perils of a network


def test_an_answer_that_makes_no_sense_is_no_answer(networked, network):
    network.mode = Mode.ODD
    with pytest.raises(Mute, match="xff"):
        networked.printer.print(SHEET)


def test_what_a_printer_says_of_its_own_accord_is_passed_over(networked, network):
    network.mode = Mode.TALKATIVE
    networked.printer.print(SHEET)
    assert networked.shows(SHEET)


def test_a_printer_that_cannot_print_for_a_reason_of_its_own_is_offline(networked, network):
    network.mode = Mode.BROKEN
    with pytest.raises(Offline):
        networked.printer.print(SHEET)


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


def test_paper_that_ends_in_the_middle_of_a_ticket_is_noticed(networked, network):
    network.mode = Mode.RUNS_OUT
    with pytest.raises(NoPaper):
        networked.printer.print(SHEET)


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


def test_a_device_file_that_takes_no_more_is_not_waited_for_for_ever(tmp_path):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        printer = Printer.of(settings("file", path=str(path)), FONTS)
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
        Printer.of(settings("file", path=str(path)), FONTS).print(SHEET)
        assert path.stat().st_size > 0
    finally:
        for file in files:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_file_that_cannot_be_written_is_unreachable(tmp_path):
    printer = Printer.of(settings("file", path=str(tmp_path / "nowhere" / "lp0")), FONTS)
    with pytest.raises(Unreachable, match="nowhere"):
        printer.print(SHEET)


def test_a_usb_printer_is_spoken_to_where_it_listens():
    """The numbers of its endpoints are its maker's choice."""
    endpoints = [SimpleNamespace(bEndpointAddress=0x03), SimpleNamespace(bEndpointAddress=0x81)]

    class Device:
        default_timeout = 0

        def get_active_configuration(self) -> dict[tuple[int, int], list[SimpleNamespace]]:
            return {(0, 0): endpoints}

    usb = SimpleNamespace(device=Device(), open=lambda: None, in_ep=0x82, out_ep=0x01)
    port = UsbPort(settings("usb", vendor=0x04B8, product=0x0E28))
    assert port._opened(SimpleNamespace(Usb=lambda *_, **__: usb)) is usb
    assert (usb.out_ep, usb.in_ep) == (0x03, 0x81)
    assert port.name == "USB 04b8:0e28"


def test_a_usb_printer_that_is_not_there_is_unreachable():
    with pytest.raises(Unreachable, match="USB 1fc9:2016"):
        Printer.of(settings("usb", vendor=0x1FC9, product=0x2016), FONTS).print(SHEET)


# ---------------------------------------------------------------- python-escpos


def test_an_image_goes_out_in_bands_that_a_small_memory_holds():
    image = draw(Sheet("en", tuple(Line(f"line {n}") for n in range(30))), 576, FONTS)
    bands = [command for command in decode.Tape().feed(encode(image)) if isinstance(command, decode.Band)]
    assert image.height > 512
    assert [band.height_dots for band in bands[:-1]] == [256] * (len(bands) - 1)
    assert sum(band.height_dots for band in bands) == image.height


def test_what_frees_a_printer_fills_the_largest_band_that_can_have_begun():
    assert freeing(576).startswith(bytes(576 // 8 * 256))


def test_the_encoder_prints_nothing_on_the_console_and_leaves_the_log_alone(capsys):
    handlers = list(logging.root.handlers)
    encode(draw(SHEET, WIDTH_DOTS, FONTS))
    assert capsys.readouterr() == ("", "")
    assert logging.root.handlers == handlers


FIRST_JOB = """
import logging, sys
from hardware.__main__ import FONTS
from hardware.printer import Printer
from hardware.settings import PrinterSettings
from hardware.sheet import Line, Sheet

Printer.of(PrinterSettings("file", path=sys.argv[1]), FONTS).print(Sheet("ar", (Line("رقم"),)))
print(logging.root.handlers)
"""


def test_a_first_job_leaves_the_log_of_a_bare_process_alone(tmp_path):
    command = [sys.executable, "-W", "error", "-c", FIRST_JOB, str(tmp_path / "lp0")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[]\n", "")
