"""What else this machine did while we measured."""

import os
import resource
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class Noise:
    """Counts from now on how much of the processors others took: processes that are not ours, and the host."""

    def __init__(self) -> None:
        self._busy_s, self._all_s = _machine()
        self._own_s = _own()

    def share(self) -> float:
        """Their share of all processors, 0 to 1."""
        busy_s, all_s = _machine()
        others_s = busy_s - self._busy_s - (_own() - self._own_s)
        return max(0.0, others_s / max(0.01, all_s - self._all_s))

    def sentence(self) -> str:
        """The same for a person."""
        share = f"Others took {self.share():.0%} of the {os.cpu_count()} processors meanwhile"
        return share + (": alone, the office is faster than this." if self.share() > 0.1 else ".")


def _machine() -> tuple[float, float]:
    """Seconds of all processors since the start: busy or taken by the host, and altogether (proc(5), stat)."""
    user, nice, system, idle, iowait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    )
    busy = user + nice + system + irq + softirq + steal
    return busy / _TICKS, (busy + idle + iowait) / _TICKS


def _own() -> float:
    """Processor seconds of this process and of all its children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)
