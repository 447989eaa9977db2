"""Recordings as people bring them: WAV files of every kind, made of tones."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Sequence
from pathlib import Path

from hardware import script

_EXTENSIBLE_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def tone(
    pitch_hz: float, rate_hz: int, *, height: float = 0.3, silence_s: float = 0.4, long_s: float = 0.5
) -> list[float]:
    """A tone between −1 and 1 with a quiet room around it."""
    dice = random.Random(1)
    room = [dice.gauss(0, 0.001) for _ in range(int(silence_s * rate_hz))]
    said = [height * math.sin(2 * math.pi * pitch_hz * at / rate_hz) for at in range(int(long_s * rate_hz))]
    return [*room, *said, *room]


def write(
    path: Path,
    values: Sequence[float],
    rate_hz: int = 44_100,
    bits: int = 16,
    channels: int = 1,
    *,
    is_float: bool = False,
    extensible: bool = False,
) -> Path:
    """Write a WAV file as some recorder would: with a note in it, and each channel the same."""
    frames = b"".join(_number(value, bits, is_float) * channels for value in values)
    kind = 3 if is_float else 1
    size = channels * bits // 8
    head = struct.pack("<HHIIHH", 0xFFFE if extensible else kind, channels, rate_hz, rate_hz * size, size, bits)
    if extensible:
        head += struct.pack("<HHIH", 22, bits, 0, kind) + _EXTENSIBLE_TAIL
    body = b"WAVE" + b"".join(
        name + struct.pack("<I", len(chunk)) + chunk + bytes(len(chunk) % 2)
        for name, chunk in ((b"LIST", b"INFOa note."), (b"fmt ", head), (b"data", frames))
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def _number(value: float, bits: int, is_float: bool) -> bytes:
    if is_float:
        return struct.pack("<f", value)
    if bits == 8:
        return bytes([round(128 + 127 * value)])
    return round(value * (2 ** (bits - 1) - 1)).to_bytes(bits // 8, "little", signed=True)


def pitch_of(name: str, language: str) -> float:
    """The tone that stands for a word, in Hz: each has its own, 20 Hz from the next."""
    return 300.0 + 20 * sorted(script.names(language)).index(name)


def record(folder: Path, language: str, names: Sequence[str]) -> None:
    """Record these words, each as a short tone of its own pitch."""
    for name in names:
        values = tone(pitch_of(name, language), 22_050, silence_s=0.05, long_s=0.15)
        write(folder / language / f"{name}.wav", values, 22_050)
