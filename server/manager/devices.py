"""The devices page: which machines were let in, which ask, the kiosks' PIN and pauses."""

from typing import Any, Protocol

from flask import Blueprint, g, render_template

from server import device_words, wording
from server.access import needs
from server.manager import display_words
from server.wording import Message

#: What the page's script says.
WORDS: tuple[Message, ...] = (
    "Kiosk",
    "Display",
    "Program",
    "A kiosk",
    "A display",
    "This computer",
    "now",
    "not yet",
    "In use",
    "Out of use: %(reason)s",
    "Take into use",
    "Rename",
    "Save",
    "Revoke",
    "Shall “%(name)s” lose its access at once?",
    "Yes, revoke",
    "No",
    "Nothing was let in yet.",
    "%(what)s at %(address)s",
    ("%(n)s screen asks to be let in", "%(n)s screens ask to be let in"),
    "“%(name)s” is let in.",
    "A PIN is set.",
    "No PIN is set: the staff corner of the kiosks stays closed.",
    "The PIN is changed. Tell it to those who look after the kiosks.",
    "This name does not work",
    "No connection since %(time)s",
    "The office does not answer. Please try again.",
    "Live",
)


class Reading(Protocol):
    """What this page asks of the reading side."""

    def office(self) -> dict[str, Any]: ...


def blueprint(reading: Reading) -> Blueprint:
    """Return the page `/manager/devices`."""
    pages = Blueprint("manager_devices", __name__)

    @pages.get("/manager/devices")
    @needs("manager")
    def devices() -> str:
        office = reading.office()
        page = {
            "locale": wording.tag(g.language, office["territory"]),
            "zone": office["time_zone"],
            "now": office["now"],
            "words": wording.words(g.language, (*WORDS, *device_words.WORDS)),
        }
        displays = {
            "words": wording.words(g.language, display_words.WORDS),
            "languages": {
                code: {"name": name, "direction": wording.direction(code)} for code, name in wording.NAMES.items()
            },
        }
        name = wording.pick(g.language, office["name"])
        return render_template("manager/devices.html", name=name, page=page, displays=displays)

    return pages
