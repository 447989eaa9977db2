"""What the machine knows of the time: wall clock, monotonic clock, boot, and whether to trust it."""

import ctypes
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from server.office.events import Stamp

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_RTC = Path("/sys/class/rtc/rtc0/since_epoch")
#: adjtimex(2): the status bit that says the kernel's clock is not synchronised, and where `status` lies.
_STA_UNSYNC = 0x0040
_TIMEX_BYTES, _STATUS_OFFSET = 256, 5 * ctypes.sizeof(ctypes.c_long)
#: A hardware clock before this moment (2026-01-01) lost its battery.
_PLAUSIBLE_S = 1_767_225_600
_ASK_AGAIN_MS = 1_000


class Clock:
    """The machine's clock. `now()` gives a stamp; `trusted` is found out, never waited for."""

    def __init__(self) -> None:
        self._boot = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else f"{time.time_ns():x}"
        self._trusted = False
        self._asked_ms = -_ASK_AGAIN_MS

    def now(self) -> Stamp:
        """The present moment, as the machine's clocks tell it."""
        mono = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        if not self._trusted and mono - self._asked_ms >= _ASK_AGAIN_MS:
            self._asked_ms = mono
            self._trusted = _synchronised() or _hardware_clock_holds()
        return Stamp(time.time_ns() // 1_000_000, self._boot, mono, self._trusted)


@dataclass
class FixedClock:
    """A clock that moves only when told to: for tests and simulated time."""

    at: int = 1_790_000_000_000
    boot: str = "boot"
    mono: int = 0
    trusted: bool = True

    def now(self) -> Stamp:
        """The moment it is set to."""
        return Stamp(self.at, self.boot, self.mono, self.trusted)

    def advance(self, ms: int) -> None:
        """Let time pass: both clocks go on by `ms`."""
        self.at += ms
        self.mono += ms

    def set(self, at: int) -> None:
        """Set the wall clock (ms since 1970), as a person or a network would; the monotonic one stays."""
        self.at = at


class FastClock:
    """A clock that goes on from a moment, `speed` times as fast as life; of simulated time it can pass some over.

    `boottime_ms` is the machine's own, which only goes forward.
    """

    def __init__(self, begin: Stamp, speed: float, boottime_ms: Callable[[], float] | None = None) -> None:
        self.speed = speed
        self._begin, self._boottime_ms = begin, boottime_ms or _boottime_ms
        self._from_ms, self._passed_over_ms = self._boottime_ms(), 0

    def now(self) -> Stamp:
        """The simulated moment; it is trusted."""
        ms = int((self._boottime_ms() - self._from_ms) * self.speed) + self._passed_over_ms
        return Stamp(self._begin.at + ms, self._begin.boot, self._begin.mono + ms, True)

    def advance(self, ms: int) -> None:
        """Pass some time over, such as a night: both clocks go on by `ms` at once."""
        self._passed_over_ms += ms


def _boottime_ms() -> float:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1_000_000


def monotonic_s() -> float:
    """Seconds that only go forward, for deadlines."""
    return time.monotonic()


def _synchronised() -> bool:
    """Whether the kernel says that NTP keeps the clock (adjtimex(2) with nothing to set)."""
    try:
        timex = ctypes.create_string_buffer(_TIMEX_BYTES)
        if ctypes.CDLL(None).adjtimex(timex) < 0:
            return False
        status = ctypes.c_int.from_buffer(timex, _STATUS_OFFSET).value
    except (OSError, AttributeError):
        return False
    return not status & _STA_UNSYNC


def _hardware_clock_holds() -> bool:
    """Whether a hardware clock kept the time while the power was off."""
    try:
        return int(_RTC.read_text()) > _PLAUSIBLE_S
    except (OSError, ValueError):
        return False
