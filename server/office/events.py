"""The facts of the office: frozen, in the past tense, never changed, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What happened (the list of `docs/events.md`)."""

    DAY_TURNED = "DayTurned"
    DAY_DATED = "DayDated"
    DAY_CONFIRMED = "DayConfirmed"
    CLOCK_SET = "ClockSet"
    TICKET_ISSUED = "TicketIssued"
    RECEIPT_ORDERED = "ReceiptOrdered"
    RECEIPT_PRINTED = "ReceiptPrinted"
    RECEIPT_FAILED = "ReceiptFailed"
    TICKET_CALLED = "TicketCalled"
    TICKET_RECALLED = "TicketRecalled"
    SERVICE_STARTED = "ServiceStarted"
    SERVICE_FINISHED = "ServiceFinished"
    SERVICE_CONTINUED = "ServiceContinued"
    TICKET_TRANSFERRED = "TicketTransferred"
    TICKET_HELD = "TicketHeld"
    TICKET_RESUMED = "TicketResumed"
    TICKET_PUT_BACK = "TicketPutBack"
    TICKET_MISSED = "TicketMissed"
    TICKET_RETURNED = "TicketReturned"
    TICKET_CANCELLED = "TicketCancelled"
    TICKET_UNSERVED = "TicketUnserved"
    CLASS_CHANGED = "ClassChanged"
    ACTION_UNDONE = "ActionUndone"
    COUNTER_OPENED = "CounterOpened"
    COUNTER_PAUSED = "CounterPaused"
    COUNTER_CLOSED = "CounterClosed"
    STAFF_SIGNED_IN = "StaffSignedIn"
    STAFF_SIGNED_OUT = "StaffSignedOut"
    STAFF_REFUSED = "StaffRefused"
    SETTING_CHANGED = "SettingChanged"


#: What becomes of a ticket's paper with each of them.
RECEIPT_STATES = {Kind.RECEIPT_ORDERED: "printing", Kind.RECEIPT_PRINTED: "printed", Kind.RECEIPT_FAILED: "failed"}
RECEIPTS = frozenset(RECEIPT_STATES)
ANNOUNCEMENTS = frozenset({Kind.TICKET_CALLED, Kind.TICKET_RECALLED})

#: Two clocks that are no further apart were not set: one was read a moment after the other.
_SAME_MS = 50


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment, as the machine knew it.

    `at` is the believed time (integer ms since 1970, UTC), `mono` the ms since the start `boot`,
    `trusted` whether the wall clock could be believed then.
    """

    at: int
    boot: str
    mono: int
    trusted: bool

    def until(self, later: "Stamp") -> int | None:
        """The ms from this moment to `later`, or None when no clock can tell.

        The monotonic clock where both are of one boot; else the wall clock where both were trusted.
        """
        if self.boot == later.boot:
            return later.mono - self.mono
        if self.trusted and later.trusted:
            return max(0, later.at - self.at)
        return None

    def roughly_until(self, later: "Stamp") -> int:
        """The ms to `later` for a guard that must decide: as `until`, else by the wall clock, never below 0."""
        exact = self.until(later)
        return max(0, later.at - self.at) if exact is None else exact

    def seen_from(self, later: "Stamp") -> int:
        """When this moment was (ms), as the clock of `later` tells it: its own time, unless a clock was set meanwhile.

        It is the same however often it is asked, though the two clocks are never read in the same instant.
        """
        at = later.at - self.roughly_until(later)
        return self.at if abs(at - self.at) <= _SAME_MS else at


@dataclass(frozen=True, slots=True)
class Event:
    """One fact: a row of the event log. `action` is the seq of the first event of its verb."""

    seq: int
    action: int
    at: int
    boot: str
    mono: int
    trusted: bool
    day: int
    actor: str
    kind: Kind
    ticket: int | None
    leg: int | None
    counter: int | None
    data: Mapping[str, Any]
    hash: str

    @property
    def stamp(self) -> Stamp:
        """When it happened."""
        return Stamp(self.at, self.boot, self.mono, self.trusted)


def standing(events: "list[Event]") -> "list[Event]":
    """The events that still count: without those of undone actions and without the undoing itself."""
    undone = {event.data["undone"] for event in events if event.kind is Kind.ACTION_UNDONE}
    if not undone:
        return events
    return [event for event in events if event.kind is not Kind.ACTION_UNDONE and event.action not in undone]
