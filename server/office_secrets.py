"""What only this office knows, each by its purpose: the key of the codes on phones, the PIN of the staff corner.

The writing functions take a transaction and run inside the writer's.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from server.office.events import Kind


def kept(db: sqlite3.Connection, purpose: str) -> str | None:
    """The secret for that purpose; None: there is none yet."""
    row = db.execute("SELECT value FROM secret WHERE purpose = ?", (purpose,)).fetchone()
    return row[0] if row else None


def kept_or_made(tx: Any, purpose: str, make: Callable[[], str]) -> str:
    """The same, made when it is first asked for. The log holds nothing of it."""
    tx.db.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", (purpose, make()))
    return str(kept(tx.db, purpose))


def change(tx: Any, purpose: str, value: str) -> None:
    """Keep another one; the log holds no more than that it changed."""
    tx.db.execute("INSERT OR REPLACE INTO secret VALUES (?, ?)", (purpose, value))
    tx.record(Kind.SETTING_CHANGED, key=purpose, fields=["value"])
