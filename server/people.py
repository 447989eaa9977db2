"""What is kept of people beside the log: staff, how their sign-in stands, the first manager's link.

The writing functions take a transaction and run inside the writer's. Secrets are kept as digests only, passwords as
hashes. The log holds of all this no more than ids and the names of fields.
"""

import sqlite3
import unicodedata
from dataclasses import dataclass

from server.office.actors import Role
from server.office.errors import OfficeError
from server.office.events import Kind
from server.records import Transaction


class NameTaken(OfficeError):
    kind = "name-taken"
    message = "There is already a “%(name)s”."


class UnknownStaff(OfficeError, LookupError):
    kind = "unknown-staff"
    message = "There is no member of staff “%(name)s”."


class UnknownLink(OfficeError, LookupError):
    kind = "unknown-link"
    message = "This link was used already, or a newer one was made."


class LastManager(OfficeError):
    kind = "last-manager"
    message = "“%(name)s” is the only manager who signs in: somebody else must be a manager, and have signed in, first."


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff. `password` is the argon2 hash.

    `must_change`: somebody else knows the password; `failed`: wrong passwords in a row; `locked_at` (ms since 1970):
    there were too many of them; `counter`: the one that they have open or paused.
    """

    id: int
    name: str
    role: Role
    password: str
    active: bool
    must_change: bool
    failed: int
    locked_at: int | None
    counter: int | None


def name_key(name: str) -> str:
    """What two spellings of one name have in common: small or large letters, composed or not, a space too many."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


_MEMBERS = (
    "SELECT id, name, role, password, active, must_change, failed, locked_at, counter"
    " FROM staff LEFT JOIN counter_now ON clerk = id"
)


def _member(id_: int, name: str, role: str, password: str, active: int, must_change: int, *more: int) -> Member:
    return Member(id_, name, Role(role), password, bool(active), bool(must_change), *more)


def member(db: sqlite3.Connection, name: str) -> Member | None:
    """The member of staff of that name."""
    row = db.execute(f"{_MEMBERS} WHERE name_key = ?", (name_key(name),)).fetchone()
    return _member(*row) if row else None


def member_of(db: sqlite3.Connection, staff: int) -> Member:
    """The member of staff with that id. Raises UnknownStaff."""
    row = db.execute(f"{_MEMBERS} WHERE id = ?", (staff,)).fetchone()
    if row is None:
        raise UnknownStaff(name=staff)
    return _member(*row)


def staff(db: sqlite3.Connection) -> list[Member]:
    """All members of staff, also those who have left, in the order in which they came."""
    return [_member(*row) for row in db.execute(f"{_MEMBERS} ORDER BY id")]


def has_manager(db: sqlite3.Connection) -> bool:
    """Whether anybody can manage this office yet."""
    return db.execute("SELECT 1 FROM staff WHERE role = ?", (Role.MANAGER.value,)).fetchone() is not None


def add_member(tx: Transaction, name: str, role: Role, password: str, must_change: bool = False) -> int:
    """Take a member of staff in (`password`: the hash) and give the id. Raises NameTaken."""
    if member(tx.db, name):
        raise NameTaken(name=name)
    row = tx.db.execute(
        "INSERT INTO staff (name, name_key, role, password, must_change) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (name, name_key(name), role.value, password, must_change),
    ).fetchone()
    tx.record(Kind.SETTING_CHANGED, key="staff", id=row[0], fields=["name", "password", "role"])
    return int(row[0])


def set_password(tx: Transaction, name: str, password: str, must_change: bool = False) -> Member:
    """A new password (its hash) for a member of staff: their sessions end, a lock is lifted. Raises UnknownStaff."""
    found = member(tx.db, name)
    if found is None:
        raise UnknownStaff(name=name)
    tx.db.execute("DELETE FROM session WHERE staff = ?", (found.id,))
    return _change(tx, found, password=password, must_change=must_change, failed=0, locked_at=None)


def set_own_password(tx: Transaction, staff: int, password: str, session: str) -> Member:
    """Somebody chose a password (its hash): all their sessions end but the one of that digest. Raises UnknownStaff."""
    found = member_of(tx.db, staff)
    tx.db.execute("DELETE FROM session WHERE staff = ? AND digest <> ?", (staff, session))
    return _change(tx, found, password=password, must_change=False, failed=0)


def set_active(tx: Transaction, staff: int, active: bool) -> Member:
    """Whether somebody works here; who does not has no session. Raises UnknownStaff, LastManager."""
    found = member_of(tx.db, staff)
    if not active:
        _must_leave_a_manager(tx.db, found)
        tx.db.execute("DELETE FROM session WHERE staff = ?", (staff,))
    return _change(tx, found, active=active)


def set_role(tx: Transaction, staff: int, role: Role) -> Member:
    """What somebody may do. Raises UnknownStaff, LastManager."""
    found = member_of(tx.db, staff)
    if role is not Role.MANAGER:
        _must_leave_a_manager(tx.db, found)
    return _change(tx, found, role=role)


def _must_leave_a_manager(db: sqlite3.Connection, leaves: Member) -> None:
    """One who is sure to come in again: not locked out, and with a password of their own that they have used."""
    query = "SELECT 1 FROM staff WHERE role = ? AND active = 1 AND locked_at IS NULL AND must_change = 0 AND id <> ?"
    manages = leaves.active and leaves.role is Role.MANAGER
    if manages and db.execute(query, (Role.MANAGER.value, leaves.id)).fetchone() is None:
        raise LastManager(name=leaves.name)


def unlock(tx: Transaction, staff: int) -> Member:
    """Let somebody try again who tried too often. Raises UnknownStaff."""
    return _change(tx, member_of(tx.db, staff), failed=0, locked_at=None)


def refuse(tx: Transaction, staff: int | None, why: str, tries: int) -> None:
    """Keep that somebody could not sign in; after so many wrong passwords in a row, lock it. Raises UnknownStaff.

    `staff` None: nobody has the name. It leaves one event as well: the number of events is told to everybody.
    """
    if staff is None:
        tx.record(Kind.STAFF_REFUSED, staff=None, why=why)
        return
    found = member_of(tx.db, staff)
    failed = found.failed if why == "locked" else found.failed + 1
    locks = failed >= tries and found.locked_at is None
    locked_at = tx.now.at if locks else found.locked_at
    tx.db.execute("UPDATE staff SET failed = ?, locked_at = ? WHERE id = ?", (failed, locked_at, staff))
    tx.record(Kind.STAFF_REFUSED, staff=staff, why=why, **({"locked": True} if locks else {}))


def _change(tx: Transaction, found: Member, **new: str | bool | int | None) -> Member:
    """Change what is not so already, and keep in the log which fields those were; a new password always is one."""
    changed = {field: value for field, value in new.items() if getattr(found, field) != value}
    if changed:
        places = ", ".join(f"{field} = ?" for field in changed)
        tx.db.execute(f"UPDATE staff SET {places} WHERE id = ?", (*changed.values(), found.id))
        fields = sorted("locked" if field == "locked_at" else field for field in changed if field != "failed")
        if fields:
            tx.record(Kind.SETTING_CHANGED, key="staff", id=found.id, fields=fields)
    return member_of(tx.db, found.id)


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
