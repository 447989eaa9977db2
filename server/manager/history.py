"""The page of the line's history: what did not follow the rule today, by whom and why."""

from typing import Any, Protocol

from flask import Blueprint, g, render_template

from server import past_words, reason_words, wording
from server.access import needs
from server.wording import Message

#: What the page's script says beside the history itself.
WORDS: tuple[Message, ...] = ("Live", "No connection since %(time)s", "The office does not answer. Please try again.")


class Reading(Protocol):
    """What this page asks of the reading side."""

    def office(self) -> dict[str, Any]: ...

    def catalogue(self) -> Any: ...


def blueprint(reading: Reading) -> Blueprint:
    """Return the page `/manager/history`."""
    pages = Blueprint("manager_history", __name__)

    @pages.get("/manager/history")
    @needs("manager")
    def history() -> str:
        office = reading.office()
        page = {
            "locale": wording.tag(g.language, office["territory"]),
            "zone": office["time_zone"],
            "now": office["now"],
            "words": wording.words(g.language, (*WORDS, *past_words.WORDS, *reason_words.WORDS)),
            "reason_words": {
                code: wording.pick(g.language, texts) for code, texts in reading.catalogue().reasons.items()
            },
        }
        return render_template("manager/history.html", name=wording.pick(g.language, office["name"]), page=page)

    return pages
