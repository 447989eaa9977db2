"""The staff page: who works here, who is let in and out, and who signed in."""

from typing import Any, Protocol

from flask import Blueprint, g, render_template

from server import wording
from server.access import actor, needs
from server.manager.staff_words import WORDS


class Reading(Protocol):
    """What this page asks of the reading side."""

    def office(self) -> dict[str, Any]: ...


def blueprint(reading: Reading) -> Blueprint:
    """Return the page `/manager/staff`."""
    pages = Blueprint("manager_staff", __name__)

    @pages.get("/manager/staff")
    @needs("manager")
    def staff() -> str:
        office = reading.office()
        page = {
            "locale": wording.tag(g.language, office["territory"]),
            "zone": office["time_zone"],
            "now": office["now"],
            "words": wording.words(g.language, WORDS),
            "me": actor().staff,
        }
        name = wording.pick(g.language, office["name"])
        return render_template("manager/staff.html", name=name, page=page)

    return pages
