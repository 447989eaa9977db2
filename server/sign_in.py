"""Signing in and out: a password is tried, a session begins and ends, and who fails too often is locked out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from server import passwords
from server.access import digest, new_secret
from server.door import Door, lasts, running_in
from server.office.actors import Actor, Role
from server.office.errors import OfficeError

_LONGEST_KEY = 128

Reply = dict[str, Any]
Command = Callable[[Any], Reply]
Once = Callable[[Command], Command]


class Locked(OfficeError, PermissionError):
    kind = "locked"
    message = (
        "This sign-in is locked after too many wrong passwords."
        " A manager can lift it, or whoever looks after the office’s computer."
    )


class WrongOldPassword(passwords.WrongPassword):
    kind = "wrong-password"
    message = "This is not the password until now."


class SamePassword(OfficeError, ValueError):
    kind = "same-password"
    message = "This is the password that you have already. Please choose another one."


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who signed in: the secret of the session, and the counter that they have open or paused."""

    secret: str
    role: Role
    counter: int | None
    must_change: bool


class SignIn:
    """The sign-in of the staff. `people`, `sessions` and `desk` are the modules of that name, handed in.

    A name that nobody has is answered like one that somebody has, as slowly, and is locked like it: so nobody learns
    which names there are. While a sign-in is locked no password is tried: so nobody learns which one is right.
    """

    def __init__(
        self, door: Door, writer: Any, reading: Any, people: ModuleType, sessions: ModuleType, desk: ModuleType
    ) -> None:
        self._door, self._writer, self._reading = door, writer, reading
        self._people, self._sessions, self._desk = people, sessions, desk
        self._throttle, self._wrong = passwords.Throttle(), passwords.Wrong()

    def attempt(self, name: str, password: str, address: str, former: str | None = None) -> Came:
        """Begin a session. `former`: the secret of the session that this browser had until now, which ends.

        Raises WrongPassword, Locked, TooManyAttempts.
        """
        member, right = self._tried(name, password, address)
        if not right:
            self._keep_refusal(member)
            raise passwords.WrongPassword()
        return self.begin(member.id, member.role, former, member.password)

    def begin(self, staff: int, role: Role, former: str | None, password: str | None = None) -> Came:
        """Begin the session of somebody who has shown who they are, by the `password` (its hash) if one is given."""
        secret = new_secret()

        def come(tx: Any) -> Came:
            member = self._people.member_of(tx.db, staff)
            if not member.active or password not in (None, member.password):
                raise passwords.WrongPassword()  # it was changed in this moment
            self._sessions.forget_ended(tx, partial(lasts, running=running_in(tx)))
            self._end_former(tx, staff, former)
            self._sessions.begin(tx, staff, digest(secret))
            return Came(secret, member.role, member.counter, member.must_change)

        came: Came = self._writer.do(come, Actor(f"staff:{staff}", role, staff))
        self._door.forget()
        return came

    def _end_former(self, tx: Any, staff: int, former: str | None) -> None:
        """A secret that somebody may have put into this browser opens nothing from now on."""
        session = self._sessions.session(tx.db, digest(former)) if former else None
        if session:
            self._sessions.end(tx, session.digest, why=None if session.staff == staff else "replaced")

    def leave(self, secret: str, who: Actor) -> None:
        """End a session. Their counter closes first; it refuses while somebody is called (domain.md)."""

        def leave(tx: Any) -> None:
            if self._sessions.session(tx.db, digest(secret)) is None:
                return  # they signed in elsewhere in this moment, and work there
            counter = tx.desk_of(who.staff) if who.staff is not None else None
            if counter is not None:
                self._desk.close(tx, counter)
            self._sessions.end(tx, digest(secret))

        self._writer.do(leave, who)
        self._door.forget()

    def change_password(
        self, secret: str, who: Actor, old: str, new: str, address: str, once: Once = lambda command: command
    ) -> Came:
        """Somebody chooses a password of their own: all their sessions end but the one of this secret.

        Raises WrongOldPassword, Locked, TooManyAttempts, SamePassword, BadPassword.
        """
        with self._reading.use() as db:
            name = self._people.member_of(db, who.staff).name
        passwords.must_do(new, name)
        member, right = self._tried(name, old, address)
        if right and passwords.are_one(old, new):
            raise SamePassword()
        hashed = passwords.digest_of(new, name) if right else ""

        def command(tx: Any) -> Reply:
            # Inside, so that the same command sent again is answered, though its old password is one no more.
            if not right or self._people.member_of(tx.db, member.id).password != member.password:
                raise WrongOldPassword()
            changed = self._people.set_own_password(tx, member.id, hashed, digest(secret))
            return {"counter": changed.counter}

        try:
            reply: Reply = self._writer.do(once(command), who)
        except WrongOldPassword:
            self._keep_refusal(member)
            raise
        self.forgive(name)
        self._door.forget()
        return Came(secret, member.role, reply["counter"], False)

    def forgive(self, name: str) -> None:
        """The wrong passwords of a name count no more, and nobody waits for having tried."""
        key = self._key(name)
        self._throttle.forgive(key)
        self._wrong.forgive(key)

    def _key(self, name: str) -> str:
        key: str = self._people.name_key(name)
        return key[:_LONGEST_KEY]

    def _tried(self, name: str, password: str, address: str) -> tuple[Any, bool]:
        """The member of staff of that name, if there is one, and whether this is their password.

        Raises TooManyAttempts, Locked.
        """
        key = self._key(name)
        self._throttle.attempt(key, address, self._door.mono_ms())
        with self._reading.use() as db:
            member = self._people.member(db, name)
        failed = self._wrong.begin(key, member.failed if member else 0)
        try:
            if failed >= self._tries() or (member and member.locked_at is not None):
                self._keep_refusal(member, locked=True)
                raise Locked()
            right = passwords.is_right(member.password if member and member.active else None, password)
        except OfficeError:
            self._wrong.take_back(key)
            raise
        if right:
            self._throttle.passed(key, address)
            self._wrong.forgive(key)
        return member, right

    def _keep_refusal(self, member: Any, locked: bool = False) -> None:
        """Nobody waits for it, so that a name that somebody has takes no longer than one that nobody has."""
        staff, why, tries = None, "unknown", self._tries()
        if member:
            staff, why = member.id, "locked" if locked else "password" if member.active else "inactive"
        self._writer.later(lambda tx: self._people.refuse(tx, staff, why, tries))

    def _tries(self) -> int:
        tries: int = self._reading.catalogue().rules.sign_in_tries
        return tries
