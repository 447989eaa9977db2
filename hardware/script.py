"""What to record for a voice of one's own: for each language the names of the files, and the words that go in each.

The words are written for people to read; what the engine reads is spelled otherwise (`server.spoken`). Which files
say a number, and in what order, is the office's (`server.spoken.recorded`); here is only what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Group:
    """Recordings that belong together; `needed` ones must all be there before a language is played from them."""

    title: str
    words: Mapping[str, str]
    needed: bool = False


_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
_FRENCH_TENS = {
    "20": "vingt",
    "20-t": "vingt (dire le t, comme dans « vingt-deux »)",
    "30": "trente",
    "40": "quarante",
    "50": "cinquante",
    "60": "soixante",
    "80": "quatre-vingts",
}
_ARABIC = (
    "صِفر|واحِد|اثنان|ثَلاثة|أَربَعة|خَمسة|سِتّة|سَبعة|ثَمانِية|تِسعة|عَشَرة|أَحَدَ عَشَر|اثنا عَشَر|ثَلاثةَ عَشَر|أَربَعةَ عَشَر|"
    "خَمسةَ عَشَر|سِتّةَ عَشَر|سَبعةَ عَشَر|ثَمانِيةَ عَشَر|تِسعةَ عَشَر"
)
_ARABIC_TENS = "عِشرون|ثَلاثون|أَربَعون|خَمسون|سِتّون|سَبعون|ثَمانون|تِسعون"
_ARABIC_HUNDREDS = "مِئة|مِئَتان|ثَلاثُمِئة|أَربَعُمِئة|خَمسُمِئة|سِتُّمِئة|سَبعُمِئة|ثَمانِمِئة|تِسعُمِئة"
_ARABIC_THOUSANDS = "أَلف|أَلفان|ثَلاثةُ آلاف|أَربَعةُ آلاف|خَمسةُ آلاف|سِتّةُ آلاف|سَبعةُ آلاف|ثَمانِيةُ آلاف|تِسعةُ آلاف"

_LATIN_NAMES = tuple("abcdfghklmrst")
_ARABIC_NAMES = ("alif", "ba", "jim", "dal", "heh", "waw", "zay", "hah")


def _row(start: int, step: int, words: list[str]) -> dict[str, str]:
    return {str(start + step * at): word for at, word in enumerate(words)}


def _letters(names: tuple[str, ...], words: list[str]) -> dict[str, str]:
    return {f"letter-{name}": word for name, word in zip(names, words, strict=True)}


def _groups(
    frame: dict[str, str],
    numbers: dict[str, str],
    thousands: list[str],
    latin: list[str],
    arabic: list[str],
) -> tuple[Group, ...]:
    return (
        Group("The sentence", frame, needed=True),
        Group("The numbers", numbers, needed=True),
        Group("Thousands, if you give more than 999 numbers a day", _row(1000, 1000, thousands)),
        Group("Letters, if your numbers begin with Latin ones", _letters(_LATIN_NAMES, latin)),
        Group("Letters, if your numbers begin with Arabic ones", _letters(_ARABIC_NAMES, arabic)),
    )


_UNITS_ENGLISH = _ENGLISH.split()
_UNITS_FRENCH = _FRENCH.split()

#: Each language's groups, in the order in which they are best read aloud.
SCRIPTS: Mapping[str, tuple[Group, ...]] = MappingProxyType(
    {
        "ar": _groups(
            {"ticket": "الرَّقم", "counter": "إلى الشُّبّاك رَقم", "and": "وَ"},
            _row(0, 1, _ARABIC.split("|"))
            | _row(20, 10, _ARABIC_TENS.split("|"))
            | _row(100, 100, _ARABIC_HUNDREDS.split("|")),
            _ARABIC_THOUSANDS.split("|"),
            ["إيه", "بي", "سي", "دي", "إف", "جي", "إتش", "كي", "إل", "إم", "آر", "إس", "تي"],
            ["أَلِف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء"],
        ),
        "fr": _groups(
            {"ticket": "Le numéro", "counter": "au guichet", "and": "et"},
            _row(0, 1, _UNITS_FRENCH)
            | _FRENCH_TENS
            | _row(100, 100, ["cent", *(f"{unit} cents" for unit in _UNITS_FRENCH[2:10])]),
            ["mille", *(f"{unit} mille" for unit in _UNITS_FRENCH[2:10])],
            ["A", "bé", "cé", "dé", "effe", "gé", "hache", "ka", "elle", "emme", "erre", "esse", "té"],
            ["alif", "ba", "djim", "dal", "hé", "ouaou", "zaï", "ha"],
        ),
        "en": _groups(
            {"ticket": "Ticket", "counter": "to counter"},
            _row(0, 1, _UNITS_ENGLISH)
            | _row(20, 10, _ENGLISH_TENS.split())
            | _row(100, 100, [f"{unit} hundred" for unit in _UNITS_ENGLISH[1:10]]),
            [f"{unit} thousand" for unit in _UNITS_ENGLISH[1:10]],
            [name.upper() for name in _LATIN_NAMES],
            ["Alif", "Ba", "Jeem", "Daal", "Heh", "Waw", "Zay", "Hah"],
        ),
    }
)


def needed(language: str) -> frozenset[str]:
    """The names without which no call of this language can be played from recordings."""
    return frozenset(name for group in SCRIPTS[language] if group.needed for name in group.words)


def names(language: str) -> frozenset[str]:
    """All names that are of use in this language."""
    return frozenset(name for group in SCRIPTS[language] for name in group.words)


def lines(language: str) -> Iterator[str]:
    """The script as it is printed: what to say, and the name of the file that it goes into."""
    for group in SCRIPTS[language]:
        yield f"\n{group.title}{' (needed)' if group.needed else ''}"
        for name, words in group.words.items():
            yield f"  {f'{language}/{name}.wav':<22}{words}"
