"""Thirty counters at work at once, with fifty screens and ten counters' pages that follow: how soon each is answered.

It is counted too, in the answers and in the log, whether anybody was called twice and whether any press was lost.
"""

import json
import random
import selectors
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from server import schema
from tests.bench import clients
from tests.bench.clients import Answered, Client
from tests.bench.offices import QUIET, Measured, await_calm, opened, with_counters
from tests.bench.screens import Screen
from tests.bench.table import Row, median_ms, p99_ms, percentile
from tests.running import RunningOffice

COUNTERS, DISPLAYS, PAGES = 30, 50, 10
TICKETS, SECONDS, TOGETHER = 2_000, 60, 5
_WITHIN_S = 20.0
_NEVER = float("inf")


class Clerk(Client):
    """Who calls at one counter once a second, and starts as soon as that is answered."""

    def __init__(self, port: int, token: str, counter: int) -> None:
        verbs = ("call-next", "start")
        super().__init__(port, cycle(clients.request("POST", f"/api/counters/{counter}/{v}", token, {}) for v in verbs))
        self.due_s = _NEVER
        self.left = 0
        self._next_s = _NEVER

    @property
    def calls(self) -> list[Answered]:
        """The answers to all its calls."""
        return self.answers[::2]

    def begin(self, at_s: float, calls: int) -> None:
        """Be due from now on (perf_counter), for so many calls."""
        self.due_s, self.left = at_s, calls

    def press(self) -> None:
        """Call."""
        self._next_s, self.due_s = self.due_s + 1, _NEVER
        self.send()

    def go_on(self) -> None:
        """Do what follows an answer."""
        if len(self.answers) % 2:
            self.send()
        else:
            self.left -= 1
            self.due_s = self._next_s if self.left else _NEVER


def rows() -> Iterator[Row]:
    """Each counter at a moment of its own; all of them in the same one; and what became of all these presses."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder:
        with opened(_office(Path(folder) / "data")) as measured:
            _fill(measured)
            await_calm(measured.office)
            screens = _screens(measured)
            clerks = [Clerk(measured.port, measured.token, number) for number in range(1, COUNTERS + 1)]
            chance = random.Random(5)
            told = _work(clerks, screens, [chance.random() for _ in clerks], SECONDS)
            apart = [[answer.took_s for answer in clerk.calls] for clerk in clerks]
            _work(clerks, screens, [0.0] * COUNTERS, TOGETHER)
            together = [answer.took_s for clerk in clerks for answer in clerk.calls[SECONDS:]]
            clients.close(clerks)
            for screen in screens:
                screen.close()
        yield from _timed([took_s for each in apart for took_s in each], together, told)
        yield from _counted(clerks, Path(folder) / "data" / "office.db")


def _office(folder: Path) -> RunningOffice:
    """An office of so many counters, that does not run yet."""
    with_counters(folder, COUNTERS)
    return RunningOffice(folder, QUIET)


def _fill(measured: Measured) -> None:
    """All counters open, and so many wait."""
    opening = [
        Client(measured.port, [clients.request("POST", f"/api/counters/{number}/open", measured.token, {})])
        for number in range(1, COUNTERS + 1)
    ]
    crowd = [Client(measured.port, clients.issuing(measured.token, TICKETS // 8, measured.services)) for _ in range(8)]
    for each in (opening, crowd):
        clients.serve(each)
        clients.close(each)


def _screens(measured: Measured) -> list[Screen]:
    displays = [Screen(measured.port, "/display") for _ in range(DISPLAYS)]
    pages = [Screen(measured.port, "/counter", measured.token, counter=number) for number in range(1, PAGES + 1)]
    return displays + pages


def _work(clerks: Sequence[Clerk], screens: Sequence[Screen], phases: Sequence[float], seconds: int) -> int:
    """Let each clerk call every second, from its moment in it on; gives how many messages the screens were told.

    Raises TimeoutError when an answer does not come.
    """
    told, began_s = 0, time.perf_counter() + 0.1
    for clerk, phase in zip(clerks, phases, strict=True):
        clerk.begin(began_s + phase, seconds)
    with selectors.DefaultSelector() as selector:
        for each in (*clerks, *screens):
            selector.register(each.socket, selectors.EVENT_READ, each)
        while any(clerk.left for clerk in clerks):
            now_s = time.perf_counter()
            if now_s - began_s > seconds + _WITHIN_S:
                raise TimeoutError(f"{sum(clerk.left > 0 for clerk in clerks)} counters are not answered")
            for clerk in clerks:
                if clerk.due_s <= now_s:
                    clerk.press()
            for key, _ in selector.select(max(0.0, min(1.0, *(clerk.due_s - now_s for clerk in clerks)))):
                if isinstance(key.data, Screen):
                    told += sum(1 for _ in key.data.messages())
                elif key.data.receive():
                    key.data.go_on()
    return told


def _timed(apart_s: list[float], together_s: list[float], told: int) -> Iterator[Row]:
    what = f"{COUNTERS} counters, {DISPLAYS} screens, {PAGES} pages"
    spread = (
        f"median {median_ms(apart_s):.1f}, p90 {percentile(apart_s, 0.9) * 1000:.1f}, worst {max(apart_s) * 1000:.0f}"
    )
    note = f"of {len(apart_s):,} calls in {SECONDS} s, each started too; {spread}; {told:,} messages told"
    yield Row(f"call-next p99, {what}", p99_ms(apart_s), " ms", 150, note=note)
    note = f"of {len(together_s)} calls; median {median_ms(together_s):.1f}, worst {max(together_s) * 1000:.0f}"
    yield Row("the same, all in one instant: p99", p99_ms(together_s), " ms", None, note=note)


def _counted(clerks: Sequence[Clerk], file: Path) -> Iterator[Row]:
    """What the answers say, beside what the log does."""
    answers = [answer for clerk in clerks for answer in clerk.answers]
    calls = [json.loads(answer.body)["ticket"] for clerk in clerks for answer in clerk.calls if answer.status == 200]
    answered = Tally(ticket["id"] for ticket in calls if ticket)
    db = schema.connect_reading(file)
    logged = Tally(ticket for (ticket,) in db.execute("SELECT ticket FROM event WHERE kind = 'TicketCalled'"))
    started = db.execute("SELECT count(*) FROM event WHERE kind = 'ServiceStarted'").fetchone()[0]
    db.close()
    pressed = len(answers)
    twice = sum(1 for times in (logged + answered).values() if times > 2)
    refused = sum(answer.status != 200 for answer in answers)
    lost = pressed - min(answered.total(), (answered & logged).total()) - min(started, pressed // 2)
    yield Row("called twice", twice, "", 0, note=f"of {len(logged):,} who were called, by the log and by the answers")
    yield Row("presses lost", lost, "", 0, note=f"of {pressed:,} calls and starts; {refused} refused")
