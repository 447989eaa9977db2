"""`python -m server stats`: the API's answers in a terminal and as files, with a running office and without one."""

import csv
import io
import json

import pytest

from server import desk
from server.clock import FixedClock
from server.figures import answers
from server.figures.stats_table import duration, lines
from server.record import Record
from server.settings import load
from tests import figures_sample
from tests.rooms import MINUTE, MORNING, clerk
from tests.server.commands import refused, run
from tests.server.figures.test_exports import opened

DAYS = ("--from", "2026-09-01", "--to", "2026-09-21")


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """Seven people of one day, called after four minutes each."""
    folder, clock = tmp_path_factory.mktemp("past"), FixedClock(at=MORNING)
    record = Record(load(None, {"server.data": str(folder)}), clock)
    do = record.writer.do
    do(lambda tx: desk.open_counter(tx, 1), clerk(7))
    for number in range(7):
        service = "information" if number % 2 else "complaints"
        do(lambda tx, service=service: desk.issue(tx, service, "ar"), clerk(7))
        clock.advance(4 * MINUTE)
        for verb in (desk.call_next, desk.start, desk.finish):
            do(lambda tx, verb=verb: verb(tx, 1), clerk(7))
    clock.advance(24 * 60 * MINUTE)
    do(desk.turn_day, clerk(7))
    record.close()
    return folder


def test_figures_stand_in_an_aligned_table(past):
    total, rows = run(past, "stats", *DAYS, "--by", "service").stdout.split("\n\n")
    told = {line[:38].strip(): line[38:].strip() for line in total.splitlines()}
    assert (told["Came"], told["Wait: median"], told["Wait: nine in ten"]) == ("7", "4 min 00 s", "–")
    assert told["Called within the target"] == "7 of 7 (100 %)"
    assert "Provisional" not in total
    assert [line.split()[:3] for line in rows.splitlines()] == [
        ["service", "came", "served"], ["complaints", "4", "4"], ["information", "3", "3"],
    ]  # fmt: skip
    assert len({line.index("100 %") for line in rows.splitlines()[1:]}) == 1


def test_every_shape_tells_the_same_rows(past, tmp_path, monkeypatch):
    monkeypatch.setitem(answers._WITHIN_S, "xlsx", 600)  # beside other tests, which its process lets go first
    words = ("stats", *DAYS, "--by", "service", "--by", "half-hour", "--weekday", "mon")
    told = json.loads(run(past, *words, "--format", "json").stdout)
    assert told["question"]["text"].endswith("&weekday=mon&by=service&by=half-hour")
    taken = [row["taken"] for row in told["rows"]]
    assert sum(taken) == told["total"]["taken"] == 7
    _, *rows = csv.reader(
        io.StringIO(run(past, *words, "--format", "csv").stdout_bytes.decode("utf-8-sig"), newline="")
    )
    assert [int(row[3]) for row in rows] == taken
    book, table = tmp_path / "book.xlsx", tmp_path / "table.csv"
    said = run(past, *words, "--xlsx", str(book), "--csv", str(table), "--language", "fr").stdout
    assert "book.xlsx: " in said
    head, *kept = opened(book.read_bytes())["Chiffres"].values
    assert [row[3] for row in kept] == taken
    heads = next(csv.reader([table.read_text("utf-8-sig").splitlines()[0]]))[: len(head)]
    assert [each.removesuffix(" (s)") for each in heads] == list(head), "a workbook knows durations"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--by", "colour"), "by=colour"),
        (("--from", "yesterday"), "from=yesterday"),
        ((*DAYS, "--csv", "/nowhere/figures.csv"), "/nowhere/figures.csv cannot be written"),
    ],
)
def test_what_cannot_be_is_one_sentence(past, words, sentence):
    assert sentence in refused(run(past, "stats", *words))


def test_members_of_staff_stand_by_their_names():
    told = figures_sample.page("from=2026-11-22&to=2026-11-26")
    text = list(lines(told | {"rows": told["clerks"], "question": told["question"] | {"by": ["clerk"]}}))
    assert "Provisional: the day still runs." in text
    assert [line.split()[0] for line in text[-4:]] == ["سالمة", "Karim", "نورة", "Hédi"]


def test_times_are_told_as_people_say_them():
    told = [duration(each) for each in (None, 0, 59, 60, 3599, 3600, 7325, {"more_than_s": 900})]
    assert told == [
        "–", "0 s", "59 s", "1 min 00 s", "59 min 59 s", "1 h 00 min", "2 h 02 min", "more than 15 min 00 s",
    ]  # fmt: skip


def test_half_a_percent_is_a_whole_one_and_a_small_share_is_not_nothing():
    told = figures_sample.page("from=2026-11-22&to=2026-11-23")
    told["total"]["level"] |= {"within": 23, "of": 40}
    told["total"]["calls"] |= {"out_of_turn": 11, "count": 2643}
    told["total"]["time"]["handled_per_hour"] = 7.25
    text = {line[:38].strip(): line[38:].strip() for line in lines(told)}
    assert (text["Called within the target"], text["Handled per hour"]) == ("23 of 40 (58 %)", "7.3")
    assert text["Called out of turn"] == "11 of 2,643 (0.4 %)"
