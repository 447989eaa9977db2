"""What a value may be: a word for a person, and a test for the machine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a setting may be. `words` end the sentence "allowed is …"; `fits` never raises."""

    words: str
    fits: Callable[[Any], bool]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def whole(low: int, high: int) -> Allowed:
    """A whole number from `low` to `high`, both included."""
    return Allowed(f"a whole number from {low} to {high}", lambda value: _is_whole(value) and low <= value <= high)


def number(low: float, high: float) -> Allowed:
    """A number from `low` to `high`, both included."""
    return Allowed(
        f"a number from {low} to {high}",
        lambda value: (_is_whole(value) or isinstance(value, float)) and low <= value <= high,
    )


def one_of(*values: int) -> Allowed:
    """One of these whole numbers."""
    return Allowed("one of " + ", ".join(map(str, values)), lambda value: _is_whole(value) and value in values)


def choice(*words: str) -> Allowed:
    """One of these words."""
    return Allowed(
        "one of " + ", ".join(f'"{word}"' for word in words),
        lambda value: isinstance(value, str) and value in words,
    )


def text(longest: int) -> Allowed:
    """Printable text of 1 to `longest` characters."""
    return Allowed(
        f"a text of 1 to {longest} characters",
        lambda value: isinstance(value, str) and 0 < len(value) <= longest and value.isprintable(),
    )


def flag() -> Allowed:
    """True or false."""
    return Allowed("true or false", lambda value: isinstance(value, bool))


def pair(low: int, high: int) -> Allowed:
    """Two whole numbers, each from `low` to `high`."""
    each = whole(low, high)
    return Allowed(
        f"two whole numbers from {low} to {high}, as in [1920, 1080]",
        lambda value: isinstance(value, list) and len(value) == 2 and all(map(each.fits, value)),
    )
