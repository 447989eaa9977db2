"""What an office cannot decide: found when it decides it, and named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from server.office import displays

if TYPE_CHECKING:
    from server.office.catalogue import Catalogue

#: The letters of each numbering that are told apart by eye and ear (domain.md, Numbers): E, I, O and Q are not
#: among the Latin ones, and of the Arabic ones those whose names were tried. `plain` shows none.
PREFIXES = {"latin": "ABCDFGHKLMRST", "arabic": "أبجدهوزح", "plain": ""}


def faults(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What cannot be: the key of each wrong setting, and why."""
    yield from _of_the_office(catalogue)
    yield from _of_its_opening(catalogue)
    yield from _of_pauses(catalogue)
    for name, options in catalogue.displays.items():
        for why in displays.faults(options, catalogue.counters, catalogue.languages):
            yield "displays", f"{name}: {why}"


def _of_the_office(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    if catalogue.numbering not in PREFIXES:
        yield "office", f"the numbering {catalogue.numbering!r}"
    if not catalogue.languages:
        yield "office", "there must be at least one language"
    for key, some in (("services", catalogue.services), ("counters", catalogue.counters)):
        if not some:
            yield key, "there must be at least one"
    allowed = PREFIXES.get(catalogue.numbering)
    for service in catalogue.services.values():
        if allowed and (len(service.prefix) != 1 or service.prefix not in allowed):
            yield "services", f"the prefix {service.prefix!r} is not one of {allowed}"
    for counter in catalogue.counters.values():
        for code in (counter.services or frozenset()) - set(catalogue.services):
            yield "counters", f"counter {counter.number} serves unknown {code!r}"
    for priority in catalogue.priorities.values():
        if not 0 <= priority.head_start_min <= 240:
            yield "priorities", f"a head start of {priority.head_start_min} minutes"


def _of_its_opening(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    rules = catalogue.rules
    for name in ("kiosk_pause_s", "kiosk_per_min"):
        if not _is_whole(getattr(rules, name), 0, 3600):
            yield "rules", f"{name} is {getattr(rules, name)!r}, not a number from 0 to 3600"
    for service in catalogue.services.values():
        if service.category is not None and service.category not in catalogue.categories:
            yield "services", f"{service.code} belongs to the unknown category {service.category!r}"
        if service.quota is not None and not _is_whole(service.quota, 0, 9999):
            yield "services", f"the quota of {service.code} is {service.quota!r}, not a number from 0 to 9999"


def _of_pauses(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    rules = catalogue.rules
    for key, paused, reasons in (
        ("pauses", catalogue.pauses, rules.pause_reasons),
        ("kiosks", catalogue.kiosks, rules.kiosk_pause_reasons),
    ):
        for name, reason in paused.items():
            if key == "pauses" and name not in catalogue.services:
                yield key, f"there is no service {name!r}"
            if reason not in reasons:
                yield key, f"{reason!r} is not one of {', '.join(reasons)}"


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
