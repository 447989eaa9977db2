"""Counters at a glance: the little that a press of the button, or a lamp, needs to know of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from server import counter_view, event_log, rows
from server.office.catalogue import Counter
from server.office.counters import CounterState, Desk
from server.office.line import may_call
from server.office.visits import visit

if TYPE_CHECKING:
    from server.views import View

Data = dict[str, Any]


def glance(view: View, number: int) -> Data:
    """What a press needs of a counter, in the words of `counter_view.told`; or UnknownCounter.

    `waiting`: 1 where somebody waits whom the counter may call by the rule, and it is free to; else 0.
    """
    counter = view.catalogue.counter(number)
    desk = Desk() if view.over else rows.desk(view.db, number)
    here = None if view.over else rows.ticket_at(view.db, number)
    ticket = visit(event_log.events_of_ticket(view.db, here)) if here else None
    last = [] if view.over else event_log.last_action(view.db, number)
    found = {
        "number": number,
        "sequence": view.sequence(),
        "now": view.iso(view.now.at),
        "state": desk.state.value,
        "ticket": {"id": ticket.id, "state": ticket.state.value} if ticket else None,
        "no_show_at": counter_view.no_show_at(view, ticket) if ticket else None,
        "last": counter_view.last_command(view, last),
    }
    return found | {"waiting": int(_is_free(found) and bool(_called_to(view, [counter])))}


def glances(view: View) -> dict[int, Data]:
    """What the lamps need of all counters, by number: {number, sequence, state, ticket, waiting}, read in one go."""
    sequence, states = view.sequence(), view.counter_states()
    here = {} if view.over else rows.tickets_at_counters(view.db)
    found: dict[int, Data] = {}
    for number in view.catalogue.counters:
        found[number] = {
            "number": number,
            "sequence": sequence,
            "state": states.get(number, CounterState.CLOSED.value),
            "ticket": {"id": here[number][0], "state": here[number][1]} if number in here else None,
        }
    free = [counter for number, counter in view.catalogue.counters.items() if _is_free(found[number])]
    waited_for = _called_to(view, free)
    return {number: each | {"waiting": int(number in waited_for)} for number, each in found.items()}


def _is_free(found: Data) -> bool:
    return found["state"] == CounterState.OPEN.value and found["ticket"] is None


def _called_to(view: View, counters: Iterable[Counter]) -> set[int]:
    """Those of the counters that may call somebody who waits, by the rule."""
    kinds = [leg for leg, _ in rows.line_in_kinds(view.db)]
    room = rows.room(view.db, view.catalogue, view.now)
    found = set()
    for counter in counters if kinds else ():
        caller = rows.caller(view.db, counter)
        if any(may_call(leg, caller, room) for leg in kinds):
            found.add(counter.number)
    return found
