"""What each screen of the kiosk says aloud: a scene and the office become sentences. Pure.

A sentence is short and mostly the same for everybody, so that its sound is made once: a heading, the name of an
option, "press 1", a count. The number of a ticket sounds as it will when it is called, for it is the same sound.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from kiosk import phrases
from kiosk.scene import Scene
from server.office.catalogue import Catalogue
from server.spoken import numbers
from server.wording import spoken

Data = Mapping[str, Any]


class Sentence(NamedTuple):
    """`text` as the voice of `language` is to read it.

    `option` is the control that it is about, if any. An `aside` is said only when that control is reached.
    """

    language: str
    text: str
    option: str | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the office when a scene is said: as the API tells it, what it decided, and the ticket."""

    office: Data
    catalogue: Catalogue
    ticket: Data | None = None

    def service(self, code: str) -> Data:
        """The service as the API tells it. Raises UnknownService."""
        known = self.catalogue.service(code)
        return next((row for row in self.office["services"] if row["code"] == known.code), {"code": code, "open": True})


def compose(scene: Scene, known: Known) -> tuple[Sentence, ...]:
    """All that is said of a scene, in order.

    Raises ValueError for a language without words, LookupError for a service that is not there.
    """
    if scene.language not in numbers.LANGUAGES:
        raise ValueError(f"language {scene.language!r} is not spoken")
    told = _TOLD.get(scene.screen, _nothing)
    # Before anybody has chosen one, what concerns everybody is said in every language.
    everybody = scene.screen in ("start", "paused")
    languages = known.catalogue.languages if everybody else (scene.language,)
    spoken_in = [replace(scene, language=each) for each in languages if each in numbers.LANGUAGES]
    heading = [Sentence(each.language, text) for each in spoken_in for text in told(each, known)]
    if scene.brief:
        return tuple(heading)
    options = [sentence for name, key in scene.options for sentence in _of_option(name, key, scene, known)]
    return (*heading, *_how_to_choose(scene, known), *options, *_after(scene, known))


# ---- before the options


def _nothing(scene: Scene, known: Known) -> Iterator[str]:
    yield from ()


def _closed(scene: Scene, known: Known) -> Iterator[str]:
    """That nothing is open, and when it will be."""
    services = known.office["services"]
    if not any(service["open"] for service in services):
        yield phrases.closed(scene.language, services, known.office["now"])


def _categories(scene: Scene, known: Known) -> Iterator[str]:
    yield from _closed(scene, known)
    yield spoken(scene.language, "What is it about?")


def _services(scene: Scene, known: Known) -> Iterator[str]:
    yield from _closed(scene, known)
    name = phrases.service(known.catalogue, scene.category or "", scene.language)
    yield name or spoken(scene.language, "Which service have you come for?")


def _service(scene: Scene, known: Known) -> Iterator[str]:
    """The papers come before the ticket, where both together would be too small to read."""
    language = scene.language
    service = known.service(scene.service or "")
    yield phrases.service(known.catalogue, service["code"], language) or ""
    if not service["open"]:
        yield from phrases.refused(language, service, known.office["now"])
    if scene.step != "ticket":
        papers = phrases.documents(known.catalogue, service["code"], language)
        yield spoken(language, "What to bring" if papers else "You need no papers for this.")
        yield from papers
    if service["open"] and "onward" not in dict(scene.options):
        yield phrases.ahead(language, service.get("ahead", 0))


def _priority(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Which of these applies to you?")


def _pending(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "One moment, please…")


def _problem(scene: Scene, known: Known) -> Iterator[str]:
    asked = next((row for row in known.office["services"] if row["code"] == scene.service), None)
    yield from phrases.problem(scene.language, scene.problem, scene.status, asked, known.office["now"])


def _number(scene: Scene, known: Known) -> Iterator[str]:
    """The whole ticket; `brief` is the number and what to do next."""
    if known.ticket is None:
        return
    language, catalogue = scene.language, known.catalogue
    yield spoken(language, "Your number")
    yield numbers.ticket(language, known.ticket["number"])
    if not scene.brief:
        yield phrases.service(catalogue, known.ticket["service"], language) or ""
        if known.ticket["priority"]:
            yield spoken(language, "Priority")
            yield phrases.priority(catalogue, known.ticket["priority"], language) or ""
        yield phrases.ahead(language, known.ticket["ahead"])
    yield phrases.receipt(language, scene.receipt, scene.receipt_problem)
    yield spoken(language, "Please have a seat and listen: your number will be called.")
    papers = phrases.documents(catalogue, known.ticket["service"], language)
    if papers and not scene.brief:
        yield spoken(language, "Get these papers ready")
        yield from papers


def _receipt(scene: Scene, known: Known) -> Iterator[str]:
    """What became of the paper, once it is known."""
    yield phrases.receipt(scene.language, scene.receipt, scene.receipt_problem)


def _warning(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Do you need more time?")
    yield phrases.starts_again(scene.language, min(scene.seconds, phrases.MOST_COUNTED))
    yield spoken(scene.language, "Press any key for more time." if scene.by_key else "Touch the screen for more time.")


def _paused(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "This kiosk gives no tickets at the moment.")
    yield spoken(scene.language, "Please ask for your ticket at a counter.")


def _lost(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(
        scene.language, "The connection is interrupted and will come back. For help, please ask a member of staff."
    )


def _louder(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Louder")


def _quieter(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Quieter")


_TOLD: Mapping[str, Callable[[Scene, Known], Iterator[str]]] = {
    "start": _closed,
    "services": _services,
    "categories": _categories,
    "service": _service,
    "priority": _priority,
    "pending": _pending,
    "problem": _problem,
    "number": _number,
    "receipt": _receipt,
    "warning": _warning,
    "paused": _paused,
    "lost": _lost,
    "louder": _louder,
    "quieter": _quieter,
}

# ---- the options, and after them


def _tells_how(scene: Scene, known: Known) -> bool:
    """Whether this is where the way to choose is told: once, on the first screen in somebody's language."""
    return scene.screen in ("services", "categories") or (
        scene.screen == "service" and len(known.office["services"]) == 1
    )


def _how_to_choose(scene: Scene, known: Known) -> Iterator[Sentence]:
    if not scene.by_key and _tells_how(scene, known):
        text = "To choose, hold the loudspeaker button down when you hear what you want."
        yield Sentence(scene.language, spoken(scene.language, text))


def _of_option(name: str, key: int | None, scene: Scene, known: Known) -> Iterator[Sentence]:
    found = phrases.control(name, scene.language, known.catalogue)
    if found is None:
        return
    text, language = found
    aside = key is None
    for said in (text, *_state(name, scene, known)):
        yield Sentence(language, said, name, aside)
    if key is not None and scene.by_key and scene.screen != "warning":
        yield Sentence(language, phrases.key(language, key), name)
    elif scene.screen == "start" and not aside:
        yield Sentence(language, spoken(language, "Hold the loudspeaker button down."), name)


def _state(name: str, scene: Scene, known: Known) -> Iterator[str]:
    """How an option stands: closed, and why; chosen already."""
    room, _, code = name.partition(":")
    language = scene.language
    if room in ("cards", "category-cards") and code in known.catalogue.services:
        service = known.service(code)
        if not service["open"]:
            yield phrases.refusal(language, service, known.office["now"])
    elif scene.priority and name == "offer":
        yield phrases.priority(known.catalogue, scene.priority, language) or ""
    elif scene.priority and name == f"classes:{scene.priority}":
        yield spoken(language, "Chosen")


def _after(scene: Scene, known: Known) -> Iterator[Sentence]:
    language = scene.language
    if scene.screen == "number" and known.ticket is not None:
        yield Sentence(language, spoken(language, "Once more, your number"))
        yield Sentence(language, numbers.ticket(language, known.ticket["number"]))
    elif scene.by_key and _tells_how(scene, known):
        yield Sentence(language, spoken(language, "To hear this again, press zero. To go back, press star."))
