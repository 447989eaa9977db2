"""Numbers in words, held by the phonemes that come out of the engine."""

import re
from itertools import chain

import pytest

from server.spoken import arabic, numbers

# Written down here apart from the code: how each word must sound.
UNITS = [
    "s̪i.fr",
    "waːħid",
    "ʔiθnaːn",
    "θalaːθah",
    "ʔarbaʕah",
    "χamsah",
    "sitah",
    "sabʕah",
    "θamaːniːah",
    "tisʕah",
    "ʕaʃarah",
]
TEENS = [
    "ʔaħada ʕaʃar",
    "ʔiθnaː ʕaʃar",
    "θalaːθata ʕaʃar",
    "ʔarbaʕata ʕaʃar",
    "χamsata ʕaʃar",
    "sitata ʕaʃar",
    "sabʕata ʕaʃar",
    "θamaːniːata ʕaʃar",
    "tisʕata ʕaʃar",
]
TENS = ["ʕiʃruːn", "θalaːθuːn", "ʔarbaʕuːn", "χamsuːn", "situːn", "sabʕuːn", "θamaːnuːn", "tisʕuːn"]
HUNDREDS = [
    "miʔah",
    "miʔataːn",
    "θalaːθumiʔah",
    "ʔarbaʕumiʔah",
    "χamsumiʔah",
    "situmiʔah",
    "sabʕumiʔah",
    "θamaːnimiʔah",
    "tisʕumiʔah",
]
THOUSANDS = [
    "ʔalf",
    "ʔalfaːn",
    "θalaːθatu ʔaːlaːf",
    "ʔarbaʕatu ʔaːlaːf",
    "χamsatu ʔaːlaːf",
    "sitatu ʔaːlaːf",
    "sabʕatu ʔaːlaːf",
    "θamaːniːatu ʔaːlaːf",
    "tisʕatu ʔaːlaːf",
]


def sound_of(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    tens, units = divmod(rest, 10)
    sounds = [THOUSANDS[thousands - 1]] * bool(thousands)
    sounds += [HUNDREDS[hundreds - 1]] * bool(hundreds)
    if 10 < rest < 20:
        sounds.append(TEENS[units - 1])
    elif rest <= 10:
        sounds += [UNITS[rest]] * (rest > 0 or number == 0)
    else:
        sounds += [UNITS[units]] * bool(units) + [TENS[tens - 2]]
    return " wa ".join(sounds)


def test_every_arabic_number_below_a_thousand_keeps_all_its_vowels(phonemes):
    wrong = {n: heard for n in range(1000) if (heard := phonemes("ar", arabic.number(n))) != sound_of(n)}
    assert wrong == {}


@pytest.mark.parametrize("step", [37, pytest.param(1, marks=pytest.mark.long)])
def test_arabic_numbers_up_to_9999_keep_all_their_vowels(phonemes, step):
    some = chain(range(1000, 10000, step), range(1000, 10000, 1000), (1001, 2002, 3011, 8088, 9999))
    wrong = {n: heard for n in some if (heard := phonemes("ar", arabic.number(n))) != sound_of(n)}
    assert wrong == {}


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_number_without_checked_words_is_refused(number):
    with pytest.raises(ValueError, match=f"number {number} cannot be said"):
        arabic.number(number)


#: Before what they count, three to ten keep the vowel that binds them.
BOUND = [
    "θalaːθatu",
    "ʔarbaʕatu",
    "χamsatu",
    "sitatu",
    "sabʕatu",
    "θamaːniːatu",
    "tisʕatu",
    "ʕaʃaratu",
]
HOURS = [
    "ʔalwaːħidah",
    "ʔaθθaːniːah",
    "ʔaθθaːliθah",
    "ʔarraːbiʕah",
    "ʔalχaːmisah",
    "ʔassaːdisah",
    "ʔassaːbiʕah",
    "ʔaθθaːminah",
    "ʔattaːsiʕah",
    "ʔalʕaːʃirah",
    "ʔalħaːdiːata ʕaʃrah",
    "ʔaθθaːniːata ʕaʃrah",
]


def test_a_count_before_its_noun_keeps_its_vowels(phonemes):
    assert [phonemes("ar", arabic.count(n)) for n in range(3, 11)] == BOUND
    assert [arabic.count(n) for n in (2, 11, 100)] == [arabic.number(n) for n in (2, 11, 100)]


def test_every_day_of_the_week_keeps_its_vowels(phonemes):
    heard = [phonemes("ar", numbers.weekday("ar", day)) for day in range(7)]
    assert heard == ["ʔalʔiθnain", "ʔaθθulaːθaːʔ", "ʔalʔarbiʕaːʔ", "ʔalχamiːs", "ʔaldʒumʕah", "ʔassabt", "ʔalʔaħad"]
    assert [numbers.weekday(language, 4) for language in ("fr", "en")] == ["vendredi", "Friday"]


def test_every_hour_is_told_with_its_part_of_the_day(phonemes):
    heard = [phonemes("ar", numbers.clock_time("ar", hour, 0)) for hour in range(24)]
    parts = ["s̪a.baːħan"] * 12 + ["ðu.hran"] + ["masaːʔan"] * 11
    assert heard == [f"ʔassaːʕah {HOURS[(hour - 1) % 12]} {part}" for hour, part in enumerate(parts)]


def test_no_minute_of_an_hour_loses_a_vowel(phonemes):
    for minute in range(1, 60):
        heard = phonemes("ar", numbers.clock_time("ar", 8, minute))
        assert not re.search(r"[^aiuː ˤ̪.]{4}", heard), (minute, heard)
    assert numbers.clock_time("ar", 8, 30) == "السَاعَه الثَامِنَه وَ النِصف صَبَاحًا"


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (8, 0, "8 heures", "8 o'clock in the morning"),
        (12, 5, "12 heures 5", "12 oh 5 in the afternoon"),
        (13, 30, "13 heures 30", "1 30 in the afternoon"),
        (0, 0, "0 heure", "12 o'clock in the morning"),
    ],
)
def test_french_and_english_tell_the_time_as_people_say_it(hour, minute, french, english):
    assert numbers.clock_time("fr", hour, minute) == french
    assert numbers.clock_time("en", hour, minute) == english
