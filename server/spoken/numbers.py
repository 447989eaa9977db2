"""Numbers as the voice is to read them: of tickets, counts, keys and times of day.

French and English are left to the engine, which reads digits well; Arabic is written out with its vowels.
"""

import re
from collections.abc import Callable, Mapping

from server.spoken import arabic

#: The languages that the voice has words for.
LANGUAGES = ("ar", "fr", "en")

# Whoever hears French or English knows these as names, not as sounds; ه and ح are kept
# apart by their vowel, as in Unicode's names HEH and HAH.
_LETTERS: Mapping[str, Mapping[str, str]] = {
    "ar": arabic.LETTERS,
    "fr": dict(zip("أبجدهوزح", ["alif", "ba", "djim", "dal", "hé", "ouaou", "zaï", "ha"], strict=True)),
    "en": dict(zip("أبجدهوزح", ["Alif", "Ba", "Jeem", "Daal", "Heh", "Wow", "Zay", "Hah"], strict=True)),
}

_NUMBER = re.compile(r"(?P<prefix>[^\W\d_]*)[\s-]*(?P<digits>[0-9]{1,6})")


def number(language: str, value: int) -> str:
    """A number by itself, such as that of a counter or a key."""
    # Past the words that were checked the engine's own reading is better than silence.
    return arabic.number(value) if language == "ar" and value <= arabic.LARGEST_NUMBER else str(value)


def count(language: str, value: int) -> str:
    """A number before what it counts: «ثَلَاثَةُ» before «أَشخَاص»."""
    return arabic.count(value) if language == "ar" and value <= arabic.LARGEST_NUMBER else str(value)


def ticket(language: str, shown: str) -> str:
    """ "Ticket A, 102,": a ticket's number, `shown` as people see it, such as ``A102`` or ``102``.

    Raises ``ValueError`` for an unknown language or something that is no number.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} has no phrases: it must be one of {', '.join(LANGUAGES)}")
    prefix, value = parted(shown)
    # The comma after the letter sets it apart: without it English says "uh 102" and French "à 102",
    # and the Arabic names of L and M would be heard as an article and a question. The one at the
    # end keeps the voice up, for the counter follows.
    comma = "،" if language == "ar" else ","
    letters = [_LETTERS[language].get(letter, letter) for letter in prefix]
    return f"{_TICKET[language]} {f'{comma} '.join([*letters, number(language, value)])}{comma}"


def parted(shown: str) -> tuple[str, int]:
    """The letters and the value of a ticket's number, as people see it («هـ» is ه); raises ``ValueError``."""
    match = _NUMBER.fullmatch(shown)
    if match is None:
        raise ValueError(f"{shown!r} is not the number of a ticket")
    return match["prefix"].replace("\N{ARABIC TATWEEL}", ""), int(match["digits"])


_TICKET = {"ar": "الرقم", "fr": "Le numéro", "en": "Ticket"}


def weekday(language: str, day: int) -> str:
    """The name of a day of the week, Monday being 0."""
    return _DAYS[language][day]


_DAYS: Mapping[str, tuple[str, ...]] = {
    "ar": arabic.DAYS,
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def clock_time(language: str, hour: int, minute: int) -> str:
    """A time of day, as people say it: "half past" is told by its minutes, noon by twelve."""
    return _CLOCKS[language](hour, minute)


def _in_arabic(hour: int, minute: int) -> str:
    minutes = f" وَ {arabic.minutes(minute)}" if minute else ""
    part = "صَبَاحًا" if hour < 12 else "ظُهرًا" if hour == 12 else "مَسَاءً"
    return f"السَاعَه {arabic.HOURS[(hour - 1) % 12]}{minutes} {part}"


def _in_french(hour: int, minute: int) -> str:
    return f"{hour} {'heure' if hour < 2 else 'heures'}{f' {minute}' if minute else ''}"


def _in_english(hour: int, minute: int) -> str:
    told = f"{(hour - 1) % 12 + 1}"
    told += f" {'oh ' if minute < 10 else ''}{minute}" if minute else " o'clock"
    return f"{told} in the {'morning' if hour < 12 else 'afternoon' if hour < 18 else 'evening'}"


_CLOCKS: dict[str, Callable[[int, int], str]] = {"ar": _in_arabic, "fr": _in_french, "en": _in_english}
