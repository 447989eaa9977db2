"""What is kept of the machines beside their tokens: which were paired, and when each was seen.

The writing functions take a transaction and run inside the writer's.
"""

import sqlite3
from typing import Any

from server.office.actors import Role
from server.office.events import Kind
from server.records import Token, UnknownToken, add_token, tokens


def pair(tx: Any, name: str, role: Role, digest: str) -> Token:
    """Let a machine in for good: the digest of the secret that it holds already becomes that of a token."""
    token = add_token(tx, name, role, digest)
    tx.db.execute("INSERT INTO device (token, paired_at) VALUES (?, ?)", (token.id, tx.now.at))
    return token


def rename(tx: Any, token: int, name: str) -> Token:
    """Give a machine another name. Raises UnknownToken, also for one that was revoked."""
    changed = tx.db.execute("UPDATE token SET name = ? WHERE id = ? AND revoked_at IS NULL", (name, token)).rowcount
    if not changed:
        raise UnknownToken(token=token)
    tx.record(Kind.SETTING_CHANGED, key="token", id=token, fields=["name"])
    return next(each for each in tokens(tx.db) if each.id == token)


def saw(tx: Any, token: int, at: int) -> None:
    """Keep when a machine was last seen (ms since 1970)."""
    tx.db.execute(
        "INSERT INTO device (token, paired_at, seen_at) SELECT id, added_at, ? FROM token WHERE id = ?"
        " ON CONFLICT (token) DO UPDATE SET seen_at = excluded.seen_at",
        (at, token),
    )


def seen(db: sqlite3.Connection) -> dict[int, int]:
    """When each machine was last seen, as far as it is kept (ms since 1970), by the id of its token."""
    return dict(db.execute("SELECT token, seen_at FROM device WHERE seen_at IS NOT NULL").fetchall())
