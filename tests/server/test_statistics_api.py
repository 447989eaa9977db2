"""The statistics over HTTP: the address is the question, and the answer is as it is described."""

import json
from pathlib import Path

import pytest

from server import wording
from server.api.figures_answers import Statistics, StatisticsPage
from tests.rooms import MINUTE
from tests.server.test_api import kind, program

SAMPLE = Path(__file__).parents[1] / "figures_sample.json"
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
def test_what_cannot_be_asked_is_named(manager, query, parameter):
    for of in ("", "/page"):
        answer = manager.get(f"/api/statistics{of}?{query}")
        assert (answer.status_code, kind(answer)) == (422, "bad-question")
        assert parameter in answer.get_json()["detail"] or of


def test_a_page_has_rows_of_its_own(manager):
    assert kind(manager.get("/api/statistics/page?by=day")) == "bad-question"


def test_only_managers_ask(house):
    clerk = house.signed_in()
    for of in ("", "/page"):
        assert clerk.get(f"/api/statistics{of}").status_code == 403


def test_the_week_begins_as_it_does_in_the_country():
    assert [wording.week_starts(each) for each in ("LY", "MA", "FR", "US", "nowhere")] == [5, 0, 0, 6, 0]
