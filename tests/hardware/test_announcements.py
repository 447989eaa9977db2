"""Announcements by the real engine, in changing languages: each in its own voice, heard, and understood."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from array import array
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from display import phrases
from display.phrases import Part
from hardware import script, sound
from hardware.settings import VoiceSettings
from hardware.speaker import VOICES
from hardware.voice import Voice
from server.office.faults import PREFIXES
from server.spoken.numbers import LANGUAGES
from tests.hardware.test_loudness import measured_lufs, measured_peak_db
from tests.hardware.test_voice import until

if TYPE_CHECKING:
    from pocketsphinx import Decoder

ROOT = Path(__file__).resolve().parents[2]
#: Only a test that fails takes so long.
PATIENCE_S = 120.0
RATE = 130
#: Letters of every numbering; none is that of plain numbers.
LETTERS = (*PREFIXES["latin"], *PREFIXES["arabic"], "")


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    each = Voice(VoiceSettings("espeak", rate=RATE, folder=tmp_path_factory.mktemp("voice")))
    each.start()
    yield each
    each.stop()


def announcements(count: int) -> list[tuple[Part, ...]]:
    """Calls of all numberings, the languages changing from one to the next at random."""
    dice = random.Random(7)
    return [
        phrases.call(
            dice.choice(LANGUAGES), f"{dice.choice(LETTERS)}{dice.randrange(1, 2000):03d}", dice.randrange(1, 30)
        )
        for _ in range(count)
    ]


def spoken(voice: Voice, call: tuple[Part, ...]) -> list[array[int]]:
    """The parts of a call, all asked for before the first is waited for."""
    for part in call:
        voice.prepare(*part)
    paths = [voice.wav(voice.part(*part), PATIENCE_S) for part in call]
    return [sound.read(path) for path in paths if path]


def lasts_directly_s(parts: list[Part]) -> list[float]:
    """How long each part is when the library alone, in a fresh process, says it."""
    direct = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("direct_speech.py"))],
        input=json.dumps([(VOICES[part.language], RATE, part.text) for part in parts]),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(each) for each in json.loads(direct.stdout)]


@pytest.mark.parametrize("count", [12, pytest.param(300, marks=pytest.mark.long)])
def test_each_of_many_announcements_in_changing_languages_is_in_its_own_voice_and_well_heard(voice, count):
    calls = announcements(count)
    heard = [samples for call in calls for samples in spoken(voice, call)]
    parts = [part for call in calls for part in call]
    for part, samples, direct_s in zip(parts, heard, lasts_directly_s(parts), strict=True):
        assert len(samples) / sound.RATE_HZ == pytest.approx(direct_s, rel=0.06), part
        assert measured_lufs(samples) == pytest.approx(-16, abs=1.5), part
        assert measured_peak_db(samples) <= -1, part


_WORDS = {name: words for group in script.SCRIPTS["en"] for name, words in group.words.items()}
_UNITS = [_WORDS[str(unit)] for unit in range(1, 20)]
_TENS = [_WORDS[str(ten)] for ten in range(20, 100, 10)]
_GRAMMAR = f"""#JSGF V1.0;
grammar calls;
<letter> = {" | ".join(PREFIXES["latin"].lower())};
<unit> = {" | ".join(_UNITS[:9])};
<below> = <unit> | {" | ".join(_UNITS[9:])} | ({" | ".join(_TENS)}) [<unit>];
<number> = <below> | <unit> hundred [<below>];
public <call> = ticket <letter> <number> to counter <below>;
"""


def words_of(call: tuple[Part, ...]) -> list[str]:
    """What is said, as the recogniser writes it."""
    return " ".join(_WORDS[name] for part in call for name in part.words if name in _WORDS).lower().split()


@pytest.fixture(scope="module")
def listener() -> Decoder:
    """A recogniser that knows how calls are made, as people in the room do."""
    decoder = pytest.importorskip("pocketsphinx").Decoder(lm=None, logfn=os.devnull)
    decoder.add_jsgf_string("calls", _GRAMMAR)
    decoder.activate_search("calls")
    return decoder


def understood(listener: Decoder, samples: array[int]) -> list[str]:
    import numpy  # here: it takes a second, and each process of the tests reads this file
    from scipy.signal import resample_poly

    listener.start_utt()
    # It was taught at 16 kHz.
    listener.process_raw(resample_poly(numpy.array(samples, float), 320, 441).astype("int16").tobytes(), full_utt=True)
    listener.end_utt()
    found = listener.hyp()
    return found.hypstr.split() if found else []


def share_understood(voice: Voice, listener: Decoder, count: int) -> float:
    """Of the words of so many English announcements."""
    dice = random.Random(2)
    said = right = 0
    for _ in range(count):
        letter, number, counter = dice.choice(PREFIXES["latin"]), dice.randrange(1, 1000), dice.randrange(1, 30)
        call = phrases.call("en", f"{letter}{number:03d}", counter)
        ticket, to_counter = spoken(voice, call)
        words = words_of(call)
        matches = SequenceMatcher(None, words, understood(listener, ticket + to_counter), autojunk=False)
        said += len(words)
        right += sum(match.size for match in matches.get_matching_blocks())
    return right / said


@pytest.mark.parametrize("count", [8, pytest.param(40, marks=pytest.mark.long)])
def test_a_recogniser_understands_most_words_of_english_announcements(voice, listener, count):
    assert share_understood(voice, listener, count) >= 0.85


@pytest.mark.long
def test_a_recogniser_understands_announcements_that_were_joined_from_single_words(voice, listener, tmp_path):
    (tmp_path / "en").mkdir()
    for name, words in _WORDS.items():
        sound.write(tmp_path / "en" / f"{name}.wav", *spoken(voice, (Part("en", words),)))
    joined = Voice(VoiceSettings("espeak", folder=tmp_path / "parts", recordings=tmp_path))
    joined.start()
    until(lambda: joined.part("en", "Ticket", ("ticket",)) != joined.part("en", "Ticket"))
    assert share_understood(joined, listener, 40) >= 0.85
    joined.stop()
