"""Sound as plain numbers: mono samples of 16 bits, 22,050 a second, in an ``array("h")``.

Small enough for pure Python: a spoken part has about 50,000 samples and takes a few milliseconds.
"""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from pathlib import Path

RATE_HZ = 22_050
_CHANNELS = 1
_SAMPLE_BYTES = 2

#: A header of 44 bytes, as `wave` writes it: RIFF, its length, WAVE, fmt, data.
_HEADER_BYTES = 44
_RIFF_BYTES = 8
#: The last 0.3 s of a part, of which half is silence: the other half never is.
_END_BYTES = 13_230
#: Below this a sample is the engine's own hiss; speech peaks near 20,000.
_QUIET = 200
#: The silence before and after every part.
LEAD_S = 0.01
TAIL_S = 0.15


def read(path: Path) -> array[int]:
    """The samples of a WAV file of this kind; raises ``OSError``, ``EOFError`` or ``wave.Error``."""
    with wave.open(str(path), "rb") as file:
        if file.getparams()[:3] != (_CHANNELS, _SAMPLE_BYTES, RATE_HZ):
            raise wave.Error(f"it is no WAV file of one channel, 16 bits, {RATE_HZ:,} Hz")
        return from_bytes(file.readframes(file.getnframes()))


def from_bytes(frames: bytes) -> array[int]:
    """Samples from little-endian bytes, as they stand in a WAV file."""
    samples = array("h", frames[: len(frames) // _SAMPLE_BYTES * _SAMPLE_BYTES])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def wav(samples: array[int]) -> bytes:
    """The WAV file of these samples."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(_CHANNELS)
        file.setsampwidth(_SAMPLE_BYTES)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return target.getvalue()


def write(path: Path, samples: array[int]) -> None:
    """Write a WAV file; raises ``OSError`` when the disk does not take all of it."""
    path.write_bytes(wav(samples))


def is_whole(path: Path) -> bool:
    """Whether the file is there and as long as its header says: a power cut can leave less, or nothing but zeros."""
    try:
        with open(path, "rb") as file:
            header = file.read(_RIFF_BYTES)
            length = file.seek(0, 2)
            file.seek(max(_HEADER_BYTES, length - _END_BYTES))
            end = file.read(_END_BYTES)
    except OSError:
        return False
    promised = int.from_bytes(header[4:], "little") + _RIFF_BYTES
    return header[:4] == b"RIFF" and _HEADER_BYTES < length == promised and any(end)


def peak(samples: array[int]) -> int:
    """The largest deflection, 0 to 32768."""
    return max(max(samples), -min(samples)) if samples else 0


def trimmed(samples: array[int]) -> array[int]:
    """The speech with 0.01 s of silence before and 0.15 s after it, so that parts join; nothing of silence alone."""
    first = next((i for i, sample in enumerate(samples) if abs(sample) > _QUIET), None)
    if first is None:
        return array("h")
    last = next(i for i in range(len(samples) - 1, -1, -1) if abs(samples[i]) > _QUIET)
    lead, tail = int(LEAD_S * RATE_HZ), int(TAIL_S * RATE_HZ)
    around = silence(LEAD_S) + samples + silence(TAIL_S)
    return around[first : last + 1 + lead + tail]


def silence(duration_s: float) -> array[int]:
    """So much of nothing."""
    return array("h", bytes(_SAMPLE_BYTES * int(duration_s * RATE_HZ)))


def tone(duration_s: float, pitch_hz: float) -> array[int]:
    """A soft tone that swells and fades, with an octave on top."""
    length = int(duration_s * RATE_HZ)
    step = 2 * math.pi * pitch_hz / RATE_HZ
    return array(
        "h",
        [
            round(9400 * math.sin(math.pi * i / length) * (math.sin(step * i) + 0.3 * math.sin(2 * step * i)))
            for i in range(length)
        ],
    )
