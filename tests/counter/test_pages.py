"""The clerk's pages: for whom they are, what they carry, and in which words."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import server
from server.office.actors import SYSTEM, Role
from server.wording import LANGUAGES, direction

DATA = re.compile(r'<script type="application/json" id="page">(.*?)</script>', re.DOTALL)
TICKET = {"service": "complaints", "language": "fr", "priority": "disability"}


def staff(office: Flask, role: str = "clerk") -> FlaskClient:
    """Somebody of that role, with a token."""
    record = office.extensions["dawr"].record
    command, secret = record.staff.adding_token(f"a {role}'s program", Role(role))
    record.writer.do(command, SYSTEM)
    client = office.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def data(text: str) -> dict[str, Any]:
    found = DATA.search(text)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("path", ["/counter", "/counter/3"])
def test_a_screen_for_everybody_is_no_clerk(office: Flask, path: str) -> None:
    answer = office.test_client().get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_the_slim_page_shows_nobody_but_staff_a_counter(office: Flask) -> None:
    shut = office.test_client().get("/counter/3/bar")
    assert shut.status_code == 200 and not DATA.search(shut.text)
    assert data(staff(office).get("/counter/3/bar").text)["view"]["number"] == 3


@pytest.mark.parametrize("role", ["clerk", "manager"])
def test_the_page_carries_the_counter_as_the_api_tells_it(office: Flask, role: str) -> None:
    client = staff(office, role)
    client.post("/api/tickets", json=TICKET)
    client.post("/api/counters/3/open", json={})
    told = data(client.get("/counter/3").text)["view"]
    asked = client.get("/api/counters/3").json
    assert asked["next"]["why"]["rule"] == "arrival"
    assert {key: told[key] for key in asked if key in told} == {key: asked[key] for key in asked if key in told}
    assert {"state", "ticket", "next", "line", "waiting", "undo", "now", "sequence"} <= set(told)


def test_the_page_knows_the_names_of_all_it_may_have_to_say(office: Flask) -> None:
    client = staff(office)
    known, offered = data(client.get("/counter/3?lang=fr").text), client.get("/api/office").json
    assert {code: service["name"] for code, service in known["services"].items()} == {
        service["code"]: service["name"]["fr"] for service in offered["services"]
    }
    assert {code: each["name"] for code, each in known["priorities"].items()} == {
        each["code"]: each["name"]["fr"] for each in offered["priorities"]
    }


def test_every_counter_can_be_chosen(office: Flask) -> None:
    client = staff(office)
    client.post("/api/counters/2/open", json={})
    text = client.get("/counter?lang=en").text
    assert re.findall(r'href="(/counter/\d)"', text) == [f"/counter/{number}" for number in (1, 2, 3, 4)]
    assert re.findall(r'data-state="(\w+)"', text) == ["closed", "open", "closed", "closed"]


def test_a_counter_that_is_not_there_is_not_found(office: Flask) -> None:
    assert staff(office).get("/counter/99").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_readers_language(office: Flask, language: str) -> None:
    text = staff(office).get(f"/counter/1?lang={language}").text
    assert f'<html lang="{language}" dir="{direction(language)}"' in text
    said = data(text)["words"]
    assert (said["Finish and call next"] == "Finish and call next") is (language == "en")
    assert isinstance(said["%(n)s call"], dict)


@pytest.mark.parametrize("path", ["/counter", "/counter/3", "/counter/3/bar"])
def test_the_page_has_no_script_and_no_style_of_its_own_inside(office: Flask, path: str) -> None:
    text = DATA.sub("", staff(office).get(path).text)
    assert "<style" not in text
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r'<[^>]+\s(?:style|on\w+)="', text) == []


def test_every_button_for_a_verb_has_its_key(office: Flask) -> None:
    text = staff(office).get("/counter/3").text
    keys = dict(re.findall(r'data-verb="([\w-]+)" data-key="(\d)"', text))
    assert keys.keys() == {"recall", "start", "finish", "hold", "no-show", "put-back", "pause", "close", "undo"}
    assert len(set(keys.values())) == len(keys)


@pytest.mark.parametrize("role", ["clerk", "manager"])
def test_the_page_knows_what_a_ticket_is_given_and_made_void_for(office: Flask, role: str) -> None:
    client = staff(office, role)
    known, offered = data(client.get("/counter/3?lang=en").text), client.get("/api/office").json
    assert known["order"]["services"] == [service["code"] for service in offered["services"]]
    assert known["order"]["priorities"] == [each["code"] for each in offered["priorities"]]
    assert known["languages"] == offered["languages"]
    assert known["void_reasons"] == ["prank", "duplicate", "mistake"]
    assert known["pause_reasons"][0] == "system-down"


def test_every_reason_and_every_outcome_has_its_words(office: Flask) -> None:
    rules = office.extensions["dawr"].reading.catalogue().rules
    script = (Path(server.__file__).parent / "static" / "reasons.js").read_text("utf-8")
    said = re.search(r"const REASONS = \{(.*?)\};", script, re.DOTALL)[1]
    reasons = {*rules.void_reasons, *rules.pause_reasons, *rules.out_of_turn_reasons}
    assert set(re.findall(r'^ *"?([\w-]+)"?: "', said, re.MULTILINE)) == reasons | set(rules.outcomes)


def test_every_button_that_opens_the_panel_has_its_key(office: Flask) -> None:
    text = staff(office).get("/counter/3").text
    assert dict(re.findall(r'data-deed="(\w+)" data-key="(.)"', text)) == {"line": "8", "give": "+"}
