"""Somebody is called: by the rule, or out of turn for a reason; and what becomes of the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.desk.at import UNSAID, AtCounter, Expect, at_counter, finish_serving, must_call
from server.office.errors import BadReason, NotForThisCounter, Stale, TooSoon
from server.office.events import Kind
from server.office.line import next_for
from server.office.results import NO_RESULT, Result
from server.office.tickets import Ticket

if TYPE_CHECKING:
    from server.transaction import Transaction


def call_next(tx: Transaction, counter: int, expect: Expect = UNSAID, result: Result = NO_RESULT) -> Ticket | None:
    """Call who is next by the rule; whoever is served there is finished first. None: nobody waits."""
    at = at_counter(tx, counter, expect)
    must_call(at)
    finish_serving(at, result)
    chosen = next_for(tx.caller(at.counter), tx.line(), tx.room())
    return None if chosen is None else _call(tx, at, chosen.id, None)


def call(
    tx: Transaction, counter: int, ticket: int, reason: str, expect: Expect = UNSAID, result: Result = NO_RESULT
) -> Ticket:
    """Call somebody out of turn, for one of the office's reasons; it is marked and counted."""
    at = at_counter(tx, counter, expect)
    must_call(at)
    if reason not in tx.catalogue.rules.out_of_turn_reasons:
        raise BadReason(reason=reason)
    called = tx.ticket(ticket)
    called.must_allow("call")
    if called.leg.bound not in (None, counter):
        raise NotForThisCounter(number=called.number, counter=called.leg.bound)
    finish_serving(at, result)
    return _call(tx, at, ticket, reason)


def recall(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Announce the called ticket once more."""
    at = at_counter(tx, counter, expect)
    ticket = at.ticket_for("recall")
    return at.record(Kind.TICKET_RECALLED, ticket, **_announced(tx, ticket))


def start(tx: Transaction, counter: int, expect: Expect = UNSAID, *, by_itself: bool = False) -> Ticket:
    """The person is here: the service begins.

    `by_itself`: no hand says so, the office lets it begin some time after the call; never after a recall (Stale).
    """
    at = at_counter(tx, counter, expect)
    ticket = at.ticket_for("start")
    if by_itself and ticket.leg.calls != 1:
        raise Stale(counter=counter)
    return at.record(Kind.SERVICE_STARTED, ticket, **({"by_itself": True} if by_itself else {}))


def put_back(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Take a call back: the ticket waits again in its old place, and this counter passes it over for a while."""
    at = at_counter(tx, counter, expect)
    return at.record(Kind.TICKET_PUT_BACK, at.ticket_for("put-back"))


def no_show(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Nobody came: lawful after enough calls and enough time to walk."""
    at = at_counter(tx, counter, expect)
    ticket = at.ticket_for("no-show")
    wait_ms = tx.catalogue.rules.no_show_after_ms(ticket.no_show_s, ticket.leg.queued)
    assert ticket.leg.taken is not None
    if ticket.leg.calls < tx.catalogue.rules.no_show_calls or ticket.leg.taken.roughly_until(tx.now) < wait_ms:
        raise TooSoon(number=ticket.number, calls=tx.catalogue.rules.no_show_calls, wait_s=wait_ms // 1000)
    return at.record(Kind.TICKET_MISSED, ticket)


def _call(tx: Transaction, at: AtCounter, ticket: int, reason: str | None) -> Ticket:
    called = tx.ticket(ticket)
    how = {"by_rule": True} if reason is None else {"reason": reason}
    return at.record(Kind.TICKET_CALLED, called, **_announced(tx, called), clerk=at.now.clerk, **how)


def _announced(tx: Transaction, ticket: Ticket) -> dict[str, object]:
    """What is told of a call: to whom, in which language, and how many announcements come first."""
    return {"number": ticket.number, "language": ticket.language, "queued": _announcements_ahead(tx)}


def _announcements_ahead(tx: Transaction) -> int:
    """How many announcements the voice has still to say before one that is made now."""
    last, each_ms = tx.last_announcement(), tx.catalogue.rules.announcement_s * 1000
    if last is None or each_ms == 0:
        return 0
    left_ms = (last.data["queued"] + 1) * each_ms - last.stamp.roughly_until(tx.now)
    return max(0, -(-left_ms // each_ms))
