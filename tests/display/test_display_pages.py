"""The screen's page, and the parts of calls that it fetches."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from display import pages
from hardware import sound
from server import app as wiring
from server import settings
from server.clock import FixedClock
from tests.rooms import MORNING

PART = "0123456789abcdef" * 2


class Voice:
    """Has one part; remembers what it was asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.speaks = frozenset({"ar"})
        self.asked: list[tuple[str, float]] = []

    def wav(self, name: str, timeout_s: float) -> Path | None:
        self.asked.append((name, timeout_s))
        return self.path if name == PART else None


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    sound.write(tmp_path / "part.wav", sound.tone(0.1, 440))
    return Voice(tmp_path / "part.wav")


@pytest.fixture
def sounds(voice: Voice) -> FlaskClient:
    app = Flask("test")
    nobody: Any = None
    app.register_blueprint(pages.blueprint(reading=nobody, voice=voice, displays=nobody))
    return app.test_client()


@pytest.fixture
def browser(office: Flask) -> FlaskClient:
    return office.test_client()


def page_data(client: FlaskClient) -> dict:
    html = client.get("/display", headers={"Host": "localhost"}).get_data(as_text=True)
    return json.loads(re.search(r'id="display">(.*?)</script>', html, re.DOTALL)[1])


def test_a_part_is_a_wav_file_that_may_be_kept_for_ever(sounds, voice):
    answer = sounds.get(f"/voice/{PART}.wav")
    assert answer.status_code == 200
    assert answer.mimetype == "audio/wav"
    assert answer.data == voice.path.read_bytes()
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_part_that_is_not_ready_is_waited_for_a_little(sounds, voice):
    sounds.get(f"/voice/{PART}.wav")
    assert voice.asked == [(PART, 2.0)]


@pytest.mark.parametrize("name", ["f" * 32, PART.upper(), PART[:-1], PART + "0", "../../office.db", "..%2F..%2Foffice"])
def test_anything_else_is_not_found(sounds, name):
    assert sounds.get(f"/voice/{name}.wav").status_code == 404


def test_nothing_but_a_hash_is_ever_looked_for(sounds, voice):
    for name in (PART.upper(), "." * 32, "%00" * 32):
        sounds.get(f"/voice/{name}.wav")
    assert voice.asked == []


def test_a_part_that_vanishes_is_not_found(sounds, voice):
    voice.path.unlink()
    assert sounds.get(f"/voice/{PART}.wav").status_code == 404


def test_the_page_speaks_the_offices_first_language_until_it_is_told(browser):
    html = browser.get("/display").get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in html
    assert "آخر النداءات" in html
    html = browser.get("/display?lang=fr").get_data(as_text=True)
    assert '<html lang="fr" dir="ltr"' in html
    assert "Derniers appels" in html


def test_the_page_begins_with_what_stands(browser):
    page = page_data(browser)
    assert page["board"]["calls"] == []
    assert page["office"]["time_zone"] == "Africa/Tripoli"
    assert set(page["languages"]) == {"ar", "fr", "en"}


def test_whoever_hears_no_voice_is_not_told_to_wait_for_one(office, tmp_path_factory):
    assert page_data(office.test_client())["aloud"] is True
    machine = settings.load(None, {"server.data": str(tmp_path_factory.mktemp("silent")), "voice.driver": "none"})
    silent = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
    assert page_data(silent.test_client())["aloud"] is False
    silent.extensions["dawr"].record.close()


def test_the_page_is_for_screens_and_staff(browser):
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert browser.get("/display", environ_base=elsewhere).status_code in (303, 401, 403)
