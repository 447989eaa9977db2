"""The report of a day: what it tells, that the fingerprint on it is found again, and its page."""

import re

import pytest
from click.testing import CliRunner

from server import check, desk
from server.api.report_answers import DayReport
from server.cli import main
from server.figures.left_out_words import left_out
from server.figures.measure_words import measures
from server.line_history import WHAT
from server.manager.figures import Figures
from server.manager.report import DEFINED
from server.office.actors import SYSTEM
from server.office.catalogue import Rules
from server.office.counted import LEFT_OUT
from server.past_words import EXCEPTIONS
from server.reason_words import REASONS
from server.record import data_file
from server.wording import LANGUAGES, direction
from tests.rooms import MINUTE
from tests.server.conftest import House
from tests.server.test_api import kind, program

TICKET = {"service": "commercial-licence", "language": "ar"}
FIRST, SECOND = "2026-09-21", "2026-09-22"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory):
    """An office with two days: on the first, one was served and one was called out of turn; the second still runs."""
    opened = House(tmp_path_factory.mktemp("report"))
    client = program(opened)
    client.post("/api/counters/1/open")
    issued = [client.post("/api/tickets", json=TICKET).get_json() for _ in range(3)]
    opened.clock.advance(4 * MINUTE)
    for verb, said in (
        ("call-next", {}),
        ("start", {}),
        ("finish", {}),
        ("call", {"ticket": issued[2]["id"], "reason": "unwell"}),
    ):
        assert client.post(f"/api/counters/1/{verb}", json=said).status_code == 200
        opened.clock.advance(2 * MINUTE)
    opened.clock.advance(24 * 60 * MINUTE)
    opened.writer.do(desk.turn_day, SYSTEM)
    client.post("/api/tickets", json=TICKET)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def manager(house):
    return program(house)


def told(manager, dated):
    answer = manager.get(f"/api/report/{dated}")
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def test_a_report_has_the_figures_of_its_day_alone(manager):
    report = told(manager, FIRST)
    assert (report["date"], report["days"], report["provisional"]) == (FIRST, [1], False)
    assert (report["total"]["taken"], report["total"]["served"], report["total"]["left"]["count"]) == (3, 1, 1)
    assert [row["key"] for row in report["counters"]] == [{"counter": 1}]
    assert report["total"] == manager.get(f"/api/statistics?from={FIRST}&to={FIRST}").get_json()["total"]


def test_what_did_not_follow_the_rule_stands_by_name_and_reason(manager):
    (entry,) = told(manager, FIRST)["exceptions"]
    assert (entry["what"], entry["number"], entry["counter"], entry["reason"]) == ("called", "A003", 1, "unwell")
    assert told(manager, SECOND)["exceptions"] == []


def test_the_running_day_is_provisional_and_reports_follow_each_other(manager):
    reports = told(manager, FIRST), told(manager, SECOND)
    assert [each["provisional"] for each in reports] == [False, True]
    assert [(each["before"], each["after"]) for each in reports] == [(None, SECOND), (FIRST, None)]


def test_a_report_is_what_its_description_says(manager):
    report = told(manager, FIRST)
    assert DayReport.model_validate(report).model_dump(by_alias=True) == report


@pytest.mark.parametrize("dated", ["2026-09-20", "x", "2026-02-30", "2026-09-21;", "9" * 400])
def test_a_date_without_a_business_day_is_unknown(manager, dated):
    answer = manager.get(f"/api/report/{dated}")
    assert (answer.status_code, kind(answer)) == (404, "unknown-day")


def test_only_managers_read_a_report(house):
    clerk = house.signed_in()
    assert clerk.get(f"/api/report/{FIRST}").status_code == 403


def test_the_fingerprint_of_a_report_is_found_on_its_day_alone(house, manager):
    path = data_file(house.settings)
    first, second = (told(manager, dated)["fingerprint"] for dated in (FIRST, SECOND))
    assert [(seen.seq, seen.day) for seen in check.seen_day(path, FIRST, first["hash"])] == [(first["seq"], 1)]
    assert [(seen.seq, seen.day) for seen in check.seen_day(path, SECOND, second["hash"].upper())] == [
        (second["seq"], 2)
    ]
    assert check.seen_day(path, SECOND, first["hash"]) == []
    assert check.seen_day(path, "2026-09-20", first["hash"]) == []


def test_the_command_line_looks_a_report_up(house, manager):
    def look_up(paper):
        return CliRunner().invoke(main, ["check", "--data", house.settings.server.data, "--seen", paper])

    mark = told(manager, FIRST)["fingerprint"]
    found = look_up(f" {FIRST}:{mark['hash'].upper()}… ")
    assert (found.exit_code, found.output) == (
        0, f"Event {mark['seq']} of {FIRST}, business day 1: the fingerprint is right.\n",
    )  # fmt: skip
    assert "bears 10 digits" in look_up(f"{FIRST}:{mark['hash'][:9]}").output
    forged = look_up(f"{SECOND}:{mark['hash']}")
    assert forged.exit_code == 1 and f"knows no event of {SECOND}" in forged.output


# ---- the page


def page(manager, path=f"/{FIRST}?lang=en"):
    answer = manager.get(f"/manager/report{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_sheet_says_what_the_answer_says(manager):
    text, mark = page(manager), told(manager, FIRST)["fingerprint"]
    assert "Monday, September 21, 2026" in text
    assert f"python -m server check --seen {FIRST}:{mark['hash']}" in text
    assert re.search(r"<time>09:1.</time> <b class=\"number\">A003</b> <span>Was called out of turn ·", text)
    assert "<dt>Came</dt><dd><b>3</b>" in text
    assert ">Services finished</th>" in text and ">Served</th>" in text, "of counters services, of services visits"
    assert "Provisional" not in text and re.search(r"Goal of .80%.: not reached<", text)
    running = page(manager, f"/{SECOND}?lang=en")
    assert "Provisional" in running and re.search(r"Goal: .80%.", running)


def test_every_figure_of_the_sheet_stands_with_its_definition(manager):
    text = page(manager)
    for name, each in measures(lambda text: text).items():
        assert (f"<dt>{each.name}</dt> <dd>{each.definition}</dd>" in text) == (name in DEFINED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_speaks_the_readers_language(manager, language):
    text = page(manager, f"/{FIRST}?lang={language}")
    assert f'<html lang="{language}" dir="{direction(language)}"' in text
    assert not re.search("[٠-٩]", text)


def test_the_last_day_is_found_without_its_date_and_days_lead_to_each_other(manager):
    assert manager.get("/manager/report").headers["Location"] == f"/manager/report/{SECOND}"
    assert manager.get("/manager/report?lang=fr").headers["Location"] == f"/manager/report/{SECOND}?lang=fr"
    assert f'rel="next" href="/manager/report/{SECOND}"' in page(manager)


def test_where_no_day_was_the_page_leads_to_those_beside_it(manager):
    for dated, said, way in (
        ("2026-09-25", "on \u2068Friday, September 25, 2026\u2069", f'rel="prev" href="/manager/report/{SECOND}"'),
        ("2026-09-20", "on \u2068Sunday, September 20, 2026\u2069", f'rel="next" href="/manager/report/{FIRST}"'),
        ("<b>", "on \u2068&lt;b&gt;\u2069", f'href="/manager/report/{SECOND}"'),
    ):
        answer = manager.get(f"/manager/report/{dated}?lang=en")
        assert (answer.status_code, said in answer.text, way in answer.text) == (404, True, True), answer.text
        assert 'href="/manager/statistics"' in answer.text, "it stands in the manager's frame"


def test_a_day_on_which_nobody_came_has_a_sheet_too(tmp_path):
    opened = House(tmp_path)
    client = program(opened)
    assert client.get("/manager/report").status_code == 404
    opened.writer.do(desk.turn_day, SYSTEM)
    text = page(client)
    assert "<dt>Came</dt><dd><b>0</b>" in text and "Everything went by the rule." in text
    assert "By counter" not in text and "n = 0" in text
    opened.close()


def test_whoever_is_no_manager_sees_no_report(house):
    assert house.client().get(f"/manager/report/{FIRST}").status_code == 303
    assert house.client().get("/manager/report", headers=house.token("clerk")).status_code == 403


def test_why_a_value_is_left_out_is_said_of_every_code():
    assert tuple(left_out(lambda text: text)) == LEFT_OUT


def test_every_exception_has_words_and_every_reason():
    assert set(EXCEPTIONS) == set(WHAT.values())
    assert set(Rules().out_of_turn_reasons) <= set(REASONS)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        (0, "0 s"),
        (59, "59 s"),
        (59.6, "1 min"),
        (90, "2 min"),
        (3570, "1 h 0 min"),
        ({"more_than_s": 600}, "more than 10 min"),
    ],
)
def test_how_a_duration_is_written(value, written):
    assert Figures("en").percentile(value) == written


@pytest.mark.parametrize(
    ("strict", "provisional", "written"),
    [
        (None, True, "Goal: 80%"),
        (0.795, False, "Goal of 80%: reached"),
        (0.795, True, "Goal of 80%: reached so far"),
        (0.79, False, "Goal of 80%: not reached"),
        (0.79, True, "Goal of 80%: not reached so far"),
    ],
)
def test_while_a_day_runs_its_goal_is_not_missed(strict, provisional, written):
    verdict = Figures("en").verdict(strict, 80, provisional=provisional)
    assert re.sub("[\u2066\u2069]", "", verdict) == written
