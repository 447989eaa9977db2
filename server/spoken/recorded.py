"""A call said by people's recordings: which ones, in which order. Pure.

The names are those of `hardware.script`, which says what to record; a comma is a pause. They are the fewest that
still sound as one speaker: numbers to nineteen, tens, hundreds and thousands whole, and the word between them.
"""

from collections.abc import Callable, Mapping
from itertools import chain

LARGEST_NUMBER = 9999
PAUSE = ","

_LETTERS: Mapping[str, str] = {letter: letter.lower() for letter in "ABCDFGHKLMRST"} | dict(
    zip("أبجدهوزح", ("alif", "ba", "jim", "dal", "heh", "waw", "zay", "hah"), strict=True)
)


def ticket(language: str, prefix: str, value: int) -> tuple[str, ...]:
    """ "Ticket A, 102"; nothing for a letter or a number that nobody is asked to record."""
    if not set(prefix) <= set(_LETTERS) or not 0 <= value <= LARGEST_NUMBER:
        return ()
    letters = chain.from_iterable((f"letter-{_LETTERS[letter]}", PAUSE) for letter in prefix)
    return ("ticket", *letters, *_NUMBERS[language](value))


def counter(language: str, value: int) -> tuple[str, ...]:
    """ "to counter 3"; nothing for a number that nobody is asked to record."""
    return ("counter", *_NUMBERS[language](value)) if 0 <= value <= LARGEST_NUMBER else ()


def _arabic(value: int) -> list[str]:
    """Highest part first, «و» between all parts, the unit before the ten."""
    rest = value % 100
    below = [rest] if 0 < rest < 20 or value == 0 else [rest % 10, rest - rest % 10]
    parts = [str(part) for part in (*_above(value), *below) if part or value == 0]
    return [*chain.from_iterable((part, "and") for part in parts[:-1]), parts[-1]]


def _french(value: int) -> list[str]:
    """Seventy and ninety count on from sixty and eighty; « et » stands before the ones up to seventy-one."""
    rest = value % 100
    parts = [str(part) for part in _above(value)]
    if rest < 20:
        return parts + [str(rest)] * (rest > 0 or value == 0)
    tens = rest - rest % (20 if rest >= 60 else 10)
    units = rest - tens
    ten = "20-t" if tens == 20 and units > 1 else str(tens)
    return [*parts, ten, *["and"] * (units in (1, 11) and tens < 80), *[str(units)] * (units > 0)]


def _english(value: int) -> list[str]:
    """ "One hundred two": the voice that is synthesised says no "and" either."""
    rest = value % 100
    below = [rest] if rest < 20 else [rest - rest % 10, rest % 10]
    return [str(part) for part in (*_above(value), *below) if part or value == 0]


def _above(value: int) -> list[int]:
    """The thousands and the hundreds, where there are any."""
    return [part for part in (value - value % 1000, value % 1000 - value % 100) if part]


_NUMBERS: Mapping[str, Callable[[int], list[str]]] = {"ar": _arabic, "fr": _french, "en": _english}
