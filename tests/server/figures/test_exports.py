"""The figures as files: read back by other libraries they are those of the answer, and no text of theirs acts."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from server.figures import exports
from server.figures.answering import Answering
from server.figures.file_words import file_words
from server.office.periods import Period
from server.office.questions import parse
from tests import figures_sample
from tests.rooms import Room

LANGUAGES = ("ar", "fr", "en")
FORTNIGHT = {"from": ["2026-11-15"], "to": ["2026-11-28"]}
EVIL = '=HYPERLINK("http://example.org","x")'


@pytest.fixture(scope="module")
def office():
    """`told(kind, language, **query)`: an answer of the sample's office, as bytes; `catalogue` is its own."""
    catalogue, now = Room().ask(lambda tx: (tx.catalogue, tx.now))
    days = list(figures_sample._Books().days(None, catalogue, now, Period(date(2026, 11, 12), figures_sample.TODAY)))
    books = SimpleNamespace(days=lambda *of: (day for day in days if of[-1].first <= day.date <= of[-1].last))
    answering = Answering(figures_sample._record(), catalogue, now, books)

    def told(kind, language="en", **query):
        question = parse(FORTNIGHT | query, figures_sample.TODAY, week_starts=6)
        # As they reach another process.
        words = json.loads(json.dumps(file_words(language, catalogue, now)))
        return exports.answer(answering, kind, question, words)

    return SimpleNamespace(told=told, words=partial(file_words, catalogue=catalogue, now=now), answering=answering)


def lines(data):
    """A CSV file as a spreadsheet reads it, the head apart."""
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert {len(row) for row in rows} == {len(head)}
    assert len(set(head)) == len(head), "each head stands once"
    return head, rows


def opened(data):
    """A workbook, read by another library than the one that wrote it; imported by whoever comes here alone."""
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data))


def sheets(data):
    """A workbook as lists of lines by the names of its sheets."""
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in opened(data)}


def value(row, path):
    """What a row of an answer has at a path; estimates that are not reached are told apart."""
    for name in path.split("."):
        row = None if row is None else row.get(name, 0) if name not in row and "left_out" in path else row[name]
    return row


#: By the English head: where the answer has it.
PLACES = {
    "Came": "taken", "Visits served": "served", "Wait: values": "wait.n",
    "Service time: mean (s)": "service_time.mean_s", "Called within the target": "level.strict",
    "Left without being called: share": "left.share", "Called out of turn": "calls.out_of_turn",
    "Counters free (s)": "time.idle_s",
    "Handled per hour": "time.handled_per_hour", "Whole visit: nine in ten (s)": "visit_time.p90_s",
    "Left out: Finished visits of unknown length": "left_out.visit_unknown",
}  # fmt: skip


def same(cell, figure):
    """Whether a cell holds a figure of the answer: as text, as a number, or as a duration."""
    if isinstance(cell, timedelta):
        return cell.total_seconds() == pytest.approx(figure, abs=0.001)
    return (cell in (None, "")) if figure is None else float(cell) == pytest.approx(figure, rel=1e-12)


@pytest.mark.parametrize("by", [["service", "weekday"], ["clerk"], ["day", "priority"], ["half-hour"]])
def test_the_rows_of_a_table_of_text_are_those_of_the_answer(office, by):
    answer = json.loads(office.told("rows", by=by))
    head, rows = lines(office.told("csv", by=by))
    assert len(rows) == len(answer["rows"])
    for cells, row in zip(rows, answer["rows"], strict=True):
        told = dict(zip(head, cells, strict=True))
        assert str(next(iter(row["key"].values()))) in (cells[0] or "None")
        assert all(same(told[name], value(row, path)) for name, path in PLACES.items())
        for median, more in (("median (s)", "median more than (s)"), ("nine in ten (s)", "nine in ten, more than (s)")):
            figure = row["wait"]["median_s" if median.startswith("median") else "p90_s"]
            reached = None if isinstance(figure, dict) else figure
            assert same(told[f"Wait: {median}"], reached)
            assert same(told[f"Wait: {more}"], figure["more_than_s"] if isinstance(figure, dict) else None)


def test_estimates_that_are_not_reached_have_a_column_of_their_own(office):
    head, rows = lines(office.told("csv", by=["day"]))
    of = head.index("Wait: nine in ten, more than (s)")
    assert any(row[of] and not row[of - 1] for row in rows)
    assert any(row[of - 1] and not row[of] for row in rows)


def test_without_rows_it_is_the_total_and_what_it_is_compared_with(office):
    head, rows = lines(office.told("csv", against=["2026-11-08..2026-11-14"]))
    assert head[:3] == ["From (date)", "Until (date)", "Came"]
    assert [row[:2] for row in rows] == [["2026-11-15", "2026-11-28"], ["2026-11-08", "2026-11-14"]]
    answer = json.loads(office.told("rows", against=["2026-11-08..2026-11-14"]))
    assert [int(row[2]) for row in rows] == [answer["total"]["taken"], answer["compared"]["taken"]]


def test_codes_stand_beside_names_in_the_language_of_the_file(office):
    told = {language: lines(office.told("csv", language, by=["weekday", "service"])) for language in LANGUAGES}
    assert [rows[0][:4] for _, rows in told.values()] == [
        ["sun", "الأحد", "commercial-licence", "الرخص التجارية"],
        ["sun", "dimanche", "commercial-licence", "Licences commerciales"],
        ["sun", "Sunday", "commercial-licence", "Commercial licences"],
    ]
    numbers = [[row[4:] for row in rows] for _, rows in told.values()]
    assert numbers[0] == numbers[1] == numbers[2], "figures are the same in every language"
    _, rows = lines(office.told("csv", by=["priority"]))
    assert rows[-1][:2] == ["", "none"]


def test_a_workbook_has_a_sheet_for_each_grouping_and_its_figures(office):
    page = json.loads(exports.encoded(office.answering.file(parse(FORTNIGHT, figures_sample.TODAY, week_starts=6))))
    told = sheets(office.told("xlsx"))
    assert list(told) == [
        "Total", "Days", "Half-hours", "Weekday and hour", "Services", "Counters", "Clerks", "Priority classes",
        "Out of turn", "Visits with several services", "Definitions", "Question",
    ]  # fmt: skip
    places = {place.removesuffix(" (s)"): path for place, path in PLACES.items()}
    total = dict(row[:2] for row in told["Total"])
    assert all(same(total.get(place), value(page["total"], path)) for place, path in places.items() if place in total)
    assert not any(name.startswith("Left out") and not count for name, count in total.items())
    assert all(name in total or name.startswith("Left out") for name in places)
    for name, part in (("Days", "days"), ("Services", "services"), ("Clerks", "clerks"), ("Weekday and hour", "heat")):
        head, *rows = told[name]
        assert len(rows) == len(page[part])
        for cells, row in zip(rows, page[part], strict=True):
            found = dict(zip(head, cells, strict=True))
            assert all(same(found[place], value(row, path)) for place, path in places.items() if place in found)
            assert found["Came"] == row["taken"]
    assert told["Days"][1][0] == datetime.fromisoformat(page["days"][0]["key"]["day"]), "a date"
    assert isinstance(total["Service time: mean"], timedelta) and total["From (date)"] == datetime(2026, 11, 15)
    assert not any("Counters" in head for head in told["Services"][0]), "nobody knows for which service one was open"
    assert ["other", "Another reason", page["exceptions"]["by_reason"]["other"]] in [
        row[:3] for row in told["Out of turn"]
    ]


@pytest.mark.parametrize(
    ("language", "head", "how"),
    [("en", "Services", "went on with"), ("fr", "Services", "a continué avec"), ("ar", "الخدمات", "تابع مع")],
)
def test_a_workbook_tells_of_visits_with_several_services(office, language, head, how):
    several = office.answering.file(parse(FORTNIGHT, figures_sample.TODAY, week_starts=6))["several"]
    *_, told, _, _ = sheets(office.told("xlsx", language)).values()
    between = next(row for row, cells in enumerate(told) if not any(cells))
    visits, ways = told[1:between], told[between + 2 :]
    assert told[0][0] == head
    assert [row[:2] for row in visits] == [[each["legs"], each["count"]] for each in several["visits"]]
    for row, each in zip(visits, several["visits"], strict=True):
        assert all(map(same, row[2:5], (each["visit_time"][part] for part in ("median_s", "p90_s", "n"))))
    assert [[row[0], row[3], row[5]] for row in ways] == [
        [each["from"], each["to"], each["count"]] for each in several["ways"]
    ]
    assert how in [row[2] for row in ways]


def test_a_workbook_of_rows_has_one_sheet_of_them(office):
    told = sheets(office.told("xlsx", by=["counter", "day"], counter=["1", "2"]))
    assert list(told) == ["Figures", "Definitions", "Question"]
    assert len(told["Figures"]) - 1 == len(
        json.loads(office.told("rows", by=["counter", "day"], counter=["1", "2"]))["rows"]
    )
    asked = dict(row[:2] for row in told["Question"])
    assert (asked["Rows by"], asked["Only"]) == ("Counter, Day", "Counter: 1, 2")
    assert asked["Fingerprint of the last day"].startswith("2026-11-26:")


@pytest.mark.parametrize("language", LANGUAGES)
def test_definitions_come_with_a_workbook_in_its_language_and_direction(office, language):
    data = office.told("xlsx", language, by=["service"])
    book = opened(data)
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {language == "ar"}
    figures, definitions, _ = book.worksheets
    assert figures.freeze_panes == "C2"
    words = office.words(language)
    told = {row[0].value: [cell.value for cell in row[1:]] for row in definitions.iter_rows(min_row=2)}
    assert told.keys() == words["measures"].keys()
    assert all(kept[: len(said)] == said for said, kept in zip(words["measures"].values(), told.values(), strict=True))


def test_no_text_is_a_formula(office):
    told = json.loads(office.told("rows", by=["service"]))
    told["names"]["services"] = {code: {"en": EVIL} for code in told["names"]["services"]}
    words = office.words("en")
    text = exports.as_csv(told, words)
    _, rows = lines(text)
    assert {row[1] for row in rows} == {f"'{EVIL}"}
    from server.figures.workbook import workbook

    book = opened(workbook(told | {"fingerprint": None}, words))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert sum(cell.value == EVIL for cell in cells) == len(rows)


@pytest.mark.parametrize(("first", "name"), [("2026-06-01", "Weeks"), ("2021-01-01", "Months")])
def test_a_long_period_is_cut_into_longer_pieces(office, first, name):
    assert list(sheets(office.told("xlsx", **{"from": [first]})))[1] == name
