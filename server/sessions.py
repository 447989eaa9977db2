"""What is kept of those who signed in: sessions, beside the log.

The writing functions take a transaction and run inside the writer's. A session's secret is kept as a digest only.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from server import records
from server.office.actors import Role
from server.office.day import Day
from server.office.events import Kind, Stamp
from server.people import member_of


class Transaction(records.Transaction, Protocol):
    """What these functions need of the writer's transaction."""

    def day(self) -> Day | None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """A member of staff who is signed in, since `began`, in the business day of that number."""

    digest: str
    staff: int
    name: str
    role: Role
    must_change: bool
    began: Stamp
    day: int


def begin(tx: Transaction, staff: int, digest: str) -> None:
    """Sign a member of staff in: whoever holds the secret of `digest` is them from now on.

    A clerk is at one place: what else is open in their name ends.
    """
    now, day = tx.now, tx.day()
    if member_of(tx.db, staff).role is Role.CLERK:
        for (other,) in tx.db.execute("SELECT digest FROM session WHERE staff = ?", (staff,)).fetchall():
            end(tx, other, why="elsewhere")
    values = (digest, staff, now.at, now.boot, now.mono, int(now.trusted), day.number if day else 0)
    tx.db.execute(f"INSERT INTO session ({_SESSION}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    tx.db.execute("UPDATE staff SET failed = 0 WHERE id = ? AND failed > 0", (staff,))
    tx.record(Kind.STAFF_SIGNED_IN, staff=staff)


_SESSION = "digest, staff, began_at, began_boot, began_mono, began_trusted, day"


def forget_ended(tx: Transaction, lasts: Callable[[Session], bool]) -> None:
    """Forget the sessions that have ended by themselves, as it is told of each: nobody signed out."""
    ended = [(each.digest,) for each in sessions(tx.db) if not lasts(each)]
    tx.db.executemany("DELETE FROM session WHERE digest = ?", ended)


_SESSIONS = (
    "SELECT digest, staff, name, role, must_change, began_at, began_boot, began_mono, began_trusted, day"
    " FROM session JOIN staff ON staff.id = session.staff"
)


def _session(row: tuple[Any, ...]) -> Session:
    digest, staff, name, role, must_change, at, boot, mono, trusted, day = row
    return Session(digest, staff, name, Role(role), bool(must_change), Stamp(at, boot, mono, bool(trusted)), day)


def session(db: sqlite3.Connection, digest: str) -> Session | None:
    """The session of that digest."""
    row = db.execute(f"{_SESSIONS} WHERE digest = ?", (digest,)).fetchone()
    return _session(row) if row else None


def sessions(db: sqlite3.Connection) -> list[Session]:
    """All sessions that nobody has ended, also those that ended by themselves."""
    return [_session(row) for row in db.execute(f"{_SESSIONS} ORDER BY began_at")]


def end(tx: Transaction, digest: str, why: str | None = None) -> None:
    """Sign out. A session that is gone already stays gone. `why`: a sign-in ended it, and which."""
    row = tx.db.execute("DELETE FROM session WHERE digest = ? RETURNING staff", (digest,)).fetchone()
    if row:
        tx.record(Kind.STAFF_SIGNED_OUT, staff=row[0], **({"why": why} if why else {}))
