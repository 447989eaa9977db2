"""The day and the clock: what comes before every action, and what staff say of the time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from server.desk.at import running_day
from server.office import day
from server.office.catalogue import KEYS
from server.office.ending import ending
from server.office.errors import NotAsked
from server.office.events import Kind, Stamp
from server.office.tickets import State

if TYPE_CHECKING:
    from server.transaction import Transaction


def found(tx: Transaction, settings: dict[str, Any]) -> None:
    """Write the first decisions of a new office; an office that has decided already keeps its own."""
    if not tx.founded:
        # What others refer to comes first: the office is looked at as a whole once all that it needs is there.
        for key in sorted(settings, key=KEYS.__contains__):
            tx.change_setting(key, settings[key])


def begin_day(tx: Transaction) -> None:
    """What comes before every action of a person: the first day begins, or a new one that is due."""
    if not tx.founded:
        return
    today, rules, zone = tx.day(), tx.catalogue.rules, tx.catalogue.time_zone
    if today is None or day.is_due(today, tx.now, zone, rules):
        turn_day(tx)
    elif day.is_misdated(today, tx.now, zone, rules):
        tx.record(Kind.DAY_DATED, date=day.date_of(day.began_at(today, tx.now), zone, rules))


def turn_day(tx: Transaction) -> None:
    """End the business day and begin the next; what is still open ends as domain.md says.

    The endings are dated at the day's last doing, or at the closing time if that came later (`ending`): nobody was
    served longer because nobody was there. A day that has just begun, and in which nothing was done, is the next one
    already.
    """
    today = tx.day()
    date = day.date_of(tx.now.at, tx.catalogue.time_zone, tx.catalogue.rules)
    if today is not None:
        last = tx.last_doing(today.number)
        if last is None and today.date == date:
            return
        _end_day(tx, ending(today, last.stamp if last else None, tx.now, tx.catalogue))
    tx.record(Kind.DAY_TURNED, turns_to=today.number + 1 if today else 1, date=date)


def _end_day(tx: Transaction, at: Stamp) -> None:
    for ticket in map(tx.ticket, tx.unfinished()):
        serving = ticket.state is State.SERVING
        kind = Kind.SERVICE_FINISHED if serving else Kind.TICKET_UNSERVED
        unknown = {"end_unknown": True} if serving else {}
        tx.record(kind, ticket=ticket.id, leg=ticket.leg.serial, counter=ticket.counter, stamp=at, **unknown)
    for counter in tx.counters_in_use():
        tx.record(Kind.COUNTER_CLOSED, counter=counter, stamp=at)


def confirm_day(tx: Transaction, same: bool) -> None:
    """Staff answer whether it is still the same day, while the office cannot tell (`day.is_asked`). No: it turns.

    Who says twice that it is the same has said it once. Raises NotAsked.
    """
    today = running_day(tx)
    if not tx.day_is_asked():
        if same and tx.day_was_confirmed():
            return
        raise NotAsked()
    if not same:
        turn_day(tx)
    # A day in which nothing was done is the next one already.
    if tx.day() == today:
        tx.record(Kind.DAY_CONFIRMED)


def confirm_clock(tx: Transaction) -> None:
    """A member of staff says that the wall clock is right: it is trusted until the machine starts again."""
    tx.now = replace(tx.now, at=tx.wall, trusted=True)
    tx.record(Kind.CLOCK_SET, at=tx.wall)
    tx.new_action()
    begin_day(tx)
