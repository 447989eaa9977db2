"""What people recorded: WAV files of any usual format, read as the sounds that the voice is made of."""

from __future__ import annotations

import math
import stat
import struct
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import mul
from pathlib import Path
from typing import NamedTuple

from hardware import loudness
from hardware.errors import BadRecording
from hardware.sound import LEAD_S, RATE_HZ, TAIL_S, from_bytes, silence

#: What lasts longer was not cut: it is not one word.
LONGEST_S = 8.0
_LEAST_S = 0.04
#: Below this the room's noise would be raised with the voice.
_LEAST_LUFS = -40.0
_LARGEST_BYTES = 12_000_000

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_RATES_HZ = (8_000, 192_000)

#: So many threes of samples that are all as high as the highest are no chance.
_FLAT_PLACES = 12
_FLAT = 0.9995
_NEARLY_FULL = 29_000

# Speech is what is louder than 2 % of the loudest 10 ms and than twice the room where nobody speaks; what is
# louder than 10 % is speech however loud the room.
_WINDOW_S = 0.01
_SPEECH_SHARE = 0.02
_CERTAIN_SHARE = 0.1
_ABOVE_ROOM = 2.0
_BEFORE_S = 0.03
_AFTER_S = 0.08
_FADE_S = 0.005

#: How many crossings of zero of the sinc are kept on each side when the rate is changed.
_ZEROS = 12


class Format(NamedTuple):
    """How the numbers stand in a file: `bits` a sample, `channels` beside each other."""

    rate_hz: int
    channels: int
    bits: int
    is_float: bool


def read(path: Path) -> array[int]:
    """The words of a recording: mono, 22,050 Hz, as loud as every part, without the silence around them.

    Raises `BadRecording` with a sentence for who recorded it.
    """
    values, rate_hz = _mono(path)
    spoken = _spoken(values, rate_hz)
    if len(spoken) < _LEAST_S * rate_hz:
        raise BadRecording("nothing is heard in it")
    samples = array("h", (max(-32_768, min(32_767, round(value))) for value in _resampled(spoken, rate_hz)))
    loud = loudness.lufs(samples)
    if loud < _LEAST_LUFS:
        raise BadRecording(
            f"it is too quiet ({loud:.0f} LUFS, at least {_LEAST_LUFS:.0f}): go nearer to the microphone"
        )
    return _faded(loudness.levelled(samples))


@lru_cache(maxsize=192)
def _remembered(path: Path, fingerprint: tuple[int, int]) -> bytes:
    return read(path).tobytes()


def words(path: Path) -> array[int]:
    """As `read`, remembered while the file stays the same: each word is in many announcements."""
    try:
        status = path.stat()
        return array("h", _remembered(path, (status.st_size, status.st_mtime_ns)))
    except OSError as error:
        raise _bad(path, BadRecording(f"it cannot be read: {error.strerror}")) from error
    except BadRecording as error:
        raise _bad(path, error) from error


def _bad(path: Path, error: BadRecording) -> BadRecording:
    error.path = str(path)
    return error


def said(pieces: Sequence[str | float]) -> array[int]:
    """The recordings at these paths one after the other, numbers being pauses in s; as loud as every part.

    Raises `BadRecording`, which tells the file.
    """
    samples = silence(LEAD_S)
    for piece in pieces:
        samples += words(Path(piece)) if isinstance(piece, str) else silence(piece)
    return loudness.levelled(samples + silence(TAIL_S))


def is_clipped(path: Path) -> bool:
    """Whether the recording was too loud for the microphone: its wave is cut off flat, again and again."""
    values, _ = _mono(path)
    highest = max(map(abs, values))
    flat = sum(min(map(abs, values[at : at + 3])) >= _FLAT * highest for at in range(0, len(values), 3))
    return highest > _NEARLY_FULL and flat > _FLAT_PLACES


def form(path: Path) -> tuple[Format, bytes]:
    """The format of a WAV file and its frames, as they stand there; raises `BadRecording`."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # A pipe would hold up whoever reads it.
            raise BadRecording("it is no file")
        if status.st_size > _LARGEST_BYTES:
            raise BadRecording(f"it is longer than {LONGEST_S:.0f} s")
        data = path.read_bytes()
    except OSError as error:
        raise BadRecording(f"it cannot be read: {error.strerror}") from error
    chunks = dict(_chunks(data))
    if b"fmt " not in chunks or b"data" not in chunks or len(chunks[b"fmt "]) < 16:
        raise BadRecording("it is no WAV file: save it as WAV, 16 bits")
    given = _format(chunks[b"fmt "])
    frames = chunks[b"data"]
    size = given.channels * given.bits // 8
    if len(frames) // size > LONGEST_S * given.rate_hz:
        raise BadRecording(f"it is longer than {LONGEST_S:.0f} s")
    return given, frames[: len(frames) // size * size]


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a RIFF file; the last may be shorter than it says."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _format(chunk: bytes) -> Format:
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        kind = int.from_bytes(chunk[24:26], "little")
    known = (kind == _PCM and bits in (8, 16, 24, 32)) or (kind == _FLOAT and bits in (32, 64))
    if not known or channels not in (1, 2) or not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        found = f"{bits} bits, {channels} channels, {rate_hz} Hz"
        raise BadRecording(f"its format is not read ({found}): save it as WAV, 16 bits, mono, 44,100 Hz")
    return Format(rate_hz, channels, bits, kind == _FLOAT)


def _mono(path: Path) -> tuple[array[float], int]:
    """The samples as numbers up to ±32,768, two channels as their mean, and the rate in Hz."""
    given, frames = form(path)
    values = _values(given, frames)
    if given.channels == 2:
        values = array("d", ((left + right) / 2 for left, right in zip(values[::2], values[1::2], strict=True)))
    if not values:
        raise BadRecording("nothing is heard in it")
    middle = sum(values) / len(values)
    return array("d", (value - middle for value in values)), given.rate_hz


def _values(given: Format, frames: bytes) -> array[float]:
    if given.is_float:
        numbers = struct.unpack(f"<{len(frames) * 8 // given.bits}{'f' if given.bits == 32 else 'd'}", frames)
        return array("d", (32_768 * value if abs(value) < 8 else 0.0 for value in numbers))
    if given.bits == 8:
        # Alone among them these stand above zero.
        return array("d", ((byte - 128) * 256 for byte in frames))
    if given.bits == 16:
        return array("d", from_bytes(frames))
    # Of longer numbers the two upper bytes are what 16 bits would hold.
    size = given.bits // 8
    upper = bytes(chain.from_iterable(zip(frames[size - 2 :: size], frames[size - 1 :: size], strict=True)))
    return array("d", from_bytes(upper))


def _resampled(values: array[float], rate_hz: int) -> array[float]:
    """At our rate, by a windowed sinc that lets through only what both rates can hold."""
    if rate_hz == RATE_HZ:
        return values
    shared = math.gcd(rate_hz, RATE_HZ)
    up, down = RATE_HZ // shared, rate_hz // shared
    width = min(1.0, up / down)
    reach = math.ceil(_ZEROS / width)
    phases = {phase: _taps(phase / up, width, reach) for phase in range(up)} if up <= 1024 else {}
    padded = array("d", [*[0.0] * reach, *values, *[0.0] * (reach + 1)])
    made = array("d")
    for at in range(len(values) * up // down):
        place, phase = divmod(at * down, up)
        taps = phases.get(phase) or _taps(phase / up, width, reach)
        made.append(sum(map(mul, taps, padded[place : place + 2 * reach + 1])))
    return made


def _taps(share: float, width: float, reach: int) -> list[float]:
    """The weights of the samples around a point `share` of the way to the next; `width` is what is let through."""
    places = [at - reach - share for at in range(2 * reach + 1)]
    weights = [_sinc(0.96 * width * x) * math.cos(math.pi / 2 * min(1.0, abs(x) / (reach + 1))) ** 2 for x in places]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _sinc(x: float) -> float:
    return math.sin(math.pi * x) / (math.pi * x) if x else 1.0


def _spoken(values: array[float], rate_hz: int) -> array[float]:
    """From just before the first sound that is as loud as speech to just after the last."""
    size = int(_WINDOW_S * rate_hz)
    windows = [sum(map(mul, part, part)) for at in range(0, len(values), size) if (part := values[at : at + size])]
    loudest, room = max(windows), sorted(windows)[len(windows) // 10]
    least = max(size, loudest * _SPEECH_SHARE**2, min(_ABOVE_ROOM**2 * room, loudest * _CERTAIN_SHARE**2))
    heard = [at for at, energy in enumerate(windows) if energy > least]
    if not heard:
        return array("d")
    first = max(0, heard[0] * size - int(_BEFORE_S * rate_hz))
    return values[first : (heard[-1] + 1) * size + int(_AFTER_S * rate_hz)]


def _faded(samples: array[int]) -> array[int]:
    """Rising from nothing and falling to it, so that nothing clicks where words are joined."""
    length = min(int(_FADE_S * RATE_HZ), len(samples) // 2)
    for at in range(length):
        samples[at] = samples[at] * at // length
        samples[-1 - at] = samples[-1 - at] * at // length
    return samples
