"""The statistics of ten years: how long a page takes, what memory, and whether whoever issues and calls notices it."""

import itertools
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from server.clock import Clock
from server.reading import Reading
from tests.bench import ageing, clients, past, weight
from tests.bench.clients import Answered, Client
from tests.bench.offices import QUIET, Measured, await_calm, opened, with_counters
from tests.bench.table import Row, median_ms, of_rounds, p99_ms
from tests.running import RunningOffice

LEGS, MONTHS = 1_000_000, 130
ASKED, LOOPS, ROUNDS = 9, 8, 3
WAITING, TODAY = 300, 500
_VERBS = ("issue", "call-next")
_SAMPLE_S, _PAGES_WITHIN_S = 0.05, 300.0
_FILTERS = {"": "", ", one service": "&service=complaints"}


class _Period(NamedTuple):
    """What is asked for: so many days, and how long its page may take; 0 days: all there are."""

    name: str
    days: int
    bound_ms: float


_PERIODS = (_Period("a month", 30, 150), _Period("a year", 365, 400), _Period("all time", 0, 1200))
_ALL = _PERIODS[-1]


def rows() -> Iterator[Row]:
    """An office with a past of a million legs, beside a new one."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder, ExitStack() as running:
        old = RunningOffice(Path(folder) / "old", QUIET)
        legs = past.make(old.folder / "office.db", date.today(), MONTHS)
        assert legs >= LEGS, f"a past of {legs} legs"
        with_counters(Path(folder) / "new", len(past.BUSY.counters))
        new = running.enter_context(opened(RunningOffice(Path(folder) / "new", QUIET)))
        yield from of_offices(new, running.enter_context(opened(old)))


def of_offices(new: Measured, old: Measured) -> Iterator[Row]:
    """What is measured of the two."""
    for each in (new, old):
        ageing.begin(each)
        _live_a_day(each)
    yield _now(old)
    idle_mb = _pss_mb(old)
    (first,) = _ask(old, [_question(_ALL, 1)])
    yield Row("page of all time, the first after a rest", first.took_s * 1000, " ms")
    yield from _pages_of_periods(old)
    most_mb = _most_mb(old)
    note = f"{most_mb:.0f} at most in {LOOPS} pages, {idle_mb:.0f} idle"
    yield Row("memory (PSS) above idle, page of all time", most_mb - idle_mb, " MB", 60, note=note)
    ratios = [ageing.round_of([new, old]) for _ in range(ROUNDS)]
    after = [
        of_rounds(f"{verb} after {LEGS:,} legs ÷ in a new office", [each[index] for each in ratios], " ×", 1.2)
        for index, verb in enumerate(_VERBS)
    ]
    yield from after
    yield from _beside(old, after)


def _live_a_day(measured: Measured) -> None:
    """A busy morning: many have come, some have been served, the others wait."""
    crowd = Client(measured.port, clients.issuing(measured.token, TODAY, measured.services))
    calls = [
        clients.request("POST", f"/api/counters/1/{verb}", measured.token, {})
        for _ in range(TODAY - WAITING)
        for verb in ("call-next", "start", "finish")
    ]
    clerk = Client(measured.port, calls)
    for each in (crowd, clerk):
        clients.serve([each])
        _must_be_granted([each])
    clients.close([crowd, clerk])
    await_calm(measured.office)


def _now(measured: Measured) -> Row:
    """How long it takes to read what the page of the room shows."""
    reading = Reading(measured.office.folder / "office.db", Clock())
    took = []
    for _ in range(5 * ASKED):
        began_s = time.perf_counter()
        room = reading.today()
        took.append(time.perf_counter() - began_s)
    reading.close()
    name = f"the room now, {room['waiting']} wait, {TODAY} came, after {LEGS:,} legs"
    return Row(name, median_ms(took), " ms", 8)


def _pages_of_periods(measured: Measured) -> Iterator[Row]:
    for period, (words, query) in itertools.product(_PERIODS, _FILTERS.items()):
        took = _ask(measured, [_question(period, 1 + day) + query for day in range(ASKED)])
        yield _page(f"page of {period.name}{words}", took, period.bound_ms)
    month, *_ = _PERIODS
    took = _ask(measured, [_question(month, 1 + day) + "&against=none" for day in range(ASKED)])
    yield _page("page of a month, compared with none", took, month.bound_ms)
    # Somebody comes between, so that nothing is known of the day that runs either.
    running = []
    for _ in range(ASKED):
        _issue_one(measured)
        running += _ask(measured, [_question(month, 0)])
    yield _page("page of a month, of which today runs", running, month.bound_ms)


def _issue_one(measured: Measured) -> None:
    somebody = Client(measured.port, clients.issuing(measured.token, 1, measured.services))
    clients.serve([somebody])
    clients.close([somebody])


def _page(name: str, took: Sequence[Answered], bound_ms: float) -> Row:
    each_ms = [answer.took_s * 1000 for answer in took]
    return of_rounds(name, each_ms, " ms", bound_ms, what="pages")


def _question(period: _Period, day: int) -> str:
    """What ends so many days before today: each another one, so that nothing of it is known already."""
    last = date.today() - timedelta(day)
    first = last - timedelta(period.days - 1) if period.days else date(2000, 1, 1)
    return f"from={first}&to={last}"


def _pages(measured: Measured, questions: Sequence[str]) -> list[bytes]:
    return [clients.request("GET", f"/api/statistics/page?{each}", measured.token) for each in questions]


def _ask(measured: Measured, questions: Sequence[str]) -> list[Answered]:
    """The answers to pages, asked for one after the other."""
    manager = Client(measured.port, _pages(measured, questions))
    clients.serve([manager], within_s=_PAGES_WITHIN_S)
    clients.close([manager])
    _must_be_granted([manager])
    return manager.answers


def _must_be_granted(those: Sequence[Client]) -> None:
    refused = [answer for client in those for answer in client.answers if answer.status not in (200, 201)]
    if refused:
        raise RuntimeError(f"the office refused: {refused[0].body!r}")


def _pss_mb(measured: Measured) -> float:
    return sum(map(weight.pss_mb, measured.office.processes().all))


def _most_mb(measured: Measured) -> float:
    """The most that all its processes hold at a time, while it is asked for all time again and again."""
    found, ended = [_pss_mb(measured)], Event()

    def sample() -> None:
        while not ended.wait(_SAMPLE_S):
            found.append(_pss_mb(measured))

    sampler = Thread(target=sample)
    sampler.start()
    try:
        _ask(measured, [_question(_ALL, 1 + day) for day in range(LOOPS)])
    finally:
        ended.set()
        sampler.join()
    return max(found)


def _beside(old: Measured, after: Sequence[Row]) -> Iterator[Row]:
    """Issuing and calling while all time is asked for in a loop, ÷ while nobody asks."""
    rounds = [(_round(old, False), _round(old, True)) for _ in range(ROUNDS)]
    for index, (verb, in_turn) in enumerate(zip(_VERBS, after, strict=True)):
        beside, slowest = (
            of_rounds(
                f"{verb} beside pages of all time ÷ idle: {what}",
                [figure(busy[index]) / figure(idle[index]) for idle, busy in rounds],
                " ×",
                bound,
            )
            for what, figure, bound in (("median", median_ms, 1.3), ("p99", p99_ms, 3.0))
        )
        yield from (beside, slowest)
        assert in_turn.value and beside.value
        both = in_turn.value * beside.value
        yield Row(f"{verb} beside them ÷ in a new office", both, " ×", 1.2, note="of the medians")


def _round(measured: Measured, asked: bool) -> tuple[list[float], list[float]]:
    """How long (s) each ticket took, and each call."""
    line = Client(measured.port, ageing.commands(measured))
    questions = (_question(_ALL, 1 + day) for day in itertools.count())
    asking = (request for each in questions for request in _pages(measured, [each]))
    managers = [Client(measured.port, asking)] if asked else []
    clients.serve([line], managers)
    clients.close([line, *managers])
    _must_be_granted([line, *managers])
    issued, called = ([answer.took_s for answer in line.answers[first::3]] for first in (0, 1))
    return issued, called
