"""The rooms in which news are followed, by their names: `/kiosk`, `/manager`, `/counter:3`, `/display:1,2:*`."""

from functools import cache

from server.office.board import EVERYBODY, Audience

_ALL = "*"


def namespace_of(room: str) -> str:
    """The namespace that a room is part of."""
    return room.partition(":")[0]


def room_of(namespace: str, counter: int | None) -> str:
    """The room in which a namespace is followed: each counter has one of its own."""
    return namespace if counter is None else f"{namespace}:{counter}"


def counter_of(room: str) -> int:
    """The counter of such a room."""
    return int(room.partition(":")[2])


def room_of_audience(audience: Audience) -> str:
    """The room of the displays that hear the same: `/display`, or as `/display:1,2:*`, `/display:*:ar,fr`."""
    if audience == EVERYBODY:
        return "/display"
    counters = _ALL if audience.counters is None else ",".join(map(str, sorted(audience.counters)))
    return f"/display:{counters}:{_ALL if audience.languages is None else ','.join(audience.languages)}"


@cache
def audience_of(room: str) -> Audience:
    """Whose room it is; everybody's where it is of no audience."""
    namespace, _, rest = room.partition(":")
    counters, _, languages = rest.partition(":")
    if namespace != "/display" or not rest:
        return EVERYBODY
    return Audience(
        None if counters == _ALL else frozenset(map(int, counters.split(","))),
        None if languages == _ALL else tuple(filter(None, languages.split(","))),
    )
