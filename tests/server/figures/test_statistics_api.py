"""The statistics over HTTP: the address is the question, and the answer is as it is described."""

import csv
import io
import json
from pathlib import Path

import pytest

from server import wording
from server.api.figures_answers import Statistics, StatisticsPage
from server.figures import answers
from server.office.errors import FiguresBusy
from tests.rooms import MINUTE
from tests.server.figures.test_exports import opened
from tests.server.test_api import kind, program

SAMPLE = Path(__file__).parents[2] / "figures_sample.json"
TICKET = {"service": "commercial-licence", "language": "ar"}
SEPTEMBER = "from=2026-09-01&to=2026-09-30"


@pytest.fixture
def manager(house):
    """A manager's program, after one was served at counter 1, and while another one waits."""
    client = program(house)
    client.post("/api/counters/1/open")
    client.post("/api/tickets", json=TICKET)
    for verb in ("call-next", "start", "finish"):
        house.clock.advance(4 * MINUTE)
        assert client.post(f"/api/counters/1/{verb}").status_code == 200
    client.post("/api/tickets", json=TICKET | {"service": "complaints"})
    return client


def ask(client, query, of=""):
    answer = client.get(f"/api/statistics{of}?{query}")
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def test_a_question_is_answered_in_rows(manager):
    told = ask(manager, f"{SEPTEMBER}&by=service&against=previous")
    assert [(row["key"]["service"], row["served"]) for row in told["rows"]] == [
        ("commercial-licence", 1), ("complaints", 0),
    ]  # fmt: skip
    assert (told["total"]["taken"], told["compared"]["taken"], told["provisional"]) == (2, 0, True)
    assert told["question"]["text"] == f"{SEPTEMBER}&against=previous&by=service"
    assert ask(manager, f"{SEPTEMBER}&service=complaints")["total"]["taken"] == 1
    assert ask(manager, "from=2026-01-01&to=2026-01-31")["total"]["taken"] == 0


def test_without_a_word_it_is_this_month_until_today(manager):
    asked = ask(manager, "")["question"]
    assert (asked["from"], asked["to"], asked["against"]) == ("2026-09-01", "2026-09-21", None)
    assert ask(manager, "", "/page")["question"]["against"] == {"from": "2026-08-01", "to": "2026-08-21"}


def test_a_day_that_is_over_is_not_today(house, manager):
    house.clock.advance(3 * 24 * 60 * MINUTE)
    told = ask(manager, "")
    assert (told["question"]["to"], told["provisional"]) == ("2026-09-24", False)
    assert (told["total"]["open"], told["total"]["left"]["count"]) == (0, 1)


def test_an_answer_is_what_its_description_says(manager):
    for told, model in (
        (ask(manager, f"{SEPTEMBER}&by=counter&by=clerk"), Statistics),
        (ask(manager, SEPTEMBER, "/page"), StatisticsPage),
        (json.loads(SAMPLE.read_text("utf-8")), StatisticsPage),
    ):
        assert model.model_validate(told).model_dump(by_alias=True) == told


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=x&to=y", "from=x"), ("from=2026-02-30", "from=2026-02-30"), ("to=2026-01-01&from=2026-01-02", "to="),
        ("x=1", "x="), ("from=2026-01-01&from=2026-01-02", "from="), ("by=colour", "by=colour"),
        ("counter=0", "counter=0"), ("time=25:00-26:00", "time=25:00-26:00"), ("weekday=Monday", "weekday=Monday"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_named(standing, query, parameter):
    manager = program(standing)
    for of in ("", "/page", ".csv", ".xlsx"):
        answer = manager.get(f"/api/statistics{of}?{query}")
        assert (answer.status_code, kind(answer)) == (422, "bad-question")
        assert parameter in answer.get_json()["detail"] or of


def test_a_page_has_rows_of_its_own(standing):
    assert kind(program(standing).get("/api/statistics/page?by=day")) == "bad-question"


def test_only_managers_ask(standing):
    clerk = standing.client()
    clerk.environ_base["HTTP_AUTHORIZATION"] = standing.token("clerk")["Authorization"]
    for of in ("", "/page", ".csv", ".xlsx"):
        assert clerk.get(f"/api/statistics{of}").status_code == 403


def test_the_rows_come_as_files_in_the_language_that_is_asked_for(manager):
    answer = manager.get(f"/api/statistics.csv?{SEPTEMBER}&by=service&lang=fr")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statistics-2026-09-01-2026-09-30.csv"'
    head, *rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""))
    assert head[:2] == ["Service, code", "Service, nom"]
    assert [row[:3] for row in rows] == [
        ["commercial-licence", "Licences commerciales", "1"], ["complaints", "Plaintes et réclamations", "1"],
    ]  # fmt: skip
    (total,) = csv.DictReader(manager.get("/api/statistics.csv?lang=en").get_data(as_text=True).splitlines())
    assert (total["Came"], total["Provisional (1: the day still runs)"]) == ("2", "1")


def test_a_workbook_comes_from_the_other_process(house, manager, monkeypatch):
    monkeypatch.setitem(answers._WITHIN_S, "xlsx", 600)  # beside other tests, which that process lets go first
    answer = manager.get(f"/api/statistics.xlsx?{SEPTEMBER}&lang=ar")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith('2026-09-01-2026-09-30.xlsx"')
    assert house.office.answers.bookkeeping.pid
    book = opened(answer.get_data())
    assert book.worksheets[0].sheet_view.rightToLeft
    total = ask(manager, SEPTEMBER)["total"]
    assert [row[1].value for row in book.worksheets[0][3:4]] == [total["taken"], total["served"]]


def test_what_no_process_answers_is_a_problem_that_passes(house, manager, monkeypatch):
    def refuse(*question):
        raise FiguresBusy()

    monkeypatch.setattr(house.office.answers.bookkeeping, "ask", refuse)
    answer = manager.get(f"/api/statistics.xlsx?{SEPTEMBER}")
    assert (answer.status_code, kind(answer), "Retry-After" in answer.headers) == (503, "figures-busy", True)


def test_the_week_begins_as_it_does_in_the_country():
    assert [wording.week_starts(each) for each in ("LY", "MA", "FR", "US", "nowhere")] == [5, 0, 0, 6, 0]
