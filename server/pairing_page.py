"""The page of a screen on another machine that nobody has let in yet: a code, for a manager to enter."""

from typing import Any

from flask import Flask, current_app, render_template, request
from werkzeug.wrappers import Response

from server.access import DEVICE_COOKIE, DEVICE_S, keep
from server.office.actors import Role
from server.office.errors import OfficeError
from server.wording import LANGUAGES, direction, gettext

_SCREENS = frozenset({"kiosk.screens", "display.screen"})


def install(app: Flask) -> None:
    """A browser forgets a cookie after 400 days; each start of a screen begins them anew."""
    app.after_request(_keep_on)


def _keep_on(response: Response) -> Response:
    secret = request.cookies.get(DEVICE_COOKIE) if request.endpoint in _SCREENS else None
    if secret and response.status_code == 200:
        keep(response, DEVICE_COOKIE, secret, DEVICE_S)
    return response


def asked_for() -> Role | None:
    """As what the page asked for would be let in: a kiosk or a display; None for any other page."""
    if request.method not in ("GET", "HEAD"):
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    roles: frozenset[Role] = getattr(view, "roles", frozenset())
    if request.endpoint not in _SCREENS:
        return None
    return Role.DISPLAY if Role.DISPLAY in roles else Role.KIOSK


def render(role: Role) -> str:
    """The page, in every language of the office at once: nobody has chosen one yet."""
    return render_template(
        "pairing.html", page={"role": role.value}, role=role.value, sentences=[_said(role, each) for each in _spoken()]
    )


def _spoken() -> tuple[str, ...]:
    try:
        offered = current_app.extensions["languages"]()
    except OfficeError:
        offered = ()
    return tuple(language for language in offered if language in LANGUAGES) or tuple(LANGUAGES)


def _said(role: Role, language: str) -> dict[str, Any]:
    new_kiosk, new_display = gettext(language, "A new kiosk"), gettext(language, "A new display")
    return {
        "language": language,
        "direction": direction(language),
        "title": new_display if role is Role.DISPLAY else new_kiosk,
        "what": gettext(language, "A manager enters this code on the devices page"),
        "away": gettext(language, "The office cannot be reached just now: this screen asks again by itself."),
        "many": gettext(language, "Too many screens ask to be let in: this one asks again by itself."),
    }
