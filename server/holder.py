"""What the holder of a ticket may know of it, and do: no id, nobody's name, no other ticket."""

from server import event_log, rows
from server.office.errors import UnknownTicket
from server.office.tickets import State, Ticket
from server.office.visits import visit
from server.views import Data, View


def told(view: View, ticket: int) -> Data:
    """One ticket as the contract's `/api/t/<code>` tells it, or UnknownTicket.

    `ahead` counts as everywhere; `may` is what the verbs would allow now. `keeps_place`: whether a return now
    keeps the place in the line, until `keeps_until` (a whole second) if that ends; null where no return is lawful.
    """
    found = visit(event_log.events_of_ticket(view.db, ticket))
    if found is None:
        raise UnknownTicket(ticket=ticket)
    known, seen = view.catalogue, view.of(found)
    over = view.over or view.today is None or found.day != view.today.number
    service = known.services.get(found.leg.service)
    called = State(seen["state"]) is State.CALLED
    room = rows.room(view.db, known, view.now)
    return {
        "number": found.number,
        "service_name": dict(service.name) if service else {},
        "language": found.language,
        "state": seen["state"],
        "ahead": seen["ahead"],
        "counter": seen["counter"],
        "approach": called and room.approach(found.step_free, found.leg.service),
        "call_count": seen["call_count"],
        "called_at": seen["called_at"],
        "day_over": over,
        "may": {verb: not over and found.allows(verb) for verb in ("cancel", "return")},
        **_place(view, found, over),
        "wait": seen["wait"],
        "now": view.iso(view.now.at),
    }


def _place(view: View, ticket: Ticket, over: bool) -> Data:
    if over or not ticket.allows("return"):
        return {"keeps_place": None, "keeps_until": None}
    left_ms = ticket.keeps_place_ms(view.now, view.catalogue.rules.return_min)
    # Whole seconds: two clocks are read for it, so that the same moment differs by some ms at each asking.
    until = view.iso((view.now.at + left_ms) // 1000 * 1000) if left_ms else None
    return {"keeps_place": left_ms != 0, "keeps_until": until}
