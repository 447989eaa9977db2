"""The figures, computed from legs; each as docs/measures.md defines it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, repeat
from operator import add, mul, neg, sub, truediv

from server.office.day_book import SEEN
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
    closed = leg.ended and leg.end in SEEN
    if leg.started and leg.ended and closed and leg.held_ms is not None:
        whole = leg.started.until(leg.ended)
        service = None if whole is None else whole - leg.held_ms
    return Durations(wait, left, walk, service, leg.held_ms)


@dataclass(frozen=True, slots=True)
class Quantile:
    """An estimate in whole seconds. `reached` False: the true one is more than this."""

    value_s: int
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each number of seconds was: three equally long sequences, `seconds` ascending.

    `ended`: whose wait came to its end then; `censored`: who left or still waits; they have waited at least so long.
    """

    seconds: Sequence[int] = ()
    ended: Sequence[int] = ()
    censored: Sequence[int] = ()

    @property
    def n(self) -> int:
        return sum(self.ended) + sum(self.censored)


def spread(ended_s: Iterable[int], censored_s: Iterable[int] = ()) -> Spread:
    """The spread of values in any order."""
    ended, censored = Counter(ended_s), Counter(censored_s)
    seconds = tuple(sorted(ended.keys() | censored.keys()))
    return Spread(seconds, tuple(ended[each] for each in seconds), tuple(censored[each] for each in seconds))


#: How far the rounding of a million factors may be off; the least step between shares of a million is 1e-6.
_ROUNDING = 1e-9


def survival(spread: Spread, steps: int | None = None) -> list[float]:
    """The share that waits longer than each of the seconds (Kaplan and Meier 1958); of equal times calls come first.

    `steps`: only of so many.
    """
    at_risk = accumulate(map(add, spread.ended, spread.censored), sub, initial=spread.n)
    return list(accumulate(map(sub, repeat(1.0), map(truediv, islice(spread.ended, steps), at_risk)), mul))


def quantiles(spread: Spread, *shares: float) -> list[Quantile | None]:
    """The time by which each share has been called; None without any value."""
    surviving = survival(spread)
    return [_quantile(spread, surviving, share) for share in shares]


def _quantile(spread: Spread, surviving: Sequence[float], share: float) -> Quantile | None:
    if not surviving:
        return None
    at = bisect_left(surviving, share - 1 - _ROUNDING, key=neg)
    return Quantile(spread.seconds[at]) if at < len(surviving) else Quantile(spread.seconds[-1], reached=False)


def share_within(spread: Spread, seconds: int) -> float | None:
    """The share that is called within so many seconds, if nobody left before; None without any value."""
    if not spread.seconds:
        return None
    at = bisect_right(spread.seconds, seconds)
    return 1 - survival(spread, at)[-1] if at else 0.0


def percentile(values_s: Sequence[int], share: float) -> Quantile | None:
    """The smallest value that at least the share does not exceed: the same, nobody censored."""
    return quantiles(spread(values_s), share)[0]


def shown(quantile: Quantile | None, n: int, least: int) -> int | dict[str, int] | None:
    """A figure as pages and API give it: None when `n` is too small, else seconds, or `more_than_s`."""
    if quantile is None or n < least:
        return None
    return quantile.value_s if quantile.reached else {"more_than_s": quantile.value_s}
