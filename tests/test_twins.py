"""What stands twice, in Python and in a page's script, is the same in both."""

import inspect
import json
import re
from pathlib import Path
from typing import get_args

import pytest

from counter import presses
from display import turns
from hardware import contact
from hardware.errors import PrinterError, VoiceError
from kiosk import phone, phrases
from server import crier, device_words, notice_words, past_words, reason_words, views
from server.office import displays
from server.office.catalogue import Rules

ROOT = Path(__file__).parents[1]
SENTENCE = r'"([A-Z][^"]*)"'


def script(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def number(path: str, name: str) -> float:
    """A constant of a script."""
    (found,) = re.findall(rf"^(?:export )?const {name} = ([\d_.]+);", script(path), re.MULTILINE)
    return float(found)


def keys(path: str, name: str) -> set[str]:
    """The keys of a table of a script."""
    (table,) = re.findall(rf"^(?:export )?const {name} = \{{(.*?)\}};", script(path), re.MULTILINE | re.DOTALL)
    return set(re.findall(r'"?([\w-]+)"?: ["\[]', table))


@pytest.mark.parametrize("name", ["AGAIN_AFTER", "LEAST", "CHIME_WITHIN", "CHIME_PAUSE", "SPEECH_WITHIN"])
def test_a_loudspeaker_announces_as_a_display_does(name: str) -> None:
    assert getattr(turns, f"{name}_S") * 1000 == number("display/static/announcements.js", f"{name}_MS")


def test_a_call_waits_and_grows_old_alike_for_loudspeaker_display_and_snapshot() -> None:
    scripts = {"announcements": "MOST_WAITING", "calls": "KEPT"}
    waiting = {number(f"display/static/{script}.js", name) for script, name in scripts.items()}
    waiting |= {turns.MOST_WAITING, views.MOST_STANDING}
    old_s = {turns.FRESH_S, views.MISSED_CALL_S, number("display/static/display.js", "OLD_MS") / 1000}
    pauses_s = {crier._BETWEEN_LANGUAGES_S, number("display/static/sound.js", "BETWEEN_LANGUAGES_S")}
    assert (len(waiting), len(old_s), len(pauses_s)) == (1, 1, 1), (waiting, old_s, pauses_s)


@pytest.mark.parametrize("name", ["AGAIN_AFTER_S", "LEAST_S"])
def test_a_kiosk_is_quiet_as_long_as_a_call_is_announced(name: str) -> None:
    assert number("kiosk/static/speech-room.js", name) == getattr(turns, name)


def test_staff_are_told_in_words_whatever_is_the_matter_with_the_voice() -> None:
    worded = keys("server/static/troubles.js", "VOICE") | keys("server/static/manager/figures.js", "DETAILS")
    assert {error.problem for error in VoiceError.__subclasses__()} <= worded


@pytest.mark.parametrize("name", ["LONG_MS", "IGNORED_MS"])
def test_the_large_button_is_the_button_on_the_desk(name: str) -> None:
    assert number("counter/static/meaning.js", name) == getattr(presses, name)


def test_who_is_near_is_near_before_and_after_the_script_is_there() -> None:
    assert number("kiosk/static/phone/scene.js", "NEAR") == phone.NEAR


def test_the_kiosk_has_words_aloud_for_every_problem_that_it_shows() -> None:
    shown = re.findall(r'kind === "([\w-]+)"', script("kiosk/static/sentences.js"))
    assert set(shown) == set(phrases._PROBLEMS)


@pytest.mark.parametrize(("path", "function"), [("sentences", "refusal"), ("opening", "closed")])
def test_what_the_kiosk_shows_of_a_closed_service_it_says_in_the_same_words(path: str, function: str) -> None:
    (shown,) = re.findall(rf"function {function}\(.*?\n\}}", script(f"kiosk/static/{path}.js"), re.DOTALL)
    told = inspect.getsource(getattr(phrases, function)).split('"""')[2]
    assert set(re.findall(SENTENCE, shown)) == set(re.findall(SENTENCE, told)) != set()


def test_the_kiosk_has_the_same_words_for_every_reason_of_an_interruption() -> None:
    (table,) = re.findall(r"const PAUSES = \{(.*?)\};", script("kiosk/static/sentences.js"), re.DOTALL)
    assert dict(re.findall(r'"?([\w-]+)"?: "(.*)"', table)) == phrases.PAUSES
    assert phrases.PAUSES.keys() == set(Rules().pause_reasons)


def test_a_kiosk_is_out_of_use_for_the_reasons_of_the_office() -> None:
    assert keys("server/static/devices.js", "OUT_OF_USE") == set(Rules().kiosk_pause_reasons)


@pytest.mark.parametrize(("path", "name"), [("troubles", "BUTTON"), ("manager/figures", "DETAILS")])
def test_whatever_may_ail_a_button_is_told_in_words(path: str, name: str) -> None:
    assert {"bad-pin", *get_args(contact.Trouble)} <= keys(f"server/static/{path}.js", name)


def test_whatever_may_ail_the_printer_is_told_in_words() -> None:
    ails = {each.problem for error in PrinterError.__subclasses__() for each in (error, *error.__subclasses__())}
    assert ails - {"off"} <= keys("server/static/devices.js", "PRINTER")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("devices", device_words.WORDS),
        ("troubles", notice_words.WORDS),
        ("reasons", reason_words.WORDS),
        ("past", past_words.WORDS),
    ],
)
def test_what_a_script_of_several_pages_says_is_listed(path: str, words: tuple[str, ...]) -> None:
    assert set(re.findall(r'"([A-Z%][^"]*)"', script(f"server/static/{path}.js"))) == set(words)


def test_a_display_is_arranged_as_the_office_arranges_it() -> None:
    options = script("display/static/options.js")
    (table,) = re.findall(r"const USUAL = \{(.*?)\n\};", options, re.DOTALL)
    usual = {name: json.loads(value) for name, value in re.findall(r"^ *(\w+): ([^,]+),", table, re.MULTILINE)}
    assert usual == displays.USUAL
    (limits,) = re.findall(r"const LIMITS = \{ calls: (\[.*?\]), inches: (\[.*?\]) \}", options)
    assert [tuple(json.loads(each)) for each in limits] == [displays.CALLS, displays.INCHES]


@pytest.mark.parametrize("path", ["display/static/options.js", "server/static/manager/display_form.js"])
def test_the_themes_of_displays_are_those_of_the_office(path: str) -> None:
    (themes,) = re.findall(r"const THEMES = [\[{](.*?)[\]}];", script(path))
    assert tuple(re.findall(r'(?:^|, | )"?([a-z]+)"?(?=[:,]|$)', themes)) == displays.THEMES
