"""People's recordings: read in every usual format, played when a language is complete, never mixed."""

from __future__ import annotations

import io
import math
import os
import shutil
import sys
import threading
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from display import phrases
from hardware import recorded, script, sound
from hardware.__main__ import main
from hardware.errors import BadRecording
from hardware.loudness import lufs, true_peak_db
from hardware.settings import HardwareSettings, VoiceSettings
from hardware.state import DeviceState
from hardware.voice import Voice
from tests.hardware.recording import pitch_of, record, tone, write

#: Only a test that fails takes so long.
PATIENCE_S = 60.0


def pitch_hz(samples: array[int]) -> float:
    """Of a tone: how often it crosses zero upwards, where it is loud."""
    loud = [at for at, sample in enumerate(samples) if abs(sample) > 3000]
    heard = samples[loud[0] : loud[-1]]
    ups = [at for at in range(1, len(heard)) if heard[at - 1] < 0 <= heard[at]]
    return (len(ups) - 1) * sound.RATE_HZ / (ups[-1] - ups[0])


def words_of(samples: array[int], language: str) -> list[str]:
    """The words that are heard, by their pitches; what is between them is silent."""
    window = sound.RATE_HZ // 100
    loud = [sound.peak(samples[at : at + window]) > 3000 for at in range(0, len(samples), window)]
    names = {pitch_of(name, language): name for name in script.names(language)}
    heard: list[str] = []
    begun = 0
    for at, is_loud in enumerate([*loud, False]):
        if is_loud and not (at and loud[at - 1]):
            begun = at
        elif not is_loud and at and loud[at - 1]:
            found = pitch_hz(samples[begun * window : at * window])
            heard.append(names[min(names, key=lambda each: abs(each - found))])
    return heard


@pytest.mark.parametrize(
    ("rate_hz", "form"),
    [
        (8_000, {"bits": 8}),
        (11_025, {"bits": 16, "channels": 2}),
        (16_000, {"bits": 24}),
        (22_050, {"bits": 16}),
        (32_000, {"bits": 32}),
        (44_100, {"bits": 16}),
        (48_000, {"bits": 24, "channels": 2, "extensible": True}),
        (48_000, {"bits": 32, "is_float": True}),
    ],
    ids=str,
)
def test_every_usual_format_is_read_trimmed_and_made_as_loud_as_the_rest(tmp_path, rate_hz, form):
    samples = recorded.read(write(tmp_path / "1.wav", tone(440, rate_hz, height=0.1), rate_hz, **form))
    assert pitch_hz(samples) == pytest.approx(440, rel=0.01)
    assert len(samples) / sound.RATE_HZ == pytest.approx(0.5 + 0.03 + 0.08, abs=0.04)
    assert lufs(samples) == pytest.approx(-16, abs=1)
    assert true_peak_db(samples) <= -1


def test_what_our_rate_cannot_hold_is_left_out_and_not_heard_as_something_else(tmp_path):
    both = [low + high for low, high in zip(tone(500, 48_000), tone(15_000, 48_000), strict=True)]
    samples = recorded.read(write(tmp_path / "1.wav", both, 48_000))
    # 15 kHz would be heard as 22.05 − 15 = 7.05 kHz.
    middle = samples[3000:8000]
    ghost = math.hypot(
        *(
            sum(s * f(2 * math.pi * 7050 * at / sound.RATE_HZ) for at, s in enumerate(middle))
            for f in (math.sin, math.cos)
        )
    )
    voice = math.hypot(
        *(
            sum(s * f(2 * math.pi * 500 * at / sound.RATE_HZ) for at, s in enumerate(middle))
            for f in (math.sin, math.cos)
        )
    )
    assert ghost < voice / 300


def test_a_word_in_a_loud_room_is_still_cut_out(tmp_path):
    noisy = [value + 0.02 * math.sin(at * at) for at, value in enumerate(tone(440, 22_050, height=0.5))]
    samples = recorded.read(write(tmp_path / "1.wav", noisy, 22_050))
    assert len(samples) / sound.RATE_HZ == pytest.approx(0.61, abs=0.05)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no WAV file"),
        (b"ftypM4A ", "no WAV file"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "no WAV file"),
        (b"RIFF\x10\0\0\0WAVEdata\xff\xff\xff\xff", "no WAV file"),
    ],
)
def test_what_is_no_recording_is_refused_in_a_sentence(tmp_path, content, told):
    path = tmp_path / "1.wav"
    path.write_bytes(content)
    with pytest.raises(BadRecording, match=told):
        recorded.read(path)


@pytest.mark.parametrize(
    ("values", "form", "told"),
    [
        ([], {}, "nothing is heard"),
        ([0.0] * 22_050, {}, "nothing is heard"),
        (tone(440, 22_050, height=0.004), {}, "too quiet"),
        ([0.3] * 22_050, {"channels": 3}, "its format is not read"),
        ([0.3] * 22_050, {"rate_hz": 4_000}, "its format is not read"),
        (tone(440, 22_050, silence_s=4), {}, "longer than 8 s"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(tmp_path, values, form, told):
    with pytest.raises(BadRecording, match=told):
        recorded.read(write(tmp_path / "1.wav", values, **({"rate_hz": 22_050} | form)))


def test_a_recording_that_was_cut_off_in_copying_is_read_as_far_as_it_goes(tmp_path):
    path = write(tmp_path / "1.wav", tone(440, 22_050), 22_050)
    path.write_bytes(path.read_bytes()[:-9_001])
    assert pitch_hz(recorded.read(path)) == pytest.approx(440, rel=0.01)


def test_a_recording_that_was_too_loud_for_its_microphone_is_noticed(tmp_path):
    shouted = [max(-1.0, min(1.0, value)) for value in tone(440, 22_050, height=1.6)]
    assert recorded.is_clipped(write(tmp_path / "1.wav", shouted, 22_050))
    assert not recorded.is_clipped(write(tmp_path / "2.wav", tone(440, 22_050, height=1.0), 22_050))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Everything that English needs is recorded, and the letter A."""
    record(tmp_path / "recordings", "en", [*script.needed("en"), "letter-a"])
    return tmp_path / "recordings"


@pytest.fixture
def voice(tmp_path: Path, folder: Path) -> Iterator[Voice]:
    each = Voice(VoiceSettings("simulated", folder=tmp_path / "parts", recordings=folder), check_every_s=0.02)
    each.start()
    yield each
    each.stop()


def played(voice: Voice, language: str, number: str, counter: int) -> list[Path]:
    """The files of a call, waited for."""
    paths = [voice.wav(voice.part(*part), PATIENCE_S) for part in phrases.call(language, number, counter)]
    assert None not in paths
    return [path for path in paths if path]


def looked(voice: Voice) -> None:
    """Have the folder looked at again, now: by the voice's own thread, which does so by itself as well."""
    assert voice._maker is not None
    done = threading.Event()
    for job in (voice._recordings.look, done.set):
        assert voice._maker._worker.put(job)
    assert done.wait(PATIENCE_S)


def is_recorded(voice: Voice, language: str, number: str, counter: int) -> list[bool]:
    return [voice.part(*part) != voice.part(*part[:2]) for part in phrases.call(language, number, counter)]


def test_a_call_is_played_from_recordings_word_for_word(voice):
    looked(voice)
    ticket, counter = (sound.read(path) for path in played(voice, "en", "A142", 13))
    assert words_of(ticket, "en") == ["ticket", "letter-a", "100", "40", "2"]
    assert words_of(counter, "en") == ["counter", "13"]
    for part in (ticket, counter):
        assert lufs(part) == pytest.approx(-16, abs=1.5)
        assert true_peak_db(part) <= -1


def test_the_real_voices_process_joins_recordings_too(tmp_path, folder):
    voice = Voice(VoiceSettings("espeak", folder=tmp_path / "parts", recordings=folder))
    voice.start()
    looked(voice)
    ticket, _ = played(voice, "en", "A7", 1)
    assert words_of(sound.read(ticket), "en") == ["ticket", "letter-a", "7"]
    assert voice.state == DeviceState("ready")
    voice.stop()


def test_one_sentence_has_one_voice(voice):
    looked(voice)
    assert is_recorded(voice, "en", "A102", 3) == [True, True]
    assert is_recorded(voice, "en", "B102", 3) == [False, False], "nobody recorded the letter B"
    assert is_recorded(voice, "en", "A1002", 3) == [False, False], "nobody recorded a thousand"
    assert is_recorded(voice, "en", "A12345", 3) == [False, False]
    assert is_recorded(voice, "fr", "A102", 3) == [False, False], "nobody recorded French"


def test_a_language_that_is_not_complete_is_not_played_and_health_says_so(voice, folder):
    (folder / "en" / "17.wav").rename(folder / "en" / "seventeen.wav")
    looked(voice)
    assert is_recorded(voice, "en", "A102", 3) == [False, False]
    assert voice.state == DeviceState("simulated", "bad-recording")
    assert played(voice, "en", "A102", 3)


def test_what_is_recorded_while_the_office_runs_is_heard_from_the_next_call_on(voice, folder):
    looked(voice)
    before = voice.part("en", "", ("ticket", "letter-a"))
    write(folder / "en" / "letter-a.WAV", tone(900, 22_050), 22_050)
    (folder / "en" / "letter-a.wav").unlink()
    looked(voice)
    assert voice.part("en", "", ("ticket", "letter-a")) != before


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_only_bears_the_name_of_a_recording_holds_nobody_up(tmp_path, make):
    make(tmp_path / "1.wav")
    with pytest.raises(BadRecording, match="no file"):
        recorded.read(tmp_path / "1.wav")


@pytest.mark.parametrize("content", [b"", b"not a sound"])
def test_a_file_that_is_no_sound_leaves_the_language_to_the_engine(voice, folder, content):
    (folder / "en" / "3.wav").write_bytes(content)
    looked(voice)
    assert is_recorded(voice, "en", "A102", 5) == [False, False]
    assert voice.state.detail == "bad-recording"


def test_a_recording_that_proves_useless_is_spoken_instead_and_left_alone_until_it_is_another(voice, folder):
    silent = write(folder / "en" / "2.wav", [0.0] * 9_000)
    looked(voice)
    assert is_recorded(voice, "en", "A102", 3) == [True, True]
    assert played(voice, "en", "A102", 3), "the call that met it is heard all the same"
    assert is_recorded(voice, "en", "A103", 3) == [False, False]
    assert voice.state == DeviceState("simulated", "bad-recording")
    record(folder, "en", ["2"])
    os.utime(silent, ns=(1, 1))
    looked(voice)
    assert is_recorded(voice, "en", "A102", 3) == [True, True]
    assert voice.state == DeviceState("simulated")


def test_recordings_that_go_away_are_spoken_instead(voice, folder):
    looked(voice)
    ticket, _ = phrases.call("en", "A102", 3)
    name = voice.part(*ticket)
    for path in (folder / "en").iterdir():
        path.unlink()
    assert voice.wav(name, PATIENCE_S)
    looked(voice)
    assert voice.state == DeviceState("simulated")


def test_a_folder_that_is_not_there_is_told(voice, folder, capsys):
    shutil.rmtree(folder)
    looked(voice)
    assert voice.state == DeviceState("simulated", "bad-recording")
    assert main(["voice", "--check", "--recordings", str(folder)]) == 1
    assert f"There is no folder {folder}" in capsys.readouterr().out


def test_without_recordings_nothing_is_looked_for(tmp_path):
    settings = HardwareSettings.of(HardwareSettings(voice=VoiceSettings("simulated", recordings=None)))
    assert settings.voice.recordings is None
    voice = Voice(settings.voice)
    voice._recordings.look()
    assert is_recorded(voice, "en", "A102", 3) == [False, False]


@pytest.mark.parametrize("language", sorted(script.SCRIPTS))
def test_the_script_names_every_file_and_what_is_said_in_it(language, capsys):
    assert main(["voice", "--script", language]) == 0
    said = capsys.readouterr().out
    for name in script.names(language):
        assert f"{language}/{name}.wav " in said


def test_a_terminal_without_the_letters_of_a_script_is_told_what_helps(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "latin-1"))
    assert main(["voice", "--script", "ar"]) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_the_check_says_what_is_complete_missing_wrong_and_unknown(tmp_path, folder, capsys):
    record(folder, "fr", ["ticket"])
    write(folder / "fr" / "7.wav", tone(440, 22_050, height=0.004), 22_050)
    write(folder / "fr" / "septante.wav", tone(440, 22_050), 22_050)
    settings = tmp_path / "office.toml"
    settings.write_text('[voice]\nrecordings = "recordings"\n', "utf-8")
    assert main(["voice", "--check", "--config", str(settings)]) == 1
    said = capsys.readouterr().out
    assert "en  complete" in said
    assert "missing  en/letter-b.wav" in said, "A is recorded, so the other letters are missing"
    assert "fr  not used yet" in said
    assert "missing  fr/20-t.wav" in said
    assert "wrong    fr/7.wav" in said and "too quiet" in said
    assert "unknown  septante.wav" in said
    assert "ar  nothing is recorded" in said


def test_the_check_of_what_needs_nothing_more_is_content(tmp_path, capsys):
    record(tmp_path, "en", sorted(script.needed("en")))
    assert main(["voice", "--check", "--recordings", str(tmp_path)]) == 0
    assert main(["voice", "--check", "--config", str(tmp_path / "absent.toml")]) == 2
    (tmp_path / "office.toml").write_text("", "utf-8")
    assert main(["voice", "--check", "--config", str(tmp_path / "office.toml")]) == 1
    assert "No recordings are set" in capsys.readouterr().out
