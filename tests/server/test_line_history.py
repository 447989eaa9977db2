"""What moved anybody in the line is seen by all who work there: what, where, for what reason, and by whom."""

import pytest

from server import desk, now_view, people
from server.office.actors import SYSTEM
from server.views import View
from tests.rooms import KIOSK, MANAGER, UNHURRIED
from tests.server.conftest import ORIGIN, House


class Clerk:
    """A member of staff, or a program, that speaks to the API."""

    def __init__(self, browser, headers=ORIGIN):
        self.browser, self.headers = browser, headers

    def get(self, path, status=200):
        answer = self.browser.get(f"/api{path}", headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    def post(self, path, **said):
        answer = self.browser.post(f"/api{path}", json=said, headers=self.headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.get_json()

    def at(self, number, *verbs, **said):
        for verb in verbs:
            done = self.post(f"/counters/{number}/{verb}", **said)
        return done

    def history(self, query=""):
        return self.get(f"/history{query}")["entries"]

    def exceptions(self):
        return [entry["what"] for entry in self.history("?only=exceptions")]


def issue(house: House, service="commercial-licence", n=1):
    house.writer.do(lambda tx: desk.set_hours(tx, UNHURRIED), MANAGER)
    return [house.writer.do(lambda tx: desk.issue(tx, service, "ar"), KIOSK).id for _ in range(n)][-1]


@pytest.fixture
def salma(house):
    return Clerk(house.signed_in("Salma"))


@pytest.fixture
def amal(house):
    return Clerk(house.signed_in("Amal", "manager"))


def test_who_lets_a_friend_pass_is_seen_by_another_clerk_with_the_reason_and_the_counter(house, salma):
    friend = issue(house, n=3)
    salma.at(2, "open")
    called = salma.at(2, "call", ticket=friend, reason="other")
    assert [leg["out_of_turn"] for leg in called["ticket"]["legs"]] == ["other"]
    seen = Clerk(house.signed_in("Nadia")).history("?only=exceptions")
    assert [(each["what"], each["number"], each["counter"], each["reason"]) for each in seen] == [
        ("called", "A003", 2, "other")
    ]
    assert (seen[0]["by"], seen[0]["name"]) == ("staff", None), "names are the managers'"
    assert salma.history()[0]["name"] == "Salma", "and one's own"
    assert Clerk(house.signed_in("Amal", "manager")).history()[0]["name"] == "Salma"


def test_what_goes_by_the_rule_is_no_exception(house, salma):
    issue(house, n=2)
    salma.at(1, "open", "call-next", "start")
    house.clock.advance(60_000)
    salma.at(1, "finish", "call-next")
    assert salma.exceptions() == []
    assert [each["what"] for each in salma.history()] == ["called", "called", "issued", "issued"]
    assert {each["by"] for each in salma.history() if each["what"] == "issued"} == {"kiosk"}


def put_back(house, salma):
    salma.at(1, "call-next", "put-back")


def undone_call(house, salma):
    salma.at(1, "call-next", "undo")


def another_class(house, salma):
    salma.post(f"/tickets/{issue(house)}/class", priority="age")


def given_with_priority(house, salma):
    salma.post("/tickets", service="complaints", language="ar", priority="age")


def moved_while_it_waits(house, salma):
    salma.at(1, "transfer", ticket=issue(house), service="complaints")


def sent_on_unserved(house, salma):
    salma.at(1, "call-next")
    salma.at(1, "transfer", counter=1)


def cancelled(house, salma):
    salma.post(f"/tickets/{issue(house)}/cancel")


def made_void(house, salma):
    salma.post(f"/tickets/{issue(house)}/cancel", reason="duplicate")


def called_out_of_turn(house, salma):
    salma.at(1, "call", ticket=issue(house), reason="emergency")


def missed_and_back_by_a_clerk_with_its_place(house, salma):
    ticket = salma.at(1, "call-next", "recall")["ticket"]["id"]
    house.clock.advance(5 * 60_000)
    salma.at(1, "no-show")
    salma.post(f"/tickets/{ticket}/return")


def sent_for_a_paper_and_back(house, salma):
    salma.at(1, "call-next", "start")
    house.clock.advance(60_000)
    salma.at(1, "finish", outcome="incomplete")
    house.clock.advance(60_000)
    (ticket,) = salma.get("/tickets?number=A001")["tickets"]
    salma.post(f"/tickets/{ticket['id']}/return")


def finished_before_anybody_could_come(house, salma):
    salma.at(1, "call-next", "start")
    house.clock.advance(14_999)
    salma.at(1, "finish")


def finished_at_once_from_called(house, salma):
    salma.at(1, "call-next", "finish")


def put_on_hold_before_anybody_could_come(house, salma):
    salma.at(1, "call-next", "start", "hold")


def sent_to_another_service_before_anybody_could_come(house, salma):
    salma.at(1, "call-next")
    salma.at(1, "transfer", service="complaints")


def sent_to_another_counter_before_anybody_could_come(house, salma):
    Clerk(house.signed_in("Nadia")).at(2, "open")
    salma.at(1, "call-next", "start")
    salma.at(1, "transfer", counter=2)


def a_place_kept_for_hours(house, salma):
    salma.at(1, "call-next", "start")
    house.clock.advance(60_000)
    ticket = salma.at(1, "hold")["held"][0]["id"]
    house.clock.advance(40 * 60_000)
    salma.at(1, "resume", ticket=ticket)
    salma.at(1, "hold")
    house.clock.advance(40 * 60_000)
    salma.at(1, "resume", ticket=ticket)


def another_matter_that_the_counter_does_not_serve(house, salma):
    rows = house.writer.do(lambda tx: tx.setting("counters"), MANAGER)
    alone = [rows[0] | {"services": ["commercial-licence"]}, *rows[1:]]
    house.writer.do(lambda tx: tx.change_setting("counters", alone), MANAGER)
    salma.at(1, "call-next", "start")
    salma.at(1, "continue", service="complaints")


QUIET = {
    sent_to_another_service_before_anybody_could_come: "transferred",
    sent_to_another_counter_before_anybody_could_come: "transferred",
    a_place_kept_for_hours: "resumed",
    another_matter_that_the_counter_does_not_serve: "continued",
    finished_before_anybody_could_come: "finished",
    finished_at_once_from_called: "finished",
    put_on_hold_before_anybody_could_come: "held",
    put_back: "put-back",
    undone_call: "undone",
    another_class: "class",
    given_with_priority: "issued",
    moved_while_it_waits: "transferred",
    sent_on_unserved: "transferred",
    cancelled: "cancelled",
    made_void: "cancelled",
    called_out_of_turn: "called",
    missed_and_back_by_a_clerk_with_its_place: "returned",
    sent_for_a_paper_and_back: "returned",
}


@pytest.mark.parametrize("way", QUIET, ids=lambda way: way.__name__)
def test_every_quiet_way_past_the_others_is_an_exception(house, salma, way):
    issue(house)
    salma.at(1, "open")
    way(house, salma)
    (entry,) = salma.history("?only=exceptions")
    assert (entry["what"], entry["counter"], entry["by"]) == (QUIET[way], 1, "staff")
    assert entry["reason"] == {made_void: "duplicate", called_out_of_turn: "emergency"}.get(way)
    assert salma.get("/my-day")["exceptions"] == [entry]


def test_what_was_undone_is_named(house, salma):
    issue(house, n=2)
    salma.at(1, "open", "call-next", "start", "call-next", "undo")
    undone = {each["number"]: (each["undoes"], each["exception"]) for each in salma.history()[:2]}
    assert undone == {"A001": ("finish", False), "A002": ("call-next", True)}


def test_who_is_sent_on_from_the_counter_was_not_moved_in_the_line(house, salma):
    issue(house)
    salma.at(1, "open", "call-next", "start")
    house.clock.advance(15_000)
    salma.at(1, "transfer", service="complaints")
    last = salma.history()[0]
    assert (last["what"], last["exception"]) == ("transferred", False)


def test_who_came_to_the_wrong_service_and_is_sent_on_was_not_moved_in_the_line(house, salma):
    issue(house)
    salma.at(1, "open", "call-next")
    house.clock.advance(15_000)
    salma.at(1, "transfer", service="complaints")
    assert salma.exceptions() == []


def test_a_hold_of_an_hour_is_no_exception(house, salma):
    issue(house)
    salma.at(1, "open", "call-next", "start")
    house.clock.advance(60_000)
    ticket = salma.at(1, "hold")["held"][0]["id"]
    house.clock.advance(60 * 60_000)
    salma.at(1, "resume", ticket=ticket)
    assert [each["what"] for each in salma.history()] == ["called", "issued"]


def test_a_counter_that_closes_moves_nobody(house, salma):
    issue(house)
    salma.at(1, "open", "call-next", "start")
    house.clock.advance(15_000)
    salma.at(1, "transfer", counter=1)
    salma.at(1, "close")
    assert [each["what"] for each in salma.history()[:2]] == ["transferred", "transferred"]
    assert salma.exceptions() == []


def test_what_a_program_of_the_machine_does_is_seen_too(house, salma):
    ticket = issue(house)
    house.writer.do(lambda tx: desk.change_class(tx, ticket, "age"), SYSTEM)
    assert [(each["what"], each["by"]) for each in salma.history("?only=exceptions")] == [("class", "system")]


def test_who_gives_up_by_themselves_is_no_exception(house, salma):
    ticket = issue(house)
    house.writer.do(lambda tx: desk.cancel(tx, ticket), KIOSK)
    last = salma.history()[0]
    assert (last["what"], last["by"], last["exception"]) == ("cancelled", "kiosk", False)


def test_a_ticket_tells_its_legs_and_what_moved_it(house, salma):
    ticket = issue(house)
    salma.at(1, "open", "call-next", "start")
    salma.at(1, "continue", service="complaints")
    told = salma.get(f"/tickets/{ticket}/history")
    assert told["ticket"]["id"] == ticket
    assert [leg["state"] for leg in told["legs"]] == ["continued", "serving"]
    assert [entry["what"] for entry in told["entries"]] == ["issued", "called"]
    salma.get("/tickets/999999/history", status=404)


def test_a_long_day_is_read_in_parts(house, salma):
    issue(house, n=60)
    first = salma.get("/history")
    rest = salma.get(f"/history?before={first['entries'][-1]['seq']}")
    assert (len(first["entries"]), first["more"], len(rest["entries"]), rest["more"]) == (50, True, 10, False)
    seqs = [each["seq"] for each in first["entries"] + rest["entries"]]
    assert seqs == sorted(set(seqs), reverse=True)


def test_the_history_is_of_today(house, salma):
    issue(house)
    assert (salma.get("/history")["day"]["number"], len(salma.history())) == (1, 1)
    house.writer.do(desk.turn_day, MANAGER)
    assert (salma.get("/history")["day"]["number"], salma.history()) == (2, [])


@pytest.mark.parametrize("path", ("/history?before=0", "/history?only=all", "/history?after=3", "/sign-ins?staff=x"))
def test_what_cannot_be_asked_is_refused(amal, path):
    amal.get(path, status=422)


# ---- the own day


def test_the_own_day_counts_what_was_done_in_ones_own_name(house, salma):
    issue(house, n=4)
    salma.at(1, "open", "call-next", "put-back")
    salma.at(1, "call-next", "start")
    house.clock.advance(4 * 60_000)
    salma.at(1, "finish", sub_services={"copies": 2})
    salma.at(1, "call-next", "start")
    salma.at(1, "continue", service="complaints", sub_services={"copies": 1})
    house.clock.advance(15_000)
    salma.at(1, "finish")
    salma.at(1, "pause", reason="prayer")
    house.clock.advance(10 * 60_000)
    day = salma.get("/my-day")
    assert (day["counter"], day["served"], day["called"], day["missed"], day["put_backs"]) == (1, 2, 2, 0, 1)
    assert day["sub_services"] == {"copies": 3}
    assert day["service_time"] == {"median_s": None, "n": 3}, "three values carry no median"
    assert (day["open_s"], day["paused_s"]) == (855, 600)
    assert [each["what"] for each in day["exceptions"]] == ["put-back"]
    nadia = Clerk(house.signed_in("Nadia")).get("/my-day")
    assert (nadia["served"], nadia["put_backs"], nadia["exceptions"], nadia["counter"]) == (0, 0, [], None)


def test_what_was_undone_is_not_in_the_own_day_but_the_undoing_is(house, salma):
    issue(house)
    salma.at(1, "open", "call-next", "put-back", "undo")
    day = salma.get("/my-day")
    assert (day["put_backs"], day["called"]) == (0, 1)
    assert [each["what"] for each in day["exceptions"]] == ["put-back"]


def test_a_median_is_told_from_five_values_on(house, salma):
    issue(house, n=5)
    salma.at(1, "open")
    for minutes in (1, 9, 3, 5, 4):
        salma.at(1, "call-next", "start")
        house.clock.advance(minutes * 60_000)
        salma.at(1, "finish")
    assert salma.get("/my-day")["service_time"] == {"median_s": 240, "n": 5}


def test_a_program_has_no_day_of_its_own(house):
    for role in ("clerk", "manager"):
        Clerk(house.client(), house.token(role)).get("/my-day", status=403)


# ---- the sign-ins


def test_managers_see_who_came_and_went_and_who_lifted_a_lock(house, amal):
    salma = house.member("Salma")["id"]
    browser = house.client()
    for password in ("not this one", "a long sentence of hers"):
        browser.post("/sign-in", data={"name": "Salma", "password": password}, headers=ORIGIN)
    browser.post("/sign-out", headers=ORIGIN)
    house.writer.do(lambda tx: people.refuse(tx, salma, "password", tries=1), MANAGER)
    amal.post(f"/staff/{salma}/unlock")
    told = amal.get(f"/sign-ins?staff={salma}")
    assert [(each["what"], each["why"], each["by"]) for each in told["sign_ins"]] == [
        ("unlocked", None, "Amal"),
        ("locked", "password", None),
        ("out", None, None),
        ("in", None, None),
        ("refused", "password", None),
    ]
    assert told["more"] is False
    assert {each["staff"]["name"] for each in told["sign_ins"]} == {"Salma"}
    browser.post("/sign-in", data={"name": "Nobody", "password": "not this one"}, headers=ORIGIN)
    everybody = amal.get("/sign-ins")["sign_ins"]
    assert [each["staff"]["name"] for each in everybody] == ["Salma"] * 5 + ["Amal"], "wrong names are not kept"
    assert amal.get(f"/sign-ins?before={told['sign_ins'][0]['seq']}")["sign_ins"][0]["what"] == "locked"


def test_the_sign_ins_are_the_managers_alone(salma):
    salma.get("/sign-ins", status=403)


def test_nobody_else_reads_what_happened(house):
    for path in ("/history", "/my-day", "/sign-ins", "/tickets/1/history"):
        assert house.client().get(f"/api{path}").status_code == 401
        assert house.client().get(f"/api{path}", headers=house.token("kiosk")).status_code == 403


def test_what_was_undone_of_a_day_is_found_without_looking_through_the_days_before(room):
    room.issue()
    asked = []

    def ask(tx):
        tx.db.set_trace_callback(asked.append)
        now_view.today(View(tx.db, tx.catalogue, tx.now))
        tx.db.set_trace_callback(None)
        return [tx.db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall() for query in asked if "ActionUndone" in query]

    (plan,) = room.ask(ask)
    assert any("event_line (day" in step[-1] for step in plan), plan
