"""Whatever is killed, at any moment: what was acknowledged is there, once, and one office goes on."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from server.folder import Folder, FolderBusy
from tests.running import Answer, RunningOffice, is_alive, users_of

#: Everything that the office does on such a machine: papers are drawn, the voice speaks.
SETTINGS = '[printer]\ndriver = "simulated"\n\n[voice]\ndriver = "espeak"\n'
VICTIMS = ("arbiter", "worker", "voice")
ISSUERS, COUNTERS = 4, (1, 2)
#: Only a test that fails takes so long.
WITHIN_S = 120.0
_CLIENT_S = 15.0


class Given(NamedTuple):
    """A ticket that the office acknowledged, and the key with which it was asked for."""

    key: str
    id: int
    number: str


class Crowd:
    """People who take tickets and clerks who call them, until they are told to stop. No answer is taken for granted:
    whoever hears none asks again, with the same key."""

    def __init__(self, office: RunningOffice, token: str) -> None:
        self._office, self._token = office, token
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._take, args=(n,)) for n in range(ISSUERS)]
        self._threads += [threading.Thread(target=self._serve, args=(counter,)) for counter in COUNTERS]
        self.given: list[Given] = []
        self.called: list[int] = []
        self.strange: list[Answer] = []

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(WITHIN_S)
            assert not thread.is_alive(), "a client never heard an answer"

    def await_tickets(self, count: int) -> None:
        """Wait until so many more tickets were given."""
        before = len(self.given)
        soon(lambda: len(self.given) >= before + count, "tickets are given again")

    def _take(self, client: int) -> None:
        for number in range(1_000_000):
            if self._over.is_set():
                return
            key = f"{client}-{number}"
            answer = self._insist("/api/tickets", {"service": "complaints", "language": "ar"}, key)
            if answer is not None:
                self.given.append(Given(key, answer["id"], answer["number"]))

    def _serve(self, counter: int) -> None:
        for number in range(1_000_000):
            if self._over.is_set():
                return
            # What is not lawful now is refused: whoever restarts does not know how far it came.
            for verb in ("call-next", "start"):
                answer = self._insist(f"/api/counters/{counter}/{verb}", {}, f"{verb}-{number}")
                if answer is not None and verb == "call-next" and answer["ticket"]:
                    self.called.append(answer["ticket"]["id"])

    def _insist(self, path: str, body: Any, key: str) -> Any:
        """The answer, however often it has to be asked for; None when it is refused, or at the end."""
        until_s = time.monotonic() + WITHIN_S
        while time.monotonic() < until_s:
            with suppress(OSError, HTTPException):
                answer = self._office.ask(
                    "POST", path, body, self._token, headers={"Idempotency-Key": key}, timeout_s=_CLIENT_S
                )
                if answer.status in (200, 201):
                    return answer.body
                if answer.status != 503:
                    if answer.status != 409:
                        self.strange.append(answer)
                    return None
            if self._over.wait(0.02):
                return None
        raise TimeoutError(f"{path} was not answered within {WITHIN_S} s")


@contextmanager
def an_office_under_load(folder: Path) -> Iterator[tuple[RunningOffice, Crowd, str]]:
    office = RunningOffice(folder / "data", SETTINGS)
    token = office.token()
    with office:
        for counter in COUNTERS:
            office.post(f"/api/counters/{counter}/open", {}, token)
        soon(lambda: office.processes().voice is not None, "the voice starts")
        with Crowd(office, token) as crowd:
            yield office, crowd, token


def soon(happened: Callable[[], object], what: str) -> None:
    """Wait until it has happened."""
    until_s = time.monotonic() + WITHIN_S
    while not happened():
        assert time.monotonic() < until_s, f"it did not come to pass: {what}"
        time.sleep(0.01)


def kill(office: RunningOffice, victim: str) -> None:
    """Kill one of the office's processes, and wait until the office is whole again by whatever should mend it."""
    before = office.processes()
    os.kill(getattr(before, victim), signal.SIGKILL)
    if victim == "arbiter":
        office.await_end()
        soon(lambda: not any(map(is_alive, before.all)), "worker and voice end with their arbiter")
        soon(lambda: is_free(office.folder), "the lock on the data folder falls free")
        soon(lambda: users_of(office.folder) == set(), "nobody has the data file open")
        assert "whole" in office.command("check")
        office.launch()
    elif victim == "worker":
        soon(lambda: office.processes().worker not in (None, before.worker), "the arbiter brings a new worker")
        soon(lambda: before.voice is None or not is_alive(before.voice), "the voice ends with its worker")
    soon(lambda: office.processes().voice not in (None, before.voice), "there is a new voice")
    soon(lambda: _voice(office) == "ready", "health says that the voice is ready")
    soon(lambda: users_of(office.folder) == {office.processes().worker}, "no other process writes")


def is_free(folder: Path) -> bool:
    """Whether an office could begin there; the last thread of a killed process may still hold the lock a moment."""
    try:
        with Folder(folder):
            return True
    except FolderBusy:
        return False


def _voice(office: RunningOffice) -> str:
    state: str = office.await_health()["devices"]["voice"]["state"]
    return state


def assert_all_is_there(office: RunningOffice, crowd: Crowd, token: str, checked: int = 0) -> int:
    """Every ticket and call that was acknowledged, from the `checked`th on; gives how many tickets there are."""
    given, called = list(crowd.given), list(crowd.called)
    for ticket in given[checked:]:
        found = office.get(f"/api/tickets/{ticket.id}", token)
        assert found["number"] == ticket.number
    for id_ in called[-20:]:
        assert office.get(f"/api/tickets/{id_}", token)["state"] in ("called", "serving", "finished")
    assert len({ticket.number for ticket in given}) == len(given), "a number was given twice"
    assert len({ticket.id for ticket in given}) == len(given)
    assert crowd.strange == []
    return len(given)


@pytest.mark.parametrize("kills", [2, pytest.param(60, marks=pytest.mark.long)])
def test_whoever_is_killed_what_was_acknowledged_is_there_and_one_office_goes_on(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    checked = 0
    with an_office_under_load(tmp_path) as (office, crowd, token):
        for victim in islice(cycle(VICTIMS), kills):
            # At any moment: not one that the test knows of.
            time.sleep(chance.uniform(0.1, 0.6))
            kill(office, victim)
            crowd.await_tickets(5)
            checked = assert_all_is_there(office, crowd, token, checked)
        soon(lambda: crowd.called, "somebody is called")
    assert_the_record_is_whole(office, crowd, token)


def assert_the_record_is_whole(office: RunningOffice, crowd: Crowd, token: str) -> None:
    """After one more start: every ticket, and for each key the same one again."""
    with office:
        assert_all_is_there(office, crowd, token)
        for ticket in crowd.given[-20:]:
            body = {"service": "complaints", "language": "ar"}
            again = office.post("/api/tickets", body, token, **{"Idempotency-Key": ticket.key})
            assert (again["id"], again["number"]) == (ticket.id, ticket.number)
    assert users_of(office.folder) == set()
    assert "whole" in office.command("check")
