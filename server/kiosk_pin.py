"""The PIN of the staff corner: a few digits, so what counts is how seldom one may guess."""

import unicodedata
from collections.abc import Callable
from itertools import pairwise
from types import ModuleType
from typing import Any

from server import passwords
from server.office.actors import Actor
from server.office.errors import OfficeError

SHORTEST, LONGEST = 4, 8
PURPOSE = "kiosk-pin"
#: Five tries, then pauses of 2, 4, 8 … s, at last of 15 min: 14 tries in the first 18 minutes, then 96 a day, so that
#: half of all PINs of four digits take 51 days and nights. What was tried is forgotten after a day without a try.
FREE_TRIES, LONGEST_PAUSE_MS, FORGOTTEN_MS = 5, 15 * 60_000, 24 * 3600_000


class BadKioskPin(OfficeError, ValueError):
    kind = "bad-kiosk-pin"
    message = "A PIN has %(shortest)s to %(longest)s digits, not all the same and not one after the other."

    def __init__(self) -> None:
        super().__init__(shortest=SHORTEST, longest=LONGEST)


class WrongPin(OfficeError, PermissionError):
    kind = "wrong-pin"
    message = "This PIN is not right."


class NoPin(OfficeError):
    kind = "no-pin"
    message = "No PIN is set yet: a manager sets it on the devices page."


Command = Callable[[Any], dict[str, Any]]


def digits(text: str) -> str:
    """The digits in Western form, whatever script they were typed in; anything else stays as it is."""
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


class KioskPin:
    """The one PIN of all kiosks of an office. `secrets` is the module `server.office_secrets`, handed in."""

    def __init__(self, writer: Any, reading: Any, secrets: ModuleType) -> None:
        self._writer, self._reading, self._secrets = writer, reading, secrets
        self._throttle = passwords.Throttle(FREE_TRIES, LONGEST_PAUSE_MS, FORGOTTEN_MS)

    @property
    def is_set(self) -> bool:
        """Whether there is a PIN."""
        return self._kept() is not None

    def _kept(self) -> str | None:
        with self._reading.use() as db:
            kept: str | None = self._secrets.kept(db, PURPOSE)
        return kept

    def setting(self, pin: str) -> Command:
        """What the writer does for a new PIN. Raises BadKioskPin."""
        pin = digits(pin)
        if not (SHORTEST <= len(pin) <= LONGEST and pin.isascii() and pin.isdecimal()) or _is_a_row(pin):
            raise BadKioskPin()
        hashed = passwords.hashed(pin)

        def command(tx: Any) -> dict[str, Any]:
            self._secrets.change(tx, PURPOSE, hashed)
            return {"pin": True}

        return command

    def set(self, pin: str, by: Actor) -> None:
        """Change it. Raises BadKioskPin."""
        self._writer.do(self.setting(pin), by)

    def check(self, pin: str, kiosk: str, mono_ms: int) -> None:
        """Let somebody at this kiosk in. Raises NoPin, WrongPin, TooManyAttempts."""
        kept = self._kept()
        if kept is None:
            raise NoPin()
        self._throttle.attempt(kiosk, kiosk, mono_ms)
        if not passwords.is_right(kept, digits(pin)):
            raise WrongPin()
        self._throttle.passed(kiosk, kiosk)


def _is_a_row(pin: str) -> bool:
    """What everybody tries first: 0000, 1234, 4321."""
    return len({int(b) - int(a) for a, b in pairwise(pin)}) == 1 and abs(int(pin[1]) - int(pin[0])) <= 1
