"""What the paper in a citizen's hand says: a ticket and the office's catalogue become a `Sheet`."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import ceil
from types import MappingProxyType
from typing import Any

from hardware.sheet import Align, Block, Code, Fact, Heading, Items, Line, Number, Rule, Sheet, Size
from server.office.catalogue import Catalogue
from server.wording import clock_time, gettext, long_date, pick

#: How many hex digits of its event's hash a paper carries (domain.md, The event log).
FINGERPRINT_DIGITS = 10
MINUTE_S = 60
_SAMPLE: Mapping[str, Any] = MappingProxyType(
    {
        "number": "000",
        "priority": None,
        "issued_at": "2026-01-01T08:00:00+00:00",
        "ahead": 0,
        "wait": None,
        "track": None,
        "fingerprint": "0" * FINGERPRINT_DIGITS,
    }
)


def compose(
    ticket: Mapping[str, Any],
    catalogue: Catalogue,
    *,
    public_url: str | None = None,
    logo: bytes | None = None,
    again_ms: int | None = None,
    aloud: bool = True,
) -> Sheet:
    """The paper of a ticket, given in the contract's JSON shape, in the language of its holder.

    Where that is not the office's first language, the lines that staff read as well stand in both.
    The QR code needs both `public_url` (such as `https://turn.example.ly`) and the ticket's `track`.
    The fingerprint stands as `check --seen` takes it: `A102:1f3c9a0b2d`. A copy has `again_ms`, when it was
    asked for (Unix time), and says so at its foot: nobody shall think that there are two tickets. `aloud`: whether
    the office has a voice to wait for.
    """
    language = ticket["language"]
    first = catalogue.languages[0]
    both = (language,) if language == first else (language, first)
    service = catalogue.service(ticket["service"])
    blocks = [
        Heading(pick(language, catalogue.name), pick(language, catalogue.subtitle), logo),
        Rule(strong=True),
        *_service(service.name, both),
        Number(ticket["number"]),
        *_priority(ticket["priority"], catalogue, both),
        Rule(),
        *_facts(ticket, catalogue, both),
        Rule(),
        *_next_steps(pick(language, service.documents), language, aloud),
        *_phone(ticket["track"], public_url, language),
        *_foot(ticket, catalogue, again_ms),
    ]
    return Sheet(language, tuple(blocks))


def trial(catalogue: Catalogue, at_ms: int, logo: bytes | None = None) -> Sheet:
    """A short paper that shows whether the printer prints all of the office's languages, from edge to edge."""
    first = catalogue.languages[0]
    date = long_date(at_ms, catalogue.time_zone, first, catalogue.territory)
    lines = [Line(gettext(each, "Printer test"), bold=True, language=each) for each in catalogue.languages]
    return Sheet(
        first,
        (
            Heading(pick(first, catalogue.name), pick(first, catalogue.subtitle), logo),
            Rule(strong=True),
            *lines,
            Fact(date, clock_time(at_ms, catalogue.time_zone, first), language=first),
            Rule(),
        ),
    )


def samples(catalogue: Catalogue) -> Iterator[Sheet]:
    """A paper in each language, as they will be wanted."""
    service = next(iter(catalogue.services))
    for language in catalogue.languages:
        yield compose({**_SAMPLE, "language": language, "service": service}, catalogue)


def _service(name: Mapping[str, str], both: tuple[str, ...]) -> Iterator[Block]:
    for rank, language in enumerate(both):
        size = Size.BODY if rank else Size.TITLE
        yield Line(pick(language, name), size, bold=not rank, align=Align.CENTRE, language=language)


def _priority(code: str | None, catalogue: Catalogue, both: tuple[str, ...]) -> Iterator[Block]:
    if code is None:
        return
    for language in both:
        name = pick(language, catalogue.priority(code).name)
        text = gettext(language, "Priority: %(name)s", name=name)
        yield Line(text, bold=True, align=Align.CENTRE, language=language)


def _facts(ticket: Mapping[str, Any], catalogue: Catalogue, both: tuple[str, ...]) -> Iterator[Block]:
    yield _echoed([gettext(each, "People before you") for each in both], str(ticket["ahead"] or 0), both)
    if ticket["wait"]:
        labels = [gettext(each, "Expected wait in minutes") for each in both]
        yield _echoed(labels, _minutes(ticket["wait"]), both)
    at_ms = round(datetime.fromisoformat(ticket["issued_at"]).timestamp() * 1000)
    date = long_date(at_ms, catalogue.time_zone, both[0], catalogue.territory)
    yield Fact(date, clock_time(at_ms, catalogue.time_zone, both[0]), language=both[0])


def _echoed(labels: list[str], figure: str, both: tuple[str, ...]) -> Fact:
    """A figure, which every language reads, with its label in each."""
    if len(both) == 1:
        return Fact(labels[0], figure, language=both[0])
    return Fact(labels[0], figure, labels[1], both[1], language=both[0])


def _minutes(wait: Mapping[str, float]) -> str:
    """A promise in whole minutes, never shorter than it was made; from left to right on every paper (isolated)."""
    low, high = wait["low_s"] // MINUTE_S, ceil(wait["high_s"] / MINUTE_S)
    return f"\u2066{low:.0f}–{high:.0f}\u2069" if low < high else str(high)


def _next_steps(documents: tuple[str, ...], language: str, aloud: bool) -> Iterator[Block]:
    if documents:
        yield Line(gettext(language, "Get these papers ready"), bold=True, language=language)
        yield Items(tuple(documents), language=language)
    called = gettext(language, "Please have a seat and watch the screen: your number will be called.")
    shown = gettext(language, "Please have a seat and watch the screen: your number will be shown.")
    yield Line(called if aloud else shown, language=language)


def _phone(track: str | None, public_url: str | None, language: str) -> Iterator[Block]:
    if track and public_url:
        caption = gettext(language, "Follow your turn on your phone")
        yield Rule()
        yield Code(public_url.rstrip("/") + track, caption, language=language)


def _foot(ticket: Mapping[str, Any], catalogue: Catalogue, again_ms: int | None) -> Iterator[Block]:
    if again_ms is not None:
        language = ticket["language"]
        time = clock_time(again_ms, catalogue.time_zone, language)
        again = gettext(language, "Copy of the ticket, printed at %(time)s", time=time)
        yield Line(again, Size.SMALL, align=Align.CENTRE, language=language)
    # Digits and Latin letters read from left to right on every paper, also after an Arabic prefix (isolated).
    seen = f"\u2068{ticket['number']}\u2069:{ticket['fingerprint'][:FINGERPRINT_DIGITS]}"
    yield Line(seen, Size.SMALL, align=Align.CENTRE, language="en")


def texts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What the office itself has written of what a paper may say: the setting's key, and the text."""
    for names in (catalogue.name, catalogue.subtitle):
        yield from (("office", text) for text in names.values())
    for service in catalogue.services.values():
        yield "services", service.prefix
        yield from (("services", text) for text in service.name.values())
        yield from (("services", text) for lines in service.documents.values() for text in lines)
    for priority in catalogue.priorities.values():
        yield from (("priorities", text) for text in priority.name.values())
