"""The API as a program meets it: what is done, what is refused, what is done only once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from server.office.errors import StoreUnavailable
from tests.server.conftest import ELSEWHERE, ORIGIN, House

TICKET = {"service": "commercial-licence", "language": "ar"}


def kind(answer):
    return answer.get_json()["type"].removeprefix("/problems/")


@pytest.fixture
def manager(house):
    """A program that may do everything."""
    return program(house)


def program(house):
    client = house.client()
    client.environ_base.update({"HTTP_AUTHORIZATION": house.token("manager")["Authorization"], **ELSEWHERE})
    return client


def issue(client, **said):
    return client.post("/api/tickets", json=TICKET | said)


# ---- what everybody may know


@pytest.mark.parametrize("path", ["/api/health", "/api/office", "/api/board", "/api/openapi.json", "/api/docs"])
def test_everybody_may_know_how_the_office_is(standing, path):
    assert standing.client().get(path, environ_base=ELSEWHERE).status_code == 200


def test_the_board_holds_no_ids_of_tickets(house, manager):
    issue(manager)
    manager.post("/api/counters/1/open")
    called = manager.post("/api/counters/1/call-next").get_json()["ticket"]
    board = house.client().get("/api/board").get_json()
    assert [(call["number"], call["counter"]) for call in board["calls"]] == [("A001", 1)]
    assert called["id"] != board["calls"][0]["call"]
    assert "ticket" not in json.dumps(board)


# ---- the way of a ticket


def test_a_ticket_is_given(house):
    answer = issue(house.client())
    ticket = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/tickets/{ticket['id']}"
    assert ticket["number"] == "A001"
    assert ticket["receipt"] == "none"
    assert house.client().get(answer.headers["Location"]).get_json() == ticket


def test_the_whole_way_of_one_ticket(manager):
    ticket = issue(manager, priority="age").get_json()

    def at(verb, **said):
        answer = manager.post(f"/api/counters/3/{verb}", json=said)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    assert at("open")["state"] == "open"
    assert at("call-next", expect=None)["ticket"]["id"] == ticket["id"]
    assert at("recall", expect=ticket["id"])["ticket"]["call_count"] == 2
    assert at("start")["ticket"]["state"] == "serving"
    assert at("hold")["held"][0]["number"] == "A001"
    assert at("resume", ticket=ticket["id"])["ticket"]["state"] == "serving"
    assert at("continue", service="information")["ticket"]["service"] == "information"
    assert at("transfer", service="complaints")["ticket"] is None
    assert at("call", ticket=ticket["id"], reason="unwell")["ticket"]["state"] == "called"
    assert at("undo")["ticket"] is None
    assert at("call-next")["ticket"]["state"] == "called"
    assert at("put-back")["ticket"] is None
    assert manager.post(f"/api/tickets/{ticket['id']}/class", json={"priority": None}).get_json()["priority"] is None
    assert at("pause", reason="prayer")["state"] == "paused"
    assert at("open")["state"] == "open"
    assert at("call", ticket=ticket["id"], reason="other")["ticket"]["id"] == ticket["id"]
    assert at("finish", outcome="incomplete")["ticket"] is None
    assert manager.post(f"/api/tickets/{ticket['id']}/return").get_json()["state"] == "waiting"
    assert manager.post(f"/api/tickets/{ticket['id']}/cancel", json={"reason": "prank"}).get_json()["state"] == (
        "cancelled"
    )
    assert at("close")["state"] == "closed"


def test_a_no_show_needs_two_calls_and_a_minute(house, manager):
    issue(manager)
    for verb in ("open", "call-next", "recall"):
        manager.post(f"/api/counters/1/{verb}")
    refused = manager.post("/api/counters/1/no-show")
    assert (refused.status_code, kind(refused)) == (409, "too-soon")
    house.clock.advance(60_000)
    assert manager.post("/api/counters/1/no-show").get_json()["missed"][0]["number"] == "A001"


def test_a_page_that_shows_something_old_does_nothing(manager):
    issue(manager)
    manager.post("/api/counters/1/open")
    first = manager.post("/api/counters/1/call-next", json={"expect": None})
    stale = manager.post("/api/counters/1/call-next", json={"expect": None})
    assert first.status_code == 200
    assert (stale.status_code, kind(stale)) == (409, "stale")


def test_nobody_waits_is_no_mistake(manager):
    manager.post("/api/counters/1/open")
    answer = manager.post("/api/counters/1/call-next")
    assert (answer.status_code, answer.get_json()["ticket"]) == (200, None)


def test_a_clerk_works_at_one_counter_and_leaves_the_others_alone(house):
    salma, huda = house.signed_in("Salma"), house.signed_in("Huda")
    salma.post("/api/counters/1/open", headers=ORIGIN)
    refused = huda.post("/api/counters/1/close", headers=ORIGIN)
    assert (refused.status_code, kind(refused)) == (403, "not-your-counter")


def test_paper_comes_out_again_only_where_there_is_a_printer(house, manager, tmp_path):
    ticket = issue(manager).get_json()
    refused = manager.post(f"/api/tickets/{ticket['id']}/print")
    assert (refused.status_code, kind(refused)) == (409, "no-printer")
    (tmp_path / "other").mkdir()
    other = House(tmp_path / "other", **{"printer.driver": "simulated"})
    token = other.token("clerk")
    given = other.client().post("/api/tickets", json=TICKET).get_json()
    assert given["receipt"] == "printing"
    assert other.client().post(f"/api/tickets/{given['id']}/print", headers=token).status_code == 200
    other.close()


# ---- what is refused


@pytest.mark.parametrize(
    ("said", "status", "problem"),
    [
        ({"service": "nope"}, 404, "unknown-service"),
        ({"priority": "nope"}, 404, "unknown-class"),
        ({"language": "xx"}, 422, "bad-language"),
        ({"service": 7}, 422, "bad-input"),
        ({"service": None}, 422, "bad-input"),
        ({"service": ""}, 422, "bad-input"),
        ({"service": "x" * 65}, 422, "bad-input"),
        ({"service": ["commercial-licence"]}, 422, "bad-input"),
        ({"more": 1}, 422, "bad-input"),
        ({"service": "a\x00b"}, 404, "unknown-service"),
        ({"service": "%(service)s"}, 404, "unknown-service"),
    ],
)
def test_a_wrong_ticket_is_refused_with_its_reason(standing, said, status, problem):
    refused = issue(standing.client(), **said)
    assert (refused.status_code, kind(refused)) == (status, problem)


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (b"", 422, "bad-input"),
        (b"{", 400, "not-json"),
        (b"null", 400, "not-json"),
        (b"[]", 400, "not-json"),
        (b'"{}"', 400, "not-json"),
        (b"7", 400, "not-json"),
        (b"NaN", 400, "not-json"),
        (b'{"service": NaN}', 400, "not-json"),
        (b"\xff\xfe{\x00}\x00", 400, "not-json"),
        (b"\xef\xbb\xbf{}", 400, "not-json"),
        (b"1" * 5000, 400, "not-json"),
        (b"[" * 60_000, 400, "too-deep"),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, 400, "too-deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 400, "too-deep"),
        (b'{"service": "\\ud800", "language": "ar"}', 422, "bad-input"),
        (b'{"\\ud800": 1}', 422, "bad-input"),
        (b'{"service": "' + b"x" * 60_000 + b'"}', 422, "bad-input"),
        (b"x" * 1_000_000, 413, "too-large"),
    ],
)
def test_a_body_that_is_no_plain_object_is_refused(standing, body, status, problem):
    refused = standing.client().post("/api/tickets", data=body, content_type="application/json")
    assert (refused.status_code, kind(refused)) == (status, problem)
    refused.text.encode("utf-8")


def test_a_body_without_an_end_is_refused_as_too_large(standing):
    from io import BytesIO

    environ = {"wsgi.input": BytesIO(b" " * 100_000), "wsgi.input_terminated": True, "CONTENT_TYPE": "application/json"}
    refused = standing.client().post("/api/tickets", environ_overrides=environ)
    assert refused.status_code == 413


@pytest.mark.parametrize("sort", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(standing, sort):
    refused = standing.client().post("/api/tickets", data=json.dumps(TICKET), content_type=sort)
    assert (refused.status_code, kind(refused)) == (415, "wrong-type")


def test_what_was_wrong_is_named_but_not_repeated(standing):
    refused = issue(standing.client(), secret="do not repeat me")
    assert refused.get_json()["errors"] == [{"at": "secret", "what": "Extra inputs are not permitted"}]
    assert "do not repeat me" not in refused.text


@pytest.mark.parametrize("number", [0, 99, 2**63 - 1])
def test_a_counter_that_is_not_there(standing, number):
    manager = program(standing)
    assert manager.get(f"/api/counters/{number}").status_code in (404, 422)
    assert manager.post(f"/api/counters/{number}/call-next").status_code in (404, 422)


@pytest.mark.parametrize("path", ["/api/tickets/{}", "/api/counters/{}"])
def test_a_number_that_no_file_can_hold(standing, path):
    manager = program(standing)
    assert manager.get(path.format(2**63)).status_code == 422
    assert manager.get(path.format("9" * 5000)).status_code in (404, 422)
    assert manager.get(path.format(-1)).status_code == 404


@pytest.mark.parametrize("verb", ["nope", "call_next", "call-next/", "", "%00", "call-next%0a"])
def test_a_verb_that_is_not_there(standing, verb):
    manager = program(standing)
    assert manager.post(f"/api/counters/1/{verb}").status_code in (404, 405)


def test_a_disk_that_takes_nothing_is_told(house, monkeypatch):
    def broken(command, actor):
        raise StoreUnavailable

    monkeypatch.setattr(house.writer, "do", broken)
    refused = issue(house.client())
    assert (refused.status_code, kind(refused), refused.headers["Retry-After"]) == (503, "store-unavailable", "2")


# ---- done only once


def test_the_same_key_gives_the_same_ticket(house):
    client, key = house.client(), {"Idempotency-Key": "one touch"}
    first = client.post("/api/tickets", json=TICKET, headers=key)
    again = client.post("/api/tickets", json={"language": "ar", "service": "commercial-licence"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert house.office.reading.office()["services"][0]["waiting"] == 1


def test_the_same_key_gives_the_same_ticket_after_a_restart(tmp_path):
    answers = []
    for _ in range(2):
        house = House(tmp_path)
        answers.append(house.client().post("/api/tickets", json=TICKET, headers={"Idempotency-Key": "k"}).get_json())
        house.close()
    assert answers[0] == answers[1]


def test_the_same_key_for_something_else_is_refused(house):
    client, key = house.client(), {"Idempotency-Key": "k"}
    client.post("/api/tickets", json=TICKET, headers=key)
    refused = client.post("/api/tickets", json=TICKET | {"language": "fr"}, headers=key)
    assert (refused.status_code, kind(refused)) == (422, "idempotency-mismatch")


def test_the_same_key_of_somebody_else_or_elsewhere_is_another_one(house, manager):
    key = {"Idempotency-Key": "k"}
    tickets = [client.post("/api/tickets", json=TICKET, headers=key).get_json() for client in (house.client(), manager)]
    assert tickets[0]["id"] != tickets[1]["id"]
    opened = [manager.post(f"/api/counters/{n}/open", headers=key).get_json()["number"] for n in (1, 2)]
    assert opened == [1, 2]


def test_what_was_refused_can_be_tried_again(house):
    client, key = house.client(), {"Idempotency-Key": "k"}
    assert client.post("/api/tickets", json=TICKET | {"service": "nope"}, headers=key).status_code == 404
    assert client.post("/api/tickets", json=TICKET, headers=key).status_code == 201


def test_the_same_key_with_another_password_is_refused(manager):
    key = {"Idempotency-Key": "k"}
    said = {"name": "Huda", "role": "clerk", "password": "a long sentence of hers"}
    added = [manager.post("/api/staff", json=said, headers=key) for _ in range(2)]
    assert added[0].get_json() == added[1].get_json()
    refused = manager.post("/api/staff", json=said | {"password": "quite another sentence"}, headers=key)
    assert (refused.status_code, kind(refused)) == (422, "idempotency-mismatch")


def test_what_is_kept_of_a_request_does_not_tell_its_password(house, manager):
    said = {"name": "Huda", "role": "clerk", "password": "a long sentence of hers"}
    manager.post("/api/staff", json=said, headers={"Idempotency-Key": "k"})
    with house.office.reading.use() as db:
        kept = db.execute("SELECT digest FROM reply").fetchone()[0]
    secret = said["password"]
    guesses = [{**said, "password": each} for each in (secret, sha256(secret.encode()).hexdigest())]
    guesses.append({name: value for name, value in said.items() if name != "password"})
    assert kept not in [sha256(json.dumps(guess, sort_keys=True).encode()).hexdigest() for guess in guesses]


@pytest.mark.parametrize("key", ["", " ", "a\tb", "ü", "x" * 129, "\x7f"])
def test_a_key_that_is_none(standing, key):
    refused = standing.client().post(
        "/api/tickets", json=TICKET, headers={"Idempotency-Key": key.encode().decode("latin-1")}
    )
    assert (refused.status_code, kind(refused)) == (422, "bad-idempotency-key")


def test_a_double_touch_gives_one_ticket(house):
    house.writer.start()

    def touch(_):
        return house.client().post("/api/tickets", json=TICKET, headers={"Idempotency-Key": "k"}).get_json()["id"]

    with ThreadPoolExecutor(8) as fingers:
        ids = set(fingers.map(touch, range(16)))
    house.writer.stop()
    assert len(ids) == 1


def test_two_clerks_who_press_together_get_two_people(house):
    for _ in range(8):
        issue(house.client())
    token = house.token("manager")
    house.writer.start()
    for number in range(1, 5):
        house.client().post(f"/api/counters/{number}/open", headers=token)

    def press(number):
        answer = house.client().post(f"/api/counters/{number}/call-next", headers=token)
        return answer.get_json()["ticket"]["number"]

    with ThreadPoolExecutor(4) as clerks:
        called = list(clerks.map(press, range(1, 5)))
    house.writer.stop()
    assert sorted(called) == ["A001", "A002", "A003", "A004"]


# ---- the house


def test_the_clock_is_confirmed(house):
    house.clock.trusted = False
    assert house.client().get("/api/health").get_json()["clock"] == {"trusted": False}
    done = house.client().post("/api/clock", json={"trusted": True}, headers=house.token("clerk"))
    assert done.get_json()["clock"] == {"trusted": True}
    assert house.client().post("/api/clock", json={"trusted": False}, headers=house.token("clerk")).status_code == 422


def test_the_day_is_turned_by_a_manager_alone(house, manager):
    issue(manager)
    assert house.client().post("/api/day", json={"turn": True}, headers=house.token("clerk")).status_code == 403
    turned = manager.post("/api/day", json={"turn": True}).get_json()
    assert turned["day"]["number"] == 2
    assert turned["services"][0]["waiting"] == 0


def test_a_token_is_made_told_once_and_revoked(house, manager):
    key = {"Idempotency-Key": "k"}
    made = manager.post("/api/tokens", json={"name": "the  hall", "role": "display"}, headers=key)
    again = manager.post("/api/tokens", json={"name": "the  hall", "role": "display"}, headers=key)
    token = made.get_json()
    assert (made.status_code, token["name"], token["role"]) == (201, "the hall", "display")
    assert again.get_json() == token | {"token": None}
    use = {"Authorization": f"Bearer {token['token']}"}
    assert house.client().get("/display", headers=use, environ_base=ELSEWHERE).status_code == 200
    assert manager.post(f"/api/tokens/{token['id']}/revoke").get_json()["revoked_at"]
    assert manager.post(f"/api/tokens/{token['id']}/revoke").status_code == 200
    assert house.client().get("/api/office", headers=use, environ_base=ELSEWHERE).status_code == 200
    refused = house.client().get("/display", headers=use | {"Accept": "application/json"}, environ_base=ELSEWHERE)
    assert refused.status_code == 401
    listed = manager.get("/api/tokens").get_json()["tokens"]
    assert [each["name"] for each in listed] == ["a program", "the hall"]
    assert token["token"] not in json.dumps(listed)
    assert manager.post("/api/tokens/99/revoke").status_code == 404


def test_staff_are_taken_in_and_get_new_passwords(manager):
    said = {"name": "Huda", "role": "clerk", "password": "a long sentence of hers"}
    added = manager.post("/api/staff", json=said)
    huda = {"id": 1, "name": "Huda", "role": "clerk", "active": True, "locked": False, "must_change": True}
    huda |= {"counter": None, "signed_in_at": None}
    assert (added.status_code, added.get_json()) == (201, huda)
    assert kind(manager.post("/api/staff", json=said | {"name": "HUDA"})) == "name-taken"
    assert kind(manager.post("/api/staff", json=said | {"name": "\u200b"})) == "bad-name"
    assert manager.post("/api/staff", json=said | {"password": "short"}).status_code == 422
    changed = manager.post("/api/staff/password", json={"name": "huda", "password": "quite another sentence"})
    assert changed.get_json()["name"] == "Huda"
    assert manager.post("/api/staff/password", json={"name": "Eve", "password": "x" * 20}).status_code == 404
    assert manager.get("/api/staff").get_json() == {"staff": [huda]}


# ---- the description


@pytest.fixture(scope="module")
def told_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office whose API is described."""
    opened = House(tmp_path_factory.mktemp("described"), described=True)
    yield opened
    opened.close()


def test_the_description_names_every_operation(told_of):
    described = told_of.client().get("/api/openapi.json").get_json()
    operations = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    routes = {
        (method, str(rule).replace("<int:", "{").replace("<", "{").replace(">", "}"))
        for rule in told_of.app.url_map.iter_rules()
        if str(rule).startswith("/api/") and rule.endpoint not in ("openapi", "docs")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described["openapi"] == "3.1.0"
    assert operations == routes
    names = [each["operationId"] for methods in described["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))


def test_many_who_ask_at_once_for_the_first_time_all_learn_it(tmp_path):
    house = House(tmp_path, described=True)

    def ask(_):
        return house.client().get("/api/openapi.json").text

    with ThreadPoolExecutor(8) as programs:
        told = set(programs.map(ask, range(8)))
    house.close()
    assert len(told) == 1
    assert json.loads(told.pop())["paths"]


def test_every_model_that_is_referred_to_is_described(told_of):
    text = told_of.client().get("/api/openapi.json").text
    described = json.loads(text)
    referred = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred - described["components"]["schemas"].keys() == set()


def test_the_page_of_the_api_loads_nothing_from_elsewhere(told_of):
    page = told_of.client().get("/api/docs").text
    assert "//" not in page.replace("<!doctype", "")
    assert "<script>" not in page
    assert "<style" not in page
