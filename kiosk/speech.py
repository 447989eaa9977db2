"""What each screen of the kiosk says aloud: a scene and the office become sentences. Pure.

A sentence is short and mostly the same for everybody, so that its sound is made once: a heading, the name of an
option, "press 1", a count. The number of a ticket sounds as it will when it is called, for it is the same sound.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from kiosk import phrases
from server.office.catalogue import Catalogue
from server.spoken import numbers
from server.wording import spoken

#: No more options are told than this, each with a name no longer than that.
_MOST_OPTIONS, _LONGEST_NAME = 60, 80

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
class Scene:
    """What stands on the kiosk: codes and ids, never a text.

    `options` are the controls in their order, each with the number of its key or None; `by_key`: keys are in use;
    `brief`: only what is said to everybody. The rest is of the one person's visit.
    """

    screen: str
    language: str
    options: tuple[tuple[str, int | None], ...] = ()
    by_key: bool = True
    brief: bool = False
    service: str | None = None
    priority: str | None = None
    ticket: int | None = None
    problem: str = ""
    status: int = 0
    receipt: str = "none"
    receipt_problem: str | None = None
    seconds: int = 0

    @classmethod
    def from_data(cls, data: Any) -> "Scene":
        """The scene that a page describes. Raises ValueError where that cannot be one."""
        if not isinstance(data, dict) or not isinstance(data.get("screen"), str):
            raise ValueError("a scene names its screen")
        fits = {name: value for name, value in data.items() if name in _KINDS and isinstance(value, _KINDS[name])}
        options = data.get("options", [])
        if set(data) - set(fits) - {"options"} or not isinstance(options, list) or len(options) > _MOST_OPTIONS:
            raise ValueError("a scene holds what is on the screen, and nothing else")
        if not all(0 <= value < 2**63 for value in fits.values() if isinstance(value, int)):
            raise ValueError("numbers of a scene are counts and ids")
        return cls(**fits | {"options": tuple(map(_option, options))})


_MAYBE = (str, type(None))
_KINDS: dict[str, Any] = {
    "screen": str, "language": str, "by_key": bool, "brief": bool, "service": _MAYBE, "priority": _MAYBE,
    "ticket": (int, type(None)), "problem": str, "status": int, "receipt": str, "receipt_problem": _MAYBE,
    "seconds": int,
}  # fmt: skip


def _option(row: Any) -> tuple[str, int | None]:
    match row:
        case [str() as name, (int() | None) as key] if len(name) <= _LONGEST_NAME and (key is None or 0 < key < 100):
            return name, key
    raise ValueError("an option is its name and the number of its key, or null")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the office when a scene is said: as the API tells it, what it decided, and the ticket."""

    office: Data
    catalogue: Catalogue
    ticket: Data | None = None

    def service(self, code: str) -> Data:
        """The service as the API tells it. Raises UnknownService."""
        return next((row for row in self.office["services"] if row["code"] == code), {"code": code, "open": True}) | {
            "code": self.catalogue.service(code).code
        }


def compose(scene: Scene, known: Known) -> tuple[Sentence, ...]:
    """All that is said of a scene, in order.

    Raises ValueError for a language without words, LookupError for a service that is not there.
    """
    if scene.language not in numbers.LANGUAGES:
        raise ValueError(f"language {scene.language!r} is not spoken")
    told = _TOLD.get(scene.screen, _nothing)(scene, known)
    heading = [Sentence(scene.language, text) for text in told]
    if scene.brief:
        return tuple(heading)
    options = [sentence for name, key in scene.options for sentence in _of_option(name, key, scene, known)]
    return (*heading, *_how_to_choose(scene, known), *options, *_after(scene, known))


# ---- before the options


def _nothing(scene: Scene, known: Known) -> Iterator[str]:
    yield from ()


def _services(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Which service have you come for?")


def _service(scene: Scene, known: Known) -> Iterator[str]:
    language = scene.language
    service = known.service(scene.service or "")
    yield phrases.service(known.catalogue, service["code"], language) or ""
    if not service["open"]:
        yield phrases.refusal(language, service)
    papers = phrases.documents(known.catalogue, service["code"], language)
    yield spoken(language, "What to bring" if papers else "You need no papers for this.")
    yield from papers
    if service["open"]:
        yield phrases.ahead(language, service.get("ahead", 0))


def _priority(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Which of these applies to you?")


def _pending(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "One moment, please…")


def _problem(scene: Scene, known: Known) -> Iterator[str]:
    yield from phrases.problem(scene.language, scene.problem, scene.status)


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
    yield spoken(scene.language, "Please ask a member of staff.")


def _lost(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(
        scene.language, "The connection is interrupted and will come back. For help, please ask a member of staff."
    )


def _louder(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Louder")


def _quieter(scene: Scene, known: Known) -> Iterator[str]:
    yield spoken(scene.language, "Quieter")


_TOLD: Mapping[str, Callable[[Scene, Known], Iterator[str]]] = {
    "services": _services,
    "categories": _services,
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
    if room == "cards" and code in known.catalogue.services:
        service = known.service(code)
        if not service["open"]:
            yield phrases.refusal(language, service)
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
