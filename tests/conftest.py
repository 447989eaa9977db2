"""What tests of every kind share: a whole office in this process, with a clock that is told."""

import gc
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from werkzeug.routing import Rule

from server import app as wiring
from server import example, passwords, settings
from server.clock import FixedClock
from tests import phonemes as ear
from tests.describing import describing
from tests.rooms import MORNING

# How long an example takes, or is thought of, says nothing on a busy machine: speed is measured by `make bench`.
# And always the same examples, so that a red test is red for everybody; HYPOTHESIS=wide looks at others each time.
hypothesis.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.register_profile("wide", hypothesis.get_profile("untimed"))
hypothesis.register_profile("same", hypothesis.get_profile("untimed"), derandomize=True, database=None)
hypothesis.load_profile(os.environ.get("HYPOTHESIS", "same"))

HERE = Path(__file__).resolve().parent


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Each process that is to do some of all tests reads them first, beginning at another one than the others.

    What one has compiled the others find: in one and the same order each would compile them all.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or [session.config.rootpath / arg for arg in session.config.args] != [HERE]:
        return
    gc.disable()  # nothing of it is garbage
    files = sorted(HERE.rglob("test_*.py"))
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for file in files[first:] + files[:first]:
        # Whatever is wrong with one is said when it is collected.
        with warnings.catch_warnings(action="error"), suppress(Exception, pytest.skip.Exception):
            import_module(".".join(file.relative_to(HERE.parent).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """What was read for the tests stays to the end: nobody looks through it for garbage again."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """The offices of this process give as many tickets at a kiosk as tests take; test_kiosk_limit has real ones."""
    decided = cache(example.settings)  # thousands of offices are founded here

    def settings_without_limits(time_zone: str | None = None) -> dict[str, Any]:
        office = deepcopy(decided(time_zone))
        return office | {"rules": office["rules"] | {"kiosk_pause_s": 0, "kiosk_per_min": 0}}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example, "settings", settings_without_limits)
        yield


@pytest.fixture(scope="session", autouse=True)
def undescribed() -> Iterator[None]:
    """The applications of this process have no description, but for those of which a test asks it."""
    with describing(False):
        yield


@pytest.fixture(scope="session", autouse=True)
def quickly_hashed() -> Iterator[None]:
    """A password costs the offices of this process next to nothing; test_access has what it costs elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cache(lambda: PasswordHasher(1, 8, 1)))
        yield


@pytest.fixture(scope="session", autouse=True)
def built_once() -> Iterator[None]:
    """What builds the address of a route is compiled once, and not by each of the hundreds of applications."""
    compiled, built = Rule._compile_builder, dict[Any, Any]()

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        of = tuple(rule._trace), repr(rule.defaults), append_unknown
        if of not in built:
            built[of] = compiled(rule, append_unknown)
        return built[of]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture
def clock() -> FixedClock:
    """A trusted clock that stands still at a Monday, 09:00 in Tripoli, until it is told."""
    return FixedClock(at=MORNING)


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Flask]:
    """The application of an example office on simulated devices, nothing started; closed after the test.

    `office.extensions["dawr"]` has what lies behind it. Without its threads every command runs in the caller's.
    """
    machine = settings.load(None, {"server.data": str(tmp_path)}, simulate=True)
    app = wiring.create_app(machine, wiring.devices(machine), clock)
    app.testing = True
    yield app
    app.extensions["dawr"].record.close()


@pytest.fixture(scope="session")
def phonemes() -> Callable[[str, str], str]:
    """``phonemes(language, text)``: how the voice will sound, in IPA (`tests/phonemes.py`)."""
    return ear.listener()
