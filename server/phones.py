"""The door for phones: whoever holds the code of a ticket comes in, without an account, but not too often."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from flask import request
from werkzeug.exceptions import NotFound

from server.hosts import is_loopback
from server.office.errors import OfficeError

_MOST_REMEMBERED = 4096


class UnknownCode(OfficeError, LookupError):
    kind = "unknown-code"
    message = "This is not the address of a ticket. Please scan the code on your paper again, or ask a member of staff."


class TooManyRequests(OfficeError):
    kind = "too-many-requests"
    message = "This came too often: please wait %(wait_s)s seconds."


class Tracks(Protocol):
    """What the door needs of the codes (`server.tracks`)."""

    def ticket(self, code: str) -> int | None: ...


class Pace:
    """How often each of many may come: `burst` times at once, then once in `every_ms`.

    Of each only the moment is kept at which all that they asked for will be paid back, and of the latest few
    thousand alone (the generic cell rate algorithm, ITU-T I.371).
    """

    def __init__(self, every_ms: int, burst: int) -> None:
        self._every_ms, self._burst_ms = every_ms, every_ms * burst
        self._paid_ms: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def step(self, who: str, now_ms: int) -> None:
        """Count one coming. Raises TooManyRequests, and then it is not counted."""
        with self._lock:
            paid_ms = max(self._paid_ms.pop(who, 0), now_ms) + self._every_ms
            over_ms = paid_ms - now_ms - self._burst_ms
            self._paid_ms[who] = paid_ms - self._every_ms if over_ms > 0 else paid_ms
            if len(self._paid_ms) > _MOST_REMEMBERED:
                self._paid_ms.popitem(last=False)
        if over_ms > 0:
            raise TooManyRequests(wait_s=-(-over_ms // 1000))


class Phones:
    """The door. `tracks` None: no phone reaches this office, so nothing is behind it.

    A page asks every 3 s at most. So many may share an address (one network of an office, one mobile operator)
    that the bound there only keeps one of them from hurting: 50 a second, of which each ticket has 4.
    """

    def __init__(self, tracks: Tracks | None, now_ms: Callable[[], int]) -> None:
        self.tracks, self._now_ms = tracks, now_ms
        self._addresses = Pace(every_ms=20, burst=200)
        self._tickets = Pace(every_ms=250, burst=40)

    def ticket(self, code: str) -> int:
        """The id of the ticket whose code the present visitor holds.

        Raises NotFound where no phone reaches the office, UnknownCode, TooManyRequests.
        """
        if self.tracks is None:
            raise NotFound
        now_ms = self._now_ms()
        self._addresses.step(_address(), now_ms)
        ticket = self.tracks.ticket(code)
        if ticket is None:
            raise UnknownCode
        self._tickets.step(str(ticket), now_ms)
        return ticket


def _address() -> str:
    """Where the visitor comes from. A proxy on this machine says it last in what it adds."""
    straight = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:64] if forwarded and is_loopback(straight) else straight
