"""What is kept beside the log: staff, sessions, tokens, the first manager's link.

The writing functions take a transaction and run inside the writer's. Secrets are kept as digests only.
The log holds of all this no more than ids and the names of fields.
"""

import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from server.office.actors import Role
from server.office.errors import OfficeError
from server.office.events import Event, Kind, Stamp

#: Longer than anybody stays signed in (`access.SESSION_S`).
SESSIONS_KEPT_MS = 24 * 3600 * 1000
_PRUNED_AT_ONCE = 20


class Transaction(Protocol):
    """What these functions need of the writer's transaction."""

    @property
    def db(self) -> sqlite3.Connection: ...
    @property
    def now(self) -> Stamp: ...
    def record(self, kind: Kind, **data: Any) -> Event: ...


class NameTaken(OfficeError):
    kind = "name-taken"
    message = "There is already a “%(name)s”."


class UnknownStaff(OfficeError, LookupError):
    kind = "unknown-staff"
    message = "There is no member of staff “%(name)s”."


class UnknownToken(OfficeError, LookupError):
    kind = "unknown-token"
    message = "There is no token with the id %(token)s."


class UnknownLink(OfficeError, LookupError):
    kind = "unknown-link"
    message = "This link was used already, or a newer one was made."


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff. `password` is the argon2 hash."""

    id: int
    name: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True)
class Session:
    """A member of staff who is signed in, since `began`."""

    staff: int
    name: str
    role: Role
    began: Stamp


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token; its secret is known to its holder alone. Times are ms since 1970."""

    id: int
    name: str
    role: Role
    added_at: int
    revoked_at: int | None


def name_key(name: str) -> str:
    """What two spellings of one name have in common: small or large letters, composed or not."""
    return unicodedata.normalize("NFKC", name).casefold()


def member(db: sqlite3.Connection, name: str) -> Member | None:
    """The member of staff of that name."""
    row = db.execute("SELECT id, name, role, password FROM staff WHERE name_key = ?", (name_key(name),)).fetchone()
    return Member(row[0], row[1], Role(row[2]), row[3]) if row else None


def staff(db: sqlite3.Connection) -> list[Member]:
    """All members of staff, in the order in which they came."""
    rows = db.execute("SELECT id, name, role, password FROM staff ORDER BY id")
    return [Member(id_, name, Role(role), password) for id_, name, role, password in rows]


def has_manager(db: sqlite3.Connection) -> bool:
    """Whether anybody can manage this office yet."""
    return db.execute("SELECT 1 FROM staff WHERE role = ?", (Role.MANAGER.value,)).fetchone() is not None


def add_member(tx: Transaction, name: str, role: Role, password: str) -> int:
    """Take a member of staff in (`password`: the hash) and give the id. Raises NameTaken."""
    if member(tx.db, name):
        raise NameTaken(name=name)
    row = tx.db.execute(
        "INSERT INTO staff (name, name_key, role, password) VALUES (?, ?, ?, ?) RETURNING id",
        (name, name_key(name), role.value, password),
    ).fetchone()
    tx.record(Kind.SETTING_CHANGED, key="staff", id=row[0], fields=["name", "password", "role"])
    return int(row[0])


def set_password(tx: Transaction, name: str, password: str) -> Member:
    """Give a member of staff a new password (its hash): all their sessions end. Raises UnknownStaff."""
    found = member(tx.db, name)
    if found is None:
        raise UnknownStaff(name=name)
    tx.db.execute("UPDATE staff SET password = ? WHERE id = ?", (password, found.id))
    tx.db.execute("DELETE FROM session WHERE staff = ?", (found.id,))
    tx.record(Kind.SETTING_CHANGED, key="staff", id=found.id, fields=["password"])
    return found


def open_session(tx: Transaction, staff: int, digest: str) -> None:
    """Sign a member of staff in: whoever holds the secret of `digest` is them from now on."""
    now = tx.now
    values = (digest, staff, now.at, now.boot, now.mono, int(now.trusted))
    _prune_sessions(tx)
    tx.db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)", values)
    tx.record(Kind.STAFF_SIGNED_IN, staff=staff)


def _prune_sessions(tx: Transaction) -> None:
    """Forget a few sessions that have ended by themselves: as with replies, each new one pays for it."""
    oldest = "SELECT digest, began_at, began_boot, began_mono, began_trusted FROM session ORDER BY began_at LIMIT ?"
    for digest, *began, trusted in tx.db.execute(oldest, (_PRUNED_AT_ONCE,)).fetchall():
        if Stamp(*began, bool(trusted)).roughly_until(tx.now) > SESSIONS_KEPT_MS:
            tx.db.execute("DELETE FROM session WHERE digest = ?", (digest,))


def session(db: sqlite3.Connection, digest: str) -> Session | None:
    """The session of that digest."""
    row = db.execute(
        "SELECT staff, name, role, began_at, began_boot, began_mono, began_trusted"
        " FROM session JOIN staff ON staff.id = session.staff WHERE digest = ?",
        (digest,),
    ).fetchone()
    return Session(row[0], row[1], Role(row[2]), Stamp(row[3], row[4], row[5], bool(row[6]))) if row else None


def close_session(tx: Transaction, digest: str) -> None:
    """Sign out. A session that is gone already stays gone."""
    row = tx.db.execute("DELETE FROM session WHERE digest = ? RETURNING staff", (digest,)).fetchone()
    if row:
        tx.record(Kind.STAFF_SIGNED_OUT, staff=row[0])


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


def make_link(tx: Transaction, digest: str) -> bool:
    """Keep the first manager's one-time link; an older one is void. False: there is a manager, so no link."""
    if has_manager(tx.db):
        return False
    tx.db.execute("DELETE FROM link")
    tx.db.execute("INSERT INTO link VALUES (?, 'first manager', ?)", (digest, tx.now.at))
    return True


def has_link(db: sqlite3.Connection, digest: str) -> bool:
    """Whether the first manager may still come in by the link of that digest."""
    return db.execute("SELECT 1 FROM link WHERE digest = ?", (digest,)).fetchone() is not None


def use_link(tx: Transaction, digest: str, name: str, password: str) -> int:
    """Make the first manager, once; give the id. Raises UnknownLink."""
    if tx.db.execute("DELETE FROM link WHERE digest = ? RETURNING 1", (digest,)).fetchone() is None:
        raise UnknownLink()
    return add_member(tx, name, Role.MANAGER, password)
