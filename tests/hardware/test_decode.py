from __future__ import annotations

import pytest
from PIL import Image

from hardware.decode import LINE_DOTS, Band, Cut, Feed, Question, Reset, Tape, papers, png

ESC_INIT = b"\x1b@"
CUT = b"\x1dV\x00"
# Eight dots wide and two high: a black row over a white one with its first dot black.
BAND = b"\x1dv0\x00\x01\x00\x02\x00\xff\x80"


def test_every_command_of_a_ticket_is_read():
    commands = list(Tape().feed(ESC_INIT + BAND + b"\n\x1bd\x06\x10\x04\x04" + CUT))
    assert commands == [Reset(), Band(1, b"\xff\x80"), Feed(1), Feed(6), Question(4), Cut()]


def test_both_ways_to_cut_are_read():
    assert list(Tape().feed(b"\x1dV\x42\x00" + CUT)) == [Cut(), Cut()]


def test_bytes_may_come_one_by_one():
    whole = ESC_INIT + BAND + b"\x1bd\x06" + b"\x1dV\x42\x00" + CUT
    tape = Tape()
    assert [command for byte in whole for command in tape.feed(bytes([byte]))] == list(Tape().feed(whole))
    assert not tape.waiting


def test_a_question_inside_an_image_is_image():
    band = b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01"
    assert list(Tape().feed(band)) == [Band(3, b"\x10\x04\x01")]


def test_an_image_that_broke_off_takes_what_comes_next():
    tape = Tape()
    assert list(tape.feed(BAND[:-1])) == []
    assert tape.waiting
    assert list(tape.feed(ESC_INIT)) == [Band(1, b"\xff\x1b")]


def test_what_a_printer_ignores_is_ignored_and_what_it_does_not_know_is_counted():
    tape = Tape()
    assert list(tape.feed(b"\x00\x00ab\x1bX\x00" + CUT)) == [Cut()]
    assert tape.unknown == 4


def test_black_is_black_and_what_is_fed_is_white():
    (paper,) = papers(BAND + b"\x1bd\x02" + CUT)
    assert paper.size == (8, 2 + 2 * LINE_DOTS)
    assert [paper.getpixel((x, 0)) for x in (0, 7)] == [0, 0]
    assert [paper.getpixel((x, 1)) for x in (0, 1)] == [0, 255]
    assert paper.getpixel((0, 2)) == 255


def test_each_cut_ends_a_paper_and_the_rest_hangs_in_the_printer():
    assert [paper.height for paper in papers(BAND + CUT + BAND + BAND + CUT + BAND)] == [2, 4, 2]


def test_a_paper_becomes_a_picture_file(tmp_path):
    path = tmp_path / "paper.png"
    path.write_bytes(png(BAND + CUT))
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "1", (8, 2))


def test_bytes_that_print_nothing_are_no_picture():
    with pytest.raises(ValueError, match="3 bytes"):
        png(b"\x10\x04\x01")
