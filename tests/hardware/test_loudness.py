"""How loud it is, held against an implementation that is not ours; and that nothing clips."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from array import array
from collections.abc import Sequence
from functools import cache

import pytest

from hardware import loudness, sound
from hardware.loudness import levelled, lufs, true_peak_db


def measured_lufs(samples: Sequence[int]) -> float:
    """By pyloudnorm; what is shorter than a gating block is one block."""
    import numpy  # here and below: they take a second, and each process of the tests reads this file
    import pyloudnorm

    block_s = min(0.4, len(samples) / sound.RATE_HZ)
    meter = pyloudnorm.Meter(sound.RATE_HZ, filter_class="DeMan", block_size=block_s)
    return float(meter.integrated_loudness(numpy.array(samples) / 32_768))


def measured_peak_db(samples: Sequence[int]) -> float:
    """By SciPy, at sixteen times the rate."""
    import numpy
    from scipy.signal import resample_poly

    return float(20 * numpy.log10(abs(resample_poly(numpy.array(samples) / 32_768, 16, 1)).max()))


def sine(pitch_hz: float, height: float, duration_s: float) -> array[int]:
    step = 2 * math.pi * pitch_hz / sound.RATE_HZ
    return array("h", [round(height * math.sin(step * at)) for at in range(int(duration_s * sound.RATE_HZ))])


def babble(seed: int, duration_s: float, height: float) -> array[int]:
    """Syllables of buzz and hiss, with pauses: as uneven as speech, and the same every time."""
    dice = random.Random(seed)
    samples: list[float] = []
    while len(samples) < duration_s * sound.RATE_HZ:
        length = dice.randrange(1500, 5000)
        loud, pitch, hiss = dice.choice((0.0, 0.2, 0.6, 1.0)), dice.uniform(90, 250), dice.random()
        samples += [
            loud
            * math.sin(math.pi * at / length)
            * (((at * pitch / sound.RATE_HZ) % 1) ** 3 + hiss * dice.gauss(0, 0.1))
            for at in range(length)
        ]
    samples = samples[: int(duration_s * sound.RATE_HZ)]
    return array("h", [round(max(-1.0, min(1.0, sample)) * height) for sample in samples])


#: Each is made when a test asks for it.
SOUNDS = {
    "quiet speech": lambda: babble(1, 2.5, 6_000),
    "loud speech": lambda: babble(2, 2.5, 32_000),
    "a word": lambda: babble(3, 0.3, 8_000),
    "a syllable": lambda: sine(300, 5_000, 0.09),
    "distorted": lambda: array("h", [32_767 if at // 40 % 2 else -32_768 for at in range(20_000)]),
    "high": lambda: sine(5_400, 20_000, 0.8),
    "with clicks": lambda: array(
        "h", [30_000 if at % 5_000 == 0 else each for at, each in enumerate(sine(200, 4_000, 1.5))]
    ),
}


@cache
def heard(kind: str) -> array[int]:
    return SOUNDS[kind]()


def test_a_tone_of_full_scale_is_as_loud_as_the_standard_says():
    assert lufs(sine(997, 32_767, 5)) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("kind", SOUNDS)
def test_loudness_is_measured_as_others_measure_it(kind):
    assert lufs(heard(kind)) == pytest.approx(measured_lufs(heard(kind)), abs=0.2)


@pytest.mark.parametrize("kind", SOUNDS)
def test_every_sound_becomes_equally_loud_and_none_clips(kind):
    made = levelled(heard(kind))
    assert len(made) == len(heard(kind))
    assert measured_lufs(made) == pytest.approx(loudness.TARGET_LUFS, abs=1)
    assert measured_peak_db(made) <= loudness.CEILING_DB


@pytest.mark.parametrize("kind", SOUNDS)
def test_the_wave_between_the_samples_is_measured(kind):
    assert true_peak_db(heard(kind)) == pytest.approx(measured_peak_db(heard(kind)), abs=0.5)


def test_what_need_not_be_held_down_only_becomes_louder():
    samples = sine(300, 2_000, 0.6)
    made = levelled(samples)
    gain = sound.peak(made) / sound.peak(samples)
    assert all(abs(after - gain * before) <= 2 for before, after in zip(samples, made, strict=True))


def test_silence_and_nothing_stay_what_they_are():
    for samples in (array("h"), array("h", bytes(20_000))):
        assert levelled(samples) == samples
        assert lufs(samples) == true_peak_db(samples) == -math.inf


def test_what_is_nearly_silent_is_not_blown_up():
    dice = random.Random(4)
    hiss = array("h", [dice.randrange(-40, 41) for _ in range(20_000)])
    assert lufs(levelled(hiss)) < lufs(hiss) + 24.5


def test_nothing_heavy_comes_with_it():
    told = "import sys, hardware.speaker; print(*{'numpy', 'scipy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip() == ""
