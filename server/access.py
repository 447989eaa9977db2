"""Who asks, and what they may do: staff, devices, tokens, and this machine itself."""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from types import ModuleType
from typing import Any, ParamSpec, Protocol, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from server.hosts import Hosts, from_this_machine, same_host
from server.office.actors import Actor, Role, display, kiosk
from server.office.errors import OfficeError
from server.office.events import Event, Kind, Stamp

SESSION_COOKIE, DEVICE_COOKIE = "session", "device"
SESSION_S = 16 * 3600
DEVICE_S = 400 * 24 * 3600
LARGEST_BODY = 64 * 1024
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_REMEMBERED = 1024

#: The events after which somebody's access may be another one.
CHANGES = frozenset({Kind.STAFF_SIGNED_OUT, Kind.SETTING_CHANGED})

KIOSK_HERE = kiosk(0)
_HERE = frozenset({Role.KIOSK, Role.DISPLAY})
_COMMAND_LINE = Actor("system", Role.MANAGER)

P = ParamSpec("P")
R = TypeVar("R")


class NotSignedIn(OfficeError, PermissionError):
    kind = "not-signed-in"
    message = "Please sign in first."


class UnknownCredential(OfficeError, PermissionError):
    kind = "bad-token"
    message = "This token is not known here, or it was revoked."


class NotAllowed(OfficeError, PermissionError):
    kind = "not-allowed"
    message = "This is not among the things that you may do here."


class ForeignOrigin(OfficeError, PermissionError):
    kind = "foreign-origin"
    message = "This request was sent by a page of another site."


class ForeignHost(OfficeError):
    kind = "foreign-host"
    message = "This office does not answer to the name “%(host)s”."


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. `roles` are all they have; `actor` is None for somebody unknown, `name` that of a member of staff.

    `machine` is the actor's name of the kiosk, display or program, also while a member of staff is signed in on it.
    """

    actor: Actor | None
    roles: frozenset[Role]
    name: str | None = None
    machine: str | None = None

    @property
    def display(self) -> str | None:
        """What a display in this browser is called: each machine has one, whatever else it is let in as."""
        kind, _, token = (self.machine or "").partition(":")
        return display(int(token)).name if kind in _HERE else None


def roles_of(role: Role) -> frozenset[Role]:
    """What a role comes with: a manager may do everything that a clerk may."""
    return frozenset({Role.MANAGER, Role.CLERK}) if role is Role.MANAGER else frozenset({role})


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits; unlike a password it needs nothing slow."""
    return sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()


def new_secret() -> str:
    """256 random bits, fit for a cookie, a header or an address."""
    return token_urlsafe(32)


def needs(*roles: Role | str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A view that only somebody with one of these roles may have.

    The check is made before the request is read any further (`Access.check`), and again at the view itself, so
    that no other decorator can lose it.
    """
    wanted = frozenset(map(Role, roles))

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            admit(*wanted)
            return view(*args, **kwargs)

        checked.roles = wanted  # type: ignore[attr-defined]
        return checked

    return decorate


def admit(*roles: Role) -> Actor:
    """The actor who asks, if they have one of these roles. Raises NotSignedIn, NotAllowed, UnknownCredential."""
    who = visitor()
    if who.roles.isdisjoint(roles):
        machine = who.actor is None or (who.actor.staff is None and _bearer() is None)
        raise NotSignedIn() if machine else NotAllowed()
    assert who.actor is not None
    return who.actor


def actor() -> Actor:
    """The actor who asks. Raises NotSignedIn."""
    found = visitor().actor
    if found is None:
        raise NotSignedIn()
    return found


def visitor() -> Visitor:
    """Who asks; found out once per request."""
    found: Visitor | None = g.get("visitor")
    if found is None:
        found = g.visitor = current_app.extensions["access"].recognise()
    return found


def _bearer() -> str | None:
    """The secret in `Authorization: Bearer …`; None without one."""
    scheme, _, secret = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def _holder(token: Any) -> Visitor | None:
    """Who holds a token (`server.records.Token`)."""
    if token is None:
        return None
    screens = {Role.KIOSK: kiosk, Role.DISPLAY: display}
    actor = screens[token.role](token.id) if token.role in screens else Actor(f"token:{token.id}", token.role)
    return Visitor(actor, roles_of(token.role), machine=actor.name)


def keep(response: AnyResponse, cookie: str, secret: str, age_s: int) -> None:
    """Let the browser keep a secret that no script can read and no other site can send."""
    secure = current_app.extensions["access"].hosts.is_secure(request.host)
    response.set_cookie(cookie, secret, max_age=age_s, path="/", httponly=True, samesite="Strict", secure=secure)


class Reading(Protocol):
    """What access needs of the reading side."""

    def use(self) -> Any: ...


class Clock(Protocol):
    """What access needs of the clock."""

    def now(self) -> Stamp: ...


class Access:
    """The door: recognises who asks, and keeps strangers' requests away.

    `records` is `server.records`, handed in. What was looked up is remembered until anything changes.
    """

    def __init__(self, reading: Reading, records: ModuleType, clock: Clock, hosts: Hosts) -> None:
        self._reading, self._records, self._clock = reading, records, clock
        self.hosts = hosts
        #: Told of each machine that asks, by its actor's name. May be called from any thread, and never blocks.
        self.sighted: Callable[[str], None] = lambda machine: None
        self._control: str | None = None
        self._lock = threading.Lock()
        self._remembered: dict[Hashable, Any] = {}
        self._changes = 0

    def install(self, app: Flask) -> None:
        """Stand at the door of an application."""
        app.extensions["access"] = self
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
        elif _bearer() is None and any(key == "HTTP_COOKIE" or key.startswith("HTTP_SEC_FETCH_") for key in environ):
            raise ForeignOrigin()

    def recognise(self) -> Visitor:
        """Who asks. Raises UnknownCredential for a bearer token that is not known."""
        found = self._recognised()
        if found.machine is not None:
            self.sighted(found.machine)
        return found

    def _recognised(self) -> Visitor:
        secret = _bearer()
        if secret is not None:
            found = self._by_token(secret)
            if found is None:
                raise UnknownCredential()
            return found
        known = []
        if "HTTP_COOKIE" in request.environ:
            known = [self._by_session(request.cookies.get(SESSION_COOKIE)), self._by_device()]
        if from_this_machine(request.environ) and not self.hosts.is_public(request.environ.get("HTTP_HOST", "")):
            known.append(Visitor(KIOSK_HERE, _HERE, machine=KIOSK_HERE.name))
        found = [each for each in known if each] or [Visitor(None, frozenset())]
        roles: frozenset[Role] = frozenset().union(*(each.roles for each in found))
        machine = next((each.machine for each in found if each.machine), None)
        return Visitor(found[0].actor, roles, found[0].name, machine)

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
        session = self._remember(("session", hashed), lambda db: self._records.session(db, hashed))
        if session is None or session.began.roughly_until(self._clock.now()) > SESSION_S * 1000:
            return None
        who = Actor(f"staff:{session.staff}", session.role, session.staff)
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
