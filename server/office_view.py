"""The office as everybody may know it: what it offers, whether tickets are given now, and how many wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server import rows
from server.office import numbers
from server.office.catalogue import Category, PriorityClass, Service
from server.office.line import ahead
from server.office.standing import Standing

if TYPE_CHECKING:
    from server.views import View

Data = dict[str, Any]

#: Above every key that a ticket can have.
_LAST_KEY = 2**63 - 1


def told(view: View) -> Data:
    """What everybody may know of the office."""
    known, by_service = view.catalogue, view.waiting_by_service()
    names = {"name": dict(known.name), "subtitle": dict(known.subtitle)}
    states, working = view.counter_states(), view.working()
    everybody = {} if view.over else rows.waiting_before(view.db, _LAST_KEY, 0)
    standings = view.standings()
    opens_at = [each.opens_at for each in standings.values() if each.opens_at is not None]
    some = any(each.open for each in standings.values())
    return names | {
        "languages": list(known.languages),
        "territory": known.territory,
        "time_zone": known.time_zone,
        "numbering": known.numbering,
        "now": view.iso(view.now.at),
        "day": {"number": view.today.number, "date": view.today.date} if view.today else None,
        "open": some,
        "opens_at": view.iso(min(opens_at)) if opens_at and not some else None,
        "categories": [_category(each) for each in known.categories.values()],
        "services": [
            _service(view, service, standings[service.code])
            | {
                "waiting": by_service.get(service.code, 0),
                "ahead": ahead(service.code, None, everybody, working),
                "wait": None,
            }
            for service in known.services.values()
        ],
        "paused_kiosks": dict(known.kiosks),
        "counters": [
            {"number": c.number, "state": states.get(c.number, "closed"), "step_free": c.step_free}
            for c in known.counters.values()
        ],
        "priorities": [_priority(each) for each in known.priorities.values()],
    }


def _category(category: Category) -> Data:
    return {
        "code": category.code,
        "name": dict(category.name),
        "icon": category.icon,
        "colour": category.colour,
    }


def _priority(priority: PriorityClass) -> Data:
    return {
        "code": priority.code,
        "name": dict(priority.name),
        "head_start_min": priority.head_start_min,
        "declared": priority.declared,
        "icon": priority.icon,
    }


def _service(view: View, service: Service, stands: Standing) -> Data:
    return {
        "code": service.code,
        "prefix": numbers.letter(service.prefix, view.catalogue.numbering),
        "name": dict(service.name),
        "documents": {language: list(papers) for language, papers in service.documents.items()},
        "icon": service.icon,
        "colour": service.colour,
        "category": service.category,
        "open": stands.open,
        "reason": stands.reason,
        "pause_reason": view.catalogue.pauses.get(service.code),
        "opens_at": None if stands.opens_at is None else view.iso(stands.opens_at),
    }
