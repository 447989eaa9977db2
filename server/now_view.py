"""How the room is now, for its managers: who waits, how the day goes so far, and what each counter does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from server import day_so_far, event_log, rows
from server.day_calls import Call
from server.day_so_far import SoFar
from server.office import figures
from server.office.figures import Part
from server.office.questions import Question
from server.office.tickets import State, Ticket
from server.office.visits import visit

if TYPE_CHECKING:
    from server.views import View

Data = dict[str, Any]

#: How many of the calls out of turn are told.
CALLS_TOLD = 5
_PART = Part("today", (), frozenset({"wait", "service_time", "calls"}))
#: Of the figures of a day: what is shown while it runs.
_SHOWN = ("taken", "served", "open", "void", "wait", "service_time", "level", "left", "no_show", "calls")
#: What of these is left out where no clock could tell how long it was.
_LEFT_OUT = ("wait_clock", "service_clock")


def today(view: View) -> Data:
    """The running business day (docs/measures.md). A day that is over is no longer provisional.

    A figure that too few values carry is None; one that the waits do not reach is `{"more_than_s": …}`.
    """
    found = day_so_far.read(view)
    waits = [wait for waits in found.waits.values() for wait in waits]
    return {
        "now": view.iso(view.now.at),
        "day": {"number": view.today.number, "date": view.today.date} if view.today else None,
        "provisional": not view.over,
        "waiting": len(waits),
        "longest_wait_s": max(waits, default=0),
        "late": found.late.total(),
        **_figures(view, found),
        "goal": view.catalogue.rules.goal_percent,
        "by_service": [_service(view, found, code) for code in view.catalogue.services],
        "counters": list(_counters(view, found)),
        "out_of_turn_calls": [_call(view, call) for call in found.out_of_turn[:CALLS_TOLD]],
    }


def _figures(view: View, found: SoFar) -> Data:
    """As the statistics tell them, by the same hand."""
    dated = date.fromisoformat(view.date)
    row = figures.row(found.tally, (), _PART, Question(dated, dated))
    return {name: row[name] for name in _SHOWN} | {"left_out": sum(row["left_out"].get(name, 0) for name in _LEFT_OUT)}


def _service(view: View, found: SoFar, code: str) -> Data:
    waits = found.waits.get(code, [])
    return {
        "code": code,
        "waiting": len(waits),
        "longest_wait_s": max(waits, default=0),
        "target_s": view.catalogue.target_s(code),
        "late": found.late[code],
    }


def _counters(view: View, found: SoFar) -> Iterator[Data]:
    """What each counter does, since when (where it is free: since when it is), and why, where a reason was given."""
    states, here = view.counter_states(), {} if view.over else rows.tickets_at_counters(view.db)
    for number in view.catalogue.counters:
        state = states.get(number, "closed")
        since, reason = (None, None) if view.over else rows.stands_since(view.db, number)
        clerk = None if view.over else rows.desk(view.db, number).clerk
        if state == "open" and number not in here:
            since = _free_since(view, number)
        yield {
            "number": number,
            "state": state,
            "since": None if since is None else view.iso(since),
            "reason": reason,
            "clerk": None if clerk is None else rows.staff_name(view.db, clerk),
            **_ticket(view, here[number][0] if number in here else None),
            "served": found.served_at[number],
        }


def _free_since(view: View, counter: int) -> int:
    """When (ms) an open counter where nobody is had its last doing: it opened, or somebody left it."""
    last = event_log.last_action(view.db, counter)[-1]
    return min(last.stamp.seen_from(view.now), view.now.at)


def _ticket(view: View, ticket: int | None) -> Data:
    """Who is called or served there, and since when."""
    found = visit(event_log.events_of_ticket(view.db, ticket)) if ticket is not None else None
    if found is None:
        return {"ticket": None, "ticket_state": None, "ticket_since": None}
    return {"ticket": found.number, "ticket_state": found.state.value, "ticket_since": _since(view, found)}


def _since(view: View, ticket: Ticket) -> str | None:
    leg = ticket.leg
    stamp = leg.started if ticket.state is State.SERVING else leg.taken or leg.last_call
    return view.iso(min(stamp.seen_from(view.now), view.now.at)) if stamp else None


def _call(view: View, call: Call) -> Data:
    """A call out of turn: when, who was called where, by whom and why."""
    return {
        "seq": call.seq,
        "at": view.iso(call.at),
        "number": rows.number_of(view.db, call.ticket) if call.ticket is not None else None,
        "counter": call.counter,
        "name": None if call.clerk is None else rows.staff_name(view.db, call.clerk),
        "reason": call.reason,
    }
