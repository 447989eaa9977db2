"""The own day of a member of staff: whom they served, how long that took, and what they did beside the rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server import day_calls, line_history, rows
from server.office.day_book import FINISHES
from server.office.events import Kind, Stamp
from server.office.measures import MEDIAN_FROM, percentile, shown

if TYPE_CHECKING:
    from server.views import View

Data = dict[str, Any]

#: A day of theirs in which nothing was.
_NOTHING = {"served": 0, "called": 0, "missed": 0}
_THEIRS = "day = ? AND clerk = ?"


def told(view: View, staff: int) -> Data:
    """The figures of the running day (docs/measures.md), from what was done at their counters in their name."""
    running = not view.over and view.today is not None
    day = view.today.number if running and view.today else 0
    theirs = (day, staff)
    marks = _marks(view, day)
    return {
        "day": {"number": view.today.number, "date": view.today.date} if running and view.today else None,
        "counter": rows.desk_of(view.db, staff) if running else None,
        **(_counts(view, theirs) if running else _NOTHING),
        "put_backs": marks.put_backs[staff],
        "service_time": _service_time(view, theirs, marks),
        **_spans(view, theirs),
        "sub_services": _sub_services(view, theirs),
        "exceptions": line_history.exceptions_of(view, staff),
    }


def _counts(view: View, theirs: tuple[int, int]) -> Data:
    """People served (several services of one visit are one), called, and still missed."""
    query = (
        f"SELECT count(DISTINCT CASE WHEN end IN {tuple(sorted(FINISHES))} THEN ticket END),"
        f" coalesce(sum(called), 0), coalesce(sum(end = 'no-show'), 0) FROM leg WHERE {_THEIRS} AND NOT void"
    )
    return dict(zip(_NOTHING, view.db.execute(query, theirs).fetchone(), strict=True))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What no table tells: whose calls were put back how often, and the legs (ticket, serial) on hold at last."""

    put_backs: Counter[int | None]
    aside: set[tuple[int | None, int | None]]


def _marks(view: View, day: int) -> _Marks:
    """From what was done that day with tickets that are not void."""
    void = {ticket for (ticket,) in view.db.execute("SELECT id FROM ticket WHERE day = ? AND void", (day,))}
    stand = day_calls.standing(day_calls.read(view.db, day))
    put_backs, caller = Counter[int | None](), dict[int | None, int | None]()
    for call in stand:
        if call.kind == Kind.TICKET_CALLED:
            caller[call.ticket] = call.clerk
        elif call.kind == Kind.TICKET_PUT_BACK and call.ticket not in void:
            put_backs[caller[call.ticket]] += 1
    return _Marks(put_backs, day_calls.aside(stand))


def _service_time(view: View, theirs: tuple[int, int], marks: _Marks) -> Data:
    """Without those that were never resumed: nobody knows when their service ended."""
    query = f"SELECT ticket, serial, service_ms / 1000 FROM leg WHERE {_THEIRS} AND NOT void AND service_ms IS NOT NULL"
    found = view.db.execute(query, theirs)
    values = [value for ticket, serial, value in found if (ticket, serial) not in marks.aside]
    return {"median_s": shown(percentile(values, 0.5), len(values), MEDIAN_FROM), "n": len(values)}


def _spans(view: View, theirs: tuple[int, int]) -> Data:
    """How long their counters were open, with the pauses, and paused (s), until now; no clock: left out."""
    query = (
        "SELECT state, lasted_ms, ended_at, event.at, boot, mono, trusted FROM span JOIN event ON event.seq = span.seq"
        " WHERE span.day = ? AND span.clerk = ?"
    )
    took_ms = {"open": 0, "paused": 0}
    for state, lasted_ms, ended_at, at, boot, mono, trusted in view.db.execute(query, theirs):
        if ended_at is None:
            lasted_ms = Stamp(at, boot, mono, bool(trusted)).until(view.now)
        took_ms[state] += max(0, lasted_ms or 0)
    took_ms["open"] += took_ms["paused"]
    return {f"{state}_s": ms // 1000 for state, ms in took_ms.items()}


def _sub_services(view: View, theirs: tuple[int, int]) -> dict[str, int]:
    query = (
        "SELECT each.key, sum(each.value) FROM leg, json_each(leg.sub_services) AS each"
        f" WHERE {_THEIRS} AND NOT void GROUP BY each.key ORDER BY each.key"
    )
    return dict(view.db.execute(query, theirs).fetchall())
