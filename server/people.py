"""What is kept of people beside the log: staff, their sessions, the first manager's link.

The writing functions take a transaction and run inside the writer's. Secrets are kept as digests only, passwords as
hashes. The log holds of all this no more than ids and the names of fields.
"""

import sqlite3
import unicodedata
from dataclasses import dataclass

from server.office.actors import Role
from server.office.errors import OfficeError
from server.office.events import Kind, Stamp
from server.records import Transaction

#: Longer than anybody stays signed in (`access.SESSION_S`).
SESSIONS_KEPT_MS = 24 * 3600 * 1000
_PRUNED_AT_ONCE = 20


class NameTaken(OfficeError):
    kind = "name-taken"
    message = "There is already a “%(name)s”."


class UnknownStaff(OfficeError, LookupError):
    kind = "unknown-staff"
    message = "There is no member of staff “%(name)s”."


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
    tx.db.execute(f"INSERT INTO session ({_SESSION}) VALUES (?, ?, ?, ?, ?, ?)", values)
    tx.record(Kind.STAFF_SIGNED_IN, staff=staff)


_SESSION = "digest, staff, began_at, began_boot, began_mono, began_trusted"


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
