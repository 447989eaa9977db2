"""Whether tickets are given for a service now, and if not, why and until when. Page and verb ask here alike."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from server.office import day, hours
from server.office.catalogue import Catalogue, Service
from server.office.events import Stamp

Reason = Literal["closed", "last-ticket", "quota-reached", "paused"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a service stands. `opens_at`: when tickets are given again (ms since 1970), None where nobody knows."""

    reason: Reason | None = None
    opens_at: int | None = None

    @property
    def open(self) -> bool:
        """Whether tickets are given."""
        return self.reason is None


def standing(catalogue: Catalogue, service: Service, now: Stamp, given: int) -> Standing:
    """How a service stands at a moment; `given`: how many tickets of the running day count against its quota.

    Of several reasons the one that lasts longest is told. A clock that cannot be trusted closes nothing.
    """
    zone = catalogue.time_zone
    within = [each for each in (catalogue.hours, service.hours) if not each.always]
    before = [*within, *_until_last(service)]
    if now.trusted and before and not hours.is_open(now.at, zone, *before):
        late = hours.is_open(now.at, zone, *within)
        return Standing("last-ticket" if late else "closed", hours.next_opening(now.at, zone, *before))
    if service.quota is not None and given >= service.quota:
        return Standing("quota-reached", _next_day(catalogue, before, now))
    return Standing("paused") if service.code in catalogue.pauses else Standing()


def _until_last(service: Service) -> list[hours.Hours]:
    return [] if service.last_ticket_min is None else [hours.until(service.last_ticket_min)]


def _next_day(catalogue: Catalogue, within: list[hours.Hours], now: Stamp) -> int | None:
    """When tickets are given on another business day; open at all hours, there is no such moment."""
    if not now.trusted or not within:
        return None
    zone, rules = catalogue.time_zone, catalogue.rules
    today = date.fromisoformat(day.date_of(now.at, zone, rules))
    begins = hours.moment(today + timedelta(1), rules.day_starts_at_min, zone)
    return hours.next_opening(begins - 1, zone, *within)
