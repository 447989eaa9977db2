"""What the voice says for a call, as parts that are made ready one by one.

A call is two parts in each language: the ticket ("Ticket A, 102"), made when the
ticket is issued, and the counter ("to counter 3"), made when the office starts.
Played one after the other they are one sentence, so nothing is left to make when
the button is pressed. Pure: texts in, texts out.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from display import arabic

#: The languages that the voice has phrases for.
LANGUAGES = ("ar", "fr", "en")

# Whoever hears French or English knows these as names, not as sounds; ه and ح are kept
# apart by their vowel, as in Unicode's names HEH and HAH.
_FRENCH_LETTERS = dict(zip("أبجدهوزح", ["alif", "ba", "djim", "dal", "hé", "ouaou", "zaï", "ha"], strict=True))
_ENGLISH_LETTERS = dict(zip("أبجدهوزح", ["Alif", "Ba", "Jeem", "Daal", "Heh", "Wow", "Zay", "Hah"], strict=True))

_NUMBER = re.compile(r"(?P<prefix>[^\W\d_]*)[\s-]*(?P<digits>[0-9]{1,6})")


class Part(NamedTuple):
    """One piece of speech: ``text`` as the voice of ``language`` is to read it."""

    language: str
    text: str


def languages(ticket: str, first: str) -> tuple[str, ...]:
    """The languages of a call, in order: the ticket's, then the office's first one if it is another."""
    return tuple(language for language in dict.fromkeys((ticket, first)) if language in LANGUAGES)


def announcement(ticket: str, first: str, number: str, counter: int) -> tuple[Part, ...]:
    """All parts of one call, in the order in which they are played.

    ``ticket`` and ``first`` are the languages of the ticket and the office.
    """
    return tuple(part for language in languages(ticket, first) for part in call(language, number, counter))


def call(language: str, number: str, counter: int) -> tuple[Part, ...]:
    """The two parts of a call in one language; ``number`` as people see it, such as ``A102`` or ``102``."""
    return (ticket_part(language, number), counter_part(language, counter))


def ticket_part(language: str, number: str) -> Part:
    """ "Ticket A, 102". Raises ``ValueError`` for an unknown language or something that is no number."""
    return Part(language, _TICKETS[_known(language)](*_split(number)))


def counter_part(language: str, counter: int) -> Part:
    """ "to counter 3". Raises ``ValueError`` for an unknown language."""
    return Part(language, _COUNTERS[_known(language)](counter))


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} has no phrases: it must be one of {', '.join(LANGUAGES)}")
    return language


def _split(number: str) -> tuple[str, int]:
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise ValueError(f"{number!r} is not the number of a ticket")
    return match["prefix"], int(match["digits"])


def _arabic_number(value: int) -> str:
    # Past the words that were checked the engine's own reading is better than silence.
    return arabic.number(value) if value <= arabic.LARGEST_NUMBER else str(value)


# The comma after the letter sets it apart: without it English says "uh 102" and French "à 102",
# and the Arabic names of L and M would be heard as an article and a question. The one at the
# end keeps the voice up, for the counter follows.
def _ticket_in_arabic(prefix: str, value: int) -> str:
    letters = "، ".join(arabic.LETTERS.get(letter, letter) for letter in prefix)
    return f"الرقم {letters}، {_arabic_number(value)}،" if prefix else f"الرقم {_arabic_number(value)}،"


def _ticket_in_french(prefix: str, value: int) -> str:
    letters = ", ".join(_FRENCH_LETTERS.get(letter, letter) for letter in prefix)
    return f"Le numéro {letters}, {value}," if prefix else f"Le numéro {value},"


def _ticket_in_english(prefix: str, value: int) -> str:
    letters = ", ".join(_ENGLISH_LETTERS.get(letter, letter) for letter in prefix)
    return f"Ticket {letters}, {value}," if prefix else f"Ticket {value},"


_TICKETS: dict[str, Callable[[str, int], str]] = {
    "ar": _ticket_in_arabic,
    "fr": _ticket_in_french,
    "en": _ticket_in_english,
}
_COUNTERS: dict[str, Callable[[int], str]] = {
    "ar": lambda counter: f"إِلَى الشباك رقم {_arabic_number(counter)}",
    "fr": lambda counter: f"au guichet {counter}",
    "en": lambda counter: f"to counter {counter}",
}
