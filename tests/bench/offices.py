"""The offices that are measured: each on a new folder, its clock confirmed, with a manager's token."""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from server.clock import FixedClock
from tests.rooms import Room
from tests.running import RunningOffice

_PAPER, _NO_PAPER = ('[printer]\ndriver = "simulated"\n', '[printer]\ndriver = "none"\n')
_VOICE, _NO_VOICE = ('[voice]\ndriver = "espeak"\n', '[voice]\ndriver = "none"\n')
QUIET = _NO_PAPER + _NO_VOICE
PAPER = _PAPER + _NO_VOICE
#: As much of a real office as a machine without devices can have: papers are drawn and encoded, the voice is real.
PAPER_AND_VOICE = _PAPER + _VOICE

_CALM_SHARE, _CALM_S = 0.05, 0.4


class Measured(NamedTuple):
    """An office that runs, a manager's token for it, and the codes of its services."""

    office: RunningOffice
    token: str
    services: list[str]

    @property
    def port(self) -> int:
        return self.office.port


def with_counters(folder: Path, many: int) -> None:
    """Found an office of so many counters, each fourth with step-free access, in a folder; it does not run yet."""
    folder.mkdir(exist_ok=True)
    counters = [{"number": number, "step_free": number % 4 == 0} for number in range(1, many + 1)]
    Room(folder / "office.db", FixedClock(at=time.time_ns() // 1_000_000), counters=counters).writer.close()


@contextmanager
def new_office(
    settings: str = QUIET, environment: Mapping[str, str] | None = None, folders: Path | None = None
) -> Iterator[Measured]:
    """A new office on a temporary folder (in `folders`, if given), running; it is ended whatever happens."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-", dir=folders) as folder:
        office = RunningOffice(Path(folder) / "data", settings, environment=environment)
        with opened(office) as measured:
            yield measured


@contextmanager
def opened(office: RunningOffice) -> Iterator[Measured]:
    """That office, running, with a new token and its clock confirmed."""
    token = office.token()
    office.confirm_clock()
    with office:
        services = [service["code"] for service in office.get("/api/office")["services"]]
        yield Measured(office, token, services)


def await_calm(office: RunningOffice, within_s: float = 30.0) -> None:
    """Wait until its processes have next to nothing left to do: papers, voices, lazy events."""
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        before_s = _busy_s(office)
        time.sleep(_CALM_S)
        if _busy_s(office) - before_s < _CALM_SHARE * _CALM_S:
            return


def _busy_s(office: RunningOffice) -> float:
    """The processor time that its processes have taken (proc(5): utime and stime, in ticks of 10 ms)."""
    stats = [Path(f"/proc/{pid}/stat").read_text("utf-8", "replace") for pid in office.processes().all]
    fields = [stat.rpartition(")")[2].split() for stat in stats]
    return sum(int(field[11]) + int(field[12]) for field in fields) / 100
