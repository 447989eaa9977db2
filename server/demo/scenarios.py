"""What a simulated office is like: who comes, for what, how long it takes, and how clerks work."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Shares = tuple[tuple[str, float], ...]


class Errand(NamedTuple):
    """What some come for: their share of all, and how long it takes: lognormal; exponential where `cv` is None."""

    service: str
    share: float
    mean_min: float
    cv: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who comes. `work_min`: how long a clerk of speed 1 needs; `comes`: when called, they are there."""

    service: str
    work_min: float
    patience_min: float
    priority: str | None
    comes: bool
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An office as theory sees it. Rates are per minute, times in minutes, shares from 0 to 1.

    `profile` multiplies the arrivals of each hour from the opening (the last one goes on); `speed` is the range of
    how fast clerks are. Between two people a clerk is busy for `tidy_min`, and whoever is called walks for an
    exponential time of mean `walk_min`. Patience is exponential too.

    Shares of services: `breaks` follow, `goes_on` with another matter at once, `sent_on` to another service. Shares
    of calls: `no_show`, `put_back`, `out_of_turn`.
    """

    arrivals_per_min: float
    opens_min: float
    errands: tuple[Errand, ...]
    profile: tuple[float, ...] = (1.0,)
    counters: tuple[int, ...] = (1, 2, 3, 4)
    speed: tuple[float, float] = (1.0, 1.0)
    tidy_min: float = 0.0
    walk_min: float = 0.0
    patience_min: float = math.inf
    priorities: Shares = ()
    languages: Shares = (("ar", 1.0),)
    no_show: float = 0.0
    breaks: float = 0.0
    break_min: tuple[float, float] = (5.0, 20.0)
    goes_on: float = 0.0
    sent_on: float = 0.0
    put_back: float = 0.0
    out_of_turn: float = 0.0

    def comes_after(self, minute: float, factor: float, random: Random) -> float | None:
        """When the next one comes, in minutes from the opening; None: nobody does any more.

        A Poisson process, whose rate is `factor` times that of the hour.
        """
        while minute < self.opens_min:
            hour = int(minute // 60)
            rate = self.arrivals_per_min * factor * self.profile[min(hour, len(self.profile) - 1)]
            # It has no memory: what would come after the hour is drawn anew.
            comes = minute + random.expovariate(rate)
            if comes < min((hour + 1) * 60, self.opens_min):
                return comes
            minute = (hour + 1) * 60
        return None

    def somebody(self, random: Random) -> Person:
        """One of those who come."""
        errand = _chosen(self.errands, [each.share for each in self.errands], random.random())
        patience = random.expovariate(1 / self.patience_min) if self.patience_min < math.inf else math.inf
        priority = _named(self.priorities, random.random())
        comes = random.random() >= self.no_show
        language = _named(self.languages, random.random()) or self.languages[0][0]
        return Person(errand.service, work_min(errand, random), patience, priority, comes, language)

    def other_errand(self, than: str, random: Random) -> Errand:
        """Another matter of somebody who is there already."""
        others = [each for each in self.errands if each.service != than] or self.errands
        return _chosen(others, [each.share for each in others], random.random() * sum(each.share for each in others))


def work_min(errand: Errand, random: Random) -> float:
    """How long a clerk of speed 1 needs for it this time."""
    if errand.cv is None:
        return random.expovariate(1 / errand.mean_min)
    variance = math.log(1 + errand.cv**2)
    return random.lognormvariate(math.log(errand.mean_min) - variance / 2, math.sqrt(variance))


def _chosen(values: Sequence[T], shares: Sequence[float], at: float) -> T:
    """The value in whose share a number falls that was drawn from 0 to the sum of all."""
    for value, share in zip(values, shares, strict=True):
        at -= share
        if at < 0:
            return value
    return values[-1]


def _named(shares: Shares, at: float) -> str | None:
    """The name in whose share a number from 0 to 1 falls; None: in nobody's."""
    return _chosen([*(name for name, _ in shares), None], [*(share for _, share in shares), 1.0], at)


#: A municipal office of four counters, as the example office is one.
OFFICE = Scenario(
    arrivals_per_min=0.21,
    profile=(1.15, 1, 1, 1.25, 1.6, 1.3, 0.9, 0.7, 0.5),
    opens_min=540,
    errands=(
        Errand("complaints", 0.25, 6, 0.7),
        Errand("information", 0.25, 6, 0.7),
        Errand("commercial-licence", 0.175, 14, 0.8),
        Errand("environmental-health", 0.175, 14, 0.8),
        Errand("company-registration", 0.075, 25, 0.7),
        Errand("building-permit", 0.075, 25, 0.7),
    ),
    speed=(0.85, 1.2),
    tidy_min=0.3,
    walk_min=0.4,
    patience_min=120,
    priorities=(("disability", 0.03), ("age", 0.06), ("infant", 0.03)),
    languages=(("ar", 0.86), ("en", 0.08), ("fr", 0.06)),
    no_show=0.08,
    breaks=0.05,
)
#: Its weekdays (Monday is 0), the first day of its week, and how many more come on that day.
WORKDAYS, FIRST_WEEKDAY, FIRST_DAY_FACTOR = (6, 0, 1, 2, 3), 6, 1.2
#: The same office, in which now and then somebody has two errands, and a clerk makes an exception.
LIVELY = replace(OFFICE, goes_on=0.04, sent_on=0.03, put_back=0.01, out_of_turn=0.015)
