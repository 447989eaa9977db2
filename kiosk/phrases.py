"""What the voice of the kiosk has for one thing: a service, a key, a count, a refusal. Pure: words in, words out.

A text that the voice needs otherwise than the eye stands in the catalogues under the context `spoken`: Arabic with
its vowels, or another wording. Where there is none, what is read is what is said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from server.office.catalogue import Catalogue
from server.spoken import numbers
from server.wording import pick, spoken, spoken_count

#: Each language in itself: whoever waits for their own does not understand the others.
LANGUAGE_NAMES = {"ar": "لِلُغَةِ العَرَبِيَه", "fr": "Pour le français", "en": "For English"}

#: More than these are not counted: nobody waits to hear such a number, and each is a sound of its own.
MOST_COUNTED = 99

Name = Callable[[Catalogue, str, str], str | None]


def control(name: str, language: str, catalogue: Catalogue) -> tuple[str, str] | None:
    """What a control of the page is called, and the language in which; None for one that is not known.

    `name` is the control's id, or that of its room and its key: `take`, `cards:building-permit`, `languages:fr`.
    """
    room, _, key = name.partition(":")
    if room in ("languages", "first-languages"):
        return (LANGUAGE_NAMES[key], key) if key in catalogue.languages and key in LANGUAGE_NAMES else None
    text = _ROOMS[room](catalogue, key, language) if room in _ROOMS else None
    if name in _CONTROLS:
        text = spoken(language, _CONTROLS[name])
    return None if text is None else (text, language)


def service(catalogue: Catalogue, code: str, language: str) -> str | None:
    """The name of a service; of a category, where the code is one of those."""
    category = catalogue.categories.get(code)
    if category is not None:
        return pick(language, category.name)
    known = catalogue.services.get(code)
    return (known.spoken.get(language) or pick(language, known.name)) if known else None


def priority(catalogue: Catalogue, code: str, language: str) -> str | None:
    """The name of a priority class."""
    known = catalogue.priorities.get(code)
    return (known.spoken.get(language) or pick(language, known.name)) if known else None


def documents(catalogue: Catalogue, code: str, language: str) -> tuple[str, ...]:
    """The papers to bring for a service."""
    known = catalogue.service(code)
    return tuple(known.spoken_documents.get(language) or pick(language, known.documents) if known.documents else ())


_ROOMS: Mapping[str, Name] = {"cards": service, "category-cards": service, "classes": priority}
_CONTROLS = {
    "back": "Back",
    "take": "Take your ticket",
    "offer": "Priority",
    "another": "Choose another service",
    "no-priority": "Without priority",
    "onward": "Continue",
    "more-categories": "More choices",
    "more-services": "More services",
    "more-classes": "More choices",
    "again": "Try again",
    "other": "Choose another service",
    "leave": "Start again",
    "done": "Done",
    "more-time": "Yes, go on",
    "start-again": "Start again",
    "speech": "Say it again",
    "larger-text": "Larger",
    "high-contrast": "Contrast",
    "low-reach": "Lower",
}


def key(language: str, value: int) -> str:
    """ "Press 3"."""
    return spoken(language, "Press %(key)s", key=numbers.number(language, value))


def ahead(language: str, count: int) -> str:
    """How many are before somebody."""
    if count == 0:
        return spoken(language, "Nobody is before you")
    if count > MOST_COUNTED:
        return spoken(language, "More than 99 people are before you")
    said = numbers.count(language, count)
    return spoken_count(language, "%(n)s person is before you", "%(n)s people are before you", count, said)


def starts_again(language: str, seconds: int) -> str:
    """When the visit ends by itself."""
    text = "The kiosk starts again in %(n)s second", "The kiosk starts again in %(n)s seconds"
    return spoken_count(language, *text, seconds, numbers.count(language, seconds))


def refusal(language: str, service: Mapping[str, Any], now: str) -> str:
    """Why a service, as the API tells it, gives no ticket; `now` as the API tells it too."""
    if service["reason"] == "paused":
        return spoken(language, PAUSES.get(service["pause_reason"] or "", "Paused: please ask a member of staff"))
    given = service["reason"] in _GIVEN
    if service["opens_at"] is None:
        return spoken(language, "The last ticket of today has been given" if given else "Closed now")
    day, time = _moment(language, service["opens_at"], now)
    if given and day:
        return spoken(language, "No more tickets today. Opens on %(day)s at %(time)s", day=day, time=time)
    if given:
        return spoken(language, "No more tickets now. Opens at %(time)s", time=time)
    if day is None:
        return spoken(language, "Opens at %(time)s", time=time)
    return spoken(language, "Opens on %(day)s at %(time)s", day=day, time=time)


def refused(language: str, service: Mapping[str, Any], now: str) -> Iterator[str]:
    """The same with what to do about it."""
    yield refusal(language, service, now)
    if service["reason"] == "paused" and service["pause_reason"] in PAUSES:
        yield spoken(language, _ASK)


#: Why a service is interrupted, of the office's own reasons.
PAUSES = {
    "break": "Paused for a break",
    "prayer": "Paused for prayer",
    "errand": "Paused for a short while",
    "system-down": "Paused: the system is down",
}


def closed(language: str, services: Sequence[Mapping[str, Any]], now: str) -> str:
    """The same of a whole office in which nothing is open."""
    opening = min((row["opens_at"] for row in services if row["opens_at"]), default=None)
    if opening is None:
        given = all(row["reason"] in _GIVEN for row in services)
        text = "No tickets are given now. Please ask a member of staff."
        return spoken(language, "The last ticket of today has been given" if given else text)
    day, time = _moment(language, opening, now)
    if day is None:
        return spoken(language, "The office is closed. It opens at %(time)s.", time=time)
    return spoken(language, "The office is closed. It opens on %(day)s at %(time)s.", day=day, time=time)


_GIVEN = frozenset({"last-ticket", "quota-reached"})


def _moment(language: str, iso: str, now: str) -> tuple[str | None, str]:
    """The day in words, None for today, and the time. Further away than a week the day has its number, too."""
    at, today = datetime.fromisoformat(iso), datetime.fromisoformat(now)
    days = (at.date() - today.date()).days
    name = numbers.weekday(language, at.weekday())
    if days >= _A_WEEK:
        name = f"{name} {numbers.number(language, at.day)}"
    return (name if days else None), numbers.clock_time(language, at.hour, at.minute)


_A_WEEK = 7


def receipt(language: str, state: str, problem: str | None) -> str:
    """What became of the paper, and what to do."""
    if state == "failed" and problem == "no-paper":
        return spoken(language, "The printer has no paper. Please remember your number.")
    return spoken(language, _RECEIPTS.get(state, _RECEIPTS["none"]))


_RECEIPTS = {
    "printing": "Your ticket is coming: please wait a moment",
    "printed": "Take your ticket below",
    "failed": "The paper did not come out. Please remember your number.",
    "none": "Please remember your number.",
}


def problem(
    language: str, kind: str, status: int, service: Mapping[str, Any] | None = None, now: str = ""
) -> tuple[str, str]:
    """What went wrong, and what to do about it; `service` is the one that was asked for, as the API tells it."""
    title, remedy = _PROBLEMS.get(kind) or _FAILURES.get(status, _FAILED)
    more = _MORE.get(kind)
    if service is None or more is None or service[more] is None:
        return spoken(language, title), spoken(language, remedy)
    if kind == "office-closed":
        return spoken(language, title), refusal(language, {**service, "reason": "closed"}, now)
    if kind == "paused" and service[more] not in PAUSES:
        return spoken(language, title), spoken(language, remedy)
    return refusal(language, {**service, "reason": kind}, now), spoken(language, remedy)


#: What the office may say of a service that tells more than the kind of the problem.
_MORE = {
    "paused": "pause_reason", "office-closed": "opens_at", "last-ticket": "opens_at", "quota-reached": "opens_at",
}  # fmt: skip


_ASK, _OTHER = "Please ask a member of staff.", "Please choose another service, or ask a member of staff."
_NOT_NOW = "This service is not open now."
_NOT_YET = "This kiosk may not give tickets yet."
_FAILED = "Your ticket could not be given.", "Please try again in a moment, or ask a member of staff."
_FAILURES = {
    401: (_NOT_YET, _ASK),
    403: (_NOT_YET, _ASK),
    429: ("Many tickets were taken just now.", "Please wait a few seconds and try again."),
}
_PROBLEMS = {
    "unreachable": ("We could not reach the office.", "Please try again: you will get one ticket only."),
    "kiosk-paused": ("This kiosk gives no tickets at the moment.", _ASK),
    "paused": ("This service is paused.", _OTHER),
    "last-ticket": ("The last ticket of today has been given", _OTHER),
    "quota-reached": ("The last ticket of today has been given", _OTHER),
    "office-closed": (_NOT_NOW, _OTHER),
    "unknown-service": (_NOT_NOW, _OTHER),
    "unknown-class": (_NOT_NOW, _OTHER),
}
