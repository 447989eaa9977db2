"""The figures, computed from legs; each as docs/measures.md defines it."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.office.tickets import Leg

#: From how many values on a figure is shown.
MEDIAN_FROM, P90_FROM = 5, 20


@dataclass(frozen=True, slots=True)
class Durations:
    """A leg's parts in ms; None: not there, or no clock could tell.

    `left_ms` is how long somebody waited who was never called.
    """

    wait_ms: int | None = None
    left_ms: int | None = None
    walk_ms: int | None = None
    service_ms: int | None = None
    held_ms: int | None = None


def durations(leg: Leg) -> Durations:
    """What one leg took. Of a service that started by itself nobody saw how long the walk was."""
    wait = left = walk = service = None
    if not leg.continued:
        if leg.first_call:
            wait = leg.begun.until(leg.first_call)
        elif leg.ended:
            left = leg.begun.until(leg.ended)
    if leg.started and not leg.continued and not leg.by_itself and leg.last_call:
        walk = leg.last_call.until(leg.started)
    closed = leg.ended and leg.end in {"finish", "continue", "transfer"}
    if leg.started and leg.ended and closed and leg.held_ms is not None:
        whole = leg.started.until(leg.ended)
        service = None if whole is None else whole - leg.held_ms
    return Durations(wait, left, walk, service, leg.held_ms)


@dataclass(frozen=True, slots=True)
class Quantile:
    """An estimate in whole seconds. `reached` False: the true one is more than this."""

    value_s: int
    reached: bool = True


def kaplan_meier(ended_s: Sequence[int], censored_s: Sequence[int], quantile: float) -> Quantile | None:
    """The time by which the share `quantile` has been called (Kaplan and Meier 1958).

    `censored_s`: those who left or still wait; they count as having waited at least so long. Of equal
    times the calls come first. None without any value.
    """
    ends, gone = sorted(ended_s), sorted(censored_s)
    if not ends and not gone:
        return None
    at_risk, surviving, i, j = len(ends) + len(gone), 1.0, 0, 0
    while i < len(ends):
        moment = ends[i]
        while j < len(gone) and gone[j] < moment:
            j, at_risk = j + 1, at_risk - 1
        count = 1
        while i + count < len(ends) and ends[i + count] == moment:
            count += 1
        surviving *= 1 - count / at_risk
        if surviving <= 1 - quantile + 1e-12:
            return Quantile(moment)
        i, at_risk = i + count, at_risk - count
    return Quantile(max(ends[-1] if ends else 0, gone[-1] if gone else 0), reached=False)


def percentile(values_s: Sequence[int], quantile: float) -> Quantile | None:
    """The smallest value that at least the share `quantile` does not exceed: the same, nobody censored."""
    return kaplan_meier(values_s, (), quantile)


def shown(quantile: Quantile | None, n: int, least: int) -> int | dict[str, int] | None:
    """A figure as pages and API give it: None when `n` is too small, else seconds, or `more_than_s`."""
    if quantile is None or n < least:
        return None
    return quantile.value_s if quantile.reached else {"more_than_s": quantile.value_s}
