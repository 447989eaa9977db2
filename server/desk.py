"""The verbs: everything that anybody does in the office is one of these, over one transaction.

Each checks that it is lawful, then records events; nothing else changes anything. Every verb raises an
OfficeError when it is refused, and has then changed nothing. `expect` is the open ticket (its id, or None)
that the caller sees at the counter: where another is there, the verb is refused as Stale.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from server import reversal
from server.office import day, numbers
from server.office.actors import Role
from server.office.catalogue import Counter, PriorityClass
from server.office.counters import CounterState, Desk
from server.office.errors import (
    BadReason,
    BadTarget,
    ClassNotDeclared,
    ClerkBusy,
    CounterBusy,
    CounterClosed,
    CounterUnlawful,
    NotAtThisCounter,
    NoTicketHere,
    NotYourCounter,
    ReturnRefused,
    Stale,
    TooSoon,
    UnknownLanguage,
)
from server.office.events import Kind
from server.office.line import next_for
from server.office.tickets import State, Ticket
from server.store import Transaction


class _Unsaid:
    """The caller does not say what is at the counter."""


UNSAID: Final = _Unsaid()
Expect = int | None | _Unsaid


# ---- tickets ---------------------------------------------------------------------------------------


def issue(
    tx: Transaction, service: str, language: str, priority: str | None = None, *, paper: bool = False
) -> Ticket:
    """Give a new ticket. `paper`: a printer is there, and will be asked to print it."""
    offered = tx.catalogue.service(service)
    if language not in tx.catalogue.languages:
        raise UnknownLanguage(language=language)
    given = None if priority is None else tx.catalogue.priority(priority)
    if given and not given.declared and tx.actor.role is Role.KIOSK:
        raise ClassNotDeclared(priority=priority)
    today = _today(tx)
    numbering = tx.catalogue.numbering
    sequence = numbers.sequence(offered.prefix, numbering)
    serial = tx.last_serial(today.number, sequence) + 1
    event = tx.record(
        Kind.TICKET_ISSUED,
        service=service,
        language=language,
        number=numbers.written(offered.prefix, serial, numbering),
        sequence=sequence,
        serial=serial,
        place=day.place(tx.now, today),
        receipt="printing" if paper else "none",
        **_class(given),
    )
    return tx.ticket(event.seq)


def change_class(tx: Transaction, ticket: int, priority: str | None) -> Ticket:
    """Give a ticket another priority class, or none: its key follows from the same place."""
    given = None if priority is None else tx.catalogue.priority(priority)
    found = tx.ticket(ticket)
    found.must_allow("class")
    tx.record(Kind.CLASS_CHANGED, ticket=ticket, leg=found.leg.serial, **_class(given))
    return tx.ticket(ticket)


def cancel(tx: Transaction, ticket: int, reason: str | None = None) -> Ticket:
    """End a ticket that is not served: the citizen gave up, or staff void it for one of the reasons."""
    if reason is not None and reason not in tx.catalogue.rules.void_reasons:
        raise BadReason(reason=reason)
    found = tx.ticket(ticket)
    found.must_allow("cancel")
    if found.counter is not None:
        _must_be_theirs(tx, found.counter)
    tx.record(
        Kind.TICKET_CANCELLED,
        ticket=ticket,
        leg=found.leg.serial,
        counter=found.counter,
        reason=reason,
        void=reason is not None,
    )
    return tx.ticket(ticket)


def return_ticket(tx: Transaction, ticket: int) -> Ticket:
    """Take somebody back into the line who missed the call, or who was sent for a paper.

    The first return in time keeps the place; any other is placed by the moment of return.
    """
    found = tx.ticket(ticket)
    found.must_allow("return")
    today = _today(tx)
    if found.day != today.number:
        raise ReturnRefused(number=found.number)
    if found.state is State.MISSED:
        assert found.missed_at is not None
        in_time = found.missed_at.roughly_until(tx.now) <= tx.catalogue.rules.return_min * 60_000
        keeps = found.returns == 0 and in_time
    else:
        keeps = not found.returned_incomplete
    bound = found.leg.bound if found.leg.bound in tx.counters_in_use() else None
    tx.record(
        Kind.TICKET_RETURNED,
        ticket=ticket,
        leg=found.leg.serial + (found.state is State.FINISHED),
        place=found.place if keeps else day.place(tx.now, today),
        bound=bound,
    )
    return tx.ticket(ticket)


def receipt_printed(tx: Transaction, ticket: int) -> None:
    """The paper came out."""
    tx.record(Kind.RECEIPT_PRINTED, ticket=ticket)


def receipt_failed(tx: Transaction, ticket: int, problem: str) -> None:
    """No paper came out; `problem` is the printer's code for why."""
    tx.record(Kind.RECEIPT_FAILED, ticket=ticket, problem=problem)


# ---- calling ---------------------------------------------------------------------------------------


def call_next(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket | None:
    """Call who is next by the rule; whoever is served there is finished first. None: nobody waits."""
    desk = _at(tx, counter, expect)
    _must_call(desk)
    _finish_serving(tx, desk)
    chosen = next_for(tx.caller(desk.counter), tx.line(), tx.room())
    return None if chosen is None else _call(tx, desk, chosen.id, None)


def call(tx: Transaction, counter: int, ticket: int, reason: str, expect: Expect = UNSAID) -> Ticket:
    """Call somebody out of turn, for one of the office's reasons; it is marked and counted."""
    desk = _at(tx, counter, expect)
    _must_call(desk)
    if reason not in tx.catalogue.rules.out_of_turn_reasons:
        raise BadReason(reason=reason)
    tx.ticket(ticket).must_allow("call")
    _finish_serving(tx, desk)
    return _call(tx, desk, ticket, reason)


def recall(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Announce the called ticket once more."""
    desk = _at(tx, counter, expect)
    ticket = desk.ticket_for("recall")
    return desk.record(
        Kind.TICKET_RECALLED,
        ticket,
        number=ticket.number,
        language=ticket.language,
        queued=_announcements_ahead(tx),
    )


def start(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """The person is here: the service begins."""
    desk = _at(tx, counter, expect)
    return desk.record(Kind.SERVICE_STARTED, desk.ticket_for("start"))


def put_back(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Take a call back: the ticket waits again in its old place, and this counter passes it over for a while."""
    desk = _at(tx, counter, expect)
    return desk.record(Kind.TICKET_PUT_BACK, desk.ticket_for("put-back"))


def no_show(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Nobody came: lawful after enough calls and enough time to walk."""
    desk = _at(tx, counter, expect)
    ticket = desk.ticket_for("no-show")
    wait_ms = tx.catalogue.rules.no_show_after_ms(ticket.no_show_s, ticket.leg.queued)
    assert ticket.leg.taken is not None
    if ticket.leg.calls < tx.catalogue.rules.no_show_calls or ticket.leg.taken.roughly_until(tx.now) < wait_ms:
        raise TooSoon(number=ticket.number, calls=tx.catalogue.rules.no_show_calls, wait_s=wait_ms // 1000)
    return desk.record(Kind.TICKET_MISSED, ticket)


# ---- serving ---------------------------------------------------------------------------------------


def finish(
    tx: Transaction,
    counter: int,
    expect: Expect = UNSAID,
    *,
    ticket: int | None = None,
    outcome: str | None = None,
) -> Ticket:
    """The service is done: of the ticket here, or of a held one that is named."""
    desk = _at(tx, counter, expect)
    if outcome is not None and outcome not in tx.catalogue.rules.outcomes:
        raise BadReason(reason=outcome)
    return desk.record(Kind.SERVICE_FINISHED, desk.ticket_for("finish", ticket), outcome=outcome)


def continue_service(tx: Transaction, counter: int, service: str, expect: Expect = UNSAID) -> Ticket:
    """The same person, another matter, at once: a new leg without a wait."""
    desk = _at(tx, counter, expect)
    tx.catalogue.service(service)
    return desk.record(Kind.SERVICE_CONTINUED, desk.ticket_for("continue"), service=service)


def hold(tx: Transaction, counter: int, expect: Expect = UNSAID) -> Ticket:
    """Set the person aside for a while: the counter is free for others."""
    desk = _at(tx, counter, expect)
    return desk.record(Kind.TICKET_HELD, desk.ticket_for("hold"))


def resume(tx: Transaction, counter: int, ticket: int, expect: Expect = UNSAID) -> Ticket:
    """Go on with a held ticket, without a call."""
    desk = _at(tx, counter, expect)
    _must_be_free(desk)
    held = tx.ticket(ticket)
    held.must_allow("resume")
    return desk.record(Kind.TICKET_RESUMED, held, clerk=desk.now.clerk)


def transfer(
    tx: Transaction,
    counter: int,
    expect: Expect = UNSAID,
    *,
    service: str | None = None,
    to_counter: int | None = None,
    ticket: int | None = None,
) -> Ticket:
    """Send a ticket to another service, or to one counter alone; number and place stay."""
    desk = _at(tx, counter, expect)
    if (service is None) == (to_counter is None):
        raise BadTarget
    found = desk.ticket_for("transfer", ticket)
    if service is not None:
        tx.catalogue.service(service)
    if to_counter is not None:
        tx.catalogue.counter(to_counter)
        if tx.desk(to_counter).state is CounterState.CLOSED:
            raise CounterClosed(counter=to_counter, state=CounterState.CLOSED.value)
    return desk.record(Kind.TICKET_TRANSFERRED, found, service=service or found.leg.service, bound=to_counter)


# ---- the counter itself ----------------------------------------------------------------------------


def open_counter(tx: Transaction, counter: int, expect: Expect = UNSAID) -> None:
    """Open a counter, or end its pause. A clerk who has another one open leaves that one first."""
    desk = _at(tx, counter, expect)
    if desk.now.state is CounterState.OPEN:
        raise CounterUnlawful(counter=counter, state=desk.now.state.value, done="opened")
    clerk = tx.actor.staff
    other = None if clerk is None else tx.desk_of(clerk)
    if other is not None and other != counter:
        busy = tx.ticket_at(other)
        if busy:
            raise ClerkBusy(number=busy.number, counter=other)
        _close(tx, other)
    tx.record(Kind.COUNTER_OPENED, counter=counter, clerk=desk.now.clerk if clerk is None else clerk)


def pause(tx: Transaction, counter: int, expect: Expect = UNSAID, *, reason: str | None = None) -> None:
    """A break: whoever is served is finished; nobody is called until the counter opens again."""
    desk = _at(tx, counter, expect)
    if reason is not None and reason not in tx.catalogue.rules.pause_reasons:
        raise BadReason(reason=reason)
    _must_call(desk)
    _finish_serving(tx, desk)
    tx.record(Kind.COUNTER_PAUSED, counter=counter, reason=reason)


def close(tx: Transaction, counter: int, expect: Expect = UNSAID) -> None:
    """Close a counter: whoever is served is finished, whoever waits for it alone is freed."""
    desk = _at(tx, counter, expect)
    if desk.now.state is CounterState.CLOSED:
        raise CounterUnlawful(counter=counter, state=desk.now.state.value, done="closed")
    _must_have_decided(desk)
    _finish_serving(tx, desk)
    _close(tx, counter)


def undo(tx: Transaction, counter: int) -> str:
    """Reverse everything that the counter's last command did; gives the command's first kind of event."""
    _at(tx, counter, UNSAID)
    events = reversal.reversible(tx.db, counter, tx.now, tx.catalogue.rules)
    touched = {event.ticket for event in events if event.ticket is not None}
    own = {event.counter for event in events if event.ticket is None and event.counter is not None}
    action = events[0].action
    for ticket in sorted(touched):
        tx.record(Kind.ACTION_UNDONE, ticket=ticket, counter=counter, undone=action)
    for number in sorted(own):
        tx.record(Kind.ACTION_UNDONE, counter=number, undone=action)
    return events[0].kind.value


# ---- the day and the clock -------------------------------------------------------------------------


def found(tx: Transaction, settings: dict[str, Any]) -> None:
    """Write the first decisions of a new office; an office that has decided already keeps its own."""
    if not tx.founded:
        for key, value in settings.items():
            tx.change_setting(key, value)


def begin_day(tx: Transaction) -> None:
    """What comes before every action of a person: the first day begins, or a new one that is due."""
    if not tx.founded:
        return
    today, rules, zone = tx.day(), tx.catalogue.rules, tx.catalogue.time_zone
    if today is None:
        tx.record(Kind.DAY_TURNED, turns_to=1, date=day.date_of(tx.now.at, zone, rules))
    elif day.is_due(today, tx.now, zone, rules):
        turn_day(tx)
    elif tx.now.trusted and not today.date_trusted:
        tx.record(Kind.DAY_DATED, date=day.date_of(day.began_at(today, tx.now), zone, rules))


def turn_day(tx: Transaction) -> None:
    """End the business day and begin the next; what is still open ends as domain.md says.

    The endings are dated at the day's last event: nobody was served longer because nobody was there.
    """
    today = tx.day()
    if today is not None:
        last = tx.last_event().stamp
        for ticket in map(tx.ticket, tx.unfinished()):
            serving = ticket.state is State.SERVING
            kind = Kind.SERVICE_FINISHED if serving else Kind.TICKET_UNSERVED
            unknown = {"end_unknown": True} if serving else {}
            tx.record(kind, ticket=ticket.id, leg=ticket.leg.serial, counter=ticket.counter, stamp=last, **unknown)
        for counter in tx.counters_in_use():
            tx.record(Kind.COUNTER_CLOSED, counter=counter, stamp=last)
    date = day.date_of(tx.now.at, tx.catalogue.time_zone, tx.catalogue.rules)
    tx.record(Kind.DAY_TURNED, turns_to=today.number + 1 if today else 1, date=date)


def confirm_clock(tx: Transaction) -> None:
    """A member of staff says that the wall clock is right: it is trusted until the machine starts again."""
    tx.now = replace(tx.now, at=tx.wall, trusted=True)
    tx.record(Kind.CLOCK_SET, at=tx.wall)
    tx.new_action()
    begin_day(tx)


# ---- what the verbs share --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _AtCounter:
    """A counter as a verb finds it, and its pen."""

    tx: Transaction
    counter: Counter
    now: Desk
    ticket: Ticket | None

    def ticket_for(self, verb: str, named: int | None = None) -> Ticket:
        """The ticket that the verb is about: the one here, or one that is named; lawfulness checked."""
        if named is None or (self.ticket and self.ticket.id == named):
            ticket = self.ticket
        else:
            ticket = self.tx.ticket(named)
            if ticket.counter is not None:
                raise NotAtThisCounter(number=ticket.number, counter=ticket.counter)
            if self.now.state is CounterState.CLOSED:
                raise CounterClosed(counter=self.counter.number, state=self.now.state.value)
        if ticket is None:
            raise NoTicketHere(counter=self.counter.number)
        ticket.must_allow(verb)
        return ticket

    def record(self, kind: Kind, ticket: Ticket, **data: Any) -> Ticket:
        """Record what happened to a ticket here; gives the ticket as it is then."""
        self.tx.record(kind, ticket=ticket.id, leg=ticket.leg.serial, counter=self.counter.number, **data)
        return self.tx.ticket(ticket.id)


def _at(tx: Transaction, counter: int, expect: Expect) -> _AtCounter:
    known = tx.catalogue.counter(counter)
    _must_be_theirs(tx, counter)
    ticket = tx.ticket_at(counter)
    if not isinstance(expect, _Unsaid) and expect != (ticket.id if ticket else None):
        raise Stale(counter=counter)
    return _AtCounter(tx, known, tx.desk(counter), ticket)


def _must_be_theirs(tx: Transaction, counter: int) -> None:
    """A clerk works at their own counter, or at one whose clerk is unknown; a manager at all."""
    clerk, actor = tx.desk(counter).clerk, tx.actor
    if actor.role is Role.CLERK and actor.staff is not None and clerk not in (None, actor.staff):
        raise NotYourCounter(counter=counter)


def _must_call(at: _AtCounter) -> None:
    if at.now.state is not CounterState.OPEN:
        raise CounterClosed(counter=at.counter.number, state=at.now.state.value)
    _must_have_decided(at)


def _must_have_decided(at: _AtCounter) -> None:
    if at.ticket and at.ticket.state is State.CALLED:
        raise CounterBusy(counter=at.counter.number, number=at.ticket.number)


def _must_be_free(at: _AtCounter) -> None:
    _must_call(at)
    if at.ticket:
        raise CounterBusy(counter=at.counter.number, number=at.ticket.number)


def _finish_serving(tx: Transaction, at: _AtCounter) -> None:
    if at.ticket:
        at.record(Kind.SERVICE_FINISHED, at.ticket, outcome=None)


def _call(tx: Transaction, at: _AtCounter, ticket: int, reason: str | None) -> Ticket:
    called = tx.ticket(ticket)
    how = {"by_rule": True} if reason is None else {"reason": reason}
    return at.record(
        Kind.TICKET_CALLED,
        called,
        number=called.number,
        language=called.language,
        queued=_announcements_ahead(tx),
        clerk=at.now.clerk,
        **how,
    )


def _announcements_ahead(tx: Transaction) -> int:
    """How many announcements the voice has still to say before one that is made now."""
    last = tx.last_announcement()
    if last is None:
        return 0
    each_ms = tx.catalogue.rules.announcement_s * 1000
    left_ms = (last.data["queued"] + 1) * each_ms - last.stamp.roughly_until(tx.now)
    return max(0, -(-left_ms // each_ms))


def _close(tx: Transaction, counter: int) -> None:
    for ticket in map(tx.ticket, tx.bound_to(counter)):
        tx.record(
            Kind.TICKET_TRANSFERRED,
            ticket=ticket.id,
            leg=ticket.leg.serial,
            counter=counter,
            service=ticket.leg.service,
            bound=None,
        )
    tx.record(Kind.COUNTER_CLOSED, counter=counter)


def _class(given: PriorityClass | None) -> dict[str, Any]:
    return {
        "priority": given.code if given else None,
        "head_start_ms": given.head_start_ms if given else 0,
        "step_free": bool(given and given.step_free),
        "no_show_s": given.no_show_s if given else None,
    }


def _today(tx: Transaction) -> day.Day:
    today = tx.day()
    assert today is not None, "begin_day runs before every verb"
    return today
