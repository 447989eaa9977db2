"""Who works here and which machines are trusted: signing in and out, passwords, tokens, the first manager."""

import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from types import ModuleType
from typing import Any

from server import passwords
from server.access import digest, new_secret
from server.door import Door
from server.office.actors import SYSTEM, Actor, Role, display, kiosk
from server.office.errors import OfficeError
from server.office.events import Stamp

LONGEST_NAME = 64


class BadName(OfficeError, ValueError):
    kind = "bad-name"
    message = "A name has 1 to %(longest)s letters, and no signs that cannot be seen."


Reply = dict[str, Any]
Command = Callable[[Any], Reply]
Once = Callable[[Command], Command]


def _as_it_is(command: Command) -> Command:
    return command


def _shown(id: int, name: str, role: Role) -> Reply:
    return {"id": id, "name": name, "role": role.value}


class Staff:
    """The staff of the office and the tokens of its machines.

    `records`, `people` and `desk` are the modules of that name, handed in. Everything that changes somebody's access
    makes the `door` look again.
    """

    def __init__(
        self, door: Door, writer: Any, reading: Any, records: ModuleType, people: ModuleType, desk: ModuleType
    ) -> None:
        self._door, self._writer, self._reading = door, writer, reading
        self._records, self._people, self._desk = records, people, desk
        self._throttle = passwords.Throttle()

    def sign_in(self, name: str, password: str, address: str, now: Stamp) -> str:
        """Begin a session and give its secret. Raises WrongPassword, TooManyAttempts."""
        key = self._people.name_key(name)[: LONGEST_NAME * 2]
        self._throttle.attempt(key, address, now.mono)
        with self._reading.use() as db:
            member = self._people.member(db, name)
        if not passwords.is_right(member.password if member else None, password):
            raise passwords.WrongPassword()
        self._throttle.passed(key, address)
        return self._begin_session(member.id, member.role)

    def _begin_session(self, staff: int, role: Role) -> str:
        secret = new_secret()
        who = Actor(f"staff:{staff}", role, staff)
        self._writer.do(lambda tx: self._people.open_session(tx, staff, digest(secret)), who)
        return secret

    def sign_out(self, secret: str, who: Actor) -> None:
        """End a session. Their counter closes first; it refuses while somebody is called (domain.md)."""

        def leave(tx: Any) -> None:
            counter = tx.desk_of(who.staff) if who.staff is not None else None
            if counter is not None:
                self._desk.close(tx, counter)
            self._people.close_session(tx, digest(secret))

        self._writer.do(leave, who)
        self._door.forget()

    def members(self) -> list[Reply]:
        """Everybody who works here, as {id, name, role}."""
        with self._reading.use() as db:
            return [_shown(member.id, member.name, member.role) for member in self._people.staff(db)]

    def add(self, name: str, role: Role, password: str, by: Actor, once: Once = _as_it_is) -> Reply:
        """Take somebody in. Raises BadName, BadPassword, NameTaken. `once` is applied to what the writer does."""
        name = tidy(name)
        hashed = passwords.digest_of(password, name)

        def command(tx: Any) -> Reply:
            return _shown(self._people.add_member(tx, name, role, hashed), name, role)

        return self._do(once(command), by)

    def set_password(self, name: str, password: str, by: Actor, once: Once = _as_it_is) -> Reply:
        """A new password; all sessions of that member end. Raises BadPassword, UnknownStaff."""
        hashed = passwords.digest_of(password, name)

        def command(tx: Any) -> Reply:
            member = self._people.set_password(tx, name, hashed)
            return _shown(member.id, member.name, member.role)

        return self._do(once(command), by)

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

    def become_first_manager(self, link: str, name: str, password: str) -> str:
        """Use the link up: the secret of the new manager's session. Raises UnknownLink, BadName, BadPassword."""
        self.must_be_welcome(link)
        name = tidy(name)
        hashed = passwords.digest_of(password, name)
        staff = self._writer.do(lambda tx: self._people.use_link(tx, digest(link), name, hashed), SYSTEM)
        return self._begin_session(staff, Role.MANAGER)


def tidy(name: str) -> str:
    """A name as it is kept: composed, with single spaces. Raises BadName."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadName(longest=LONGEST_NAME)
    return name
