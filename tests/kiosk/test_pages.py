"""The kiosk's page: what it carries, for whom, and in which words."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kiosk.pages import WORDS, pixels_per_mm
from server import app as wiring
from server import settings
from server.clock import FixedClock
from server.wording import LANGUAGES
from tests.rooms import MORNING

KIOSK = Path(__file__).parents[2] / "kiosk"
DATA = re.compile(r'<script type="application/json" id="kiosk">(.*?)</script>', re.DOTALL)
LISTED = {message if isinstance(message, str) else message[0] for message in WORDS}


def page(office: Flask) -> str:
    answer = office.test_client().get("/kiosk")
    assert answer.status_code == 200
    return answer.text


def data(office: Flask) -> dict[str, Any]:
    found = DATA.search(page(office))
    assert found
    return json.loads(found[1])


def test_the_page_carries_the_office_as_the_api_tells_it(office: Flask) -> None:
    assert data(office)["office"] == office.test_client().get("/api/office").json


def test_the_page_speaks_every_language_without_asking_again(office: Flask) -> None:
    languages = data(office)["languages"]
    assert set(languages) == set(LANGUAGES)
    assert [languages[language]["direction"] for language in ("ar", "fr", "en")] == ["rtl", "ltr", "ltr"]
    assert languages["fr"]["words"]["Take your ticket"] == "Prenez votre ticket"
    assert set(languages["ar"]["words"]["%(n)s person is waiting"]) == {"zero", "one", "two", "few", "many", "other"}


def test_the_page_begins_in_the_offices_first_language(office: Flask) -> None:
    assert '<html lang="ar" dir="rtl"' in page(office)


def test_everything_has_its_size_in_millimetres_of_the_panel(office: Flask) -> None:
    answer = office.test_client().get("/kiosk/panel.css")
    assert answer.mimetype == "text/css"
    assert f"--mm: {pixels_per_mm(15.6, (1920, 1080)):.3f}px" in answer.text


@pytest.mark.parametrize(
    ("inches", "pixels", "expected"),
    [(10.1, (1280, 800), 5.88), (15.6, (1920, 1080), 5.56), (21.5, (1080, 1920), 4.03)],
)
def test_a_panels_pixels_per_millimetre_follow_from_its_diagonal(
    inches: float, pixels: tuple[int, int], expected: float
) -> None:
    assert round(pixels_per_mm(inches, pixels), 2) == expected


def test_a_stranger_on_the_network_gets_no_kiosk(office: Flask) -> None:
    stranger = office.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    assert stranger.get("/kiosk").status_code in (302, 303, 401, 403)


def test_the_page_has_no_script_and_no_style_of_its_own_inside(office: Flask) -> None:
    text = DATA.sub("", page(office))
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def test_every_sentence_of_the_screens_is_listed_and_no_other() -> None:
    template = (KIOSK / "templates/kiosk/kiosk.html").read_text("utf-8")
    said = set(re.findall(r'\{\{ (?:text\(|more\("\w+", )"([^"]*)"\) \}\}', template))
    for script in KIOSK.glob("static/*.js"):
        # Some sentences stand in a table, and are said from there: `w(PAUSES[reason] ?? "Paused")`.
        said |= set(re.findall(r'\bw\(\s*(?:\w+\[\w+\] \?\? )?"([^"]*)"', script.read_text("utf-8")))
        said |= set(re.findall(r'^  "?[\w-]+"?: "([A-Z][^"]*)",$', script.read_text("utf-8"), re.MULTILINE))
    assert said == LISTED


def test_the_styles_name_no_colour_and_no_side() -> None:
    for sheet in KIOSK.glob("static/*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"#[0-9a-f]{3,8}\b(?=[^{]*;)|\brgba?\(|\bhsla?\(", text), sheet.name
        assert not re.search(
            r"(?:margin|padding|border)-(?:left|right)|\b(?:left|right):|text-align: (?:left|right)", text
        )


def test_an_office_without_a_voice_has_no_loudspeaker_at_its_kiosk(tmp_path: Path) -> None:
    machine = settings.load(None, {"server.data": str(tmp_path), "voice.driver": "none", "kiosk.speech": "own"})
    app = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
    assert data(app)["speech"] == {"output": "none", "languages": []}
    assert page(app).count('data-word="Please have a seat: your number will be shown."') == 2
    app.extensions["dawr"].record.close()
