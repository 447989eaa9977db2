"""The page of a screen on another machine that nobody has let in yet: a code, for a manager to enter."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, render_template, request
from werkzeug.wrappers import Response

from server.access import DEVICE_COOKIE, DEVICE_S, keep
from server.office.actors import Role
from server.office.errors import OfficeError
from server.wording import LANGUAGES, direction, gettext

_SCREENS: Mapping[str | None, Role] = {"kiosk.screens": Role.KIOSK, "display.screen": Role.DISPLAY}


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
    return _SCREENS.get(request.endpoint) if request.method in ("GET", "HEAD") else None


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
    return {
        "language": language,
        "direction": direction(language),
        "title": gettext(language, "A new display" if role is Role.DISPLAY else "A new kiosk"),
        "what": gettext(language, "A manager enters this code on the devices page"),
        "away": gettext(language, "The office cannot be reached just now: this screen asks again by itself."),
        "many": gettext(language, "Too many screens ask to be let in: this one asks again by itself."),
    }
