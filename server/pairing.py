"""Pairing: a screen on another machine shows a code, and a manager enters it. Nothing of it is on the disk.

The machine that asks holds a secret, of which only the digest is known here. The code is its short name for a few
minutes: it opens nothing by itself. When a manager has entered it, the digest becomes that of a token, and so the
secret of the one who asked opens the door. Times are monotonic ms.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from secrets import randbelow

from server.office.actors import Role
from server.office.errors import OfficeError

DIGITS = 6
#: A code that nobody entered gives way to another.
SHOWN_MS = 10 * 60_000
#: A screen asks every few seconds; one that does not is gone.
UNHEARD_MS = 90_000
#: How many may ask at once: together, and from one address.
MOST, MOST_OF_ONE_ADDRESS = 256, 4
_TRY_AGAIN_S = 30


class UnknownPairingCode(OfficeError, LookupError):
    kind = "unknown-pairing-code"
    message = "No screen shows this code now: please read it from the screen once more."


class TooManyAsking(OfficeError):
    kind = "too-many-asking"
    message = "Too many screens ask to be let in: this one asks again by itself."


@dataclass(frozen=True, slots=True)
class Asking:
    """A machine that wants to be let in as `role`; `digest` is that of its secret."""

    digest: str
    role: Role
    address: str
    code: str
    since_ms: int
    coded_ms: int
    heard_ms: int

    def left_ms(self, now_ms: int) -> int:
        """How long its code still holds."""
        return self.coded_ms + SHOWN_MS - now_ms


def draw() -> str:
    """A code that nobody can foretell."""
    return f"{randbelow(10**DIGITS):0{DIGITS}}"


class Pairings:
    """All machines that ask. Safe to use from many threads."""

    def __init__(self, draw: Callable[[], str] = draw) -> None:
        self._draw = draw
        self._lock = threading.Lock()
        self._asking: dict[str, Asking] = {}

    def again(self, digest: str, role: Role, now_ms: int) -> Asking | None:
        """One that asked already, with its code, which is another one when the last had its time; None if unknown."""
        with self._lock:
            self._forget_the_gone(now_ms)
            found = self._asking.get(digest)
            if found is None or found.role is not role:
                return None
            if found.left_ms(now_ms) <= 0:
                found = replace(found, code=self._fresh_code(), coded_ms=now_ms)
            self._asking[digest] = found = replace(found, heard_ms=now_ms)
            return found

    def ask(self, digest: str, role: Role, address: str, now_ms: int) -> Asking:
        """One that asks for the first time. Raises TooManyAsking."""
        with self._lock:
            self._forget_the_gone(now_ms)
            there = sum(each.address == address for each in self._asking.values())
            if there >= MOST_OF_ONE_ADDRESS or len(self._asking) >= MOST:
                raise TooManyAsking(wait_s=_TRY_AGAIN_S)
            found = Asking(digest, role, address, self._fresh_code(), now_ms, now_ms, now_ms)
            self._asking[digest] = found
            return found

    def find(self, code: str, now_ms: int) -> Asking:
        """The one whose screen shows this code. Raises UnknownPairingCode."""
        with self._lock:
            self._forget_the_gone(now_ms)
            for each in self._asking.values():
                if each.code == code and each.left_ms(now_ms) > 0:
                    return each
        raise UnknownPairingCode()

    def let_in(self, digest: str) -> None:
        """This one asks no more."""
        with self._lock:
            self._asking.pop(digest, None)

    def all(self, now_ms: int) -> list[Asking]:
        """All that ask, the one that came first at the head."""
        with self._lock:
            self._forget_the_gone(now_ms)
            return sorted(self._asking.values(), key=lambda each: each.since_ms)

    def _forget_the_gone(self, now_ms: int) -> None:
        for digest in [each.digest for each in self._asking.values() if now_ms - each.heard_ms > UNHEARD_MS]:
            del self._asking[digest]

    def _fresh_code(self) -> str:
        """One that no other screen shows."""
        shown = {each.code for each in self._asking.values()}
        while (code := self._draw()) in shown:
            pass
        return code
