"""The public screen's page, and the sounds that it plays."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from flask import Blueprint, Response, abort, g, render_template, url_for

from server.access import needs, visitor
from server.office.board import EVERYBODY, Audience
from server.office.displays import audience
from server.wording import LANGUAGES, Message, direction, words

#: Every sentence that the screen says.
WORDS: tuple[Message, ...] = (
    "Counter",
    "Last calls",
    "No connection since %(time)s",
    "Nobody is waiting",
    "No voice now: please watch the screen",
    "Number",
    "Number %(number)s, counter %(counter)s",
    "Please have a seat: your number will be shown here and called.",
    "Please have a seat: your number will be shown here.",
    "No tickets are given now. Please ask a member of staff.",
    "The last ticket of today has been given",
    "The office is closed. It opens at %(time)s.",
    "The office is closed. It opens on %(day)s at %(time)s.",
    "Touch the screen to turn the sound on",
    ("%(n)s person is waiting", "%(n)s people are waiting"),
)

# How long a screen may wait for a part that is still being made; at most half a second of it is ever needed.
_VOICE_WITHIN_S = 2.0
_A_YEAR_S = 365 * 24 * 3600
_PART = re.compile(r"[0-9a-f]{32}")


class Reading(Protocol):
    """What the page reads of the office."""

    def office(self) -> Mapping[str, Any]: ...
    def board(self, audience: Audience = EVERYBODY) -> Mapping[str, Any]: ...


class Voice(Protocol):
    """Where the parts of a call are. `speaks`: in which languages, none where an office wants no voice."""

    @property
    def speaks(self) -> frozenset[str]: ...
    def wav(self, name: str, timeout_s: float) -> Path | None: ...


class Displays(Protocol):
    """What is decided of each display."""

    def options(self, name: str | None) -> dict[str, Any]: ...


def blueprint(reading: Reading, voice: Voice, displays: Displays) -> Blueprint:
    """The page `/display` and the parts of calls, `/voice/<hash>.wav`."""
    # No url_prefix, for the voice's files stand beside the display; hence the static files' own address.
    display = Blueprint(
        "display", __name__, template_folder="templates", static_folder="static", static_url_path="/display/static"
    )

    @display.get("/display")
    @needs("display", "kiosk", "clerk", "manager")
    def screen() -> str:
        return render_template("display/display.html", page=_page(reading, displays) | {"aloud": bool(voice.speaks)})

    @display.get("/voice/<string(length=32):part>.wav")
    def sound(part: str) -> Response:
        path = voice.wav(part, _VOICE_WITHIN_S) if _PART.fullmatch(part) else None
        try:
            spoken = path.read_bytes() if path else b""
        except OSError:
            spoken = b""
        if not spoken:
            abort(404)
        response = Response(spoken, mimetype="audio/wav")
        # Its name says what is in it: it never changes.
        response.headers["Cache-Control"] = f"public, max-age={_A_YEAR_S}, immutable"
        return response

    return display


def _page(reading: Reading, displays: Displays) -> dict[str, Any]:
    """What the page's script starts from: the office and its board as the API tells them, and every text.

    `name` is the display's own, null for a browser that nobody let in. Whether it speaks its snapshot tells.
    """
    name = visitor().display
    options = displays.options(name)
    return {
        "name": name,
        "options": options,
        "speaks": False,
        "office": reading.office(),
        "board": reading.board(audience(options)),
        "language": g.language,
        "languages": {
            language: {"direction": direction(language), "texts": words(language, WORDS)} for language in LANGUAGES
        },
        "chime": url_for("display.static", filename="chime.wav"),
    }
