"""Passwords: argon2, one at a time, and not too many tries."""

import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from server.office.errors import OfficeError, TooManyWaiting

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 8, 256
#: Memory in KiB and passes, as OWASP's password storage cheat sheet has them; argon2's own default takes 64 MiB.
MEMORY_KIB, PASSES = 19456, 2
_PATIENCE_S = 5
#: How many may wait for their turn at once: each holds one of the worker's threads, which everybody shares.
_MOST_WAITING = 32
_FREE_TRIES, _FREE_TRIES_OF_AN_ADDRESS = 5, 30
_FIRST_PAUSE_MS, _LONGEST_PAUSE_MS = 2_000, 300_000
_FORGOTTEN_MS = 15 * 60_000
_MOST_REMEMBERED = 2048


class WrongPassword(OfficeError, PermissionError):
    kind = "wrong-password"
    message = "The name or the password is not right."


class TooManyAttempts(OfficeError):
    kind = "too-many-attempts"
    message = "Too many attempts: please wait %(wait_s)s seconds and try again."


class BadPassword(OfficeError, ValueError):
    kind = "bad-password"
    message = "A password has at least %(shortest)s characters and is not the name."


_one_at_a_time, _room = threading.Lock(), threading.BoundedSemaphore(_MOST_WAITING)


def digest_of(password: str, name: str) -> str:
    """The argon2 hash of a new password. Raises BadPassword."""
    must_do(password, name)
    return hashed(password)


def must_do(password: str, name: str) -> None:
    """Raise BadPassword for a new password that is too short, too long or the name."""
    password = _composed(password)
    if not SHORTEST <= len(password) <= LONGEST or password.casefold() == _composed(name).casefold():
        raise BadPassword(shortest=SHORTEST)


def hashed(secret: str) -> str:
    """The argon2 hash of something that a person keeps in mind."""
    with _alone():
        return _hasher().hash(_composed(secret))


def is_right(kept: str | None, password: str) -> bool:
    """Whether the password fits the hash that is kept. None takes as long, so that nobody learns which names exist."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _alone():
        try:
            right = _hasher().verify(kept or _nobody(), _composed(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None


def _composed(password: str) -> str:
    """One form of what can be typed in several ways (é as one character or as two)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> "PasswordHasher":
    # Imported here: who never signs in need not pay for it.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _nobody() -> str:
    return _hasher().hash("nobody")


@contextmanager
def _alone() -> Iterator[None]:
    """One hash at a time: each takes 19 MiB, and this may be a small machine. Raises TooManyWaiting."""
    if not _room.acquire(blocking=False):
        raise TooManyWaiting()
    try:
        if not _one_at_a_time.acquire(timeout=_PATIENCE_S):
            raise TooManyWaiting()
        try:
            yield
        finally:
            _one_at_a_time.release()
    finally:
        _room.release()


def are_one(one: str, other: str) -> bool:
    """Whether two passwords are the same, however they were typed."""
    return _composed(one) == _composed(other)


class Throttle:
    """Counts tries per name and address, and per address: after a few, each next one has to wait longer."""

    def __init__(
        self,
        free_tries: int = _FREE_TRIES,
        longest_pause_ms: int = _LONGEST_PAUSE_MS,
        forgotten_ms: int = _FORGOTTEN_MS,
    ) -> None:
        self._free = {"name": free_tries, "address": _FREE_TRIES_OF_AN_ADDRESS}
        self._longest_pause_ms, self._forgotten_ms = longest_pause_ms, forgotten_ms
        self._lock = threading.Lock()
        self._tries: OrderedDict[tuple[str, ...], tuple[int, int]] = OrderedDict()

    def attempt(self, name: str, address: str, mono_ms: int) -> None:
        """Count a try before it is made. Raises TooManyAttempts when it comes too early."""
        keys = (("name", name, address), ("address", address))
        with self._lock:
            wait_ms = max(self._pause_ms(key, mono_ms) for key in keys)
            if wait_ms > 0:
                raise TooManyAttempts(wait_s=-(-wait_ms // 1000))
            for key in keys:
                count, _ = self._tries.pop(key, (0, 0))
                self._tries[key] = (count + 1, mono_ms)
            while len(self._tries) > _MOST_REMEMBERED:
                self._tries.popitem(last=False)

    def passed(self, name: str, address: str) -> None:
        """The password was right: what came before is forgiven."""
        with self._lock:
            self._tries.pop(("name", name, address), None)
            self._tries.pop(("address", address), None)

    def forgive(self, name: str) -> None:
        """A manager lets them in again: from wherever they tried, they need not wait. What an address did stays."""
        with self._lock:
            for key in [key for key in self._tries if key[:2] == ("name", name)]:
                del self._tries[key]

    def _pause_ms(self, key: tuple[str, ...], mono_ms: int) -> int:
        count, last = self._tries.get(key, (0, 0))
        if mono_ms - last >= self._forgotten_ms:
            self._tries.pop(key, None)
            return 0
        over = count - self._free[key[0]]
        pause = min(_FIRST_PAUSE_MS << min(over, 16), self._longest_pause_ms) if over >= 0 else 0
        return last + pause - mono_ms


class Wrong:
    """Counts wrong passwords in a row by name, whether or not somebody is called so: nobody learns which names exist.

    A password counts as wrong while it is tried: so many who try at once get no more tries than one after another.
    What is kept of members of staff is written a little later, and is there again after a restart.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, int] = OrderedDict()

    def begin(self, name: str, kept: int) -> int:
        """One more is tried: how many there were before. `kept`: as many as are written down.

        Of more names than anybody works with, those not tried for longest are forgotten.
        """
        with self._lock:
            before = max(self._counts.pop(name, 0), kept)
            self._counts[name] = before + 1
            while len(self._counts) > _MOST_REMEMBERED:
                self._counts.popitem(last=False)
            return before

    def take_back(self, name: str) -> None:
        """It was not tried after all."""
        with self._lock:
            if name in self._counts:
                self._counts[name] -= 1

    def forgive(self, name: str) -> None:
        """It was right, or a manager lifts the lock: begin anew."""
        with self._lock:
            self._counts.pop(name, None)
