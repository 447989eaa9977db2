"""The machines of an office: who asks to be let in, who was, who is there now, and the pauses of the kiosks."""

import threading
from collections.abc import Callable, Set
from dataclasses import asdict
from types import ModuleType
from typing import Any

from server import passwords
from server.access import digest, new_secret
from server.door import Door
from server.kiosk_pin import digits
from server.office.actors import Actor, Role, display, kiosk
from server.pairing import Asking, Pairings, UnknownPairingCode
from server.staff import Command, Once, Reply, tidy

#: How often it is kept on the disk that a machine was seen: memory cards wear.
KEPT_EVERY_MS = 3600_000
HERE = kiosk(0).name


class Devices:
    """The machines of the office.

    `records`, `machines` are the modules of that name, handed in; `present` tells the machines that follow the news
    now, as (namespace, actor's name).
    """

    def __init__(
        self,
        door: Door,
        writer: Any,
        reading: Any,
        records: ModuleType,
        machines: ModuleType,
        present: Callable[[], Set[tuple[str, str]]],
    ) -> None:
        self._door, self._writer, self._reading = door, writer, reading
        self._records, self._machines, self._present = records, machines, present
        self._throttle = passwords.Throttle()
        self._pairings = Pairings()
        self._lock = threading.Lock()
        self._seen: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        door.sighted = self.sighted

    # ---- pairing

    def ask(self, secret: str | None, role: Role, address: str) -> tuple[Asking | None, str]:
        """A machine asks to be let in: what it shows, and its secret; None instead when it was let in meanwhile.

        `secret` is what it was given when it asked before. Raises TooManyAsking.
        """
        now_ms = self.now_ms()
        if secret:
            hashed = digest(secret)
            found = self._pairings.again(hashed, role, now_ms)
            if found is not None or self._is_let_in(hashed, role):
                return found, secret
        fresh = new_secret()
        return self._pairings.ask(digest(fresh), role, address, now_ms), fresh

    def renewed_in_s(self, asking: Asking) -> int:
        """After how long a machine that asks shows another code."""
        return max(1, asking.left_ms(self.now_ms()) // 1000)

    def _is_let_in(self, hashed: str, role: Role) -> bool:
        with self._reading.use() as db:
            token = self._records.token(db, hashed)
        return token is not None and token.role is role

    def asking(self, code: str, by: Actor, address: str) -> Reply:
        """Whose screen shows this code, as {role, address}. Raises UnknownPairingCode, TooManyAttempts."""
        found = self._find(code, by, address)
        return {"role": found.role.value, "address": found.address}

    def pair(self, code: str, name: str, by: Actor, address: str, once: Once) -> Reply:
        """Let the machine that shows this code in, under a name.

        Raises UnknownPairingCode, BadName, TooManyAttempts.
        """
        name = tidy(name)
        found: list[Asking] = []

        def command(tx: Any) -> Reply:
            # Inside, so that the same command sent again is answered and not looked up.
            found.append(self._find(code, by, address))
            if self._records.token(tx.db, found[0].digest) is not None:
                raise UnknownPairingCode()
            return asdict(self._machines.pair(tx, name, found[0].role, found[0].digest))

        reply: Reply = self._writer.do(once(command), by)
        for each in found:
            self._pairings.let_in(each.digest)
        self._door.forget()
        return reply

    def _find(self, code: str, by: Actor, address: str) -> Asking:
        now_ms = self.now_ms()
        self._throttle.attempt(by.name, address, now_ms)
        found = self._pairings.find("".join(filter(str.isdecimal, digits(code))), now_ms)
        self._throttle.passed(by.name, address)
        return found

    def renaming(self, token: int, name: str) -> Command:
        """What the writer does to rename a machine. Raises BadName."""
        name = tidy(name)
        return lambda tx: asdict(self._machines.rename(tx, token, name))

    # ---- who is there

    def sighted(self, machine: str) -> None:
        """A machine asked for something (its actor's name). Never blocks."""
        token = int(machine.rpartition(":")[2])
        now_ms = self.now_ms()
        with self._lock:
            self._seen[token] = now_ms
            due = token != 0 and now_ms - self._kept.get(token, -KEPT_EVERY_MS) >= KEPT_EVERY_MS
            if due:
                self._kept[token] = now_ms
        if due:
            self._writer.later(lambda tx: self._machines.saw(tx, token, tx.now.at))

    def all(self) -> Reply:
        """The devices page's facts: {devices, here, asking}; moments are ms since 1970."""
        now, paused = self._reading.now(), self._reading.catalogue().kiosks
        present = self._present()
        follows = {machine for _, machine in present}
        with self._reading.use() as db:
            tokens, kept = list(self._records.tokens(db)), self._machines.seen(db)
        with self._lock:
            seen = {token: now.at - (now.mono - mono_ms) for token, mono_ms in self._seen.items()}

        def shown(token: Any) -> Reply:
            name = kiosk(token.id).name
            names = {name, display(token.id).name, f"token:{token.id}"}
            return {
                "id": token.id,
                "name": token.name,
                "role": token.role.value,
                "added_at": token.added_at,
                "connected": not names.isdisjoint(follows),
                "seen_at": seen.get(token.id, kept.get(token.id)),
                "kiosk": name if token.role is Role.KIOSK else None,
                "paused": paused.get(name),
            }

        return {
            "devices": [shown(token) for token in tokens if token.revoked_at is None],
            "here": {"kiosk": HERE, "connected": ("/kiosk", HERE) in present, "paused": paused.get(HERE)},
            "asking": [self._shown(each, now.mono) for each in self._pairings.all(now.mono)],
        }

    def _shown(self, asking: Asking, now_ms: int) -> Reply:
        return {"role": asking.role.value, "address": asking.address, "for_s": (now_ms - asking.since_ms) // 1000}

    def now_ms(self) -> int:
        """The moment by the clock that only goes forward."""
        mono: int = self._door.mono_ms()
        return mono
