"""The data file, open for writing, and the head of its log."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from server import event_log, rows, schema
from server.chain import FIRST_HASH
from server.office import day
from server.office.actors import Actor
from server.office.catalogue import Catalogue
from server.office.events import Event, Stamp
from server.transaction import Transaction

T = TypeVar("T")

#: So many events may lie in SQLite's write-ahead log before they are brought into the data file.
_UNSETTLED = 500


class Store:
    """The data file, open for writing: by one thread at a time. It knows the head of the log.

    `catalogue` is what the office has decided; None before it is founded.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open()

    def _open(self) -> None:
        self.db = schema.connect(self.path)
        schema.prepare(self.db)
        self._read_head()

    def _read_head(self) -> None:
        row = self.db.execute("SELECT seq, hash, at FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        self.seq, self.hash, self.at = row or (0, FIRST_HASH, 0)
        self._settled = 0
        self.confirmed_boot = event_log.last_moment(self.db)[1]
        self.catalogue: Catalogue | None = rows.catalogue(self.db)

    def reopen(self) -> None:
        """Begin anew from what is on the disk: after a failure nothing in memory counts.

        A file that has gone (a disk that was pulled) is not founded anew: sqlite3.OperationalError.
        """
        self.close()
        if not self.path.exists():
            raise sqlite3.OperationalError("the data file has gone")
        self._open()

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self.db.close()

    def begin(self) -> None:
        """Begin a commit, which takes the commands of everybody who waits."""
        self.db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make all of it durable. Raises sqlite3.Error when the disk would not take it."""
        self.db.execute("COMMIT")

    @property
    def unsettled(self) -> bool:
        """Whether a quiet moment should be used to `settle`."""
        return self.seq - self._settled >= _UNSETTLED

    def settle(self) -> None:
        """Bring what is durable already into the data file. On a slow disk it takes as long as two commits or more.

        Raises sqlite3.Error, which then harms nothing.
        """
        self._settled = self.seq
        self.db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def run(self, command: Callable[[Transaction], T], actor: Actor, now: Stamp) -> tuple[T, list[Event]]:
        """Run one command in a savepoint of its own: all of it counts, or nothing.

        Gives its result and what it recorded. `now` is what the clock says; the office believes it as
        `day.believed` tells.
        """
        head = (self.seq, self.hash, self.at, self.confirmed_boot, self.catalogue)
        trusted = now.trusted or now.boot == self.confirmed_boot
        believed = Stamp(day.believed(now.at, trusted, self.at), now.boot, now.mono, trusted)
        tx = Transaction(self, actor, believed, now.at)
        self.db.execute("SAVEPOINT command")
        try:
            result = command(tx)
        except BaseException:
            self.seq, self.hash, self.at, self.confirmed_boot, self.catalogue = head
            if self.db.in_transaction:
                self.db.execute("ROLLBACK TO command")
                self.db.execute("RELEASE command")
            raise
        self.db.execute("RELEASE command")
        return result, tx.recorded
