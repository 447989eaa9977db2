"""Whether an office grows slow with the years: two offices side by side, one new, one with a long past."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from tests.bench import clients, past
from tests.bench.clients import Client
from tests.bench.offices import QUIET, Measured, opened, with_counters
from tests.bench.table import Row, median_ms, of_rounds
from tests.running import RunningOffice

LEGS, MONTHS = 100_000, 13
PAIRS = 200
WAITING = 20
_TRIES = 3


def rows() -> Iterator[Row]:
    """The same commands to both offices in turn; the ratio of the medians, the median of three rounds."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder, ExitStack() as running:
        with_counters(Path(folder) / "new", len(past.BUSY.counters))
        new = running.enter_context(opened(RunningOffice(Path(folder) / "new", QUIET)))
        old = RunningOffice(Path(folder) / "old", QUIET)
        legs = past.make(old.folder / "office.db", date.today(), MONTHS)
        assert legs >= LEGS, f"a past of {legs} legs"
        both = [new, running.enter_context(opened(old))]
        for each in both:
            begin(each)
        rounds = [round_of(both) for _ in range(_TRIES)]
    for index, verb in enumerate(("issue", "call-next")):
        ratios = [measured[index] for measured in rounds]
        yield of_rounds(f"{verb} after {LEGS:,} legs ÷ in a new office", ratios, " ×", 1.1)


def begin(measured: Measured) -> None:
    """Let a few people wait, and open a counter."""
    crowd = Client(measured.port, clients.issuing(measured.token, WAITING, measured.services))
    clients.serve([crowd])
    clients.close([crowd])
    measured.office.post("/api/counters/1/open", {}, measured.token)


def round_of(both: list[Measured]) -> tuple[float, float]:
    """How many times longer the second office takes to issue, and to call the next."""
    lines = [Client(each.port, commands(each)) for each in both]
    turn = itertools.cycle(lines)
    for line in turn:
        if not line.send():
            break
        while not line.receive():
            pass
    clients.close(lines)
    if any(answer.status not in (200, 201) for line in lines for answer in line.answers):
        raise RuntimeError("a command was refused")
    issued, called = ([median_ms(a.took_s for a in line.answers[first::3]) for line in lines] for first in (0, 1))
    return issued[1] / issued[0], called[1] / called[0]


def commands(measured: Measured) -> Iterator[bytes]:
    """A ticket, a call, the start of the service; again and again, so that as many wait as before."""
    tickets = clients.issuing(measured.token, PAIRS, measured.services)
    call, start = (
        clients.request("POST", f"/api/counters/1/{verb}", measured.token, {}) for verb in ("call-next", "start")
    )
    return itertools.chain.from_iterable((ticket, call, start) for ticket in tickets)
