"""Who asks, and what they may do: staff, devices, tokens, and this machine itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from secrets import token_urlsafe
from typing import ParamSpec, TypeVar

from flask import current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from server.office.actors import Actor, Role, display
from server.office.errors import OfficeError
from server.office.events import Kind

SESSION_COOKIE, DEVICE_COOKIE = "session", "device"
SESSION_S = 16 * 3600
DEVICE_S = 400 * 24 * 3600
#: The counter that was last worked at in this browser: a convenience of the page where one is chosen.
COUNTER_COOKIE, COUNTER_S = "counter", DEVICE_S
LARGEST_BODY = 64 * 1024

#: The events after which somebody's access may be another one.
CHANGES = frozenset({Kind.STAFF_SIGNED_OUT, Kind.SETTING_CHANGED, Kind.DAY_TURNED})

#: What a screen may be let in as.
SCREENS = frozenset({Role.KIOSK, Role.DISPLAY})

P = ParamSpec("P")
R = TypeVar("R")


class NotSignedIn(OfficeError, PermissionError):
    kind = "not-signed-in"
    message = "Please sign in first."


class NotAllowed(OfficeError, PermissionError):
    kind = "not-allowed"
    message = "This is not among the things that you may do here."


class PasswordChange(OfficeError, PermissionError):
    kind = "password-change"
    message = "Please choose a password of your own first."


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. `roles` are all they have; `actor` is None for somebody unknown, `name` that of a member of staff.

    `machine` is the actor's name of the kiosk, display or program, also while a member of staff is signed in on it.
    `pending` is a member of staff who signed in, and may do nothing before they have a password of their own.
    """

    actor: Actor | None
    roles: frozenset[Role]
    name: str | None = None
    machine: str | None = None
    pending: Actor | None = None

    @property
    def member(self) -> Actor | None:
        """The member of staff who asks, whatever they may do."""
        return self.pending or (self.actor if self.actor and self.actor.staff is not None else None)

    @property
    def display(self) -> str | None:
        """What a display in this browser is called: each machine has one, whatever else it is let in as."""
        kind, _, token = (self.machine or "").partition(":")
        return display(int(token)).name if kind in SCREENS else None


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

    The check is made before the request is read any further (`Door.check`), and again at the view itself, so
    that no other decorator can lose it.
    """
    wanted = frozenset(map(Role, roles))

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            admit(*wanted)
            return view(*args, **kwargs)

        vars(checked)["roles"] = wanted
        return checked

    return decorate


def admit(*roles: Role) -> Actor:
    """The actor who asks, if they have one of these roles.

    Raises NotSignedIn, NotAllowed, PasswordChange, UnknownCredential.
    """
    who = visitor()
    if who.roles.isdisjoint(roles):
        if who.pending:
            raise PasswordChange()
        machine = who.actor is None or (who.actor.staff is None and bearer() is None)
        raise NotSignedIn() if machine else NotAllowed()
    assert who.actor is not None
    return who.actor


def actor() -> Actor:
    """The actor who asks. Raises NotSignedIn."""
    found = visitor().actor
    if found is None:
        raise NotSignedIn()
    return found


def member() -> Actor:
    """The member of staff who asks, also one who must choose a password first. Raises NotSignedIn, NotAllowed."""
    who = visitor()
    if who.member is None:
        raise NotAllowed() if who.actor and bearer() else NotSignedIn()
    return who.member


def visitor() -> Visitor:
    """Who asks; found out once per request."""
    found: Visitor | None = g.get("visitor")
    if found is None:
        found = g.visitor = current_app.extensions["door"].recognise()
    return found


def bearer() -> str | None:
    """The secret in `Authorization: Bearer …`; None without one."""
    scheme, _, secret = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def keep(response: AnyResponse, cookie: str, secret: str, age_s: int) -> None:
    """Let the browser keep a secret that no script can read and no other site can send."""
    secure = current_app.extensions["door"].hosts.is_secure(request.host)
    response.set_cookie(cookie, secret, max_age=age_s, path="/", httponly=True, samesite="Strict", secure=secure)
