"""The data file: how it is opened, and whether it is one of this version."""

import sqlite3
from pathlib import Path

#: The schema that this version reads and writes: the number of its migrations.
VERSION = 4
#: `PRAGMA application_id` of a data file of Dawr: the letters "Dawr".
APPLICATION_ID = int.from_bytes(b"Dawr")


class SchemaError(Exception):
    """The data file cannot be used by this version; the message says what to do."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection that writes: every acknowledged commit is on the disk when it returns."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    # 64 MB, for those who never rest: otherwise `Store.settle` does it, in a moment when nobody waits.
    db.execute("PRAGMA wal_autocheckpoint=16000")
    return db


def connect_reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads, with a small cache (64 ordinary ones took 130 MB)."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False, timeout=5)
    db.execute("PRAGMA query_only=ON")
    db.execute("PRAGMA cache_size=-512")
    return db


def prepare(db: sqlite3.Connection) -> None:
    """Give an empty file its tables; refuse a file that is not of this version (SchemaError)."""
    found = _version(db)
    if found == 0 and not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        migrate(db)
        return
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise SchemaError("The data file is not one of Dawr: choose another folder with --data.")
    if found > VERSION:
        raise SchemaError(
            f"The data are of schema {found}, and this version of Dawr knows schemas up to {VERSION}: "
            "start the newer version that wrote them."
        )
    if found < VERSION:
        raise SchemaError(
            f"The data are of schema {found}, and this version of Dawr needs {VERSION}: "
            "copy the data folder to a safe place, then run `python -m server migrate`."
        )


def migrate(db: sqlite3.Connection) -> None:
    """Bring the file to the newest schema, all at once or not at all; nothing happens to one that is there already."""
    # Only here: those who have their tables already need nothing of it, and it costs 2 MB.
    from sqlite_utils import Database

    from server.migrations import migrations

    db.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(Database(db))
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version
