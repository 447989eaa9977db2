"""What the office weighs, how soon it is there, and how soon it has gone."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import clients
from tests.bench.clients import Client
from tests.bench.offices import PAPER_AND_VOICE, Measured, await_calm, new_office, opened
from tests.bench.screens import Screen
from tests.bench.table import Row, of_rounds
from tests.running import RunningOffice, is_alive

#: Ten screens of a middling office: what they follow, and which counter.
SCREENS = (("/display", None),) * 3 + (("/kiosk", None),) * 2 + tuple(("/counter", n) for n in (1, 2, 3, 4))
SCREENS += (("/manager", None),)
PAGES = ("/", "/kiosk", "/display", "/counter/1", "/manager", "/api/openapi.json", "/api/docs")
TICKETS, CALLS = 120, 60
_STARTS, _STOPS = 5, 3


def memory() -> Iterator[Row]:
    """The memory (PSS) of all processes with ten screens, after two hours' work of four counters."""
    with new_office(PAPER_AND_VOICE) as measured:
        # A second start: the very first one of a new copy also holds what it compiled.
        measured.office.stop()
        measured.office.start()
        screens = _screens(measured)
        _work(measured)
        await_calm(measured.office)
        family = measured.office.processes()
        each = {name: pss_mb(pid) for name, pid in family._asdict().items() if pid is not None}
        for screen in screens:
            screen.close()
    note = ", ".join(f"{name} {pss:.0f}" for name, pss in each.items())
    yield Row("memory (PSS) of all processes, 10 screens", sum(each.values()), " MB", 110, note=note)


def _work(measured: Measured) -> None:
    """Every page, tickets of all services, and calls at four counters, as fast as they are answered."""
    looks = Client(measured.port, [clients.request("GET", page, measured.token) for page in PAGES])
    takes = Client(measured.port, clients.issuing(measured.token, TICKETS, measured.services))
    calls = Client(measured.port, _calls(measured.token))
    for each in (looks, takes, calls):
        clients.serve([each])
    clients.close([looks, takes, calls])
    refused = [answer for each in (takes, calls) for answer in each.answers if answer.status not in (200, 201)]
    if refused:
        raise RuntimeError(f"the office refused: {refused[0].body!r}")


def _calls(token: str) -> Iterator[bytes]:
    counters = (1, 2, 3, 4)
    for counter in counters:
        yield clients.request("POST", f"/api/counters/{counter}/open", token, {})
    for _ in range(CALLS // len(counters)):
        for counter in counters:
            for verb in ("call-next", "start", "finish"):
                yield clients.request("POST", f"/api/counters/{counter}/{verb}", token, {})


def _screens(measured: Measured) -> list[Screen]:
    return [
        Screen(measured.port, namespace, measured.token, **({} if counter is None else {"counter": counter}))
        for namespace, counter in SCREENS
    ]


def pss_mb(pid: int) -> float:
    """The proportional set size of a process: what it shares counts by share (proc(5), smaps_rollup)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "Pss":
            return int(value.split()[0]) / 1024
    raise OSError(f"no Pss of process {pid}")


def times() -> Iterator[Row]:
    """From the start to the first answer, of an office with a printer and a voice; and from TERM to the end."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder:
        office = RunningOffice(Path(folder) / "data", PAPER_AND_VOICE)
        try:
            with opened(office):
                pass
            starts = [_start_s(office) for _ in range(_STARTS)]
            stops = [_stop_s(office) for _ in range(_STOPS)]
        finally:
            office.destroy()
    yield of_rounds("start → first answer", starts, " s", 1.2, what="starts")
    yield of_rounds("stop with 10 screens", stops, " s", 1.0, what="stops")


def _start_s(office: RunningOffice) -> float:
    began_s = time.perf_counter()
    office.launch()
    office.await_health(pause_s=0.002)
    took_s = time.perf_counter() - began_s
    office.stop()
    return took_s


def _stop_s(office: RunningOffice) -> float:
    with opened(office) as measured:
        screens = _screens(measured)
        pids = office.processes().all
        began_s = time.perf_counter()
        office.stop()
        while any(map(is_alive, pids)):
            time.sleep(0.002)
        took_s = time.perf_counter() - began_s
        for screen in screens:
            screen.close()
    return took_s
