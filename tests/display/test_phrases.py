"""What the voice says, held by the phonemes that come out of the engine."""

import pytest

from display import phrases
from server.office.faults import PREFIXES
from server.spoken import arabic

LETTERS = {
    "A": "ʔai",
    "B": "biː",
    "C": "siː",
    "D": "diː",
    "F": "ʔaf",
    "G": "dʒiː",
    "H": "ʔitʃ",
    "K": "kaj",
    "L": "ʔal",
    "M": "ʔam",
    "R": "ʔaːr",
    "S": "ʔas",
    "T": "tiː",
    "أ": "ʔalif",
    "ب": "baːʔ",
    "ج": "dʒiːm",
    "د": "daːl",
    "ه": "haːʔ",
    "و": "waːw",
    "ز": "zaːi",
    "ح": "ħaːʔ",
}
#: In French and English a Latin letter sounds as in the alphabet, and an Arabic one by its name there.
OTHER_LETTERS = {
    "fr": "a be se de ɛf ʒe aʃ ka ɛl ɛm ɛʁ ɛs te alif ba dʒim dal e wau zaj a",
    "en": "eɪ biː siː diː ɛf dʒiː eɪtʃ keɪ ɛl ɛm ɑːɹ ɛs tiː ælɪf bɑː dʒiːm dɑːl hɛh waʊ zeɪ hɑː",
}
AROUND = {"fr": "lə- nymeʁo {} | sɑ̃ dø", "en": "tɪkɪt {} | wʌnhʌndɹɪd tuː"}


@pytest.mark.parametrize(("letter", "sound"), LETTERS.items())
def test_every_letter_has_its_arabic_name(phonemes, letter, sound):
    assert phonemes("ar", phrases.ticket_part("ar", f"{letter}102").text) == (f"ʔarraqm {sound} | miʔah wa ʔiθnaːn")


@pytest.mark.parametrize("language", AROUND)
def test_every_letter_has_its_name_in_french_and_in_english(phonemes, language):
    for letter, sound in zip("ABCDFGHKLMRSTأبجدهوزح", OTHER_LETTERS[language].split(), strict=True):
        heard = phonemes(language, phrases.ticket_part(language, f"{letter}102").text)
        assert heard == AROUND[language].format(sound), letter


def test_the_names_of_the_letters_are_all_different():
    assert set(arabic.LETTERS) == set(LETTERS) == set("".join(PREFIXES.values()))
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_plain_numbering_says_the_number_alone(phonemes):
    assert phonemes("ar", phrases.ticket_part("ar", "102").text) == "ʔarraqm miʔah wa ʔiθnaːn"
    assert phrases.ticket_part("fr", "102").text == "Le numéro 102,"
    assert phrases.ticket_part("en", "102").text == "Ticket 102,"


def test_a_call_is_the_ticket_and_then_the_counter():
    said = [[part[:2] for part in phrases.call(language, "A102", 3)] for language in ("en", "fr")]
    assert said == [
        [("en", "Ticket A, 102,"), ("en", "to counter 3")],
        [("fr", "Le numéro A, 102,"), ("fr", "au guichet 3")],
    ]


def test_a_call_tells_which_recordings_say_the_same():
    ticket, counter = phrases.call("ar", "ب125", 3)
    assert ticket.words == ("ticket", "letter-ba", ",", "100", "and", "5", "and", "20")
    assert (counter.words, counter.beside) == (("counter", "3"), ticket.words)


def test_a_call_of_which_half_cannot_be_recorded_has_no_recordings_at_all():
    assert all(part.words == () for part in phrases.call("en", "Q12", 3))
    assert all(part.words == () for part in phrases.call("en", "12345", 3))


def test_the_arabic_call_is_heard_whole(phonemes):
    ticket, counter = phrases.call("ar", "A102", 3)
    assert phonemes(*ticket[:2]) == "ʔarraqm ʔai | miʔah wa ʔiθnaːn"
    assert phonemes(*counter[:2]) == "ʔilaː ʔaʃʃubːaːk raqm θalaːθah"


def test_the_french_and_the_english_letter_is_not_heard_as_a_small_word(phonemes):
    assert phonemes("fr", phrases.ticket_part("fr", "A102").text) == "lə- nymeʁo a | sɑ̃ dø"
    assert phonemes("en", phrases.ticket_part("en", "A102").text) == "tɪkɪt eɪ | wʌnhʌndɹɪd tuː"


def test_leading_zeros_are_not_read_out():
    assert phrases.ticket_part("en", "B007").text == "Ticket B, 7,"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("numbering", ["latin", "arabic"])
def test_no_two_letters_of_a_numbering_sound_alike_in_any_language(phonemes, language, numbering):
    letters = PREFIXES[numbering]
    assert len({phonemes(language, phrases.ticket_part(language, f"{each}1").text) for each in letters}) == len(letters)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_arabic_letters_have_names_without_any_arabic_in_other_languages(phonemes, language):
    names = [phonemes(language, phrases.ticket_part(language, f"{letter}1").text) for letter in "أبجدهوزح"]
    assert len(set(names)) == 8
    assert not any("(" in name for name in names), "the engine switched to another voice"


@pytest.mark.parametrize(
    ("ticket", "first", "spoken"),
    [("ar", "ar", ("ar",)), ("fr", "ar", ("fr", "ar")), ("zgh", "ar", ("ar",)), ("en", "zgh", ("en",))],
)
def test_a_call_is_spoken_in_the_tickets_language_and_then_in_the_offices(ticket, first, spoken):
    assert phrases.languages(ticket, first) == spoken
    parts = phrases.announcement(ticket, first, "A102", 3)
    assert [part.language for part in parts] == [language for language in spoken for _ in range(2)]


@pytest.mark.parametrize("number", ["", "A", "A102; x", "<b>1", "102A", "A1234567"])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="is not the number of a ticket"):
        phrases.call("en", number, 3)


def test_a_language_without_phrases_is_refused_by_name():
    with pytest.raises(ValueError, match="'zgh' has no phrases"):
        phrases.call("zgh", "A102", 3)


def test_numbers_past_the_checked_words_are_left_to_the_engine():
    assert phrases.ticket_part("ar", "A12345").text == "الرقم أَي، 12345،"
