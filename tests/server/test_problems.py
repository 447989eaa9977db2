"""How every error is told: in one place, in three languages, never with a trace."""

import json
import logging

import pytest
from flask import abort
from werkzeug.exceptions import HTTPException

from server import problems, titles
from server.office import errors
from server.office.counters import CounterState
from server.office.errors import OfficeError, StoreUnavailable
from server.office.tickets import LAWFUL, State
from server.wording import translations
from tests.server.conftest import ELSEWHERE

PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def refusals(root=OfficeError):
    """Every class of refusal that the office knows, wherever it stands."""
    for each in root.__subclasses__():
        yield each
        yield from refusals(each)


def raising(house, error):
    """A page and an operation that both raise it."""

    def fail():
        raise error

    house.app.add_url_rule("/api/fail", "fail", fail)
    house.app.add_url_rule("/fail", "fail_page", fail)
    return house.client()


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("unknown-service", 404),
        ("unknown-anything", 404),
        ("bad-reason", 422),
        ("bad-anything", 422),
        ("not-your-counter", 403),
        ("counter-busy", 409),
        ("stale", 409),
        ("anything-else", 409),
        ("store-unavailable", 503),
        ("too-many-waiting", 503),
        ("idempotency-mismatch", 422),
        ("too-many-attempts", 429),
        ("foreign-host", 400),
    ],
)
def test_a_kind_has_its_status(kind, status):
    assert problems.status_of(kind) == status


def test_every_refusal_has_a_title():
    assert {refusal.kind for refusal in refusals()} - titles.TITLES.keys() == set()


def test_every_title_of_the_web_says_what_to_do():
    told_by_the_web = set(titles.HTTP_KINDS.values()) | {"internal", "bad-input"}
    assert told_by_the_web - titles.REMEDIES.keys() == set()


def test_a_refusal_is_a_problem(house):
    told = raising(house, errors.CounterBusy(counter=3, number="A102")).get("/api/fail?lang=en")
    assert told.status_code == 409
    assert told.content_type == "application/problem+json"
    assert told.get_json() == {
        "type": "/problems/counter-busy",
        "title": "Somebody is still at the counter",
        "status": 409,
        "detail": "Counter 3 still has ticket A102: decide about it first.",
    }


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("ar", "التذكرة A102 قيد الخدمة: لا يمكن النداء عليها."),
        ("fr", "Le ticket A102 est en cours de service\u00a0: impossible de l’appeler."),
        ("en", "Ticket A102 is serving: it cannot be called."),
    ],
)
def test_a_refusal_is_told_whole_in_each_language(house, language, detail):
    client = raising(house, errors.UnlawfulMove(number="A102", state="serving", done="called"))
    assert client.get("/api/fail", headers={"Accept-Language": language}).get_json()["detail"] == detail
    assert client.get(f"/api/fail?lang={language}").get_json()["detail"] == detail


def test_people_get_a_page(house):
    told = raising(house, errors.UnknownCounter(counter=9)).get("/fail?lang=fr", headers=PAGE)
    assert told.status_code == 404
    assert told.mimetype == "text/html"
    assert 'lang="fr"' in told.text
    assert "Il n’y a pas de guichet 9." in told.text
    assert "Bureau de service au citoyen" in told.text


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_program_gets_json_also_where_people_get_a_page(house, accept):
    told = raising(house, errors.UnknownCounter(counter=9)).get("/fail", headers={"Accept": accept})
    assert told.content_type == "application/problem+json"


@pytest.mark.parametrize("how", [{"json": {"screen": 1}}, {"data": b"{", "content_type": "application/json"}])
def test_a_script_that_asks_for_speech_is_refused_in_json(house, how):
    told = house.client().post("/kiosk/speech", **how)
    assert (told.status_code, told.content_type) == (422, "application/problem+json")
    assert told.get_json()["type"] == "/problems/bad-input"


def test_what_is_sent_as_no_json_is_refused_in_json_all_the_same(house):
    told = house.client().post("/kiosk/speech", data=b"{", headers={"Accept": "*/*"})
    assert (told.status_code, told.content_type) == (415, "application/problem+json")


def test_what_a_stranger_sent_is_shown_as_text(house):
    told = raising(house, errors.UnknownService(service="<script>alert(1)</script>")).get("/fail", headers=PAGE)
    assert "<script>alert" not in told.text
    assert "&lt;script&gt;" in told.text


@pytest.mark.parametrize("path", ["/nothing", "/api/nothing", "/static/nothing.css", "/counter/x", "/api/tickets/x"])
def test_what_is_not_there_is_said_so(standing, path):
    told = standing.client().get(path)
    assert told.status_code == 404
    assert told.is_json is path.startswith("/api/")


def test_a_wrong_method_names_the_right_ones(standing):
    told = standing.client().delete("/api/tickets")
    assert told.status_code == 405
    assert "POST" in told.headers["Allow"]
    assert told.get_json()["type"] == "/problems/not-this-way"


def test_a_busy_office_says_when_to_come_back(house):
    told = raising(house, StoreUnavailable()).get("/api/fail")
    assert (told.status_code, told.headers["Retry-After"]) == (503, "2")


def test_what_nobody_foresaw_is_logged_and_told_without_its_secrets(house, caplog):
    with caplog.at_level(logging.ERROR):
        client = raising(house, RuntimeError("the secret of /home"))
        told, page = client.get("/api/fail?lang=en"), client.get("/fail", headers=PAGE)
    assert (told.status_code, page.status_code) == (500, 500)
    assert told.get_json()["type"] == "/problems/internal"
    assert "secret" not in told.text + page.text
    assert "the secret of /home" in caplog.text


def test_an_address_that_holds_a_secret_is_not_logged(house, caplog):
    def fail(code):
        raise RuntimeError

    house.app.add_url_rule("/fail/<code>", "fail_code", fail)
    with caplog.at_level(logging.ERROR):
        assert house.client().get("/fail/D1WYN9MESMEPQVHXH5").status_code == 500
    assert "GET /fail/<code> failed" in caplog.text
    assert "D1WYN9MESMEPQVHXH5" not in caplog.text


def test_a_page_that_cannot_be_drawn_still_answers(house, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("no template")

    monkeypatch.setattr(problems, "render_template", broken)
    told = house.client().get("/nothing")
    assert told.status_code == 404
    assert "404" in told.text


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 406, 408, 410, 413, 415, 418, 422, 429, 431, 500, 501, 503])
def test_whatever_the_web_raises_keeps_its_status(standing, code):
    with standing.app.test_request_context("/api/fail"):
        try:
            abort(code)
        except HTTPException as error:
            told = problems.answer(error)
    assert told.status_code == json.loads(told.get_data())["status"] == code


def test_an_answer_that_was_raised_is_the_answer(house):
    from flask import Response

    told = raising(house, HTTPException(response=Response("as it is", 299))).get("/api/fail")
    assert (told.status_code, told.text) == (299, "as it is")


@pytest.mark.parametrize(
    "header",
    ["", "*", "fr;q=0.9,ar;q=1", "xx", "fr;q=nan", "fr;q=1e999", ";;;,,,", "fr" * 5000, "ar-LY", "é", "fr;q=-1", "%s"],
)
def test_no_accept_language_breaks_an_answer(standing, header):
    told = standing.client().get("/api/nothing", headers={"Accept-Language": header.encode().decode("latin-1")})
    assert told.status_code == 404
    assert told.get_json()["title"]


@pytest.mark.parametrize("accept", ["", "*/*", "text/html;q=nan", "application/*", "x" * 5000, ",,,"])
def test_no_accept_breaks_an_answer(standing, accept):
    assert standing.client().get("/nothing", headers={"Accept": accept}).status_code == 404


def test_a_page_listens_to_the_address_then_the_cookie_then_the_office(house):
    def language(client, path, **headers):
        return client.get(path, headers=headers).text.partition('lang="')[2][:2]

    client = house.client()
    assert language(client, "/", **{"Accept-Language": "fr"}) == "ar"
    client.post("/language", data={"language": "en", "next": "/sign-in"}, headers={"Origin": "http://localhost"})
    assert language(client, "/") == "en"
    assert language(client, "/?lang=fr") == "fr"
    assert language(client, "/?lang=xx") == "en"
    assert language(client, "/?lang=../../etc") == "en"


def test_each_kind_can_be_looked_up(standing):
    assert "Something changed meanwhile" in standing.client().get("/problems/stale?lang=en").text
    assert standing.client().get("/problems/nothing").status_code == 404


def test_a_stranger_learns_what_to_do(standing):
    told = standing.client().get("/api/counters/1?lang=en", environ_base=ELSEWHERE)
    assert told.get_json()["detail"] == "Please sign in first."


def test_errors_are_told_even_when_nothing_can_be_read(house, monkeypatch):
    def broken():
        raise StoreUnavailable

    monkeypatch.setitem(house.app.extensions, "languages", broken)
    told = raising(house, StoreUnavailable()).get("/fail", headers=PAGE)
    assert (told.status_code, told.mimetype) == (503, "text/html")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_refusal_speaks_arabic_and_french(language):
    known = translations(language)._catalog
    said = {refusal.message for refusal in refusals()} | {*titles.TITLES.values(), *titles.REMEDIES.values()}
    assert said - known.keys() == set()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_state_and_move_has_its_words(language):
    known = translations(language)._catalog
    parts = {("state", state.value) for state in (*State, *CounterState)} | {
        ("done", done) for _, done in LAWFUL.values()
    }
    assert {part for part in parts if "\x04".join(part) not in known} == set()


@pytest.mark.parametrize(
    "path",
    [
        "/%ff%fe",
        "/api/%ff",
        "/api/counters/%00",
        "/welcome/%ff%00%f0",
        "/?lang=%ff%00",
        "/sign-in?next=%0d%0aSet-Cookie:%20x=y",
        "/problems/%ff",
        "/" + "a" * 5000,
    ],
)
def test_no_address_breaks_an_answer(standing, path):
    told = standing.client().get(path)
    assert told.status_code in (200, 404)
    assert "Set-Cookie" not in told.headers


@pytest.mark.parametrize("cookie", ["session=\xff\xfe; language=\xff", 'device="a\\"', "session=" + "a" * 5000, ";;=;"])
def test_no_cookie_breaks_an_answer(standing, cookie):
    assert standing.client(use_cookies=False).get("/", headers={"Cookie": cookie}).status_code == 200
