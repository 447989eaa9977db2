"""Visits with several services, found among many legs at once."""

import numpy as np

from server.figures.counting.fast_columns import Rows
from server.figures.counting.fast_lists import Array
from server.figures.counting.ways import HOW, Several
from server.office.day_book import ENDS, VOID

_HOWS = list(HOW.values())
#: By the end of a leg how the next one began, as a place among those; -1: it has none.
_BY_END = np.array([_HOWS.index(HOW[end]) if end in HOW else -1 for end in ENDS])


def add_several(several: Several, legs: Rows, passes: Array) -> None:
    """As `Several.add`, of all the legs of many days; `passes`: of each whether it is asked for."""
    serials, service = legs.columns["serial"].astype(np.int64), legs.groups["service"]
    later = np.flatnonzero((serials > 1) & (legs.columns["flags"] & VOID == 0))
    how = _BY_END[legs.columns["end"][later - 1]]
    asked = passes[later - 1] & (how >= 0)
    mixed = service.places[later - 1] * len(service.values) + service.places[later]
    found, numbers = np.unique(mixed[asked] * len(_HOWS) + how[asked], return_counts=True)
    for each, number in zip(found.tolist(), numbers.tolist(), strict=True):
        (since, to), by = divmod(each // len(_HOWS), len(service.values)), _HOWS[each % len(_HOWS)]
        several.ways[service.values[since], service.values[to], by] += number
    last = later[np.append(serials, 1)[later + 1] == 1]
    last = last[passes[last + 1 - serials[last]]]
    count, times = serials[last], legs.columns["visit_time"][last + 1 - serials[last]].astype(np.int64)
    for each in np.unique(count).tolist():
        several.visits[each] += int((count == each).sum())
        seconds, numbers = np.unique(times[(count == each) & (times > 0)] - 1, return_counts=True)
        several.times[each].update(dict(zip(seconds.tolist(), numbers.tolist(), strict=True)))
