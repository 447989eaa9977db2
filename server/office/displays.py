"""What an office decides of each of its displays: which counters, how many calls, voice, languages, looks."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from unicodedata import category

from server.office.board import EVERYBODY, Audience

Options = dict[str, Any]

THEMES = ("dark", "light", "contrast")
#: How many calls a display lists at most, and its diagonal (inches): smallest and largest.
CALLS, INCHES = (0, 10), (7, 150)
_UNSEEN = "\u00ad\u061c\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"
LONGEST_NOTICE, LONGEST_ROOM, LONGEST_FILE = 200, 40, 120

#: An option that is not decided. `counters` null: all of them; `languages` null: the office's first one.
USUAL: Mapping[str, Any] = {
    "counters": None,
    "calls": 10,
    "voice": True,
    "languages": None,
    "waiting": True,
    "theme": "dark",
    "notice": {},
    "media": None,
    "inches": 43,
    "room": "",
}


def arranged(options: Mapping[str, Any]) -> Options:
    """All the options of a display: what is decided, and the usual for the rest."""
    return {name: options.get(name, usual) for name, usual in USUAL.items()}


def decided(options: Mapping[str, Any]) -> Options:
    """What of it is another than the usual: all that needs to be kept. Notices that say nothing are none."""
    notice = {language: text for language, text in (options.get("notice") or {}).items() if text}
    return {name: value for name, value in {**options, "notice": notice}.items() if value != USUAL.get(name, _NOTHING)}


_NOTHING = object()


def audience(options: Mapping[str, Any]) -> Audience:
    """Whose calls a display with these options hears, and in which languages."""
    counters, languages = options.get("counters"), options.get("languages")
    if counters is None and languages is None:
        return EVERYBODY
    return Audience(None if counters is None else frozenset(counters), None if languages is None else tuple(languages))


def faults(options: Mapping[str, Any], counters: Collection[int], languages: Collection[str]) -> Iterator[str]:
    """What cannot be of a display's options, in an office that has these counters and languages."""
    for name, value in options.items():
        why = _fault(name, value, counters, languages)
        if why:
            yield why


def _fault(name: str, value: Any, counters: Collection[int], languages: Collection[str]) -> str | None:
    match name:
        case "counters":
            return _not_some_of(value, counters, "counters", int, least=1)
        case "languages":
            return _not_some_of(value, languages, "languages", str, least=0)
        case "calls":
            return _not_whole(name, value, *CALLS)
        case "inches":
            return _not_whole(name, value, *INCHES)
        case "voice" | "waiting":
            return None if isinstance(value, bool) else f"{name} is {value!r}, not true or false"
        case "theme":
            return None if value in THEMES else f"the theme {value!r} is not one of {', '.join(THEMES)}"
        case "notice":
            return _no_notice(value, languages)
        case "media":
            return None if value is None else _no_text(name, value, LONGEST_FILE) or (None if value else "media is ''")
        case "room":
            return _no_text(name, value, LONGEST_ROOM)
        case _:
            return f"there is no option {name!r}"


def _not_some_of(value: Any, known: Collection[Any], what: str, kind: type, least: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, list) or any(type(each) is not kind for each in value):
        return f"{what} is {value!r}, not a list of {what}"
    if len(value) < least:
        return f"there are no {what}: choose some, or all of them (null)"
    for each in value:
        if each not in known:
            return f"{each!r} is not one of the office's {what}, {', '.join(map(str, known))}"
    return f"{what} names one twice" if len(set(value)) < len(value) else None


def _not_whole(name: str, value: Any, least: int, most: int) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return None
    return f"{name} is {value!r}, not a whole number from {least} to {most}"


def _no_notice(value: Any, languages: Collection[str]) -> str | None:
    if not isinstance(value, dict):
        return f"notice is {value!r}, not a text for each language"
    for language, text in value.items():
        if language not in languages:
            return f"the notice's {language!r} is not one of the office's languages, {', '.join(languages)}"
        why = _no_text(f"the notice ({language})", text, LONGEST_NOTICE)
        if why:
            return why
    return None


def _no_text(name: str, value: Any, longest: int) -> str | None:
    """Control characters, which nobody can see, and halves of characters are no text."""
    if not isinstance(value, str):
        return f"{name} is {value!r}, not a text"
    if len(value) > longest:
        return f"{name} has {len(value)} characters, at most {longest} are allowed"
    return None if all(map(_is_seen, value)) else f"{name} has characters that cannot be shown"


def _is_seen(character: str) -> bool:
    """Also written on purpose: what joins or turns letters of Arabic script, a hyphen for the end of a line, and
    spaces at which no line ends, as French has them before its signs."""
    return character.isprintable() or category(character) == "Zs" or character in _UNSEEN
