"""What the managers' figures are computed from: the only questions asked of `leg` and `span`."""

import sqlite3
from typing import Any

from server import event_log, rows
from server.line_history import ITS_KINDS
from server.office import day
from server.office.catalogue import Catalogue
from server.office.ending import ending
from server.office.events import Stamp
from server.office.measures import MEDIAN_FROM, P90_FROM, kaplan_meier, percentile, shown

Data = dict[str, Any]


def today(db: sqlite3.Connection, catalogue: Catalogue, now: Stamp) -> Data:
    """The figures of the running business day (docs/measures.md), all provisional.

    A figure that too few values carry is None; one that the waits do not reach is `{"more_than_s": …}`.
    """
    running = rows.day(db)
    if running is None:
        return of_days(db, catalogue, now, 1, 0) | {"day": None, "provisional": True}
    figures = of_days(db, catalogue, now, running.number, running.number)
    return figures | {"day": {"number": running.number, "date": running.date}, "provisional": True}


def of_days(db: sqlite3.Connection, catalogue: Catalogue, now: Stamp, low: int, high: int) -> Data:
    """The figures of the business days `low` to `high`.

    A day that is over counts as ended, though nothing has turned it yet (`ending`).
    """
    days, running = (low, high), rows.day(db)
    over = day.is_over(running, now, catalogue.time_zone, catalogue.rules)
    if over and running:
        last = event_log.last_doing(db, running.number)
        now = ending(running, last.stamp if last else None, now, catalogue)
    count = _counts(db, days)
    if over:
        count["open"], count["served"] = 0, count["served"] + _being_served(db, days)
    line = [] if over else [leg.waited_ms(now) // 1000 for leg in rows.line(db)]
    still_waiting, unknown = _still_waiting_s(db, now, days)
    waits = _seconds(db, "wait_ms", days)
    left = _seconds(db, "left_ms", days)
    services = _seconds(db, "service_ms", days)
    censored = left + still_waiting
    return {
        "taken": count["taken"],
        "served": count["served"],
        "open": count["open"],
        "void": count["void"],
        "waiting": len(line),
        "longest_wait_s": max(line, default=0),
        "wait": {
            "median_s": shown(kaplan_meier(waits, censored, 0.5), len(waits) + len(censored), MEDIAN_FROM),
            "p90_s": shown(kaplan_meier(waits, censored, 0.9), len(waits) + len(censored), P90_FROM),
            "n": len(waits) + len(censored),
            "censored": len(censored),
        },
        "service_time": {
            "median_s": shown(percentile(services, 0.5), len(services), MEDIAN_FROM),
            "p90_s": shown(percentile(services, 0.9), len(services), P90_FROM),
            "n": len(services),
        },
        "no_show": {"count": count["missed"], "called": count["called"]},
        "out_of_turn": count["out_of_turn"],
        "left_out": count["no_clock"] + unknown,
        "undone": _undone(db, days),
        "by_service": _by_service(db, catalogue, days, over),
        "counters": _counters(db, catalogue, days, over),
    }


def _seconds(db: sqlite3.Connection, column: str, days: tuple[int, int]) -> list[int]:
    query = f"SELECT {column} / 1000 FROM leg WHERE day BETWEEN ? AND ? AND NOT void AND {column} IS NOT NULL"
    return [value for (value,) in db.execute(query, days)]


def _counts(db: sqlite3.Connection, days: tuple[int, int]) -> Data:
    of_tickets = db.execute(
        "SELECT coalesce(sum(NOT void), 0), coalesce(sum(void), 0),"
        " coalesce(sum(NOT void AND state IN ('waiting', 'called', 'serving', 'held')), 0)"
        " FROM ticket WHERE day BETWEEN ? AND ?",
        days,
    ).fetchone()
    of_legs = db.execute(
        "SELECT count(DISTINCT CASE WHEN end IN ('finish', 'continue', 'day-turned') THEN ticket END),"
        " coalesce(sum(called), 0), coalesce(sum(end = 'no-show'), 0), count(out_of_turn),"
        " coalesce(sum(CASE WHEN continued THEN 0 WHEN called THEN wait_ms IS NULL"
        "   ELSE end IS NOT NULL AND left_ms IS NULL END"
        "   OR (started AND end IN ('finish', 'continue', 'transfer') AND service_ms IS NULL)), 0)"
        " FROM leg WHERE day BETWEEN ? AND ? AND NOT void",
        days,
    ).fetchone()
    names = ("taken", "void", "open", "served", "called", "missed", "out_of_turn", "no_clock")
    return dict(zip(names, of_tickets + of_legs, strict=True))


def _being_served(db: sqlite3.Connection, days: tuple[int, int]) -> int:
    """Visits without a finished leg that are being served: they count as served, with an unknown end."""
    query = (
        "SELECT count(*) FROM ticket WHERE state = 'serving' AND day BETWEEN ? AND ? AND NOT EXISTS"
        " (SELECT 1 FROM leg WHERE leg.ticket = ticket.id AND end IN ('finish', 'continue'))"
    )
    count: int = db.execute(query, days).fetchone()[0]
    return count


def _still_waiting_s(db: sqlite3.Connection, now: Stamp, days: tuple[int, int]) -> tuple[list[int], int]:
    """How long those have waited who were never called yet, and of how many no clock can tell."""
    query = (
        "SELECT begun_at, begun_boot, begun_mono, begun_trusted FROM ticket JOIN leg ON leg.ticket = ticket.id"
        " WHERE ticket.state = 'waiting' AND ticket.day BETWEEN ? AND ? AND NOT leg.called AND leg.end IS NULL"
    )
    begun = [Stamp(at, boot, mono, bool(trusted)) for at, boot, mono, trusted in db.execute(query, days)]
    waited = [since.until(now) for since in begun]
    known = [max(0, ms) // 1000 for ms in waited if ms is not None]
    return known, len(waited) - len(known)


def _undone(db: sqlite3.Connection, days: tuple[int, int]) -> int:
    query = (
        f"SELECT count(DISTINCT action) FROM event WHERE {ITS_KINDS} AND kind = 'ActionUndone' AND day BETWEEN ? AND ?"
    )
    count: int = db.execute(query, days).fetchone()[0]
    return count


def _by_service(db: sqlite3.Connection, catalogue: Catalogue, days: tuple[int, int], over: bool) -> list[Data]:
    waiting = {} if over else rows.waiting_by_service(db)
    query = (
        "SELECT service, sum(serial = 1), sum(coalesce(end IN ('finish', 'continue', 'day-turned'), 0))"
        " FROM leg WHERE day BETWEEN ? AND ? AND NOT void GROUP BY service"
    )
    legs = {service: counts for service, *counts in db.execute(query, days)}
    return [
        {
            "code": code,
            "waiting": waiting.get(code, 0),
            "taken": legs.get(code, (0, 0))[0],
            "served": legs.get(code, (0, 0))[1],
        }
        for code in catalogue.services
    ]


def _counters(db: sqlite3.Connection, catalogue: Catalogue, days: tuple[int, int], over: bool) -> list[Data]:
    states = {} if over else rows.counter_states(db)
    query = (
        "SELECT counter, sum(coalesce(end IN ('finish', 'continue', 'day-turned'), 0))"
        " FROM leg WHERE day BETWEEN ? AND ? AND NOT void AND counter IS NOT NULL GROUP BY counter"
    )
    served = dict(db.execute(query, days).fetchall())
    found = []
    for number in catalogue.counters:
        ticket, clerk = (None, None) if over else (rows.ticket_at(db, number), rows.desk(db, number).clerk)
        found.append(
            {
                "number": number,
                "state": states.get(number, "closed"),
                "clerk": rows.staff_name(db, clerk) if clerk is not None else None,
                "number_served": served.get(number, 0),
                "ticket": rows.number_of(db, ticket) if ticket is not None else None,
            }
        )
    return found
