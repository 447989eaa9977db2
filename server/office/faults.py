"""What an office cannot decide: found when it decides it, and named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from server.office import displays

if TYPE_CHECKING:
    from server.office.catalogue import Catalogue

#: The letters of each numbering that are told apart by eye and ear (domain.md, Numbers): E, I, O and Q are not
#: among the Latin ones, and of the Arabic ones those whose names were tried. `plain` shows none.
PREFIXES = {"latin": "ABCDFGHKLMRST", "arabic": "أبجدهوزح", "plain": ""}

MOST_SUB_SERVICES = 20
MOST_TARGET_MIN = 240


def faults(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What cannot be: the key of each wrong setting, and why."""
    yield from _of_the_office(catalogue)
    yield from _of_its_opening(catalogue)
    yield from _of_pauses(catalogue)
    yield from _of_the_counters_work(catalogue)
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


def _of_the_counters_work(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    rules = catalogue.rules
    if rules.start_after_s != 0 and not _is_whole(rules.start_after_s, 10, 120):
        yield "rules", f"start_after_s is {rules.start_after_s!r}, neither 0 nor a number from 10 to 120"
    if not _is_whole(rules.sign_in_tries, 3, 50):
        yield "rules", f"sign_in_tries is {rules.sign_in_tries!r}, not a number from 3 to 50"
    for name, most in (("target_min", MOST_TARGET_MIN), ("goal_percent", 100)):
        if not _is_whole(getattr(rules, name), 1, most):
            yield "rules", f"{name} is {getattr(rules, name)!r}, not a number from 1 to {most}"
    outcomes = rules.outcomes
    if not (isinstance(outcomes, tuple) and all(map(_is_code, outcomes)) and len(set(outcomes)) == len(outcomes)):
        yield "rules", f"outcomes is {outcomes!r}, not a list of different codes"
    for service in catalogue.services.values():
        if service.target_min is not None and not _is_whole(service.target_min, 1, MOST_TARGET_MIN):
            why = f"the target of {service.code} is {service.target_min!r}, not a number from 1 to {MOST_TARGET_MIN}"
            yield "services", why
        if len(service.sub_services) > MOST_SUB_SERVICES:
            yield "services", f"{service.code} has more than {MOST_SUB_SERVICES} sub-services"
        yield from (("services", f"{service.code}: {why}") for why in _of_words(service.sub_services))
    yield from (("reasons", why) for why in _of_words(catalogue.reasons))


def _of_words(words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for code, texts in words.items():
        if not _is_code(code):
            yield f"the code {code!r}"
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts.values()):
            yield f"{code!r} has no name"


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
