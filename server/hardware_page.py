"""The devices to play with: call buttons to press, their lamps, the papers that came out, and what was said aloud.

Only an office with simulated devices has this page.
"""

from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, g, render_template

from server import device_words, wording
from server.access import needs
from server.wording import Message

if TYPE_CHECKING:
    from hardware import Hardware
    from hardware.players import Sound

#: Who may play: this machine itself, and staff.
PLAYERS = ("kiosk", "clerk", "manager")

WORDS: tuple[Message, ...] = (
    "off: closed, paused, or nobody waits",
    "blinks slowly: somebody waits",
    "lit: called or being served",
    "blinks fast: refused",
    "Paper %(n)s",
    "No connection. The page tries again.",
)


def blueprint(hardware: "Hardware") -> Blueprint:
    """Return the page under `/hardware` for these devices."""
    pages = Blueprint("hardware", __name__, url_prefix="/hardware")
    buttons, port = hardware.buttons, hardware.printer.simulated
    conditions = {} if port is None else {each.value: each for each in type(port.condition)}

    @pages.get("", strict_slashes=False)
    @needs(*PLAYERS)
    def play() -> str:
        page = {"state": _state(hardware), "words": wording.words(g.language, (*WORDS, *device_words.WORDS))}
        return render_template(
            "hardware.html",
            page=page,
            counters=list(buttons.lamps),
            conditions=list(conditions),
            speaks=hardware.loudspeaker.simulated is not None,
        )

    @pages.get("/state")
    @needs(*PLAYERS)
    def state() -> dict[str, Any]:
        return _state(hardware)

    @pages.post("/buttons/<int:counter>/<any(press, release):what>")
    @needs(*PLAYERS)
    def finger(counter: int, what: str) -> tuple[str, HTTPStatus]:
        try:
            (buttons.press if what == "press" else buttons.release)(counter)
        except KeyError:  # no simulated button there
            abort(HTTPStatus.NOT_FOUND)
        return "", HTTPStatus.NO_CONTENT

    @pages.post("/printer/<condition>")
    @needs(*PLAYERS)
    def printer(condition: str) -> tuple[str, HTTPStatus]:
        if port is None or condition not in conditions:
            abort(HTTPStatus.NOT_FOUND)
        port.condition = conditions[condition]
        return "", HTTPStatus.NO_CONTENT

    @pages.get("/papers/<int:number>.png")
    @needs(*PLAYERS)
    def paper(number: int) -> Response:
        found = None if port is None else port.paper(number)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return Response(found.png(), mimetype="image/png")

    return pages


def _state(hardware: "Hardware") -> dict[str, Any]:
    """Return how the devices are, the lamps by counter, the papers and what was said aloud (newest first), and the
    printer's condition."""
    port, player = hardware.printer.simulated, hardware.loudspeaker.simulated
    heard = [] if player is None else list(player.heard)
    return {
        "devices": {
            name: getattr(hardware, name).state.state for name in ("buttons", "printer", "voice", "loudspeaker")
        },
        "lamps": {str(counter): lamp.value for counter, lamp in hardware.buttons.lamps.items()},
        "papers": [] if port is None else [paper.id for paper in reversed(list(port.papers))],
        "condition": None if port is None else port.condition.value,
        "said": [{"id": number, "lines": _lines(sound)} for number, sound in reversed(heard) if sound.words],
    }


def _lines(sound: "Sound") -> list[tuple[str, str]]:
    """What is said in a sound: each language with its words."""
    said = groupby(sound.words, key=lambda words: words[0])
    return [(language, " ".join(text for _, text in words)) for language, words in said]
