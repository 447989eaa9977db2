"""How loud a sound is heard, after ITU-R BS.1770-4 with the gates of EBU R128, and how to make it as loud as the rest.

In pure Python: a spoken part takes a few hundredths of a second in the voice's own process, and numpy would take
20 MB of its memory. Sounds are those of `hardware.sound`: mono, 16 bits, 22,050 samples a second.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import mul

from hardware.sound import RATE_HZ, peak

#: What every part is brought to, in LUFS; a mono sound, heard from one loudspeaker or two.
TARGET_LUFS = -16.0
#: No player has a reason to clip what stays below it, between the samples as on them; in dB below full scale.
CEILING_DB = -1.0

_FULL = 32_768
#: 2.9 ms: 35 of them are the 100 ms from one gating block to the next, 140 the 400 ms of a block.
_CELL = 63
_STEP_CELLS = 35
_BLOCK_CELLS = 140
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_DB = -0.691

_MOST_RAISED_LU = 24.0
_NEAR_LU = 0.1
_ROUNDS = 24
#: A little below the ceiling, since the wave swings higher between two samples than on them.
_SAMPLES_BELOW = 0.97
#: How fast the limiter lets go again; quicker is heard as a flutter, slower as a word that begins too softly.
_RELEASE_S = 0.08
_AHEAD_CELLS = 2
_OVERSAMPLING = 4
_HIGH_SHARE = 0.6
_TAPS = 12


def _shelf() -> tuple[float, ...]:
    """The head's part of the K-weighting as b0, b1, b2, a1, a2 (BS.1770-4, filter 1, for our rate)."""
    gain, quality = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    k = math.tan(math.pi * 1681.974450955533 / RATE_HZ)
    middle = gain**0.4996667741545416
    a0 = 1 + k / quality + k * k
    b = (gain + middle * k / quality + k * k, 2 * (k * k - gain), gain - middle * k / quality + k * k)
    return (*(each / a0 for each in b), 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0)


def _high_pass() -> tuple[float, ...]:
    """The part that hears little of the lowest tones, as a1, a2 (filter 2); its b are 1, −2, 1."""
    quality = 0.5003270373238773
    k = math.tan(math.pi * 38.13547087602444 / RATE_HZ)
    a0 = 1 + k / quality + k * k
    return (2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0)


_SHELF = _shelf()
_HIGH_PASS = _high_pass()


def lufs(samples: Sequence[int]) -> float:
    """The integrated loudness in LUFS, −inf for silence.

    A sound shorter than 400 ms has no whole gating block: it is measured as one block of its own length.
    """
    return _gated(_energies(samples))


def true_peak_db(samples: Sequence[int]) -> float:
    """The highest point of the wave in dB below full scale (dBTP), at four times the rate; −inf for silence."""
    highest = _true_peak(samples)
    return 20 * math.log10(highest / _FULL) if highest else -math.inf


def levelled(samples: array[int]) -> array[int]:
    """As loud as every other part, −16 LUFS, and never above −1 dBTP.

    What would rise higher is held down by a limiter that looks ahead, softly. Raised by 24 dB at most: what is
    nearly silent stays so.
    """
    energies = _energies(samples)
    loudness = _gated(energies)
    if loudness == -math.inf:
        return samples
    peaks = [float(peak(samples[at : at + _CELL])) for at in range(0, len(samples), _CELL)]
    highest = _FULL * 10 ** (CEILING_DB / 20)
    ceiling = highest * _SAMPLES_BELOW
    target = min(TARGET_LUFS, loudness + _MOST_RAISED_LU)
    made = _applied(samples, _levels(energies, peaks, target, ceiling))
    while (reached := _true_peak(made)) > highest:
        ceiling *= _SAMPLES_BELOW * highest / reached
        made = _applied(samples, _levels(energies, peaks, target, ceiling))
    return made


def _levels(energies: Sequence[float], peaks: Sequence[float], target: float, ceiling: float) -> list[float]:
    """The gain of each cell with which the whole is as loud as `target` (LUFS) and no sample above `ceiling`."""
    gain = 1.0
    levels: list[float] = []
    for _ in range(_ROUNDS):
        levels = [gain * held for held in _held([ceiling / max(gain * each, 1.0) for each in peaks])]
        short = target - _gated([energy * level**2 for energy, level in zip(energies, levels, strict=True)])
        if abs(short) < _NEAR_LU:
            break
        gain *= 10 ** (short / 20)
    return levels


def _held(room: Sequence[float]) -> list[float]:
    """How far the limiter holds each cell down, 0 to 1, never above its `room`.

    The least of the cells around, let go slowly, and the mean of that: so it moves down before a peak and not in it.
    """
    count = len(room)
    least = [min(1.0, *room[max(0, at - _AHEAD_CELLS) : at + _AHEAD_CELLS + 1]) for at in range(count)]
    kept = math.exp(-_CELL / RATE_HZ / _RELEASE_S)
    slow = list(accumulate(least, lambda before, now: min(now, 1 - (1 - before) * kept)))
    return [sum(slow[max(0, at - 1) : at + 2]) / len(slow[max(0, at - 1) : at + 2]) for at in range(count)]


def _applied(samples: Sequence[int], levels: Sequence[float]) -> array[int]:
    """The samples with each cell's gain in its middle, and between two middles what lies between."""
    if not levels:
        return array("h")
    half = _CELL // 2
    gains = [levels[0]] * half
    for now, after in zip(levels, [*levels[1:], levels[-1]], strict=True):
        step = (after - now) / _CELL
        gains += [now + step * each for each in range(_CELL)]
    return array("h", map(round, map(mul, samples, gains)))


def _energies(samples: Sequence[int]) -> list[float]:
    """The sum of squares of each cell after the K-weighting; full scale is 1."""
    b0, b1, b2, a1, a2 = _SHELF
    c1, c2 = _HIGH_PASS
    # Both filters in the transposed direct form: s and t are what they remember.
    s1 = s2 = t1 = t2 = 0.0
    energies = []
    for at in range(0, len(samples), _CELL):
        energy = 0.0
        for x in samples[at : at + _CELL]:
            y = b0 * x + s1
            s1 = b1 * x - a1 * y + s2
            s2 = b2 * x - a2 * y
            z = y + t1
            t1 = -2 * y - c1 * z + t2
            t2 = y - c2 * z
            energy += z * z
        energies.append(energy / _FULL**2)
    return energies


def _gated(energies: Sequence[float]) -> float:
    """The loudness of cells: the mean of the blocks that are neither silence nor far below the others."""
    if len(energies) < _BLOCK_CELLS:
        means = [_mean(energies) / _CELL] if energies else []
    else:
        sums = [0.0, *accumulate(energies)]
        last = len(energies) - _BLOCK_CELLS
        means = [
            (sums[at + _BLOCK_CELLS] - sums[at]) / (_BLOCK_CELLS * _CELL) for at in range(0, last + 1, _STEP_CELLS)
        ]
    heard = [mean for mean in means if _loudness(mean) > _ABSOLUTE_GATE_LUFS]
    if not heard:
        return -math.inf
    gate = _loudness(_mean(heard)) + _RELATIVE_GATE_LU
    return _loudness(_mean(mean for mean in heard if _loudness(mean) > gate))


def _mean(values: Iterable[float]) -> float:
    all_values = list(values)
    return sum(all_values) / len(all_values)


def _loudness(mean: float) -> float:
    return _OFFSET_DB + 10 * math.log10(mean) if mean > 0 else -math.inf


def _between(share: float) -> list[float]:
    """What each of the samples around counts for a point `share` of the way from one to the next (a windowed sinc)."""
    places = [at - (_TAPS // 2 - 1) - share for at in range(_TAPS)]
    weights = [
        math.sin(math.pi * x) / (math.pi * x) * math.cos(math.pi * x / (_TAPS + 1)) ** 2 if x else 1.0 for x in places
    ]
    return [weight / sum(weights) for weight in weights]


_BETWEEN = [_between(step / _OVERSAMPLING) for step in range(1, _OVERSAMPLING)]


def _true_peak(samples: Sequence[int]) -> float:
    """The highest point of the wave, looked for on both sides of each sample that stands high above its neighbours."""
    heights = [*map(abs, samples), 0]
    highest = float(max(heights))
    high = _HIGH_SHARE * highest
    before = _TAPS // 2 - 1
    padded = [*[0] * (before + 1), *samples, *[0] * (_TAPS - before)]
    for at, height in enumerate(heights):
        if height > high and height >= heights[at - 1] and height >= heights[at + 1]:
            for around in (padded[at : at + _TAPS], padded[at + 1 : at + 1 + _TAPS]):
                highest = max(highest, *(abs(sum(map(mul, weights, around))) for weights in _BETWEEN))
    return highest
