"""The manager's first page: how the room is now, and how the day goes so far, live. It only shows."""

from functools import partial
from typing import Any, Protocol

from flask import Blueprint, g, render_template

from server import device_words, notice_words, reason_words, wording
from server.access import needs
from server.figures.measure_words import measures
from server.manager.words import WORDS


class Reading(Protocol):
    """What this page asks of the reading side."""

    def office(self) -> dict[str, Any]:
        """The office, as the API shows it."""

    def catalogue(self) -> Any:
        """What the office has decided."""

    def today(self) -> dict[str, Any]:
        """How the room is now."""


def blueprint(reading: Reading) -> Blueprint:
    """Return the pages under `/manager`."""
    pages = Blueprint("manager", __name__, url_prefix="/manager")

    @pages.get("", strict_slashes=False)
    @needs("manager")
    def today() -> str:
        office = reading.office()
        return render_template(
            "manager/today.html",
            name=wording.pick(g.language, office["name"]),
            page=_page(reading, office),
            measures=measures(partial(wording.gettext, g.language)),
        )

    return pages


def _page(reading: Reading, office: dict[str, Any]) -> dict[str, Any]:
    """Return what the page's script starts from, in the reader's language."""
    language = g.language
    return {
        "locale": wording.tag(language, office["territory"]),
        "zone": office["time_zone"],
        "today": reading.today(),
        "words": wording.words(language, (*WORDS, *device_words.WORDS, *notice_words.WORDS, *reason_words.WORDS)),
        "counter_states": wording.counter_states(language),
        "reason_words": {code: wording.pick(language, texts) for code, texts in reading.catalogue().reasons.items()},
        "services": {
            service["code"]: {
                "name": wording.pick(language, service["name"]),
                "prefix": service["prefix"],
                "colour": service["colour"],
            }
            for service in office["services"]
        },
    }
