"""Who works here and which machines are trusted: members of staff, tokens, the first manager."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from types import ModuleType
from typing import Any

from server import passwords
from server.access import digest, new_secret
from server.door import Door, Running, lasts, running_in
from server.office.actors import SYSTEM, Actor, Role, display, kiosk
from server.office.errors import OfficeError
from server.sign_in import Came, Command, Once, Reply, SignIn

LONGEST_NAME = 64


class BadName(OfficeError, ValueError):
    kind = "bad-name"
    message = "A name has 1 to %(longest)s letters, and no signs that cannot be seen."


def _as_it_is(command: Command) -> Command:
    return command


def _shown(member: Any, signed_in: Mapping[int, int], over: bool = False) -> Reply:
    """A member of staff; `signed_in`: since when (ms), by their ids; after the day nobody has a counter."""
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role.value,
        "active": member.active,
        "locked": member.locked_at is not None,
        "must_change": member.must_change,
        "counter": None if over else member.counter,
        "signed_in_at": signed_in.get(member.id),
    }


class Staff:
    """The staff of the office and the tokens of its machines.

    What a method takes as `once` is applied to what the writer does. `records`, `people`, `sessions` and `desk` are
    the modules of that name, handed in. Everything that changes somebody's access makes the `door` look again.
    """

    def __init__(
        self,
        door: Door,
        writer: Any,
        reading: Any,
        records: ModuleType,
        people: ModuleType,
        sessions: ModuleType,
        desk: ModuleType,
    ) -> None:
        self._door, self._writer, self._reading = door, writer, reading
        self._records, self._people, self._sessions, self._desk = records, people, sessions, desk
        self.sign_in = SignIn(door, writer, reading, people, sessions, desk)

    def members(self) -> list[Reply]:
        """Everybody who works or worked here.

        As {id, name, role, active, locked, must_change, counter, signed_in_at}: since when they are signed in (ms).
        """
        running = self._reading.running()
        with self._reading.view() as view:
            signed_in = self._signed_in(view.db, running)
            return [_shown(member, signed_in, view.over) for member in self._people.staff(view.db)]

    def _signed_in(self, db: Any, running: Running) -> dict[int, int]:
        return {each.staff: each.began.at for each in self._sessions.sessions(db) if lasts(each, running)}

    def add(
        self,
        name: str,
        role: Role,
        password: str,
        by: Actor,
        once: Once = _as_it_is,
        *,
        must_change: bool = False,
    ) -> Reply:
        """Take somebody in; `must_change`: somebody else chose the password. Raises BadName, BadPassword, NameTaken."""
        name = tidy(name)
        hashed = passwords.digest_of(password, name)

        def command(tx: Any) -> Reply:
            staff = self._people.add_member(tx, name, role, hashed, must_change)
            return _shown(self._people.member_of(tx.db, staff), {})

        reply = self._do(once(command), by)
        self.sign_in.forgive(name)  # who tried before there was anybody of that name
        return reply

    def set_password(
        self, name: str, password: str, by: Actor, once: Once = _as_it_is, *, must_change: bool = False
    ) -> Reply:
        """A new password; all sessions of that member end, a lock is lifted. Raises BadPassword, UnknownStaff."""
        hashed = passwords.digest_of(password, name)

        def command(tx: Any) -> Reply:
            return _shown(self._people.set_password(tx, name, hashed, must_change), {})

        reply = self._do(once(command), by)
        self.sign_in.forgive(name)
        return reply

    def set_active(self, staff: int, active: bool, by: Actor, once: Once = _as_it_is) -> Reply:
        """Whether somebody works here. Who leaves has no session and no counter; somebody called there stays first.

        Raises UnknownStaff, LastManager, CounterBusy.
        """

        def command(tx: Any) -> Reply:
            counter = self._people.member_of(tx.db, staff).counter
            if not active and counter is not None:
                self._desk.close(tx, counter)
            return self._changed(tx, self._people.set_active(tx, staff, active))

        return self._do(once(command), by)

    def set_role(self, staff: int, role: Role, by: Actor, once: Once = _as_it_is) -> Reply:
        """What somebody may do from now on. Raises UnknownStaff, LastManager."""
        return self._do(once(lambda tx: self._changed(tx, self._people.set_role(tx, staff, role))), by)

    def unlock(self, staff: int, by: Actor, once: Once = _as_it_is) -> Reply:
        """Somebody who failed too often may sign in again. Raises UnknownStaff."""
        reply = self._do(once(lambda tx: self._changed(tx, self._people.unlock(tx, staff))), by)
        self.sign_in.forgive(reply["name"])
        return reply

    def _changed(self, tx: Any, member: Any) -> Reply:
        return _shown(member, self._signed_in(tx.db, running_in(tx)))

    def tokens(self) -> list[Reply]:
        """All tokens, as {id, name, role, added_at, revoked_at} (ms), also the revoked ones."""
        with self._reading.use() as db:
            return [asdict(token) for token in self._records.tokens(db)]

    def adding_token(self, name: str, role: Role) -> tuple[Command, str]:
        """What the writer does for a new token, and its secret, which nobody keeps. Raises BadName."""
        name, secret = tidy(name), new_secret()
        return lambda tx: asdict(self._records.add_token(tx, name, role, digest(secret))), secret

    def revoke_token(self, token: int, by: Actor, once: Once = _as_it_is) -> Reply:
        """End a token at once, and with it a kiosk's pause and a display's options, which nobody could change any more.

        Raises UnknownToken.
        """

        def command(tx: Any) -> Reply:
            revoked = self._records.revoke_token(tx, token)
            self._desk.pause_kiosk(tx, kiosk(token).name, None)
            self._desk.arrange_display(tx, display(token).name, {})
            return asdict(revoked)

        return self._do(once(command), by)

    def _do(self, command: Command, by: Actor) -> Reply:
        reply: Reply = self._writer.do(command, by)
        self._door.forget()
        return reply

    def welcome(self) -> str | None:
        """The path of a new one-time link for the first manager (an older one is void); None when there is one."""
        secret = new_secret()
        made = self._writer.do(lambda tx: self._people.make_link(tx, digest(secret)), SYSTEM)
        return f"/welcome/{secret}" if made else None

    def must_be_welcome(self, link: str) -> None:
        """Raise UnknownLink unless the first manager may come in by this link."""
        with self._reading.use() as db:
            if not self._people.has_link(db, digest(link)):
                raise self._people.UnknownLink()

    def is_device(self, secret: str) -> bool:
        """Whether this is the token of a kiosk or a display: only these may be kept in a browser for good."""
        with self._reading.use() as db:
            token = self._records.token(db, digest(secret))
        return token is not None and token.role in (Role.KIOSK, Role.DISPLAY)

    def become_first_manager(self, link: str, name: str, password: str, former: str | None = None) -> Came:
        """Use the link up, and begin the new manager's session (`SignIn.begin`).

        Raises UnknownLink, BadName, BadPassword.
        """
        self.must_be_welcome(link)
        name = tidy(name)
        hashed = passwords.digest_of(password, name)
        staff = self._writer.do(lambda tx: self._people.use_link(tx, digest(link), name, hashed), SYSTEM)
        return self.sign_in.begin(staff, Role.MANAGER, former)


def tidy(name: str) -> str:
    """A name as it is kept: composed, with single spaces. Raises BadName."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadName(longest=LONGEST_NAME)
    return name
