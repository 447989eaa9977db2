"""The chime that is kept is the one that the module makes: warm, short, not clipped."""

import math
import struct
import wave
from pathlib import Path

import pytest

from display import chime

KEPT = Path(chime.__file__).parent / "static" / "chime.wav"


@pytest.fixture(scope="module")
def kept() -> list[int]:
    with wave.open(str(KEPT), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, chime.RATE_HZ)
        frames = file.readframes(file.getnframes())
    return list(struct.unpack(f"<{len(frames) // 2}h", frames))


def test_the_kept_chime_is_the_one_that_is_made(kept):
    made = chime.samples()
    assert len(kept) == len(made)
    # Another machine's sine may round the other way.
    assert max(abs(one - other) for one, other in zip(kept, made, strict=True)) <= 1


def test_it_lasts_nine_tenths_of_a_second_and_dies_away(kept):
    assert len(kept) / chime.RATE_HZ == pytest.approx(0.9, abs=0.001)
    assert max(map(abs, kept[-100:])) < 200
    assert abs(kept[0]) < 200


def test_it_is_loud_and_never_clipped(kept):
    assert max(map(abs, kept)) == pytest.approx(chime.PEAK * 32_767, abs=2)
    loudness_db = 20 * math.log10(math.sqrt(sum(sample * sample for sample in kept) / len(kept)) / 32_768)
    assert -20 < loudness_db < -12


def test_it_is_written_as_it_is_made(tmp_path):
    chime.write(tmp_path / "chime.wav")
    assert len((tmp_path / "chime.wav").read_bytes()) == KEPT.stat().st_size
