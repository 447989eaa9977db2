"""A counter over the API: results, somebody who comes along, the whole line, the day, and the rules of the work."""

from itertools import product

import pytest

from server import desk
from server.api.rules import NewRules
from tests.rooms import KIOSK, MANAGER, UNHURRIED
from tests.server.conftest import ORIGIN, House


def kind(answer):
    return answer.get_json()["type"].removeprefix("/problems/")


class AtCounter:
    """A program or a member of staff at a counter."""

    def __init__(self, browser, number, headers=None):
        self.browser, self.number, self.headers = browser, number, headers

    def __call__(self, verb, **said):
        return self.browser.post(f"/api/counters/{self.number}/{verb}", json=said, headers=self.headers)

    def done(self, verb, **said):
        answer = self(verb, **said)
        assert answer.status_code == 200, answer.text
        return answer.get_json()


def issue(house: House, service="commercial-licence"):
    house.writer.do(lambda tx: desk.set_hours(tx, UNHURRIED), MANAGER)
    return house.writer.do(lambda tx: desk.issue(tx, service, "ar"), KIOSK)


@pytest.fixture
def at(house):
    """A program at counter 1, that serves the first of two tickets."""
    issue(house)
    issue(house)
    at = AtCounter(house.client(), 1, house.token())
    for verb in ("open", "call-next", "start"):
        at.done(verb)
    return at


def test_a_result_is_said_with_whatever_ends_the_service(at):
    more = at.done("continue", service="building-permit", outcome="done", sub_services={"copies": 2})
    first, present = more["ticket"]["legs"]
    assert (first["state"], first["outcome"], first["sub_services"]) == ("continued", "done", {"copies": 2})
    assert (present["state"], present["outcome"], present["sub_services"]) == ("serving", None, {})
    called = at.done("call-next", outcome="incomplete", expect=more["ticket"]["id"])
    assert called["ticket"]["number"] == "A002"
    assert [part["what"] for part in called["undo"]["done"]] == ["finish", "call-next"]
    assert at("finish", sub_services={"certificates": 99}).status_code == 200


NO_RESULTS = (
    ({"outcome": "wonderful"}, "bad-reason"),
    ({"sub_services": {"drawings": 1}}, "bad-count"),
    ({"sub_services": {"copies": 0}}, "bad-input"),
    ({"sub_services": {"copies": 100}}, "bad-input"),
    ({"sub_services": {"copies": "1"}}, "bad-input"),
    ({"sub_services": ["copies"]}, "bad-input"),
    ({"sub_services": {str(n): 1 for n in range(21)}}, "bad-input"),
)


def test_a_result_that_cannot_be_is_refused(at):
    for verb, (said, problem) in product(("finish", "call-next"), NO_RESULTS):
        answer = at(verb, **said)
        assert (answer.status_code, kind(answer)) == (422, problem), said


def test_a_result_needs_somebody_whose_it_is(at):
    at.done("finish")
    answer = at("call-next", outcome="done")
    assert (answer.status_code, kind(answer)) == (409, "no-ticket")
    assert at.browser.get("/api/counters/1", headers=at.headers).get_json()["ticket"] is None


def test_a_clerk_brings_whom_she_serves_to_another_counter(house):
    issue(house)
    salma = house.signed_in()
    here, there = AtCounter(salma, 1, ORIGIN), AtCounter(salma, 2, ORIGIN)
    for verb in ("open", "call-next"):
        here.done(verb)
    refused = there("open", bring=True)
    assert (refused.status_code, kind(refused)) == (409, "counter-busy")
    here.done("start")
    assert there("open").status_code == 409
    seen = there.done("open", bring=True, expect=None)
    assert (seen["ticket"]["number"], seen["ticket"]["state"], seen["clerk"]["name"]) == ("A001", "serving", "Salma")
    assert [part["what"] for part in seen["undo"]["done"]] == ["hold", "close", "open", "resume"]


def test_the_whole_line_is_told_in_its_order_with_whom_this_counter_may_call(house):
    issue(house)
    house.writer.do(lambda tx: desk.issue(tx, "complaints", "ar", "disability"), KIOSK)
    third = issue(house, "information")
    manager, headers = house.client(), house.token()
    for number in (1, 4):
        manager.post(f"/api/counters/{number}/open", headers=headers)
    manager.post("/api/counters/1/transfer", json={"counter": 4, "ticket": third.id}, headers=headers)
    for number, mine in ((1, [False, True, False]), (4, [True, True, True])):
        told = manager.get(f"/api/counters/{number}/line", headers=headers).get_json()
        assert [each["number"] for each in told["line"]] == ["C001", "A001", "G001"]
        assert [each["mine"] for each in told["line"]] == mine
        assert [each["bound"] for each in told["line"]] == [None, None, 4]
    assert told["sequence"] > 0
    assert told["line"][0].keys() == {"id", "number", "service", "priority", "since", "bound", "mine"}
    assert manager.get("/api/counters/99/line", headers=headers).status_code == 404
    assert house.client().get("/api/counters/1/line", headers=house.token("display")).status_code == 403


def test_staff_answer_whether_it_is_the_same_day_only_while_it_is_asked(house):
    issue(house)
    clerk, browser = house.token("clerk"), house.client()

    def say(**said):
        return browser.post("/api/day", json=said, headers=clerk)

    assert (say(same=True).status_code, kind(say(same=True))) == (409, "not-asked")
    house.clock.boot, house.clock.mono, house.clock.trusted = "another", 0, False
    for _ in range(2):
        assert say(same=True).get_json()["day"]["number"] == 1
    assert kind(say(same=False)) == "not-asked"
    house.clock.boot = "a third"
    assert say(same=False).get_json()["day"]["number"] == 2


@pytest.mark.parametrize("said", [{}, {"turn": True, "same": True}, {"turn": False}, {"same": None}, {"same": 1}])
def test_one_thing_is_said_of_the_day(standing, said):
    answer = standing.client().post("/api/day", json=said, headers=standing.token())
    assert (answer.status_code, kind(answer)) == (422, "bad-input")


def test_managers_change_the_rules_of_the_work_and_clerks_see_them(house):
    browser, manager, clerk = house.client(), house.token(), house.token("clerk")
    stands = {
        "start_after_s": 0,
        "sign_in_tries": 10,
        "target_min": 15,
        "goal_percent": 80,
        "outcomes": ["done", "incomplete", "refused", "referred"],
    }
    assert browser.get("/api/rules", headers=clerk).get_json() == stands
    assert browser.post("/api/rules", json={"start_after_s": 20}, headers=clerk).status_code == 403
    said = {"start_after_s": 20, "outcomes": ["granted"]}
    assert browser.post("/api/rules", json=said, headers=manager).get_json() == stands | said
    assert browser.get("/api/rules", headers=clerk).get_json() == stands | said


def test_a_rule_that_is_not_named_is_described_without_a_value():
    fields = NewRules.model_json_schema()["properties"]
    assert [name for name, field in fields.items() if "default" in field] == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"start_after_s": 9}, "bad-setting"),
        ({"sign_in_tries": 51}, "bad-setting"),
        ({"target_min": 241}, "bad-setting"),
        ({"goal_percent": 0}, "bad-setting"),
        ({"outcomes": ["done", "done"]}, "bad-setting"),
        ({"start_after_s": "20"}, "bad-input"),
        ({"outcomes": "done"}, "bad-input"),
        ({"undo_s": 3}, "bad-input"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(standing, said, problem):
    answer = standing.client().post("/api/rules", json=said, headers=standing.token())
    assert (answer.status_code, kind(answer)) == (422, problem)
