"""A full hall: twenty counters call a hundred in ten seconds, and the wall shows and says each, in their order."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench import clients
from tests.bench.clients import Client
from tests.bench.offices import opened
from tests.bench.table import Row
from tests.browser.conftest import Screens
from tests.browser.office_wall import COUNTERS, OfficeWall, fill
from tests.running import RunningOffice

CALLS, CALLED_WITHIN_MS = 100, 10_000
_ROUNDS = CALLS // len(COUNTERS)
_TURN_MS = 60_000
_TURNS = 20
_SETTINGS = '[printer]\ndriver = "none"\n[voice]\ndriver = "simulated"\n'


def rows(browser: Browser) -> Iterator[Row]:
    """One row: how many were shown and spoken when it was their turn."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder:
        office = RunningOffice(Path(folder) / "data", _SETTINGS)
        fill(office, CALLS)
        with opened(office) as measured:
            screens = Screens(browser)
            wall = OfficeWall(screens(1920, 1080), office)
            called = []
            for at in range(_ROUNDS):
                called += _all_call(measured.port, measured.token, again=at > 0)
                wall.await_told(len(called))
                wall.run(CALLED_WITHIN_MS // _ROUNDS)
            right = _right(wall, sorted(called))
            screens.close()
    name = f"wall, {CALLS} calls in 10 s, {len(COUNTERS)} counters: spoken"
    note = "and shown, in order, each once; office, presses and news are real, the page's time and sounds are simulated"
    yield Row(name, right, "", CALLS, at_least=True, note=note)


def _all_call(port: int, token: str, *, again: bool) -> list[int]:
    """All counters call the next at once; who is there is being served before. The ids of the calls."""
    for verb in ("start", "call-next") if again else ("call-next",):
        clerks = [
            Client(port, [clients.request("POST", f"/api/counters/{counter}/{verb}", token, {})])
            for counter in COUNTERS
        ]
        clients.serve(clerks)
        clients.close(clerks)
    return [json.loads(clerk.answers[0].body)["sequence"] for clerk in clerks]


def _right(wall: OfficeWall, called: list[int]) -> int:
    """How many had their turn as they were called: shown, chimed, all parts spoken, and over before the next."""
    for _ in range(_TURNS):
        if len(wall.heard("rested")) >= len(called):
            break
        wall.run(_TURN_MS)
    turns = wall.turns()
    return sum(turn == call for turn, call in zip(turns, called, strict=False)) if len(turns) == len(called) else 0
