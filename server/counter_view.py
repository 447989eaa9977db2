"""A counter as its clerk sees it: who is there, who is next and why, and what can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from server import closings, event_log, reversal, rows
from server.office import actors
from server.office.catalogue import Counter
from server.office.counters import CounterState, Desk
from server.office.events import Event
from server.office.line import Room, Waiting, may_call, passes_over, why
from server.office.tickets import State, Ticket
from server.office.visits import untouched_call, visit

if TYPE_CHECKING:
    from server.views import View

Data = dict[str, Any]

#: How much of the line a counter's page shows.
LINE_SHOWN = 50


def told(view: View, number: int) -> Data:
    """All that a counter's page shows, or UnknownCounter."""
    counter = view.catalogue.counter(number)
    desk = Desk() if view.over else rows.desk(view.db, number)
    room = rows.room(view.db, view.catalogue, view.now)
    last = [] if view.over else event_log.last_action(view.db, number)
    return {
        "number": number,
        "sequence": view.sequence(),
        "now": view.iso(view.now.at),
        "state": desk.state.value,
        "step_free": counter.step_free,
        "serves": None if counter.services is None else list(filter(counter.serves, view.catalogue.services)),
        "clerk": _clerk(view, desk.clerk),
        "closed": _closed(view, number) if desk.state is CounterState.CLOSED else None,
        "pause": _pause(view, number) if desk.state is CounterState.PAUSED else None,
        **_who_is_here(view, number, room),
        "held": view.set_aside(State.HELD),
        "missed": view.set_aside(State.MISSED),
        **_who_waits(view, counter, desk, room),
        "last": last_command(view, last),
        "undo": _undo(view, number, last),
    }


def _who_is_here(view: View, number: int, room: Room) -> Data:
    here = None if view.over else rows.ticket_at(view.db, number)
    events = event_log.events_of_ticket(view.db, here) if here else []
    ticket = visit(events)
    return {
        "ticket": _here(view, ticket) if ticket else None,
        "approach": bool(ticket and room.approach(ticket.step_free, ticket.leg.service)),
        "no_show_at": no_show_at(view, ticket) if ticket else None,
        "starts_at": _starts_at(view, events),
    }


def _who_waits(view: View, counter: Counter, desk: Desk, room: Room) -> Data:
    """Those whom the counter may call by the rule."""
    caller = rows.caller(view.db, counter)
    kinds = [(leg, count) for leg, count in _kinds(view) if may_call(leg, caller, room)]
    line = list(islice((leg for leg in _line(view) if may_call(leg, caller, room)), LINE_SHOWN))
    return {
        "next": _next(view, line[0], kinds, room) if line and desk.state is not CounterState.CLOSED else None,
        "waiting": sum(count for _, count in kinds),
        "longest_wait_s": max((_waited_s(view, leg) for leg, _ in kinds), default=0),
        "line": [_in_line(view, leg) for leg in line],
    }


def line(view: View, number: int) -> Data:
    """Everybody who waits in the office, in order; `mine`: the counter may call them by the rule. UnknownCounter."""
    caller = rows.caller(view.db, view.catalogue.counter(number))
    room = rows.room(view.db, view.catalogue, view.now)
    everybody = [_in_line(view, leg) | {"bound": leg.bound, "mine": may_call(leg, caller, room)} for leg in _line(view)]
    return {"sequence": view.sequence(), "now": view.iso(view.now.at), "line": everybody}


def passed_over(view: View) -> dict[int, list[int]]:
    """The ids of those whom a counter lets wait for a while after it put them back, by the counter's number."""
    put_back = [leg for leg, _ in _kinds(view) if leg.put_backs]
    room = rows.room(view.db, view.catalogue, view.now)
    found: dict[int, list[int]] = {}
    for number in {back.counter for leg in put_back for back in leg.put_backs} & view.catalogue.counters.keys():
        caller = rows.caller(view.db, view.catalogue.counter(number))
        found[number] = [leg.id for leg in put_back if passes_over(leg, caller, room)]
    return found


def _line(view: View) -> Iterable[Waiting]:
    return () if view.over else rows.line(view.db)


def _kinds(view: View) -> list[tuple[Waiting, int]]:
    return [] if view.over else rows.line_in_kinds(view.db)


def _next(view: View, chosen: Waiting, kinds: list[tuple[Waiting, int]], room: Room) -> Data:
    """Who is next, and why; `kinds`: all that the counter may call."""
    reason = why(chosen, (leg for leg, _ in kinds))
    priority = view.catalogue.priorities.get(chosen.priority or "")
    return {
        "ticket": view.ticket(chosen.id),
        "why": {
            "rule": reason.rule,
            "waited_s": _waited_s(view, chosen),
            "head_start_min": (chosen.place - chosen.key) // 60_000,
            "priority": priority.code if priority else None,
            "before": reason.before.number if reason.before else None,
            "before_waited_s": _waited_s(view, reason.before) if reason.before else None,
            "approach": room.approach(chosen.step_free, chosen.service),
        },
    }


def _waited_s(view: View, leg: Waiting) -> int:
    return leg.waited_ms(view.now) // 1000


def _in_line(view: View, leg: Waiting) -> Data:
    return {
        "id": leg.id,
        "number": leg.number,
        "service": leg.service,
        "priority": leg.priority,
        "since": view.iso(leg.since(view.now)),
    }


def no_show_at(view: View, ticket: Ticket) -> str | None:
    """When marking who was called as a no-show becomes lawful; None while it needs another call."""
    rules, leg = view.catalogue.rules, ticket.leg
    if leg.taken is None or leg.calls < rules.no_show_calls:
        return None
    return view.iso(leg.taken.seen_from(view.now) + rules.no_show_after_ms(ticket.no_show_s, leg.queued))


def _here(view: View, ticket: Ticket) -> Data:
    return view.of(ticket) | {"legs": view.legs(ticket), "by_itself": ticket.leg.by_itself}


def _starts_at(view: View, events: Sequence[Event]) -> str | None:
    """When the service starts by itself; whatever else is done meanwhile, by anybody, stops it for good.

    A moment that has gone by without it will not come again: the office was not at work then.
    """
    call = untouched_call(events)
    after_ms = call and view.catalogue.rules.starts_after_ms(call.data["queued"])
    if call is None or after_ms is None or call.boot != view.now.boot:
        return None
    at = _happened(view, call) + after_ms
    return view.iso(at) if at > view.now.at else None


def _happened(view: View, event: Event) -> int:
    """When something happened (ms), as the clock of now tells it."""
    return event.stamp.seen_from(view.now)


def _pause(view: View, counter: int) -> Data:
    since_at, reason = rows.stands_since(view.db, counter)
    return {"reason": reason, "since": since_at and view.iso(since_at)}


def last_command(view: View, events: Sequence[Event]) -> Data | None:
    """The counter's last command: when it was, and whose hand it was."""
    return {"at": view.iso(_happened(view, events[-1])), "by": actors.hand(events[-1].actor)} if events else None


def _clerk(view: View, staff: int | None) -> Data | None:
    name = rows.staff_name(view.db, staff) if staff is not None else None
    return {"id": staff, "name": name} if name is not None else None


def _closed(view: View, counter: int) -> Data | None:
    """Who closed it, and by what: a clerk who signs out, or opens another counter, closes this one with it."""
    found = None if view.over else closings.closing(view.db, counter)
    if found is None:
        return None
    clerk = _clerk(view, found.staff)
    return {"at": view.iso(found.at.at), "why": found.why, "by": clerk and clerk["name"], "to": found.to}


def _undo(view: View, counter: int, last: list[Event]) -> Data | None:
    """What can be taken back; `done`: all that the command did, in its order."""
    events = reversal.reversible_now(view.db, counter, view.now, view.catalogue.rules, last)
    if not events:
        return None
    done = [
        {
            "what": reversal.COMMANDS[event.kind],
            "number": None if event.ticket is None else rows.number_of(view.db, event.ticket),
            "counter": event.counter,
        }
        for event in events
    ]
    return {
        "what": reversal.command(events),
        "number": next((part["number"] for part in reversed(done) if part["number"]), None),
        "until": view.iso(_happened(view, events[0]) + view.catalogue.rules.undo_s * 1000),
        "done": done,
    }
