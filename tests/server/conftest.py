"""A whole office for the tests of the web: wired by `create_app`, without devices, with a clock that is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from server import app as wiring
from server import settings
from server.clock import FixedClock
from server.office.actors import SYSTEM, Role
from tests.describing import describing
from tests.rooms import MORNING, Room

PASSWORD = "a long sentence of hers"
ORIGIN = {"Origin": "http://localhost"}
#: Somewhere else in the room, and somewhere else in the world: neither is this machine.
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.77"}


class House:
    """The application, and what lies behind it. Without its threads everything runs in the caller's.

    `described`: its API has a description. `simulate`: its devices are simulated.
    """

    def __init__(self, folder: Path, *, described: bool = False, simulate: bool = False, **given: Any) -> None:
        self.clock = FixedClock(at=MORNING)
        self.settings = settings.load(None, {"server.data": str(folder), **given}, simulate)
        with describing(described):
            self.app = wiring.create_app(self.settings, wiring.devices(self.settings), self.clock)
        self.app.testing = False
        self.office = self.app.extensions["dawr"]
        self.staff = self.office.record.staff
        self.writer = self.office.writer

    def client(self, **how: Any) -> FlaskClient:
        return self.app.test_client(**how)

    def token(self, role: str = "manager", name: str = "a program") -> dict[str, str]:
        """The headers of a program with that role."""
        command, secret = self.staff.adding_token(name, Role(role))
        self.writer.do(command, SYSTEM)
        return {"Authorization": f"Bearer {secret}"}

    def member(self, name: str = "Salma", role: str = "clerk") -> dict[str, Any]:
        """A new member of staff."""
        return self.staff.add(name, Role(role), PASSWORD, SYSTEM)

    def signed_in(self, name: str = "Salma", role: str = "clerk") -> FlaskClient:
        """The browser of a member of staff who signed in, on another machine."""
        self.member(name, role)
        browser = self.client()
        browser.environ_base.update(ELSEWHERE)
        assert browser.post("/sign-in", data={"name": name, "password": PASSWORD}, headers=ORIGIN).status_code == 303
        return browser

    def close(self) -> None:
        self.office.answers.stop()
        self.office.record.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an office keeps what must last."""
    return tmp_path / "data"


@pytest.fixture
def room() -> Iterator[Room]:
    """An office without a server: its verbs alone."""
    opened = Room()
    yield opened
    opened.writer.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An office that opens for one test."""
    opened = House(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office that many tests share: for what is refused, or only looked at."""
    opened = House(tmp_path_factory.mktemp("standing"))
    yield opened
    opened.close()
