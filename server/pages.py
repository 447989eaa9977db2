"""The house's own pages: its doors, signing in and out, passwords, the first manager, the language, a machine."""

from dataclasses import dataclass
from typing import Any, Protocol

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from server.access import DEVICE_COOKIE, DEVICE_S, SESSION_COOKIE, SESSION_S, keep, member, visitor
from server.languages import COOKIE as LANGUAGE_COOKIE
from server.languages import COOKIE_S as LANGUAGE_S
from server.languages import speaks
from server.office.actors import Role
from server.office.catalogue import Catalogue
from server.office.errors import OfficeError
from server.problems import problem_of
from server.sign_in import Came
from server.staff import Staff
from server.wording import pick

_STAFF = frozenset({Role.CLERK, Role.MANAGER})


class Reading(Protocol):
    """What these pages ask of the reading side."""

    def catalogue(self) -> Catalogue: ...


class TypedDifferently(OfficeError, ValueError):
    kind = "bad-password"
    message = "The new password was not typed the same way twice."


@dataclass(frozen=True, slots=True)
class Door:
    """One way in. `name` and `hint` are message ids; `roles` are who may pass (none: everybody)."""

    path: str
    icon: str
    colour: int
    name: str
    hint: str
    roles: frozenset[Role] = frozenset()


DOORS = (
    Door("/kiosk", "touch_app", 0, "Kiosk", "Take a ticket at the touchscreen", frozenset({Role.KIOSK})),
    Door("/display", "tv", 1, "Display", "The numbers called, on the wall", frozenset({Role.DISPLAY, *_STAFF})),
    Door("/counter", "desktop_windows", 5, "Counter", "Call and serve people", _STAFF),
    Door("/manager", "bar_chart", 3, "Manager", "How long people wait, today", frozenset({Role.MANAGER})),
)
HARDWARE = Door("/hardware", "settings", 6, "Simulated devices", "Buttons to press, papers that came out")


def install(app: Any, *, staff: Staff, reading: Reading, simulated: bool) -> None:
    """Give an application these pages. `simulated`: there are devices to play with."""
    app.register_blueprint(blueprint(staff, reading, (*DOORS, HARDWARE) if simulated else DOORS))


def blueprint(staff: Staff, reading: Reading, doors: tuple[Door, ...]) -> Blueprint:
    """The pages at the root."""
    pages = Blueprint("pages", __name__)

    @pages.context_processor
    def office() -> dict[str, Any]:
        known = reading.catalogue()
        name, subtitle = (pick(g.language, texts) for texts in (known.name, known.subtitle))
        return {"office_name": name, "office_subtitle": subtitle}

    @pages.get("/")
    def entrance() -> str | AnyResponse:
        who = visitor()
        return redirect("/password", 303) if who.pending else render_template("doors.html", doors=doors, who=who)

    @pages.get("/sign-in")
    def sign_in() -> str:
        return render_template("sign_in.html", name="", next=_inside(request.args.get("next"), ""), problem=None)

    @pages.post("/sign-in")
    def signed_in() -> AnyResponse:
        name, password = request.form.get("name", ""), request.form.get("password", "")
        where = _inside(request.form.get("next"), "")
        try:
            came = staff.sign_in.attempt(name, password, request.remote_addr or "", _session())
        except OfficeError as error:
            return _again("sign_in.html", error, name=name, next=where)
        return _come_in(came, where)

    @pages.post("/sign-out")
    def sign_out() -> AnyResponse:
        who, secret = visitor().member, _session()
        if who is not None and secret:
            staff.sign_in.leave(secret, who)
        response = redirect("/", 303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    @pages.get("/password")
    def password() -> str | AnyResponse:
        where = _inside(request.args.get("next"), "")
        if visitor().member is None:
            return _first_in(where)
        return render_template("password.html", next=where, problem=None, **_whose())

    @pages.post("/password")
    def password_changed() -> AnyResponse:
        where, new = _inside(request.form.get("next"), ""), request.form.get("password", "")
        if visitor().member is None:  # the session ended while the page stood open
            return _first_in(where)
        who = member()
        try:
            if new != request.form.get("again"):
                raise TypedDifferently()
            came = staff.sign_in.change_password(
                _session() or "", who, request.form.get("old", ""), new, request.remote_addr or ""
            )
        except OfficeError as error:
            return _again("password.html", error, next=where, **_whose())
        return redirect(where or _place_of(came), 303)

    @pages.get("/welcome/<link>")
    def welcome(link: str) -> str:
        staff.must_be_welcome(link)
        return render_template("welcome.html", link=link, name="", problem=None)

    @pages.post("/welcome/<link>")
    def welcomed(link: str) -> AnyResponse:
        staff.must_be_welcome(link)
        name, password = request.form.get("name", ""), request.form.get("password", "")
        try:
            if password != request.form.get("again"):
                raise TypedDifferently()
            came = staff.become_first_manager(link, name, password, _session())
        except OfficeError as error:
            return _again("welcome.html", error, link=link, name=name)
        return _come_in(came, "/manager")

    @pages.post("/language")
    def language() -> AnyResponse:
        response = redirect(_inside(request.form.get("next")), 303)
        if speaks(request.form.get("language", "")):
            keep(response, LANGUAGE_COOKIE, request.form["language"], LANGUAGE_S)
        return response

    @pages.get("/device")
    def device() -> str:
        return render_template("device.html", next=_inside(request.args.get("next")), problem=None)

    @pages.post("/device")
    def known_device() -> AnyResponse:
        secret, where = request.form.get("token", "").strip(), _inside(request.form.get("next"))
        if not staff.is_device(secret):
            return _again("device.html", Forbidden(), next=where)
        response = redirect(where, 303)
        keep(response, DEVICE_COOKIE, secret, DEVICE_S)
        return response

    return pages


def _session() -> str | None:
    """The secret of the session that this browser has."""
    return request.cookies.get(SESSION_COOKIE)


def _first_in(where: str) -> AnyResponse:
    """To the sign-in, and then to the password of one's own."""
    return redirect(url_for("pages.sign_in", next=url_for("pages.password", next=where or None)), 303)


def _whose() -> dict[str, Any]:
    """Whose password is changed, and whether it must be."""
    who = visitor()
    return {"name": who.name, "must": who.pending is not None}


def _inside(path: str | None, otherwise: str = "/") -> str:
    """A path of this house, to go on to; anything else leads to the entrance, or where it is said.

    `//elsewhere` and `/\\elsewhere` are other hosts to a browser.
    """
    if path and path.startswith("/") and path.isprintable() and not path.startswith(("//", "/\\")):
        return path
    return otherwise


def _place_of(came: Came) -> str:
    """Where somebody works: at the counter that they have open, else where they choose one, or manage."""
    if came.counter is not None:
        return f"/counter/{came.counter}"
    return "/manager" if came.role is Role.MANAGER else "/counter"


def _come_in(came: Came, where: str) -> AnyResponse:
    """Let somebody in, on to `where`, or where they work; first to a password of their own, if they must."""
    if came.must_change:
        where = url_for("pages.password", next=where or None)
    response = redirect(where or _place_of(came), 303)
    keep(response, SESSION_COOKIE, came.secret, SESSION_S)
    return response


def _again(template: str, error: Exception, **values: Any) -> Response:
    """The same form, with what was wrong; nothing that was secret is repeated."""
    problem = problem_of(error)
    return Response(render_template(template, problem=problem, **values), problem.status, problem.headers)
