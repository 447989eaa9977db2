"""Arabic as the voice needs it: numbers and letter names with their vowels.

eSpeak NG leaves out the short vowels of ordinary spelling (مئة is heard as
*mʔt*), and a shadda or a final ة confuses it. Every spelling here was chosen by
the phonemes that come out of it; ``tests/server/spoken/test_numbers.py`` holds them.
"""

LARGEST_NUMBER = 9999

_AND = " وَ "

_UNITS = (
    "صِفر",
    "وَاحِد",
    "اِثنَان",
    "ثَلَاثَه",
    "أَربَعَه",
    "خَمسَه",
    "سِتَه",
    "سَبعَه",
    "ثَمَانِيَه",
    "تِسعَه",
    "عَشَرَه",
    "أَحَدَ عَشَر",
    "اِثنَا عَشَر",
    "ثَلَاثَةَ عَشَر",
    "أَربَعَةَ عَشَر",
    "خَمسَةَ عَشَر",
    "سِتَةَ عَشَر",
    "سَبعَةَ عَشَر",
    "ثَمَانِيَةَ عَشَر",
    "تِسعَةَ عَشَر",
)
_TENS = (
    "عِشرُون",
    "ثَلَاثُون",
    "أَربَعُون",
    "خَمسُون",
    "سِتُون",
    "سَبعُون",
    "ثَمَانُون",
    "تِسعُون",
)
_HUNDREDS = (
    "مِئَه",
    "مِئَتَان",
    "ثَلَاثُمِئَه",
    "أَربَعُمِئَه",
    "خَمسُمِئَه",
    "سِتُمِئَه",
    "سَبعُمِئَه",
    "ثَمَانِمِئَه",
    "تِسعُمِئَه",
)
_THOUSANDS = (
    "أَلف",
    "أَلفَان",
    "ثَلَاثَةُ آلَاف",
    "أَربَعَةُ آلَاف",
    "خَمسَةُ آلَاف",
    "سِتَةُ آلَاف",
    "سَبعَةُ آلَاف",
    "ثَمَانِيَةُ آلَاف",
    "تِسعَةُ آلَاف",
)

#: Before what they count, three to ten end in a vowel that binds: «ثَلَاثَةُ أَشخَاص».
_BOUND = (
    "ثَلَاثَةُ",
    "أَربَعَةُ",
    "خَمسَةُ",
    "سِتَةُ",
    "سَبعَةُ",
    "ثَمَانِيَةُ",
    "تِسعَةُ",
    "عَشَرَةُ",
)

#: The hours of the clock, from one to twelve.
HOURS = (
    "الوَاحِدَه",
    "الثَانِيَه",
    "الثَالِثَه",
    "الرَابِعَه",
    "الخَامِسَه",
    "السَادِسَه",
    "السَابِعَه",
    "الثَامِنَه",
    "التَاسِعَه",
    "العَاشِرَه",
    "الحَادِيَةَ عَشرَه",
    "الثَانِيَةَ عَشرَه",
)

#: The days of the week, Monday first.
DAYS = (
    "الإِثنَين",
    "الثُلَاثَاء",
    "الأَربِعَاء",
    "الخَمِيس",
    "الجُمعَه",
    "السَبت",
    "الأَحَد",
)

# One to nine beside what is feminine, as minutes are.
_FEMININE = ("إِحدَى", "اِثنَتَان", "ثَلَاث", "أَربَع", "خَمس", "سِت", "سَبع", "ثَمَانِي", "تِسع")

#: The names of the prefixes of both numberings that have letters. A is أَي and not
#: إِيه, F أَف and not إِف: the voice has no *e*, and its long *ī* would make A one more of
#: the family B C D G T; its *a* is the nearest sound to the one people know.
LETTERS = {
    "A": "أَي",
    "B": "بي",
    "C": "سي",
    "D": "دي",
    "F": "أَف",
    "G": "جي",
    "H": "إِتش",
    "K": "كي",
    "L": "أَل",
    "M": "أَم",
    "R": "أَار",
    "S": "أَس",
    "T": "تي",
    "أ": "أَلِف",
    "ب": "بَاء",
    "ج": "جِيم",
    "د": "دَال",
    "ه": "هَاء",
    "و": "وَاو",
    "ز": "زَاي",
    "ح": "حَاء",
}


def number(value: int) -> str:
    """``value`` (0 to 9999) in vocalised Arabic words, the highest part first."""
    if not 0 <= value <= LARGEST_NUMBER:
        raise ValueError(f"number {value} cannot be said: it must be from 0 to {LARGEST_NUMBER}")
    if value < len(_UNITS):
        return _UNITS[value]
    thousands, below_thousand = divmod(value, 1000)
    hundreds, below_hundred = divmod(below_thousand, 100)
    parts = []
    if thousands:
        parts.append(_THOUSANDS[thousands - 1])
    if hundreds:
        parts.append(_HUNDREDS[hundreds - 1])
    if below_hundred:
        parts.extend(_below_hundred(below_hundred))
    return _AND.join(parts)


def count(value: int) -> str:
    """``value`` (0 to 9999) before the masculine noun that it counts."""
    return _BOUND[value - 3] if 3 <= value <= 10 else number(value)


def minutes(value: int) -> str:
    """``value`` (0 to 59) minutes past the hour; nothing for none."""
    if value in _NAMED_MINUTES:
        return _NAMED_MINUTES[value]
    tens, units = divmod(value, 10)
    if value < 10:
        return f"{_FEMININE[units - 1]} دَقَائِق"
    if value < 20:
        unit = "اِثنَتَا" if units == 2 else _FEMININE[units - 1]
        return f"{unit} عَشرَةَ دَقِيقَه"
    return _AND.join([_FEMININE[units - 1]] * bool(units) + [_TENS[tens - 2]]) + " دَقِيقَه"


_NAMED_MINUTES = {0: "", 1: "دَقِيقَه", 2: "دَقِيقَتَان", 10: "عَشر دَقَائِق", 15: "الرُبع", 30: "النِصف"}


def _below_hundred(value: int) -> list[str]:
    if value < len(_UNITS):
        return [_UNITS[value]]
    tens, units = divmod(value, 10)
    # Arabic says the unit before the ten: five and twenty.
    return [_UNITS[units]] * bool(units) + [_TENS[tens - 2]]
