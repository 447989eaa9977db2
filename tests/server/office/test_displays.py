"""What an office may decide of a display, and what it may not."""

import pytest

from server import desk
from server.office.board import EVERYBODY, Audience
from server.office.displays import USUAL, arranged, audience, decided, faults
from server.office.errors import BadSetting, UnknownCounter, UnknownLanguage
from server.office.events import Kind
from tests.rooms import MANAGER, Room

COUNTERS, LANGUAGES = (1, 2, 3), ("ar", "fr", "en")

GOOD = [
    {},
    {"counters": [3, 1], "calls": 0, "voice": False, "languages": [], "waiting": False},
    {
        "theme": "contrast",
        "notice": {"ar": "أهلاً\u200f وسهلاً", "fr": "Merci\u00a0! Bien\u00adtôt\u202f: " + "x" * 181},
        "media": "a b.mp4",
    },
    {"inches": 7, "room": "é" * 40, "counters": None, "languages": None, "media": None},
]
BAD = {
    "nobody's counter": ({"counters": [1, 9]}, "9 is not one of the office's counters, 1, 2, 3"),
    "no counter": ({"counters": []}, "there are no counters"),
    "a counter twice": ({"counters": [1, 1]}, "names one twice"),
    "true is no counter": ({"counters": [True]}, "not a list of counters"),
    "one counter": ({"counters": 1}, "not a list"),
    "nobody's language": ({"languages": ["de"]}, "'de' is not one of the office's languages"),
    "too many calls": ({"calls": 11}, "not a whole number from 0 to 10"),
    "half a call": ({"calls": 1.5}, "not a whole number"),
    "a small screen": ({"inches": 6}, "from 7 to 150"),
    "yes": ({"voice": "yes"}, "not true or false"),
    "a theme": ({"theme": "pink"}, "not one of dark, light, contrast"),
    "a long notice": ({"notice": {"fr": "x" * 201}}, "201 characters, at most 200"),
    "a notice in no language": ({"notice": {"de": "x"}}, "'de' is not one"),
    "a notice for all": ({"notice": "x"}, "not a text for each language"),
    "a notice of two lines": ({"notice": {"fr": "a\nb"}}, "cannot be shown"),
    "a long room": ({"room": "x" * 41}, "41 characters"),
    "half a character": ({"room": "\ud800"}, "cannot be shown"),
    "no file": ({"media": ""}, "media is ''"),
    "an option that there is not": ({"colour": "red"}, "no option 'colour'"),
}


@pytest.mark.parametrize("options", GOOD)
def test_this_can_be_decided(options):
    assert list(faults(options, COUNTERS, LANGUAGES)) == []


@pytest.mark.parametrize("name", BAD)
def test_this_cannot(name):
    options, why = BAD[name]
    (fault,) = faults(options, COUNTERS, LANGUAGES)
    assert why in fault


def test_what_is_not_decided_is_as_usual():
    assert arranged({}) == USUAL
    assert arranged({"calls": 3}) == {**USUAL, "calls": 3}


def test_only_what_is_not_usual_is_kept():
    assert decided({**USUAL, "theme": "light", "notice": {"fr": "", "ar": "مرحباً"}}) == {
        "theme": "light",
        "notice": {"ar": "مرحباً"},
    }
    assert decided(USUAL) == {}


def test_displays_that_hear_the_same_have_one_audience():
    assert audience(USUAL) == EVERYBODY
    assert audience({"counters": [2, 1]}) == audience({"counters": [1, 2]}) == Audience(frozenset({1, 2}))


def test_a_change_is_an_event_with_old_and_new_and_no_change_is_none():
    room = Room()
    recorded = []
    room.writer.subscribe(recorded.extend)
    for options in ({"theme": "light"}, {"theme": "light", "calls": 10}, {}):
        room.do(desk.arrange_display, "display:0", options)
    changes = [event.data for event in recorded if event.kind is Kind.SETTING_CHANGED]
    assert [(change["old"], change["new"]) for change in changes] == [
        (None, {"display:0": {"theme": "light"}}),
        ({"display:0": {"theme": "light"}}, {}),
    ]
    room.writer.close()


def test_a_refusal_says_what_is_wrong_and_changes_nothing():
    room = Room()
    for options, refusal in (
        ({"counters": [77]}, UnknownCounter),
        ({"languages": ["de"]}, UnknownLanguage),
        ({"notice": {"de": "x"}}, UnknownLanguage),
        ({"calls": -1}, BadSetting),
        ({"notice": 7}, BadSetting),
        ({"counters": "1"}, BadSetting),
    ):
        with pytest.raises(refusal):
            room.do(desk.arrange_display, "display:0", options)
    assert room.ask(lambda tx: tx.catalogue.displays) == {}
    room.writer.close()


def test_an_office_cannot_lose_a_counter_that_a_display_shows():
    room = Room()
    room.do(desk.arrange_display, "display:5", {"counters": [4]})
    counters = room.ask(lambda tx: tx.setting("counters"))
    with pytest.raises(BadSetting, match="display:5"):
        room.writer.do(lambda tx: tx.change_setting("counters", counters[:3]), MANAGER)
    room.writer.close()
