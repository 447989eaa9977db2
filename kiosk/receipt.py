"""What the paper in a citizen's hand says: a ticket and the office's catalogue become a `Sheet`."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from hardware.sheet import Align, Block, Code, Fact, Heading, Items, Line, Number, Rule, Sheet, Size
from server.office.catalogue import Catalogue
from server.wording import clock_time, gettext, long_date, pick

#: How many hex digits of its event's hash a paper carries (domain.md, The event log).
FINGERPRINT_DIGITS = 10


def compose(
    ticket: Mapping[str, Any],
    catalogue: Catalogue,
    *,
    public_url: str | None = None,
    logo: bytes | None = None,
) -> Sheet:
    """The paper of a ticket, given in the contract's JSON shape, in the language of its holder.

    Where that is not the office's first language, the lines that staff read as well stand in both.
    The QR code needs both `public_url` (such as `https://turn.example.ly`) and the ticket's `track`.
    The fingerprint stands as `check --seen` takes it: `A102:1f3c9a0b2d`.
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
        *_next_steps(pick(language, service.documents), language),
        Rule(),
        *_phone(ticket["track"], public_url, language),
        _fingerprint(ticket),
    ]
    return Sheet(language, tuple(blocks))


def trial(catalogue: Catalogue, at_ms: int) -> Sheet:
    """A short paper that shows whether the printer prints all of the office's languages, from edge to edge."""
    first = catalogue.languages[0]
    date = long_date(at_ms, catalogue.time_zone, first, catalogue.territory)
    lines = [Line(gettext(each, "Printer test"), bold=True, language=each) for each in catalogue.languages]
    return Sheet(
        first,
        (
            Heading(pick(first, catalogue.name), pick(first, catalogue.subtitle)),
            Rule(strong=True),
            *lines,
            Fact(date, clock_time(at_ms, catalogue.time_zone, first), language=first),
            Rule(),
        ),
    )


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
    labels = [gettext(language, "People before you") for language in both]
    echo, echo_language = (labels[1], both[1]) if len(both) > 1 else ("", None)
    yield Fact(labels[0], str(ticket["ahead"] or 0), echo, echo_language, language=both[0])
    at_ms = round(datetime.fromisoformat(ticket["issued_at"]).timestamp() * 1000)
    date = long_date(at_ms, catalogue.time_zone, both[0], catalogue.territory)
    yield Fact(date, clock_time(at_ms, catalogue.time_zone, both[0]), language=both[0])


def _next_steps(documents: tuple[str, ...], language: str) -> Iterator[Block]:
    if documents:
        yield Line(gettext(language, "Get these papers ready"), bold=True, language=language)
        yield Items(tuple(documents), language=language)
    seated = gettext(language, "Please have a seat and watch the screen: your number will be called.")
    yield Line(seated, language=language)


def _phone(track: str | None, public_url: str | None, language: str) -> Iterator[Block]:
    if track and public_url:
        caption = gettext(language, "Follow your turn on your phone")
        yield Code(public_url.rstrip("/") + track, caption, language=language)


def _fingerprint(ticket: Mapping[str, Any]) -> Line:
    # Digits and Latin letters read from left to right on every paper, also after an Arabic prefix (isolated).
    seen = f"\u2068{ticket['number']}\u2069:{ticket['fingerprint'][:FINGERPRINT_DIGITS]}"
    return Line(seen, Size.SMALL, align=Align.CENTRE, language="en")
