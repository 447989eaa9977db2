"""eSpeak NG's own ear: the phonemes that it will speak for a text."""

import ctypes
from collections.abc import Callable
from functools import cache
from pathlib import Path

_AUDIO_OUTPUT_RETRIEVAL = 1
_CHARS_UTF8 = 1
_IPA = 2
_STRESS = str.maketrans("", "", "ˈˌ")
_VOICES = {"ar": "sem/ar", "fr": "roa/fr", "en": "gmw/en-us+f2"}


@cache
def listener() -> Callable[[str, str], str]:
    """``listener()(language, text)``: IPA without stress marks, words apart, clauses apart by `` | ``."""
    import espeakng_loader

    folder = Path(espeakng_loader.__file__).parent
    engine = ctypes.CDLL(str(folder / "libespeak-ng.so.1"))
    engine.espeak_TextToPhonemes.restype = ctypes.c_char_p
    engine.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    assert engine.espeak_Initialize(_AUDIO_OUTPUT_RETRIEVAL, 0, str(folder).encode(), 0) > 0

    def ipa(language: str, text: str) -> str:
        assert engine.espeak_SetVoiceByName(_VOICES[language].encode()) == 0
        buffer = ctypes.create_string_buffer(text.encode())
        position = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses = []
        while position.value:
            clauses.append(engine.espeak_TextToPhonemes(ctypes.byref(position), _CHARS_UTF8, _IPA))
        return " | ".join(clause.decode().translate(_STRESS) for clause in clauses if clause)

    return ipa
