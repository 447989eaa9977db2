"""What the kiosk says, by the real engine: a sound for each sentence of each scene, in its own voice and well heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from display.phrases import Part
from hardware import sound
from hardware.settings import VoiceSettings
from hardware.voice import Voice
from kiosk import phrases
from kiosk.scene import Scene
from kiosk.speech import Known, Sentence, compose
from server import example
from server.office.catalogue import from_data
from server.wording import LANGUAGES
from tests.hardware.test_announcements import PATIENCE_S, RATE, lasts_directly_s
from tests.hardware.test_loudness import measured_lufs, measured_peak_db
from tests.kiosk.test_speech import CARDS, CATALOGUE, SCENES, SERVICE, TICKET, office, said

OPENINGS = ("2026-11-23T08:00:00+02:00", "2026-11-24T08:30:00+02:00", "2026-12-03T13:05:00+02:00", None)
#: Every way in which a service is refused.
REFUSALS = (
    *({"reason": reason, "opens_at": at} for reason in ("closed", "last-ticket", "quota-reached") for at in OPENINGS),
    *({"reason": "paused", "pause_reason": why, "opens_at": None} for why in (*phrases.PAUSES, "other")),
)
PROBLEMS = [*((kind, 409) for kind in phrases._PROBLEMS), *(("", status) for status in (*phrases._FAILURES, 500))]
RECEIPTS = [*((state, None) for state in phrases._RECEIPTS), ("failed", "no-paper")]
ROOM = {"code": "business", "name": {"ar": "الأعمال", "fr": "Entreprises", "en": "Business"}, "icon": "domain"}


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    each = Voice(VoiceSettings("espeak", rate=RATE, folder=tmp_path_factory.mktemp("voice")))
    each.start()
    yield each
    each.stop()


def heard_well(voice: Voice, sentences: set[tuple[str, str]]) -> None:
    """Hold that each has its sound: as long as the library alone says it, as loud as all, and not clipped."""
    parts = [Part(*each) for each in sorted(sentences)]
    for part, direct_s in zip(parts, lasts_directly_s(parts), strict=True):
        voice.prepare(*part)
        path = voice.wav(voice.part(*part), PATIENCE_S)
        assert path, part
        samples = sound.read(path)
        assert len(samples) / sound.RATE_HZ == pytest.approx(direct_s, rel=0.06), part
        assert measured_lufs(samples) == pytest.approx(-16, abs=1.5), part
        assert measured_peak_db(samples) <= -1, part


def texts(sentences: Iterable[Sentence]) -> set[tuple[str, str]]:
    return {(each.language, each.text) for each in sentences}


def every_sentence(language: str) -> Iterator[Sentence]:
    """Of every scene in a language, in all that an office, a paper and a person may make of it."""
    scenes = {name: replace(scene, language=language) for name, scene in SCENES.items()}
    for scene, by_key in product(scenes.values(), (True, False)):
        yield from said(replace(scene, by_key=by_key))
    for service in CATALOGUE.services:
        yield from said(replace(scenes["service"], service=service))
    for change in REFUSALS:
        for name in ("services", "service"):
            yield from said(scenes[name], open=False, **change)
        shut = [row | change | {"open": False} for row in office()["services"]]
        yield from compose(scenes["start"], Known(office() | {"services": shut}, CATALOGUE))
    for kind, status in PROBLEMS:
        yield from said(replace(scenes["problem"], problem=kind, status=status))
    for state, problem in RECEIPTS:
        yield from said(replace(scenes["receipt"], receipt=state, receipt_problem=problem))
    yield from counted(scenes)
    yield from of_categories(language)


def counted(scenes: dict[str, Scene]) -> Iterator[Sentence]:
    """Every count of people before one, and of seconds."""
    for count in range(phrases.MOST_COUNTED + 2):
        yield from said(scenes["service"], ahead=count)
    for seconds in range(1, 21):
        yield from said(replace(scenes["warning"], seconds=seconds))
    for code in CATALOGUE.priorities:
        ticket = TICKET | {"priority": code}
        yield from compose(scenes["number"], Known(office(), CATALOGUE, ticket))


def of_categories(language: str) -> Iterator[Sentence]:
    catalogue = from_data(example.settings() | {"categories": [ROOM | {"colour": 1}]})
    known = Known(office(), catalogue)
    more = (("more-categories", None), ("back", None))
    yield from compose(Scene("categories", language, (("category-cards:business", 1), *more)), known)
    yield from compose(Scene("services", language, (*CARDS, ("more-services", None)), category="business"), known)
    controls = tuple((name, None) for name in phrases._CONTROLS)
    yield from compose(Scene("service", language, controls, service=SERVICE), known)


def test_the_warning_has_a_sound_in_every_language(voice):
    heard_well(
        voice, texts(each for language in LANGUAGES for each in said(replace(SCENES["warning"], language=language)))
    )


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_every_scene_has_a_sound_in_its_own_voice_and_is_well_heard(voice, language):
    sentences = texts(every_sentence(language))
    assert len(sentences) > 200
    heard_well(voice, sentences)
