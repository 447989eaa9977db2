"""Samples: written whole or not at all, never clipped, without silence around them."""

from array import array
from pathlib import Path

import pytest

from hardware import sound

SILENCE = array("h", bytes(2 * sound.RATE_HZ))


def test_a_written_sound_reads_back(tmp_path):
    tone = sound.tone(0.2, 440)
    sound.write(tmp_path / "tone.wav", tone)
    assert sound.read(tmp_path / "tone.wav") == tone


def test_a_full_disk_is_an_error_and_not_a_short_file():
    with pytest.raises(OSError, match="No space left"):
        sound.write(Path("/dev/full"), sound.tone(1.0, 440))


def test_a_file_that_a_power_cut_shortened_is_not_whole(tmp_path):
    path = tmp_path / "tone.wav"
    sound.write(path, sound.tone(0.2, 440))
    assert sound.is_whole(path)
    whole = path.read_bytes()
    for left in (0, 1, 44, len(whole) - 1):
        path.write_bytes(whole[:left])
        assert not sound.is_whole(path), left
    assert not sound.is_whole(tmp_path / "absent.wav")
    assert not sound.is_whole(tmp_path)


def test_a_file_of_which_only_the_beginning_was_written_is_not_whole(tmp_path):
    path = tmp_path / "tone.wav"
    sound.write(path, sound.tone(1.0, 440))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    assert not sound.is_whole(path)


def test_silence_around_speech_is_cut_to_what_joins_parts():
    tone = sound.tone(0.5, 440)
    trimmed = sound.trimmed(SILENCE + tone + SILENCE)
    assert len(trimmed) / sound.RATE_HZ == pytest.approx(0.5 + 0.01 + 0.15, abs=0.02)


def test_silence_alone_is_nothing():
    assert sound.trimmed(SILENCE) == array("h")
    assert sound.peak(array("h")) == 0
