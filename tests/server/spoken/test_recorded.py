"""Numbers said by recordings: the right ones, in the order in which each language says them."""

import pytest

from hardware import script
from server.office.faults import PREFIXES
from server.spoken import recorded

LETTERS = PREFIXES["latin"] + PREFIXES["arabic"]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_script_asks_for_what_calls_need_and_for_nothing_else(language):
    below = {name for value in range(1000) for name in recorded.counter(language, value)} | {"ticket"}
    assert below == script.needed(language)
    letters = {name for letter in LETTERS for name in recorded.ticket(language, letter, 1)}
    thousands = {name for value in range(1000, 10_000, 7) for name in recorded.ticket(language, "", value)}
    assert below | thousands | letters - {recorded.PAUSE} == script.names(language)


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("ar", 0, "0"),
        ("ar", 11, "11"),
        ("ar", 25, "5 and 20"),
        ("ar", 102, "100 and 2"),
        ("ar", 2345, "2000 and 300 and 5 and 40"),
        ("fr", 21, "20 and 1"),
        ("fr", 22, "20-t 2"),
        ("fr", 71, "60 and 11"),
        ("fr", 80, "80"),
        ("fr", 81, "80 1"),
        ("fr", 99, "80 19"),
        ("fr", 1120, "1000 100 20"),
        ("en", 40, "40"),
        ("en", 119, "100 19"),
        ("en", 9999, "9000 900 90 9"),
    ],
)
def test_a_number_is_said_as_its_language_says_it(language, value, words):
    assert recorded.counter(language, value) == ("counter", *words.split())


def test_no_two_numbers_sound_alike():
    for language in script.SCRIPTS:
        assert len({recorded.counter(language, value) for value in range(10_000)}) == 10_000


def test_what_nobody_is_asked_to_record_has_no_recordings():
    assert recorded.ticket("en", "Q", 1) == recorded.ticket("en", "", 10_000) == recorded.counter("en", 10_000) == ()
