"""What each screen says aloud: every scene in three languages, every key with its option, every Arabic vowel."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from flask import Flask

from kiosk import phrases, speech
from kiosk.scene import Scene
from kiosk.speech import Known, Sentence, compose
from server import example
from server.office.catalogue import Catalogue, from_data
from server.office.errors import UnknownService
from server.wording import LANGUAGES, spoken, spoken_count
from tests.server.messages import everything

CATALOGUE: Catalogue = from_data(example.settings())
TICKET: dict[str, Any] = {"number": "A102", "service": "commercial-licence", "priority": "age", "ahead": 5}
SERVICE = "commercial-licence"
START = tuple((f"first-languages:{language}", key) for key, language in enumerate(CATALOGUE.languages, 1))
CARDS = tuple((f"cards:{code}", key) for key, code in enumerate(CATALOGUE.services, 1))
CLASSES = tuple((f"classes:{code}", key) for key, code in enumerate(CATALOGUE.priorities, 1))
SCENES = {
    "start": Scene("start", "ar", START),
    "services": Scene("services", "ar", CARDS),
    "service": Scene("service", "ar", (("take", 1), ("offer", 2), ("back", None)), service=SERVICE),
    "priority": Scene("priority", "ar", (*CLASSES, ("no-priority", 4)), service=SERVICE),
    "pending": Scene("pending", "ar"),
    "problem": Scene("problem", "ar", (("again", 1), ("leave", 2)), problem="unreachable"),
    "number": Scene("number", "ar", (("done", 1),), ticket=7, receipt="printed"),
    "receipt": Scene("receipt", "ar", receipt="failed", receipt_problem="no-paper"),
    "warning": Scene("warning", "ar", (("more-time", 1), ("start-again", 2)), seconds=20),
    "paused": Scene("paused", "ar"),
    "lost": Scene("lost", "ar"),
    "louder": Scene("louder", "ar"),
    "quieter": Scene("quieter", "ar"),
}
#: Four consonants together, or three at the end of a word: a vowel was lost. The marks are the engine's.
LOST_VOWEL = re.compile(r"[^aiuː |]{4}|[^aiuː |]{3}(?= |$)")
MARKS = str.maketrans("", "", "ˤ̪.")


def office(**changes: Any) -> dict[str, Any]:
    """The office as the API tells it; `changes` are those of its first service."""
    rows = [
        {"code": code, "open": True, "reason": None, "pause_reason": None, "opens_at": None, "ahead": 0}
        for code in CATALOGUE.services
    ]
    return {"now": "2026-11-23T07:00:00.000+02:00", "services": [rows[0] | changes, *rows[1:]]}


def said(scene: Scene, **changes: Any) -> tuple[Sentence, ...]:
    return compose(scene, Known(office(**changes), CATALOGUE, TICKET if scene.ticket else None))


def texts(scene: Scene, **changes: Any) -> list[str]:
    return [sentence.text for sentence in said(scene, **changes)]


@pytest.mark.parametrize(("name", "language"), list(product(SCENES, LANGUAGES)))
def test_every_scene_is_said_in_the_language_shown(name: str, language: str) -> None:
    sentences = said(replace(SCENES[name], language=language))
    assert sentences and all(sentence.text.strip() for sentence in sentences)
    if name not in ("start", "paused"):  # these concern everybody
        assert {sentence.language for sentence in sentences} == {language}


def test_the_first_screen_says_each_language_in_itself() -> None:
    assert [(each.language, each.text) for each in said(SCENES["start"])] == [
        ("ar", "لِلُغَةِ العَرَبِيَه"),
        ("ar", "اِضغَط وَاحِد"),
        ("fr", "Pour le français"),
        ("fr", "Appuyez sur 2"),
        ("en", "For English"),
        ("en", "Press 3"),
    ]


@pytest.mark.parametrize(("name", "language"), list(product(SCENES, LANGUAGES)))
def test_every_option_with_a_key_is_said_with_that_key(name: str, language: str) -> None:
    scene = replace(SCENES[name], language=language)
    heard = said(scene)
    for option, key in scene.options:
        of_option = [(each.language, each.text) for each in heard if each.option == option]
        assert of_option, option
        if key is not None and name != "warning":
            spoken_in = of_option[0][0]
            assert (spoken_in, phrases.key(spoken_in, key)) in of_option


def test_the_way_of_a_ticket_in_english() -> None:
    by_key = {name: replace(scene, language="en") for name, scene in SCENES.items()}
    assert texts(by_key["services"])[:3] == ["Which service have you come for?", "Commercial licences", "Press 1"]
    assert texts(by_key["services"])[-1] == "To hear this again, press zero. To go back, press star."
    assert texts(by_key["service"], ahead=5) == [
        "Commercial licences",
        "What to bring",
        "Identity card or national number",
        "Rental contract or title deed",
        "Extract from the commercial register",
        "Two passport photos",
        "5 people are before you",
        "Take your ticket",
        "Press 1",
        "Priority",
        "Press 2",
        "Back",
    ]
    assert texts(by_key["number"])[:9] == [
        "Your number",
        "Ticket A, 102,",
        "Commercial licences",
        "Priority",
        "Older people",
        "5 people are before you",
        "Take your ticket below",
        "Please have a seat and listen: your number will be called.",
        "Get these papers ready",
    ]
    assert texts(by_key["number"])[-2:] == ["Once more, your number", "Ticket A, 102,"]
    assert texts(by_key["warning"])[:3] == [
        "Do you need more time?",
        "The kiosk starts again in 20 seconds",
        "Press any key for more time.",
    ]


def test_who_does_not_listen_hears_the_number_and_what_to_do() -> None:
    assert texts(replace(SCENES["number"], language="en", brief=True, options=())) == [
        "Your number",
        "Ticket A, 102,",
        "Take your ticket below",
        "Please have a seat and listen: your number will be called.",
    ]


def test_without_keys_the_loudspeaker_button_chooses() -> None:
    start = texts(replace(SCENES["start"], language="en", by_key=False))
    assert start[-2:] == ["For English", "Hold the loudspeaker button down."]
    services = texts(replace(SCENES["services"], language="en", by_key=False))
    assert services[1] == "To choose, hold the loudspeaker button down when you hear what you want."
    assert not any("Press" in text or "press" in text for text in [*start, *services])
    assert "Touch the screen for more time." in texts(replace(SCENES["warning"], language="en", by_key=False))


def test_what_is_reached_only_by_moving_is_said_only_then() -> None:
    assert [each.option for each in said(SCENES["service"]) if each.aside] == ["back"]


@pytest.mark.parametrize(
    ("reason", "opens_at", "told"),
    [
        ("closed", "2026-11-23T08:00:00.000+02:00", "Opens at 8 o'clock in the morning"),
        ("closed", "2026-11-24T08:30:00.000+02:00", "Opens on Tuesday at 8 30 in the morning"),
        ("closed", "2026-12-07T08:00:00.000+02:00", "Opens on Monday 7 at 8 o'clock in the morning"),
        ("closed", None, "Closed now"),
        ("paused", None, "Paused: please ask a member of staff"),
        ("last-ticket", None, "The last ticket of today has been given"),
        (
            "last-ticket",
            "2026-11-24T08:00:00.000+02:00",
            "No more tickets today. Opens on Tuesday at 8 o'clock in the morning",
        ),
        ("quota-reached", None, "The last ticket of today has been given"),
        ("quota-reached", "2026-11-23T08:00:00.000+02:00", "No more tickets now. Opens at 8 o'clock in the morning"),
    ],
)
def test_a_closed_service_says_why(reason: str, opens_at: str | None, told: str) -> None:
    closed = {"open": False, "reason": reason, "opens_at": opens_at}
    services = said(replace(SCENES["services"], language="en"), **closed)
    assert [each.text for each in services if each.option == f"cards:{SERVICE}"] == [
        "Commercial licences",
        told,
        "Press 1",
    ]
    service = texts(replace(SCENES["service"], language="en", options=()), **closed)
    assert told in service and "Nobody is before you" not in service


@pytest.mark.parametrize(
    ("reason", "told"), [("system-down", "Paused: the system is down"), ("prayer", "Paused for prayer")]
)
def test_an_interrupted_service_says_why_and_what_to_do(reason: str, told: str) -> None:
    paused = {"open": False, "reason": "paused", "pause_reason": reason, "opens_at": None}
    services = texts(replace(SCENES["services"], language="en"), **paused)
    assert services[1:4] == ["Commercial licences", told, "Press 1"]
    service = texts(replace(SCENES["service"], language="en", options=()), **paused)
    assert service[1:3] == [told, "Please ask a member of staff."]


@pytest.mark.parametrize(
    ("kind", "more", "told"),
    [
        ("paused", {"pause_reason": "prayer"}, "Paused for prayer"),
        ("paused", {}, "This service is paused."),
        (
            "quota-reached",
            {"opens_at": "2026-11-24T08:00:00.000+02:00"},
            "No more tickets today. Opens on Tuesday at 8 o'clock in the morning",
        ),
        ("last-ticket", {}, "The last ticket of today has been given"),
    ],
)
def test_who_came_too_late_hears_why_and_until_when(kind: str, more: dict[str, str], told: str) -> None:
    scene = replace(SCENES["problem"], language="en", problem=kind, status=409, service=SERVICE, options=())
    assert texts(scene, **more) == [told, "Please choose another service, or ask a member of staff."]


def test_an_office_in_which_nothing_is_open_says_so_in_every_language_before_all_else() -> None:
    shut = {"open": False, "reason": "closed", "opens_at": "2026-11-23T08:00:00.000+02:00"}
    closed = {**office(), "services": [row | shut for row in office()["services"]]}
    sentences = compose(SCENES["start"], Known(closed, CATALOGUE))
    assert [each.language for each in sentences[:3]] == ["ar", "fr", "en"]
    assert sentences[2].text == "The office is closed. It opens at 8 o'clock in the morning."


def test_papers_and_ticket_may_come_one_after_the_other() -> None:
    scene = replace(SCENES["service"], language="en", step="papers", options=(("onward", 1),))
    assert texts(scene)[-3:] == ["Two passport photos", "Continue", "Press 1"]
    ticket = texts(replace(SCENES["service"], language="en", step="ticket"))
    assert ticket[:3] == ["Commercial licences", "Nobody is before you", "Take your ticket"]


def test_a_category_is_said_as_the_screen_shows_it() -> None:
    category = {"code": "business", "name": {"en": "Business"}, "icon": "domain", "colour": 1}
    catalogue = from_data(example.settings() | {"categories": [category]})
    known = Known(office(), catalogue)
    first = compose(Scene("categories", "en", (("category-cards:business", 1),)), known)
    assert [each.text for each in first[:3]] == ["What is it about?", "Business", "Press 1"]
    assert compose(Scene("services", "en", CARDS, category="business"), known)[0].text == "Business"


def test_a_chosen_class_is_said_where_it_can_be_changed() -> None:
    service = said(replace(SCENES["service"], language="en", priority="age"))
    assert [each.text for each in service if each.option == "offer"] == ["Priority", "Older people", "Press 2"]
    classes = said(replace(SCENES["priority"], language="en", priority="age"))
    assert [each.text for each in classes if each.option == "classes:age"] == ["Older people", "Chosen", "Press 2"]


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "Nobody is before you"), (1, "1 person is before you"), (250, "More than 99 people are before you")],
)
def test_a_count_is_said_up_to_99(count: int, told: str) -> None:
    assert phrases.ahead("en", count) == told


def test_an_unknown_control_is_passed_over_and_an_unknown_service_is_refused() -> None:
    assert texts(Scene("services", "en", (("cards:nothing", 1), ("nothing", 2), ("languages:xx", 3))))[1:] == [
        "To hear this again, press zero. To go back, press star."
    ]
    with pytest.raises(UnknownService):
        said(Scene("service", "en", service="nothing"))
    with pytest.raises(ValueError, match="'zgh' is not spoken"):
        said(Scene("services", "zgh"))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"screen": 1, "language": "en"},
        {"screen": "start", "language": "en", "text": "Fire!"},
        {"screen": "number", "language": "en", "ticket": -1},
        {"screen": "number", "language": "en", "ticket": 2**70},
        {"screen": "start", "language": "en", "options": [["take"]]},
        {"screen": "start", "language": "en", "options": [["x" * 81, 1]]},
        {"screen": "start", "language": "en", "options": [["take", 0]] * 61},
        {"screen": "start", "language": "en", "options": [["take", True]] * 61},
    ],
)
def test_what_is_no_scene_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"scene|option|numbers"):
        Scene.from_data(data)


# ---------------------------------------------------------------- how it sounds


def test_no_arabic_word_of_any_scene_loses_a_vowel(phonemes: Callable[[str, str], str]) -> None:
    spoken_texts = {each.text for scene in SCENES.values() for each in said(scene) if each.language == "ar"}
    for service in CATALOGUE.services:
        spoken_texts |= {*phrases.documents(CATALOGUE, service, "ar"), phrases.service(CATALOGUE, service, "ar") or ""}
    for text in wording():
        if "%(n)s" in text:
            spoken_texts |= {spoken_count("ar", text, text, n, "خَمسَه") for n in (0, 1, 2, 3, 11, 100)}
        else:
            spoken_texts.add(spoken("ar", text, key="وَاحِد", time="الآن", day="السَبت"))
    heard = {text: phonemes("ar", text).translate(MARKS) for text in spoken_texts}
    assert {text: sound for text, sound in heard.items() if LOST_VOWEL.search(sound)} == {}


def test_every_arabic_text_is_written_with_its_vowels() -> None:
    written = [spoken_text("ar", text) for text in wording()]
    assert [text for text in written if not re.search("[\u064e\u064f\u0650]", text)] == []


def test_some_arabic_sentences_sound_as_they_should(phonemes: Callable[[str, str], str]) -> None:
    for text, sound in (
        (spoken("ar", "Take your ticket"), "χuð taðkirataka"),
        (spoken("ar", "Your number"), "raqmuka huːa"),
        (phrases.key("ar", 3), "ʔidˤɣat̪ θalaːθah"),
        (phrases.ahead("ar", 5), "χamsatu ʔaʃχaːs̪in qablaka"),
        (phrases.ahead("ar", 25), "χamsah wa ʕiʃruːn ʃaχs̪a.n qablaka"),
        (phrases.service(CATALOGUE, "environmental-health", "ar") or "", "ʔalʔis̪ħaːħu ʔalbiːʔiː"),
    ):
        assert phonemes("ar", text) == sound


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_other_voice_is_needed_for_french_or_english(phonemes: Callable[[str, str], str], language: str) -> None:
    for name, scene in SCENES.items():
        for each in said(replace(scene, language=language)):
            if each.language == language:
                assert "(" not in phonemes(language, each.text), (name, each.text)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_spoken_text_has_its_translation(language: str) -> None:
    assert [text for text in wording() if spoken_text(language, text) == text] == []


def wording() -> set[str]:
    """All that is said in words of the catalogues: what begins in the code as a sentence does, without its plural."""
    written: set[str] = set()
    for module in (phrases, speech):
        nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
        words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        told = (ast.Module, ast.ClassDef, ast.FunctionDef)
        written |= words - {ast.get_docstring(node, clean=False) for node in nodes if isinstance(node, told)}
    sentences = {text for text in written if text[:1].isupper() or text.startswith("%(n)s")}
    return sentences - set(phrases.LANGUAGE_NAMES.values()) - {found.plural for found in everything()}


def spoken_text(language: str, text: str) -> str:
    return (
        spoken_count(language, text, text, 1, "1")
        if "%(n)s" in text
        else spoken(language, text, key="1", time="1", day="1")
    )


# ---------------------------------------------------------------- over the web


def ask(office: Flask, body: Any, **how: Any) -> Any:
    return office.test_client().post("/kiosk/speech", json=body, **how)


def test_a_scene_is_answered_with_its_sentences_and_their_sounds(office: Flask) -> None:
    answer = ask(office, {"screen": "services", "language": "fr", "options": [["cards:complaints", 3]]})
    first = answer.json["sentences"][0]
    assert first["text"] == "Pour quel service venez-vous ?".replace(" ?", "\u00a0?") and re.fullmatch(
        "[0-9a-f]{32}", first["part"]
    )
    assert [each["text"] for each in answer.json["sentences"] if each["option"] == "cards:complaints"] == [
        "Plaintes et réclamations",
        "Appuyez sur 3",
    ]


@pytest.mark.parametrize(
    "body",
    [None, [], "x", {"screen": "start", "language": "en", "text": "Fire!"}, {"screen": "start", "language": "xx"}],
)
def test_nobody_makes_the_voice_say_what_the_office_does_not(office: Flask, body: Any) -> None:
    assert ask(office, body).status_code == 422


def test_a_ticket_that_is_not_there_is_not_said(office: Flask) -> None:
    assert ask(office, {"screen": "number", "language": "en", "ticket": 99}).status_code == 404


def test_a_stranger_on_the_network_makes_nothing_speak(office: Flask) -> None:
    stranger = {"REMOTE_ADDR": "192.0.2.77"}
    assert ask(office, {"screen": "start", "language": "en"}, environ_base=stranger).status_code in (401, 403)
