"""The same engine without anything between: a JSON list of (voice, rate, text) in, the durations in seconds out."""

import ctypes
import json
import sys
from pathlib import Path

import espeakng_loader

from hardware import sound

_SYNCHRONOUS = 2
_RATE = 1
_CHARS_UTF8_AND_ENDPAUSE = 0x1001


def main() -> None:
    folder = Path(espeakng_loader.__file__).parent
    engine = ctypes.CDLL(str(folder / "libespeak-ng.so.1"))
    assert engine.espeak_Initialize(_SYNCHRONOUS, 0, str(folder).encode(), 0) == sound.RATE_HZ
    frames = bytearray()

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    def receive(samples: int | None, count: int, events: int) -> int:
        frames.extend(ctypes.string_at(samples, 2 * count) if samples and count > 0 else b"")
        return 0

    engine.espeak_SetSynthCallback(receive)
    durations_s = []
    for voice, rate, text in json.load(sys.stdin):
        frames.clear()
        assert engine.espeak_SetVoiceByName(voice.encode()) == 0
        engine.espeak_SetParameter(_RATE, rate, 0)
        said = text.encode()
        engine.espeak_Synth(said, len(said) + 1, 0, 1, 0, _CHARS_UTF8_AND_ENDPAUSE, None, None)
        durations_s.append(len(sound.trimmed(sound.from_bytes(bytes(frames)))) / sound.RATE_HZ)
    json.dump(durations_s, sys.stdout)


if __name__ == "__main__":
    main()
