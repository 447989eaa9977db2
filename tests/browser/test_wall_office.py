"""The wall in front of a real office: twenty counters, two walls, an office and a voice that are killed."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FAR, Running
from tests.browser.office_wall import COUNTERS, WITHIN_S, OfficeWall, call, fill
from tests.browser.test_devices import CODE
from tests.browser.test_display import LISTEN, await_sound, wait_for
from tests.running import is_alive
from tests.server.screens import soon
from tests.test_kill import is_free

CALLS = 100
SECOND = 1000
SIMULATED, SPOKEN = '[voice]\ndriver = "simulated"\n', '[voice]\ndriver = "espeak"\n'
PUBLIC = f'[server]\npublic_url = "http://{FAR}"\n'


@pytest.fixture(scope="module")
def building(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    office = Running(tmp_path_factory.mktemp("hall") / "office", PUBLIC + SIMULATED)
    fill(office, CALLS + 10)
    with office:
        yield office


@pytest.fixture
def hall(building: Running) -> Running:
    """An office with twenty counters and a simulated voice, and enough people for all of it; no wall is there yet.

    One of another test that has not quite gone would keep that of this one silent.
    """
    soon(lambda: building.get("/api/health")["screens"] == 0)
    return building


@pytest.fixture(scope="module")
def token(building: Running) -> str:
    return building.token()


def test_a_hundred_calls_from_twenty_counters_are_shown_and_spoken_in_their_order(hall, token, screens):
    wall = OfficeWall(screens(1920, 1080), hall)
    made = [call(hall, counter, token, again > 0) for again in range(CALLS // len(COUNTERS)) for counter in COUNTERS]
    wall.await_told(CALLS)
    while not wall.page.evaluate(f"heard.filter(({{ what }}) => what === 'rested').length === {CALLS}"):
        wall.run(60 * SECOND)
    assert wall.turns() == wall.heard("shown") == made == sorted(made)


def test_an_office_that_is_killed_does_not_take_the_sentence_along_and_says_nothing_twice(hall, token, screens):
    wall = OfficeWall(screens(1920, 1080), hall)
    made = call(hall, 6, token)
    number = hall.get("/api/counters/6", token)["ticket"]["number"]
    wall.await_told(1)
    wall.run(2 * SECOND)
    assert len(wall.heard("begins")) == 2 and not wall.heard("spoken")  # the chime, and the first part
    killed = hall.processes()
    hall.destroy()
    wall.until("!document.getElementById('lost').hidden")
    wall.run(30 * SECOND)
    assert wall.heard("shown") == wall.heard("rested") == [made]
    said = wall.heard("begins")
    assert said == wall.heard("ends") and len(said) >= 3
    soon(lambda: not any(map(is_alive, killed.all)) and is_free(hall.folder))
    hall.start()
    wall.until("document.getElementById('lost').hidden")
    wall.run(30 * SECOND)
    assert wall.heard("begins") == said and wall.heard("shown") == [made]
    assert wall.page.locator("#number").inner_text() == number


# ---------------------------------------------------------------- two walls


def plain(page: Page, address: str) -> Page:
    """A page as it is in a room, with the sounds of its browser; what it tells is written down."""
    page.add_init_script(LISTEN.replace('"shown"', '"shown", "sounding"'))
    page.goto(address)
    return page


def let_in(office: Running, token: str, page: Page) -> None:
    expect(page.locator("#code")).to_have_text(CODE)
    code = "".join(page.locator("#code").inner_text().split())
    office.post("/api/devices/pair", {"code": code, "name": "In the hall"}, token)
    expect(page.locator("#clock")).not_to_be_empty()


def speaking(office: Running, token: str) -> list[str]:
    return [each["name"] for each in office.get("/api/displays", token)["displays"] if each["speaks"]]


def test_of_two_walls_before_one_office_one_speaks_and_the_other_takes_over(hall, token, screens):
    here = plain(screens(1280, 720), f"{hall.url}/display")
    soon(lambda: speaking(hall, token) == ["display:0"])
    await_sound(here)
    there = plain(screens(1280, 720), f"http://{FAR}:{hall.port}/display")
    let_in(hall, token, there)
    await_sound(there)
    made = call(hall, 2, token)
    for page in (here, there):
        assert [each["call"] for each in wait_for(page, "shown")] == [made]
    assert [each["call"] for each in wait_for(here, "sounding")] == [made]
    assert not there.evaluate("heard.some(({ what }) => what === 'sounding')")
    here.close()
    later = call(hall, 3, token)
    # What the first one had hardly begun, the other says again.
    assert wait_for(there, "sounding")[0]["call"] in (made, later)


# ---------------------------------------------------------------- the voice


@contextmanager
def killed_again_and_again(office: Running) -> Iterator[None]:
    """However often the voice is started: it does not live meanwhile."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.02):
            if voice := office.processes().voice:
                with suppress(ProcessLookupError):
                    os.kill(voice, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


def test_a_voice_that_hangs_and_is_killed_costs_neither_chime_nor_number_and_health_says_why(run_office, screens):
    office = run_office(SPOKEN)
    token = office.token()

    def voice() -> Any:
        return office.get("/api/health")["devices"]["voice"]

    office.post("/api/counters/1/open", {}, token)
    page = plain(screens(1280, 720), f"{office.url}/display?lang=en")
    await_sound(page)
    soon(lambda: voice()["state"] == "ready")
    os.kill(soon(lambda: office.processes().voice), signal.SIGSTOP)
    number = office.post("/api/tickets", {"service": "commercial-licence", "language": "en"}, token)["number"]
    call(office, 1, token)
    wait_for(page, "chimed")
    expect(page.locator("#number")).to_have_text(number)
    with killed_again_and_again(office):
        soon(lambda: voice() == {"state": "trouble", "detail": "restarting"}, within_s=WITHIN_S)
    soon(lambda: voice()["state"] == "ready", within_s=WITHIN_S)
    part = office.get("/api/board")["calls"][0]["parts"][0]
    soon(lambda: office.ask("GET", f"/voice/{part}.wav").status == 200, within_s=WITHIN_S)
