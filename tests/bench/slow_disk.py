"""The disk: how often it is asked for a ticket, and who waits for it when it is slow."""

import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.bench import clients
from tests.bench.clients import Client
from tests.bench.disk import COMPILER, WITHOUT_COMPILER, Disk, counted_disk
from tests.bench.issuing import CLIENTS, issue, wrong
from tests.bench.offices import PAPER, Measured, await_calm, new_office
from tests.bench.table import Row, of_rounds, p99_ms

DELAY_MS = 50
#: So many wait at the end of a round: more than any waiting room holds.
CROWD = 640
TICKETS = 1000
#: So that a write-through takes these 50 ms and not also what this machine's disk has to do for others.
MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
_TRIES = 3
_LOOKERS, _LOOK_EVERY_S = 4, 0.02


def delayed() -> Iterator[Row]:
    """Every write-through of the disk takes 50 ms: sixteen clients take tickets, four others look."""
    names = (f"{DELAY_MS} ms a commit, 16 clients: POST p99", f"{DELAY_MS} ms a commit, 16 clients: GET p99")
    if COMPILER is None:
        yield from (Row(name, None, note=WITHOUT_COMPILER) for name in names)
        return
    rounds = []
    with counted_disk() as disk, new_office(environment=disk.environment, folders=MEMORY) as measured:
        _look_once(measured)
        for _ in range(_TRIES):
            disk.delay(DELAY_MS)
            rounds.append(_round(measured))
            disk.delay(0)
            measured.office.post("/api/day", {"turn": True}, measured.token)
    for name, bound, p99s in zip(names, (180, 30), zip(*rounds, strict=True), strict=True):
        yield of_rounds(name, p99s, " ms", bound)


def _look_once(measured: Measured) -> None:
    """Have each page made once: the very first takes longer, once after a start."""
    first = Client(measured.port, _looking(measured.token))
    clients.serve([first])
    clients.close([first])


def _round(measured: Measured) -> tuple[float, float]:
    """The p99 of the POSTs and that of the GETs beside them, in ms."""
    looking = itertools.cycle(_looking(measured.token))
    lookers = [Client(measured.port, looking, _LOOK_EVERY_S) for _ in range(_LOOKERS)]
    crowd, _ = issue(measured, CLIENTS, CROWD, lookers)
    clients.close(lookers)
    if wrong(crowd):
        raise RuntimeError("tickets were refused, or given twice")
    given, seen = ([answer.took_s for each in group for answer in each.answers] for group in (crowd, lookers))
    return p99_ms(given), p99_ms(seen)


def _looking(token: str) -> list[bytes]:
    paths = ("/api/board", "/api/office", "/api/counters/1", "/api/health", "/display", "/api/board", "/kiosk")
    return [clients.request("GET", path, token) for path in paths]


def counted() -> Iterator[Row]:
    """How often the disk is asked, per ticket, with a printer that is fast."""
    names = ("fdatasync per ticket, printed, 1 client", "fdatasync per ticket, printed, 16 clients")
    if COMPILER is None:
        yield from (Row(name, None, note=WITHOUT_COMPILER) for name in names)
        return
    with counted_disk() as disk:
        for name, count, bound in zip(names, (1, CLIENTS), (1.05, 0.3), strict=True):
            with new_office(PAPER, disk.environment) as measured:
                yield Row(name, _per_ticket(disk, measured, count), "", bound, note=_receipts(measured))


def _receipts(measured: Measured) -> str:
    """What became of the papers: they are drawn more slowly than tickets can be given, and a printer's queue ends."""
    with closing(sqlite3.connect(f"file:{measured.office.folder}/office.db?mode=ro", uri=True)) as db:
        counts = db.execute("SELECT receipt, count(*) FROM ticket GROUP BY receipt ORDER BY receipt DESC").fetchall()
    return "papers: " + ", ".join(f"{count} {receipt}" for receipt, count in counts)


def _per_ticket(disk: Disk, measured: Measured, count: int) -> float:
    before = disk.syncs
    crowd, _ = issue(measured, count, TICKETS)
    await_calm(measured.office)
    asked = disk.syncs - before
    given = sum(len(client.answers) for client in crowd)
    if wrong(crowd) or asked == 0:
        raise RuntimeError(f"{wrong(crowd)} tickets were wrong, {asked} write-throughs counted")
    return asked / given
