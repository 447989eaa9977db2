"""One contract for every kind of printer, then what each that can be asked must do. The lines: `test_lines`."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from hardware import decode
from hardware.__main__ import FONTS
from hardware.encode import encode, freeing
from hardware.errors import CoverOpen, Mute, NoPaper, Offline, PrinterOff, Undrawable, Unreachable
from hardware.library import escpos
from hardware.paper import draw
from hardware.printer import Printer
from hardware.sheet import Line, Sheet, Size
from hardware.simulated_printer import PAPERS
from hardware.state import DeviceState
from tests.hardware.conftest import WIDTH_DOTS, of

# Short papers: how long a printer is waited for grows with them.
SHEET = Sheet("ar", (Line("رقمك A102", Size.LARGE),))
OTHER = Sheet("fr", (Line("Votre numéro : B007", Size.LARGE),))


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
    printer = Printer(rig.printer.port, tmp_path / "no fonts", width_dots=WIDTH_DOTS)
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
    printer = Printer.of(of("none"), FONTS)
    with pytest.raises(PrinterOff):
        printer.print(SHEET)
    assert printer.check() == DeviceState("off")


# ---------------------------------------------------------------- printers that can be asked


@pytest.mark.parametrize(("condition", "error"), [("no-paper", NoPaper), ("cover-open", CoverOpen), ("mute", Mute)])
def test_trouble_is_named_nothing_is_printed_and_the_next_job_heals(asked, condition, error):
    asked.become(condition)
    with pytest.raises(error):
        asked.printer.print(SHEET)
    assert asked.printer.state == DeviceState("trouble", condition)
    assert asked.printer.state.detail == error.problem
    assert asked.papers == []
    asked.become("fine")
    asked.printer.print(SHEET)
    assert asked.shows(SHEET)
    assert asked.printer.state.detail == ""


def test_paper_near_its_end_is_said_while_the_printer_prints(asked):
    asked.become("paper-low")
    asked.printer.print(SHEET)
    assert asked.printer.state.state != "trouble"
    assert asked.printer.state.detail == "paper-low"
    assert asked.shows(SHEET)


def test_a_question_finds_a_short_roll_trouble_and_their_end(asked):
    asked.become("paper-low")
    assert asked.printer.check().detail == "paper-low"
    asked.become("no-paper")
    assert asked.printer.check() == DeviceState("trouble", "no-paper")
    asked.become("fine")
    assert asked.printer.check().detail == ""


def test_a_simulated_printer_that_is_switched_off_is_unreachable(simulated):
    simulated.become("unreachable")
    with pytest.raises(Unreachable):
        simulated.printer.print(SHEET)


def test_a_simulated_printer_keeps_its_last_papers_as_pictures(simulated):
    for _ in range(PAPERS + 2):
        simulated.printer.print(SHEET)
    kept = simulated.printer.simulated.papers
    assert [paper.id for paper in kept] == list(range(3, PAPERS + 3))
    assert kept[0].png().startswith(b"\x89PNG")
    assert simulated.printer.simulated.paper(3) is kept[0]
    assert simulated.printer.simulated.paper(2) is None


# ---------------------------------------------------------------- what a real printer does


def test_an_answer_that_makes_no_sense_is_no_answer(real, monkeypatch):
    monkeypatch.setattr("hardware.printer.MOST_READS", 1)  # it says no more
    real.become("odd")
    with pytest.raises(Mute, match="xff"):
        real.printer.print(SHEET)


def test_what_a_printer_says_of_its_own_accord_is_passed_over(real):
    real.become("talkative")
    real.printer.print(SHEET)
    assert real.shows(SHEET)


def test_a_printer_that_cannot_print_for_a_reason_of_its_own_is_offline(real):
    real.become("broken")
    with pytest.raises(Offline):
        real.printer.print(SHEET)


def test_paper_that_ends_in_the_middle_of_a_ticket_is_noticed(real):
    real.become("runs-out")
    with pytest.raises(NoPaper):
        real.printer.print(SHEET)


def test_a_ticket_that_was_refused_for_its_paper_does_not_come_out_on_the_next_roll(real):
    real.become("runs-out")
    with pytest.raises(NoPaper):
        real.printer.print(SHEET)
    # The printer hears it on its own line and thread; a question is answered after it.
    with pytest.raises(NoPaper):
        real.printer.print(SHEET)
    real.memory.new_roll()
    assert real.papers == []
    real.printer.print(OTHER)
    assert real.shows(OTHER)


def test_a_printer_that_forgets_nothing_prints_late_and_the_next_ticket_is_whole(real):
    real.memory.forgets = False
    real.become("runs-out")
    with pytest.raises(NoPaper):
        real.printer.print(SHEET)
    real.memory.new_roll()
    real.printer.print(OTHER)
    assert real.shows(OTHER)


def test_one_that_cannot_say_how_it_is_is_believed_when_the_settings_say_so(real):
    real.become("mute")
    real.printer.port.answers = False
    real.printer.print(SHEET)
    assert real.printer.state == DeviceState("ready")


# ---------------------------------------------------------------- python-escpos


def test_an_image_goes_out_in_bands_that_a_small_memory_holds():
    image = draw(Sheet("en", tuple(Line(f"line {n}") for n in range(30))), 576, FONTS)
    bands = [command for command in decode.Tape().feed(encode(image)) if isinstance(command, decode.Band)]
    assert image.height > 512
    assert [band.height_dots for band in bands[:-1]] == [256] * (len(bands) - 1)
    assert sum(band.height_dots for band in bands) == image.height


def test_a_paper_is_what_python_escpos_would_send(width=576):
    image = draw(Sheet("ar", (Line("رقمك A102"), Line("B007", Size.TITLE))), width, FONTS)
    page = escpos().Dummy()
    page.profile.profile_data = {**page.profile.profile_data, "media": {"width": {"pixels": width}}}
    page.hw("INIT")
    page.image(image, impl="bitImageRaster", fragment_height=256)
    page.cut()
    assert encode(image) == bytes(page.output)


def test_the_way_to_the_knife_can_be_shorter_and_its_paper_saved():
    image = draw(SHEET, WIDTH_DOTS, FONTS)
    assert encode(image, 2) == encode(image, 6).replace(b"\x1bd\x06", b"\x1bd\x02")
    assert decode.FEED not in encode(image, 0)


def test_what_frees_a_printer_fills_the_largest_band_that_can_have_begun():
    assert freeing(576).startswith(bytes(576 // 8 * 256))


def test_python_escpos_prints_nothing_on_the_console_and_leaves_the_log_alone(networked, capsys, caplog):
    handlers = list(logging.root.handlers)
    with caplog.at_level(logging.INFO):
        networked.printer.print(SHEET)
    assert caplog.messages == []
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
