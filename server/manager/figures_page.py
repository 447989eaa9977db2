"""The statistics' page: a frame, and the words of its script, which asks the API for whatever the address says."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol

from flask import Blueprint, g, render_template

from server import reason_words, wording
from server.access import needs
from server.figures import left_out_words, measure_words
from server.manager import chart_words
from server.manager.statistics_words import WORDS


class Reading(Protocol):
    """What this page asks of the reading side."""

    def office(self) -> dict[str, Any]: ...

    def catalogue(self) -> Any: ...

    def view(self) -> AbstractContextManager[Any]: ...


def blueprint(reading: Reading, warm: Callable[[], None]) -> Blueprint:
    """Return the page `/manager/statistics`. `warm` lets who answers large questions get ready."""
    pages = Blueprint("manager_statistics", __name__)

    @pages.get("/manager/statistics")
    @needs("manager")
    def statistics() -> str:
        warm()
        office = reading.office()
        name = wording.pick(g.language, office["name"])
        measures = measure_words.measures(partial(wording.gettext, g.language))
        return render_template(
            "manager/statistics.html", name=name, page=_page(reading, office, name), measures=measures
        )

    return pages


def _page(reading: Reading, office: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what the page's script starts from, in the reader's language."""
    language = g.language

    def said(text: str) -> str:
        return wording.gettext(language, text)

    catalogue = reading.catalogue()
    with reading.view() as view:
        today = view.date
    return {
        "office": name,
        "locale": wording.tag(language, office["territory"]),
        "zone": office["time_zone"],
        "now": office["now"],
        "today": today,
        "week_starts": wording.week_starts(office["territory"]),
        "counters": [counter["number"] for counter in office["counters"]],
        "words": wording.words(language, dict.fromkeys((*WORDS, *chart_words.WORDS, *reason_words.WORDS))),
        "reason_words": {code: wording.pick(language, texts) for code, texts in catalogue.reasons.items()},
        "measures": {key: each._asdict() for key, each in measure_words.measures(said).items()},
        "left_out": left_out_words.left_out(said),
    }
