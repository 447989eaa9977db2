"""The staff corner's words: what its script says is what it fetches."""

import re
from pathlib import Path

from flask import Flask

from kiosk import corner
from server import device_words

SCRIPTS = Path(corner.__file__).parent / "static" / "corner"
SENTENCE = re.compile(r'"([A-Z][^"]*)"')


def test_the_panel_says_what_is_listed_and_nothing_else() -> None:
    said = {text for script in SCRIPTS.glob("*.js") for text in SENTENCE.findall(script.read_text("utf-8"))}
    no_sentences = {"Accept-Language", "Backspace", "Content-Type", "GET", "POST"}
    assert said - no_sentences == set(corner.WORDS)


def test_the_words_are_fetched_in_three_languages_by_kiosks_only(office: Flask) -> None:
    told = office.test_client().get("/kiosk/corner.json").get_json()
    assert {language: each["direction"] for language, each in told.items()} == {"ar": "rtl", "fr": "ltr", "en": "ltr"}
    assert all(set(each["words"]) == {*corner.WORDS, *device_words.WORDS} for each in told.values())
    elsewhere = {"REMOTE_ADDR": "192.0.2.77"}
    assert office.test_client().get("/kiosk/corner.json", environ_base=elsewhere).status_code == 401


def test_a_citizen_s_page_does_not_carry_them(office: Flask) -> None:
    assert "PIN" not in office.test_client().get("/kiosk").text
