"""What an office has decided of its opening, as plain data: hours, quotas, last tickets, and a kiosk's limits."""

from typing import Any

from server.office import hours
from server.office.catalogue import Catalogue, Service


def plan(catalogue: Catalogue) -> dict[str, Any]:
    """`week` and `exceptions` as in `hours.as_data`, the same of each of `services`, and the limits of a `kiosk`."""
    return hours.as_data(catalogue.hours) | {
        "services": [_service(service) for service in catalogue.services.values()],
        "kiosk": {"pause_s": catalogue.rules.kiosk_pause_s, "per_min": catalogue.rules.kiosk_per_min},
        "time_zone": catalogue.time_zone,
    }


def _service(service: Service) -> dict[str, Any]:
    last = service.last_ticket_min
    return hours.as_data(service.hours) | {
        "code": service.code,
        "quota": service.quota,
        "last_ticket": None if last is None else hours.written(last),
    }
