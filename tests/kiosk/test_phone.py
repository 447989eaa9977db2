"""The page of a ticket on a phone, as the server writes it: whole without a script, small, and silent about ids."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.phone import NEAR, WORDS, moods, values_of
from server import app as wiring
from server import desk, settings
from server.clock import FixedClock
from server.office.actors import Actor, Role
from server.office.results import Result
from server.wording import LANGUAGES

MANAGER = Actor("token:1", Role.MANAGER)
KIOSK = Path(__file__).parents[2] / "kiosk"
TEMPLATE = (KIOSK / "templates/kiosk/phone.html").read_text("utf-8")
MINUTE = 60_000
#: What the first visit may weigh, uncompressed.
LARGEST_BYTES = 60_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An office that phones reach, with one open counter."""
    given = {"server.data": str(tmp_path_factory.mktemp("phones")), "server.public_url": "https://turn.example.org"}
    machine = settings.load(None, given, simulate=True)
    made = wiring.create_app(machine, wiring.devices(machine), FixedClock())
    do(made, desk.open_counter, 1)
    yield made
    made.extensions["dawr"].record.close()


def do(app: Flask, verb: Any, *args: Any, **how: Any) -> Any:
    return app.extensions["dawr"].writer.do(lambda tx: verb(tx, *args, **how), MANAGER)


def path_of(app: Flask, ticket: Any) -> str:
    path: str = app.extensions["dawr"].record.track(ticket.id)
    return path


def phone(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    return client


def fetched(client: FlaskClient, path: str) -> bytes:
    with client.get(path) as answer:
        assert answer.status_code == 200, path
        return answer.data


def seen(app: Flask, ticket: Any) -> str:
    """What somebody sees who has no script: the texts of all parts that are not hidden, in one line."""
    answer = phone(app).get(path_of(app, ticket))
    assert answer.status_code == 200
    body = re.sub(
        r"<script.*?</script>|<noscript>.*?</noscript>", "", answer.text.split("<main", 1)[1], flags=re.DOTALL
    )
    while True:
        shorter = re.sub(r"<(\w+)[^>]*\shidden>(?:(?!<\1[\s>]).)*?</\1>", "", body, flags=re.DOTALL)
        if shorter == body:
            return " ".join(re.sub(r"<[^>]*>", " ", body).split())
        body = shorter


def test_the_page_speaks_the_tickets_language_whatever_the_browser_remembers(app: Flask) -> None:
    for language, service in (("ar", "الرخص التجارية"), ("fr", "Licences commerciales"), ("en", "Commercial licences")):
        ticket = do(app, desk.issue, "commercial-licence", language)
        client = phone(app)
        client.set_cookie("language", "fr")
        text = client.get(path_of(app, ticket)).text
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}"' in text
        assert service in text and ticket.number in text


def test_without_a_script_each_state_says_what_to_do(app: Flask) -> None:
    do(app, desk.turn_day)
    do(app, desk.open_counter, 1)
    ticket = do(app, desk.issue, "commercial-licence", "en")
    assert "Nobody is before you Your turn is near" in seen(app, ticket)
    do(app, desk.call_next, 1)
    assert "It is your turn Counter 1 Please go to counter 1 now." in seen(app, ticket)
    assert "again" not in seen(app, ticket)
    do(app, desk.recall, 1)
    assert "You are being called again." in seen(app, ticket)
    do(app, desk.start, 1)
    assert "You are at counter 1" in seen(app, ticket)
    do(app, desk.finish, 1, result=Result("incomplete"))
    assert "not complete yet" in seen(app, ticket) and "You keep your place in the line." in seen(app, ticket)
    do(app, desk.return_ticket, ticket.id)
    do(app, desk.cancel, ticket.id)
    assert "Your ticket is cancelled" in seen(app, ticket)


def test_many_who_are_before_are_told_as_about_so_many(app: Flask) -> None:
    do(app, desk.turn_day)
    tickets = [do(app, desk.issue, "commercial-licence", "fr") for _ in range(NEAR + 2)]
    assert f"Environ {NEAR + 1} personnes avant vous" in seen(app, tickets[-1])
    assert "rester à proximité" in seen(app, tickets[-1])
    assert "Environ 1 personne avant vous" in seen(app, tickets[1])


def test_a_page_without_a_script_looks_for_news_by_itself(app: Flask) -> None:
    text = phone(app).get(path_of(app, do(app, desk.issue, "information", "ar"))).text
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in text
    for button in re.findall(r"<button[^>]*>", text.split('id="sure"')[0]):
        assert " hidden" in button


def test_the_page_says_nothing_that_the_holder_need_not_know(app: Flask) -> None:
    ticket = do(app, desk.issue, "information", "en")
    text = phone(app).get(path_of(app, ticket)).text
    assert '"id"' not in text and ticket.fingerprint not in text
    assert path_of(app, ticket) not in text


def test_the_first_visit_is_light_and_waits_for_no_font(app: Flask) -> None:
    client = phone(app)
    text = client.get(path_of(app, do(app, desk.issue, "commercial-licence", "ar"))).text
    linked = set(re.findall(r'(?:href|src)="(/[^"#]+)"', text))
    assert not any("font" in path for path in linked)
    weights = {path: len(fetched(client, path)) for path in linked}
    assert len(text.encode()) + sum(weights.values()) <= LARGEST_BYTES, weights


def test_every_sentence_with_a_value_is_listed_and_no_other_is_carried() -> None:
    listed = {message if isinstance(message, str) else message[0] for message in WORDS}
    said = set(re.findall(r'\{\{ say\("([^"]*)"\) \}\}', TEMPLATE))
    for script in (KIOSK / "static/phone").glob("*.js"):
        said |= set(re.findall(r'\bw\(\s*"([^"]*)"', script.read_text("utf-8")))
    assert said == listed


def test_every_mood_has_its_place_on_the_page() -> None:
    placed = {mood for names in re.findall(r'when\("([^"]+)"\)', TEMPLATE) for mood in names.split()}
    states = ("waiting", "called", "serving", "held", "missed", "finished", "cancelled", "unserved")
    found = set()
    for state, returns, far, keeps, until in product(states, *[(False, True)] * 4):
        ticket = {"state": state, "may": {"cancel": not returns, "return": returns}, "ahead": 99 if far else 0}
        ticket |= {"approach": far, "call_count": 1 + far, "keeps_place": keeps, "keeps_until": until}
        found |= set(moods(ticket))
    assert found == placed | {"first"}


def test_times_are_told_in_the_offices_zone() -> None:
    told = {"counter": 3, "called_at": "2026-09-21T09:05:59.000+02:00", "keeps_until": None}
    assert values_of(told) == {"n": "3", "called": "09:05", "until": "", "time": ""}


def test_a_language_without_words_here_is_answered_in_the_offices_own(app: Flask) -> None:
    assert set(LANGUAGES) == {"ar", "fr", "en"}
    text = phone(app).get("/t/AAAA").text
    assert '<html lang="ar"' in text
