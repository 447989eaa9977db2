"""What the voice says for a call, as parts that are made ready one by one.

A call is two parts in each language: the ticket ("Ticket A, 102"), made when the
ticket is issued, and the counter ("to counter 3"), made when the office starts.
Played one after the other they are one sentence, so nothing is left to make when
the button is pressed. Beside its text each part tells which of people's recordings
say the same. Pure: texts in, texts out.
"""

from collections.abc import Callable
from typing import NamedTuple

from server.spoken import numbers, recorded
from server.spoken.numbers import LANGUAGES


class Part(NamedTuple):
    """One piece of speech: ``text`` as the voice of ``language`` is to read it.

    ``words`` are the recordings that say it as well, a comma being a pause; nothing where there can be none.
    They are played only where those of ``beside`` are there, too: one sentence has one voice.
    """

    language: str
    text: str
    words: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


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
    ticket, to_counter = ticket_part(language, number), counter_part(language, counter)
    if not (ticket.words and to_counter.words):
        return (ticket._replace(words=()), to_counter._replace(words=()))
    return (ticket, to_counter._replace(beside=ticket.words))


def ticket_part(language: str, number: str) -> Part:
    """ "Ticket A, 102". Raises ``ValueError`` for an unknown language or something that is no number."""
    return Part(language, numbers.ticket(language, number), recorded.ticket(language, *numbers.parted(number)))


def counter_part(language: str, counter: int) -> Part:
    """ "to counter 3". Raises ``ValueError`` for an unknown language."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} has no phrases: it must be one of {', '.join(LANGUAGES)}")
    return Part(language, _COUNTERS[language](counter), recorded.counter(language, counter))


_COUNTERS: dict[str, Callable[[int], str]] = {
    "ar": lambda counter: f"إِلَى الشباك رقم {numbers.number('ar', counter)}",
    "fr": lambda counter: f"au guichet {counter}",
    "en": lambda counter: f"to counter {counter}",
}
