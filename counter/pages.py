"""The clerk's pages: choose a counter, and work at it. They only show; commands go to the API."""

from typing import Any, Protocol

from flask import Blueprint, Response, g, render_template, request

from counter.words import WORDS
from server import device_words, notice_words, past_words, reason_words, wording
from server.access import COUNTER_COOKIE, COUNTER_S, keep, needs, visitor
from server.office.actors import Role
from server.office.catalogue import Catalogue, Service

#: What the scripts say that other pages have too.
SHARED = (*device_words.WORDS, *notice_words.WORDS, *past_words.WORDS, *reason_words.WORDS)


class Reading(Protocol):
    """What these pages ask of the reading side."""

    def catalogue(self) -> Catalogue:
        """What the office has decided."""

    def counter(self, number: int) -> dict[str, Any]:
        """One counter, as the API shows it; UnknownCounter."""


def blueprint(reading: Reading) -> Blueprint:
    """Return the pages under `/counter`."""
    pages = Blueprint("counter", __name__, url_prefix="/counter", static_folder="static", template_folder="templates")

    @pages.get("", strict_slashes=False)
    @needs("clerk", "manager")
    def choose() -> str:
        catalogue = reading.catalogue()
        found = [reading.counter(number) for number in catalogue.counters]
        return render_template(
            "counter/choose.html",
            name=wording.pick(g.language, catalogue.name),
            counters=sorted(found, key=lambda view: (not _is_own(view), not _was_last(view), view["number"])),
            is_own=_is_own,
            was_last=_was_last,
            states=wording.counter_states(g.language),
        )

    @pages.get("/<int:number>", strict_slashes=False)
    @needs("clerk", "manager")
    def work(number: int) -> Response:
        view = reading.counter(number)
        page = Response(render_template("counter/work.html", number=number, page=_page(reading.catalogue(), view)))
        keep(page, COUNTER_COOKIE, str(number), COUNTER_S)
        return page

    @pages.get("/<int:number>/bar", strict_slashes=False)
    def bar(number: int) -> str:
        """The slim page. Too small to sign in on: it shows the way to a window of its own, and looks again."""
        view = reading.counter(number)
        shut_out = visitor().roles.isdisjoint({Role.CLERK, Role.MANAGER})
        page = None if shut_out else _page(reading.catalogue(), view)
        return render_template("counter/bar.html", number=number, page=page)

    return pages


def _is_own(view: dict[str, Any]) -> bool:
    """Whether who asks has this counter open or paused."""
    who = visitor().member
    return who is not None and view["clerk"] is not None and view["clerk"]["id"] == who.staff


def _was_last(view: dict[str, Any]) -> bool:
    """Whether this browser was last at this counter."""
    return request.cookies.get(COUNTER_COOKIE) == str(view["number"])


def _page(catalogue: Catalogue, view: dict[str, Any]) -> dict[str, Any]:
    """Return what the page's scripts start from, in the reader's language."""
    language = g.language
    return {
        "locale": wording.tag(language, catalogue.territory),
        "zone": catalogue.time_zone,
        "view": view,
        "words": wording.words(language, (*WORDS, *SHARED)),
        "states": wording.counter_states(language),
        "languages": catalogue.languages,
        "order": {
            "services": list(catalogue.services),
            "priorities": list(catalogue.priorities),
            "sub_services": {code: list(service.sub_services) for code, service in catalogue.services.items()},
        },
        "reason_words": {code: wording.pick(language, texts) for code, texts in catalogue.reasons.items()},
        "void_reasons": catalogue.rules.void_reasons,
        "pause_reasons": sorted(catalogue.rules.pause_reasons, key=_system_first),
        "counter_pause_reasons": catalogue.rules.pause_reasons,
        "out_of_turn_reasons": catalogue.rules.out_of_turn_reasons,
        "outcomes": catalogue.rules.outcomes,
        "services": {code: _service(service, language) for code, service in catalogue.services.items()},
        "priorities": {
            code: {"name": wording.pick(language, priority.name), "icon": priority.icon}
            for code, priority in catalogue.priorities.items()
        },
    }


def _service(service: Service, language: str) -> dict[str, Any]:
    """Return a service as the page shows it; `sub_services` are what may be counted of it."""
    return {
        "name": wording.pick(language, service.name),
        "colour": service.colour,
        "icon": service.icon,
        "sub_services": {code: wording.pick(language, names) for code, names in service.sub_services.items()},
    }


def _system_first(reason: str) -> bool:
    """A service is interrupted because its system is down, hardly ever for the other reasons of a pause."""
    return reason != "system-down"
