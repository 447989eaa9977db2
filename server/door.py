"""The door: recognises who asks, and keeps strangers' requests away."""

import threading
from collections.abc import Callable, Hashable, Sequence
from hmac import compare_digest
from types import ModuleType
from typing import Any, Protocol

from flask import Flask, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from server.access import (
    CHANGES,
    DEVICE_COOKIE,
    LARGEST_BODY,
    SCREENS,
    SESSION_COOKIE,
    SESSION_S,
    Visitor,
    admit,
    bearer,
    digest,
    roles_of,
)
from server.hosts import Hosts, from_this_machine, same_host
from server.office.actors import Actor, Role, display, kiosk
from server.office.day import Day, ended
from server.office.errors import OfficeError
from server.office.events import Event, Stamp

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_REMEMBERED = 1024
#: Flask's endpoint of the stylesheets, scripts, letters and icons under `/static`.
_FILES = "static"
_KIOSK_HERE = kiosk(0)
_COMMAND_LINE = Actor("system", Role.MANAGER)


class UnknownCredential(OfficeError, PermissionError):
    kind = "bad-token"
    message = "This token is not known here, or it was revoked."


class ForeignOrigin(OfficeError, PermissionError):
    kind = "foreign-origin"
    message = "This request was sent by a page of another site."


class ForeignHost(OfficeError):
    kind = "foreign-host"
    message = "This office does not answer to the name “%(host)s”."


#: What tells whether a business day has ended (`server.reading.Reading.running`).
Running = tuple[Day | None, bool, Stamp, int]


class Reading(Protocol):
    """What the door needs of the reading side."""

    def use(self) -> Any: ...
    def running(self) -> Running: ...


class Clock(Protocol):
    """What the door needs of the clock."""

    def now(self) -> Stamp: ...


class Door:
    """Who asks is recognised by a token, a session, a device's cookie, or because it is this machine.

    `records` and `sessions` are the modules of that name, handed in. What was looked up is remembered until anything
    changes.
    """

    def __init__(self, reading: Reading, records: ModuleType, sessions: ModuleType, clock: Clock, hosts: Hosts) -> None:
        self._reading, self._records, self._sessions, self._clock = reading, records, sessions, clock
        self.hosts = hosts
        #: Told of each machine that asks, by its actor's name. May be called from any thread, and never blocks.
        self.sighted: Callable[[str], None] = lambda machine: None
        self._control: str | None = None
        self._lock = threading.Lock()
        self._remembered: dict[Hashable, Any] = {}
        self._changes = 0

    def install(self, app: Flask) -> None:
        """Stand at the door of an application."""
        app.extensions["door"] = self
        # One more than we take: a body that does not tell its length is cut there in silence.
        app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY + 1
        app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
        app.config["MAX_FORM_PARTS"] = 64
        app.before_request(self.check)

    def mono_ms(self) -> int:
        """The moment by the clock that only goes forward (ms)."""
        return self._clock.now().mono

    def trust_control(self, secret: str) -> None:
        """From now on the bearer of this secret is the command line of this machine."""
        self._control = digest(secret)

    def check(self) -> None:
        """Refuse a request that was not meant for us, is too large, or comes from somebody who may not."""
        if request.endpoint != _FILES:  # which the page that tells of a wrong name needs, and which hold no secret
            self.check_host()
        if (request.content_length or 0) > LARGEST_BODY:
            raise RequestEntityTooLarge()
        if request.method not in _SAFE_METHODS:
            self.check_origin()
        view = current_app.view_functions.get(request.endpoint or "")
        roles = getattr(view, "roles", None)
        if roles and request.method != "OPTIONS":
            admit(*roles)

    def check_host(self) -> None:
        """Refuse a request that was sent to another name (DNS rebinding). Raises ForeignHost."""
        host = request.environ.get("HTTP_HOST", "")
        if not self.hosts.knows(host):
            raise ForeignHost(host=host[:100])

    def check_origin(self) -> None:
        """Refuse a command that another site's page sent with our visitor's cookies or address. Raises ForeignOrigin.

        Who carries a bearer token, or nothing that a browser adds by itself, was not sent by a page.
        """
        environ = request.environ
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None:
            if not same_host(origin, environ.get("HTTP_HOST", "")):
                raise ForeignOrigin()
        elif bearer() is None and any(key == "HTTP_COOKIE" or key.startswith("HTTP_SEC_FETCH_") for key in environ):
            raise ForeignOrigin()

    def recognise(self) -> Visitor:
        """Who asks. Raises UnknownCredential for a bearer token that is not known."""
        found = self._recognised()
        if found.machine is not None:
            self.sighted(found.machine)
        return found

    def _recognised(self) -> Visitor:
        secret = bearer()
        if secret is not None:
            holder = self._by_token(secret)
            if holder is None:
                raise UnknownCredential()
            return holder
        known: list[Visitor | None] = []
        if "HTTP_COOKIE" in request.environ:
            known = [self._by_session(request.cookies.get(SESSION_COOKIE)), self._by_device()]
        if from_this_machine(request.environ) and not self.hosts.is_public(request.environ.get("HTTP_HOST", "")):
            known.append(Visitor(_KIOSK_HERE, SCREENS, machine=_KIOSK_HERE.name))
        found = [each for each in known if each]
        return Visitor(
            actor=next((each.actor for each in found if each.actor), None),
            roles=frozenset().union(*(each.roles for each in found)),
            name=next((each.name for each in found if each.name), None),
            machine=next((each.machine for each in found if each.machine), None),
            pending=next((each.pending for each in found if each.pending), None),
        )

    def _by_device(self) -> Visitor | None:
        secret = request.cookies.get(DEVICE_COOKIE)
        return self._by_token(secret) if secret else None

    def _by_token(self, secret: str) -> Visitor | None:
        hashed = digest(secret)
        if self._control is not None and compare_digest(hashed, self._control):
            return Visitor(_COMMAND_LINE, roles_of(Role.MANAGER))
        found: Visitor | None = self._remember(("token", hashed), lambda db: _holder(self._records.token(db, hashed)))
        return found

    def _by_session(self, secret: str | None) -> Visitor | None:
        if not secret:
            return None
        hashed = digest(secret)
        session = self._remember(("session", hashed), lambda db: self._sessions.session(db, hashed))
        if session is None or not lasts(session, self._reading.running()):
            return None
        who = Actor(f"staff:{session.staff}", session.role, session.staff)
        if session.must_change:
            return Visitor(None, frozenset(), session.name, pending=who)
        return Visitor(who, roles_of(session.role), session.name)

    def _remember(self, key: Hashable, look_up: Callable[[Any], Any]) -> Any:
        """What `look_up` finds, remembered unless something changed in the meantime."""
        found = self._remembered.get(key)
        if found is not None:
            return found
        changes = self._changes
        with self._reading.use() as db:
            found = look_up(db)
        with self._lock:
            if found is not None and changes == self._changes:
                if len(self._remembered) >= _MOST_REMEMBERED:
                    self._remembered.clear()
                self._remembered[key] = found
        return found

    def receive(self, events: Sequence[Event]) -> None:
        """Take committed events (`Writer.subscribe`), before anybody who then asks who still may be here."""
        if any(event.kind in CHANGES for event in events):
            self.forget()

    def forget(self) -> None:
        """Look everything up again: somebody's access changed."""
        with self._lock:
            self._changes += 1
            self._remembered.clear()


def running_in(tx: Any) -> Running:
    """The same inside a command: a day that was over has been turned before it."""
    return tx.day(), False, tx.now, tx.catalogue.rules.quiet_s


def lasts(session: Any, running: Running) -> bool:
    """Whether a session (`server.sessions.Session`) still lasts: no longer than its day, nor `SESSION_S`."""
    too_old = session.began.roughly_until(running[2]) > SESSION_S * 1000
    return not too_old and not ended(session.began, session.day, *running)


def _holder(token: Any) -> Visitor | None:
    """Who holds a token (`server.records.Token`)."""
    if token is None:
        return None
    screens = {Role.KIOSK: kiosk, Role.DISPLAY: display}
    actor = screens[token.role](token.id) if token.role in screens else Actor(f"token:{token.id}", token.role)
    return Visitor(actor, roles_of(token.role), machine=actor.name)
