"""Business days by their dates. A date has one, or none; where a clock was set back, several."""

from __future__ import annotations

import sqlite3

from server.office.periods import Period


def date_of(db: sqlite3.Connection, number: int) -> str:
    """The date of a business day."""
    dated: str = db.execute("SELECT date FROM day WHERE number = ?", (number,)).fetchone()[0]
    return dated


def numbers(db: sqlite3.Connection, dated: str) -> list[int]:
    """The business days of a date."""
    return [number for (number,) in db.execute("SELECT number FROM day WHERE date = ? ORDER BY number", (dated,))]


def days(db: sqlite3.Connection, period: Period) -> list[tuple[int, str]]:
    """The business days of a period and their dates, in the order of these."""
    query = "SELECT number, date FROM day WHERE date BETWEEN ? AND ? ORDER BY date, number"
    return db.execute(query, (period.first.isoformat(), period.last.isoformat())).fetchall()


def ended(db: sqlite3.Connection) -> dict[int, str]:
    """The dates of all business days but the running one."""
    return dict(db.execute("SELECT number, date FROM day WHERE number < (SELECT max(number) FROM day)"))


def first(db: sqlite3.Connection, after: str = "") -> str | None:
    """The first date of all that a business day has, or the first after one."""
    dated: str | None = db.execute("SELECT min(date) FROM day WHERE date > ?", (after,)).fetchone()[0]
    return dated


def last(db: sqlite3.Connection, before: str = "9999") -> str | None:
    """The last date of all, or the last before one."""
    dated: str | None = db.execute("SELECT max(date) FROM day WHERE date < ?", (before,)).fetchone()[0]
    return dated
