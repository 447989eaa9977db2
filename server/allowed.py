"""What a value may be: a word for a person, and a test for the machine."""

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


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


def zone() -> Allowed:
    """The name of a time zone."""
    return Allowed("a time zone such as Africa/Tripoli", lambda value: isinstance(value, str) and _is_zone(value))


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def address() -> Allowed:
    """Where a site is in the web: scheme, host and perhaps a port."""
    return Allowed(
        "an address such as https://queue.example.org, without a path",
        lambda value: isinstance(value, str) and _is_address(value),
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        sound = parts.port is None or parts.port > 0
    except ValueError:
        return False
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    return sound and parts.scheme in ("http", "https") and bool(parts.hostname) and bare
