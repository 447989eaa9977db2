"""The kiosk's page: all its screens are drawn in the browser, from what one answer carries."""

from collections.abc import Mapping
from http import HTTPStatus
from math import hypot
from typing import Any, Protocol

from flask import Blueprint, Response, abort, render_template

from kiosk import corner
from server.access import needs, visitor
from server.office.actors import Role
from server.wording import LANGUAGES, NAMES, Message, direction, words

MM_PER_INCH = 25.4

#: Every sentence that the screens say.
WORDS: tuple[Message, ...] = (
    "Back",
    "Choose another service",
    "Closed now",
    "Continue",
    "Contrast",
    ("Counts as if you had come %(n)s minute earlier", "Counts as if you had come %(n)s minutes earlier"),
    "Do you need more time?",
    "Done",
    "Get these papers ready",
    "Keep it on your phone",
    "Larger",
    "Listen",
    "Lower",
    "Many tickets were taken just now.",
    "More choices",
    "More services",
    "No sound",
    "No tickets are given now. Please ask a member of staff.",
    "No more tickets now. Opens at %(time)s",
    "No more tickets today. Opens on %(day)s at %(time)s",
    "Nobody is before you",
    "Nobody is waiting",
    "One moment, please…",
    "Opens at %(time)s",
    "Opens on %(day)s at %(time)s",
    "Paused for a break",
    "Paused for a short while",
    "Paused for prayer",
    "Paused: please ask a member of staff",
    "Paused: the system is down",
    "Please ask a member of staff.",
    "Please ask for your ticket at a counter.",
    "Please choose another service, or ask a member of staff.",
    "Please have a seat: your number will be shown and called.",
    "Please have a seat: your number will be shown.",
    "Please note your number",
    "Please touch “Try again”: you will get one ticket only.",
    "Please try again in a moment, or ask a member of staff.",
    "Please wait a few seconds and try again.",
    "Priority",
    "Repeat",
    "Start again",
    "Take your ticket",
    "Take your ticket below",
    "The connection is interrupted and will come back. For help, please ask a member of staff.",
    ("The kiosk starts again in %(n)s second", "The kiosk starts again in %(n)s seconds"),
    "The last ticket of today has been given",
    "The office is closed. It opens at %(time)s.",
    "The office is closed. It opens on %(day)s at %(time)s.",
    "The paper did not come out. Please note your number: %(number)s",
    "The printer has no paper. Please note your number: %(number)s",
    "This kiosk gives no tickets at the moment.",
    "This kiosk may not give tickets yet.",
    ("This screen closes in %(n)s second", "This screen closes in %(n)s seconds"),
    "This service is not open now.",
    "This service is paused.",
    "Touch here",
    "Touch to change",
    "Try again",
    "We are still trying. You will get one ticket only.",
    "We could not reach the office.",
    "Welcome",
    "What is it about?",
    "What to bring",
    "Which of these applies to you?",
    "Which service have you come for?",
    "Without priority",
    "Yes, go on",
    "You need no papers for this.",
    "Your number",
    "Your ticket could not be given.",
    "Your ticket is coming: please wait a moment",
    ("%(n)s person is before you", "%(n)s people are before you"),
    ("%(n)s person is waiting", "%(n)s people are waiting"),
)


class Reading(Protocol):
    """What the page reads of the office."""

    def office(self) -> Mapping[str, Any]: ...


def blueprint(
    reading: Reading,
    *,
    panel_inches: float,
    panel_pixels: tuple[int, int],
    speech: Mapping[str, Any],
    logo: bytes | None = None,
) -> Blueprint:
    """The pages under `/kiosk`; the panel's diagonal and pixels give everything its size in millimetres.

    `speech`: `output` as in the settings, and the `languages` in which there is a voice. `logo`: the office's own
    mark, a PNG file, at `/kiosk/logo.png`; the page's `logo` says whether there is one.
    """
    kiosk = Blueprint("kiosk", __name__, url_prefix="/kiosk", template_folder="templates", static_folder="static")
    sizes = f":root {{ --mm: {pixels_per_mm(panel_inches, panel_pixels):.3f}px; }}\n"

    @kiosk.get("")
    @needs(Role.KIOSK)
    def screens() -> str:
        more = {"name": visitor().machine, "speech": speech, "logo": logo is not None}
        return render_template("kiosk/kiosk.html", page=page(reading.office()) | more)

    @kiosk.get("/logo.png")
    def mark() -> Response:
        if logo is None:
            abort(HTTPStatus.NOT_FOUND)
        return Response(logo, mimetype="image/png")

    @kiosk.get("/panel.css")
    def panel() -> Response:
        return Response(sizes, mimetype="text/css")

    corner.add(kiosk)
    return kiosk


def page(office: Mapping[str, Any]) -> dict[str, Any]:
    """What the page's script starts from: the office as the API tells it, and every text in every language."""
    return {
        "office": office,
        "languages": {
            language: {
                "name": NAMES[language],
                "direction": direction(language),
                "words": words(language, WORDS),
            }
            for language in LANGUAGES
        },
    }


def pixels_per_mm(inches: float, pixels: tuple[int, int]) -> float:
    """How many pixels of a panel make a millimetre.

    >>> round(pixels_per_mm(10.1, (1280, 800)), 2)
    5.88
    """
    return hypot(*pixels) / (inches * MM_PER_INCH)
