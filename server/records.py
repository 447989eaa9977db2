"""What is kept beside the log: the tokens of machines and programs. People are kept in `server.people`.

The writing functions take a transaction and run inside the writer's. Secrets are kept as digests only.
The log holds of all this no more than ids and the names of fields.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from server.office.actors import Role
from server.office.errors import OfficeError
from server.office.events import Event, Kind, Stamp


class Transaction(Protocol):
    """What these functions need of the writer's transaction."""

    @property
    def db(self) -> sqlite3.Connection: ...
    @property
    def now(self) -> Stamp: ...
    def record(self, kind: Kind, **data: Any) -> Event: ...


class UnknownToken(OfficeError, LookupError):
    kind = "unknown-token"
    message = "There is no token with the id %(token)s."


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token; its secret is known to its holder alone. Times are ms since 1970."""

    id: int
    name: str
    role: Role
    added_at: int
    revoked_at: int | None


def add_token(tx: Transaction, name: str, role: Role, digest: str) -> Token:
    """Keep a new bearer token, known by the digest of its secret."""
    row = tx.db.execute(
        "INSERT INTO token (name, role, digest, added_at) VALUES (?, ?, ?, ?) RETURNING id",
        (name, role.value, digest, tx.now.at),
    ).fetchone()
    tx.record(Kind.SETTING_CHANGED, key="token", id=row[0], fields=["name", "role"])
    return Token(row[0], name, role, tx.now.at, None)


def revoke_token(tx: Transaction, token: int) -> Token:
    """End a token at once; one that is revoked already stays so. Raises UnknownToken."""
    update = "UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
    ended = tx.db.execute(update, (tx.now.at, token)).rowcount
    found = next((each for each in tokens(tx.db) if each.id == token), None)
    if found is None:
        raise UnknownToken(token=token)
    if ended:
        tx.record(Kind.SETTING_CHANGED, key="token", id=token, fields=["revoked"])
    return found


def token(db: sqlite3.Connection, digest: str) -> Token | None:
    """The token of that digest, unless it was revoked."""
    row = db.execute(
        "SELECT id, name, role, added_at, revoked_at FROM token WHERE digest = ? AND revoked_at IS NULL", (digest,)
    ).fetchone()
    return _token(row) if row else None


def must_be_kiosk(db: sqlite3.Connection, token: int) -> None:
    """Raise UnknownToken unless a kiosk holds this token now; 0 stands for the one at the office's own computer."""
    query = "SELECT 1 FROM token WHERE id = ? AND role = ? AND revoked_at IS NULL"
    if token and db.execute(query, (token, Role.KIOSK.value)).fetchone() is None:
        raise UnknownToken(token=token)


def tokens(db: sqlite3.Connection) -> Iterator[Token]:
    """All tokens, also the revoked ones, in the order in which they were made."""
    return map(_token, db.execute("SELECT id, name, role, added_at, revoked_at FROM token ORDER BY id").fetchall())


def _token(row: tuple[Any, ...]) -> Token:
    return Token(row[0], row[1], Role(row[2]), row[3], row[4])
