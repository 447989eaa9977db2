"""Opening hours as somebody types them, or writes them into a file; what is wrong is named (ValueError).

`sun-thu 08:00-14:30 fri closed` · `2026-12-24 closed` · `2027-02-18..2027-03-19 09:00-14:00`
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from server.office import hours
from server.office.hours import WEEKDAYS, Hours

#: The longest stretch of dates that is taken at once.
_LONGEST_DAYS = 366
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SAID = {"closed", "open", "usual"}
_PARTS = {"week", "exceptions"}
_OF_SERVICE = {"quota", "last_ticket"}
_OF_KIOSK = {"pause_s", "per_min"}


def week(words: Sequence[str]) -> dict[str, list[str]]:
    """The spans of weekdays: days, then their spans or `closed`, as often as there are words."""
    found: dict[str, list[str]] = {}
    for days, spans in _groups(words, _days, "a day such as sun or sun-thu"):
        if spans is None:
            raise ValueError("'usual' is said of dates")
        found |= dict.fromkeys(days, spans)
    return found


def exceptions(words: Sequence[str], usual: Hours) -> dict[str, list[str] | None]:
    """The spans of dates, None: as on that weekday. In a stretch of dates a day on which it is closed stays closed."""
    found: dict[str, list[str] | None] = {}
    for days, spans in _groups(words, _dates, "a date such as 2026-12-24"):
        for day, alone in days:
            if alone or not spans or found.get(day.isoformat(), usual.on(day)):
                found[day.isoformat()] = spans
    return found


def of_file(data: Mapping[str, Any]) -> dict[str, Any]:
    """All that a file says: `week`, `exceptions`, `services` by code, `kiosk`; as `desk.set_hours` takes it."""
    _only(data, _PARTS | {"services", "kiosk"}, "")
    change: dict[str, Any] = dict(_of_file(data, ""))
    services = _table(data, "services", "")
    change["services"] = {code: _of_service(_table(services, code, "services."), code) for code in services}
    kiosk = _table(data, "kiosk", "")
    _only(kiosk, _OF_KIOSK, "kiosk.")
    limits = {name: _at(f"kiosk.{name}", _number, number, 3600) for name, number in kiosk.items()}
    return change | ({"kiosk": limits} if limits else {})


def _of_service(data: Mapping[str, Any], code: str) -> dict[str, Any]:
    place = f"services.{code}."
    _only(data, _PARTS | _OF_SERVICE, place)
    own = {name: data[name] for name in _OF_SERVICE & data.keys()}
    if "quota" in own:
        _at(place + "quota", _number, own["quota"], 9999)
    if "last_ticket" in own:
        own["last_ticket"] = hours.written(_at(place + "last_ticket", hours.minute_of, own["last_ticket"]))
    return own | _of_file(data, place)


def _of_file(data: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The week and the exceptions of a table, each day of a stretch by itself."""
    said = hours.from_data({"week": _week_of_file(data, place) if "week" in data else None})
    dated: dict[str, Any] = {}
    # Single dates first: a stretch leaves alone those that are closed.
    for key, spans in sorted(_table(data, "exceptions", place).items(), key=lambda each: ".." in each[0]):
        at = f"{place}exceptions.{key}"
        words = [key, *(map(str, _at(at, hours.spans_of, spans)))]
        read = _at(at, exceptions, words if spans else [key, "closed"], Hours(said.week, dated))
        dated |= {day: hours.spans_of(each) for day, each in read.items()}
    return hours.as_data(Hours(said.week, dated))


def _week_of_file(data: Mapping[str, Any], place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, spans in _table(data, "week", place).items():
        at = f"{place}week.{key}"
        _at(at, hours.spans_of, spans)
        for day in _at(at, _days, key):
            if day in found:  # a table has no order in which the last would count
                raise ValueError(f"{at}: {day} is named a second time")
            found[day] = spans
    return found


def _at(place: str, reading: Callable[..., Any], *values: Any) -> Any:
    try:
        return reading(*values)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _number(number: Any, most: int) -> int:
    if type(number) is not int or not 0 <= number <= most:
        raise ValueError(f"{number!r} is no number from 0 to {most}")
    return number


def _table(data: Mapping[str, Any], name: str, place: str) -> Mapping[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, Mapping):
        raise ValueError(f"{place}{name} is no table")
    return found


def _only(data: Mapping[str, Any], known: set[str], place: str) -> None:
    for name in data.keys() - known:
        raise ValueError(f"{place}{name} is not known: there are {', '.join(sorted(known))}")


def _groups(
    words: Sequence[str], days: Callable[[str], Sequence[Any]], needed: str
) -> Iterator[tuple[list[Any], list[str] | None]]:
    """The words in groups: days, and the spans that they shall have (none: closed; None: as usual)."""
    named: list[Any] = []
    said: list[str] = []
    for word in [*words, ""]:
        if ":" in word or word in _SAID or (days is _days and word[:1].isdigit()):
            if not named:
                raise ValueError(f"before {word!r} there must be {needed}")
            said.append(word)
            continue
        if said:
            yield named, _spans(said)
            named, said = [], []
        if word:
            named += days(word)
    if named or not words:
        raise ValueError("at the end there must be a span such as 08:00-14:30, or closed")


def _spans(said: list[str]) -> list[str] | None:
    if len(said) > 1 and _SAID & set(said):
        raise ValueError(f"{' '.join(said)!r} is one thing too many")
    if said == ["usual"]:
        return None
    texts = {"closed": [], "open": ["00:00-24:00"]}.get(said[0], said)
    return list(map(str, hours.spans_of(texts)))


def _days(word: str) -> list[str]:
    """`sun`, `sunday`, `sun-thu`, `mon,wed`, `daily`."""
    found: list[str] = []
    for part in list(WEEKDAYS) if word == "daily" else word.lower().split(","):
        first, dash, last = part.partition("-")
        begin, end = _day(first, word), _day(last if dash else first, word)
        found += [WEEKDAYS[(begin + n) % 7] for n in range((end - begin) % 7 + 1)]
    return found


def _day(name: str, word: str) -> int:
    for number, known in enumerate(_NAMES):
        if len(name) >= 3 and known.startswith(name):
            return number
    raise ValueError(f"{word!r} is no day such as sun, and no days such as sun-thu")


def _dates(word: str) -> list[tuple[date, bool]]:
    """`2026-12-24`, or a stretch `2027-02-18..2027-03-19`; each date, and whether it was named alone."""
    first, dots, last = word.partition("..")
    begin = hours.date_of(first)
    end = hours.date_of(last) if dots else begin
    if not 0 <= (end - begin).days < _LONGEST_DAYS:
        raise ValueError(f"{word!r} is no stretch of at most {_LONGEST_DAYS} days")
    return [(begin + timedelta(n), not dots) for n in range((end - begin).days + 1)]
