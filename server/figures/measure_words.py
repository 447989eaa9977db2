"""What each figure of the statistics is called and means: for page, report and files; docs/measures.md has it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from server.office.measures import MEDIAN_FROM, P90_FROM


class Measure(NamedTuple):
    """A figure. `typical`: from how many values on its median is shown, and its 90th percentile, where it has them."""

    name: str
    definition: str
    typical: tuple[int, ...] = ()


_MEDIAN, _BOTH = (MEDIAN_FROM,), (MEDIAN_FROM, P90_FROM)


def measures(_: Callable[[str], str]) -> dict[str, Measure]:
    """Each figure by where it stands in a row (`wait`, `level.strict`); `_` translates a text."""
    return {
        **_of_people(_),
        **_of_waits(_),
        **_of_services(_),
        **_of_calls(_),
        **_of_counters(_),
    }


def _of_people(_: Callable[[str], str]) -> dict[str, Measure]:
    return {
        "taken": Measure(_("Came"), _("Tickets taken. Those that staff made void are not among them.")),
        "served": Measure(
            _("Visits served"),
            _("Visits with at least one finished service. Several services of one visit are one visit."),
        ),
        "open": Measure(
            _("Still open"), _("Visits that have not ended: waiting, called, being served or on hold.")
        ),
        "void": Measure(
            _("Made void"),
            _(
                "Tickets that staff made void (a prank, taken twice, a mistake): out of every other figure, but that a"
                " counter which called one was not free."
            ),
        ),
        "legs": Measure(
            _("Services asked for"),
            _("A visit that goes on to a second service asks for two; each has its own wait, call and time."),
        ),
        "begun": Measure(
            _("Waits begun"),
            _("Services asked for, without those that went on at the same counter: nobody waits for them again."),
        ),
        "called": Measure(_("Were called"), _("Waits begun that ended with a call.")),
        "finished": Measure(
            _("Services finished"),
            _("Services that were finished, also those that only the end of the day ended."),
        ),
    }  # fmt: skip


def _of_waits(_: Callable[[str], str]) -> dict[str, Measure]:
    return {
        "wait": Measure(
            _("Wait"),
            _(
                "From the arrival, or from being sent on, to the first call that was neither undone nor put back."
                " Those who left, and those who still wait, count as having waited at least so long (Kaplan–Meier)."
            ),
            _BOTH,
        ),
        "level.strict": Measure(
            _("Called within the target"),
            _(
                "Those called within the target of their service, of all waits begun, also of those who left; while a"
                " day runs, without those who still wait within it."
            ),
        ),
        "level.served": Measure(
            _("Within the target, of those called"),
            _("Those called within the target, of those who were called. It leaves out who gave up."),
        ),
        "level.expected": Measure(
            _("Within the target, had nobody left"),
            _("The share that the estimate of the waits (Kaplan–Meier) has within the target, where all have one."),
        ),
        "left": Measure(
            _("Left without being called"),
            _("Waits begun that were given up, or that the end of the day ended, before a call, of all waits begun."),
        ),
        "no_show": Measure(
            _("Did not come"), _("Those who were called, did not come and did not return, of those who were called.")
        ),
        "cancelled_after_call": Measure(
            _("Cancelled after the call"), _("They have waited and were called: they have not left.")
        ),
        "walk": Measure(_("Way to the counter"), _("From the last call to the start of the service."), _BOTH),
    }  # fmt: skip


def _of_services(_: Callable[[str], str]) -> dict[str, Measure]:
    return {
        "service_time": Measure(
            _("Service time"), _("From the start of the service to its end, without the time on hold."), _BOTH
        ),
        "hold": Measure(
            _("Time on hold"), _("How long services were put on hold, where they were taken up again."), _MEDIAN
        ),
        "visit_time": Measure(
            _("Whole visit"), _("From the arrival to the end of the last service, of finished visits."), _BOTH
        ),
    }


def _of_calls(_: Callable[[str], str]) -> dict[str, Measure]:
    return {
        "calls.count": Measure(_("Calls"), _("Calls that were not undone; the repetition of a call is none.")),
        "calls.out_of_turn": Measure(
            _("Called out of turn"), _("Calls that did not follow the rule, each with its reason, of all calls.")
        ),
        "calls.put_backs": Measure(
            _("Put back into the line"), _("Calls that were taken back, so that the person waits on.")
        ),
        "calls.undone": Measure(_("Undone actions"), _("They count as if they had never been.")),
    }


def _of_counters(_: Callable[[str], str]) -> dict[str, Measure]:
    return {
        "time.open_s": Measure(
            _("Counters open"), _("From opening to closing, also while paused and with a ticket.")
        ),
        "time.paused_s": Measure(_("Counters paused"), _("The pauses in the time that counters were open.")),
        "time.busy_s": Measure(
            _("Counters with a ticket"), _("From each call until the ticket had left the counter.")
        ),
        "time.idle_s": Measure(
            _("Counters free"), _("The time that counters were open, without the pauses and without a ticket.")
        ),
        "time.handled_per_hour": Measure(
            _("Handled per hour"), _("Services finished, by the hours that counters were open.")
        ),
    }  # fmt: skip
