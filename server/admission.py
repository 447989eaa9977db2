"""Who may follow which news: decided when somebody connects, and again while they stay."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from flask import Flask, current_app, request

from server import access
from server.door import Door
from server.gate import TOO_MANY, Passage
from server.news_rooms import room_of
from server.office.actors import Role
from server.office.catalogue import Catalogue
from server.office.errors import OfficeError

ROLES: Mapping[str, frozenset[Role]] = {
    "/display": frozenset({Role.DISPLAY, Role.KIOSK, Role.CLERK, Role.MANAGER}),
    "/kiosk": frozenset({Role.KIOSK, Role.CLERK, Role.MANAGER}),
    "/counter": frozenset({Role.CLERK, Role.MANAGER}),
    "/manager": frozenset({Role.MANAGER}),
}
_LARGEST = 2**53


class BadAuth(OfficeError, ValueError):
    kind = "bad-auth"
    message = "Say which counter as {counter: number}, and what was seen last as {since: number}."


class TooManyScreens(OfficeError):
    kind = "too-many-screens"
    message = TOO_MANY


class Reading(Protocol):
    """What admission reads (`server.reading`)."""

    def catalogue(self) -> Catalogue: ...


@dataclass(frozen=True, slots=True)
class Listener:
    """One who follows a room. `since`: the sequence of what it has seen already; `passage`: its websocket.

    `machine` is the name of the display, else the actor's name of the machine, in whose browser it is, where the
    house knows it.
    """

    sid: str
    namespace: str
    room: str
    since: int | None
    passage: Passage
    machine: str | None = None

    def again(self, body: Any) -> "Listener":
        """The same one, who asks for a snapshot since `body["since"]`."""
        since = body.get("since") if isinstance(body, dict) else None
        return replace(self, since=since if _is_number(since) else None)


def admit(namespace: str, auth: Any, reading: Reading) -> Listener:
    """The visitor of the present request as a listener. Raises the OfficeError that keeps them out."""
    door: Door = current_app.extensions["door"]
    door.check_host()
    door.check_origin()
    access.admit(*ROLES[namespace])
    auth = auth if isinstance(auth, dict) else {}
    counter, since = auth.get("counter"), auth.get("since")
    if (namespace == "/counter") != _is_number(counter) or not (since is None or _is_number(since)):
        raise BadAuth()
    if counter is not None:
        reading.catalogue().counter(counter)
    passage, visitor = request.environ["dawr.passage"], access.visitor()
    machine = visitor.display if namespace == "/display" else visitor.machine
    return Listener(own_sid(), namespace, room_of(namespace, counter), since, passage, machine)


def may_stay(app: Flask, environ: dict[str, Any], namespace: str) -> bool:
    """Whether who came with this request would still be let in: their session or token may have ended."""
    with app.request_context(environ):
        try:
            access.admit(*ROLES[namespace])
        except PermissionError:
            return False
        except OfficeError:
            pass  # it cannot be looked up just now
    return True


def own_sid() -> str:
    """The name that Socket.IO gave whoever sent the present message."""
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST
