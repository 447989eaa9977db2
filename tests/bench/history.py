"""How long the demonstration takes to make its past."""

import tempfile
import time
from collections.abc import Iterator
from datetime import date

from server import settings
from server.demo.demonstration import Demonstration
from tests.bench.table import Row

DAYS = 90


def rows() -> Iterator[Row]:
    """Three months of simulated people, by the verbs of the desk."""
    with tempfile.TemporaryDirectory(prefix="dawr-bench-") as folder:
        began_s = time.perf_counter()
        found = settings.load(None, {"server.data": folder})
        demonstration = Demonstration(found, "a long password", date.today(), DAYS, seed=1)
        days = sum(1 for _ in demonstration.history())
        took_s = time.perf_counter() - began_s
    yield Row(f"demo: a past of {DAYS} days made", took_s, " s", 60, note=f"{days} of them working days")
