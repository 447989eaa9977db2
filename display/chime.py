"""The chime before a call: two warm tones, falling a third. `python -m display.chime FILE` writes it.

Each tone is a struck bar: a fundamental with two soft overtones that die away faster. It is our own, made of
sines, so it needs nobody's licence.
"""

import math
import struct
import sys
import wave
from pathlib import Path

RATE_HZ = 22_050
DURATION_S = 0.9
#: 70 % of full scale: as loud as the voice that follows it, and never clipped.
PEAK = 0.7

# Pitch in Hz (G5, E flat 5), beginning in s, and how loud.
_TONES = ((783.99, 0.0, 1.0), (622.25, 0.26, 0.95))
# Multiple of the pitch, share, and how fast it dies away, per s.
_OVERTONES = ((1.0, 1.0, 5.0), (2.0, 0.28, 8.0), (3.0, 0.10, 13.0))
_ATTACK_S = 0.006
_FADE_S = 0.12


def samples() -> list[int]:
    """The chime as 16-bit samples at `RATE_HZ`."""
    wave_form = [_at(i / RATE_HZ) for i in range(int(DURATION_S * RATE_HZ))]
    gain = PEAK * 32_767 / max(map(abs, wave_form))
    return [round(value * gain) for value in wave_form]


def _at(time_s: float) -> float:
    struck = sum(loud * _bar(pitch_hz, time_s - begin_s) for pitch_hz, begin_s, loud in _TONES if time_s >= begin_s)
    return struck * min(1.0, (DURATION_S - time_s) / _FADE_S)


def _bar(pitch_hz: float, time_s: float) -> float:
    attack = min(1.0, time_s / _ATTACK_S)
    return attack * sum(
        share * math.exp(-decay * time_s) * math.sin(2 * math.pi * multiple * pitch_hz * time_s)
        for multiple, share, decay in _OVERTONES
    )


def write(path: Path) -> None:
    """Write the chime as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples()))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
