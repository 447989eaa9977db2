"""The page of the simulated devices: pressed by hand, seen by eye, and only there where devices are simulated."""

from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest
from flask import Flask

from hardware import sound
from hardware.buttons import Lamp
from hardware.sheet import Number, Sheet
from server import app as wiring
from server import settings
from server.clock import FixedClock
from server.hardware_page import PLAYERS
from tests.server.conftest import ELSEWHERE, House
from tests.server.screens import WITHIN_S


@pytest.fixture
def office(office: Flask):
    """With its buttons wired, as a started office has them."""
    buttons = office.extensions["dawr"].hardware.buttons
    buttons.start()
    yield office
    buttons.stop()


def devices(office: Flask):
    return office.extensions["dawr"].hardware


def test_an_office_with_real_devices_has_no_such_page(house: House) -> None:
    assert house.client().get("/hardware").status_code == 404


def test_this_machine_may_play_and_a_stranger_may_not(office: Flask) -> None:
    assert "display" not in PLAYERS
    assert office.test_client().get("/hardware").status_code == 200
    for path in ("/hardware", "/hardware/state", "/hardware/papers/1.png"):
        assert office.test_client().get(path, environ_base=ELSEWHERE).status_code in (303, 401)
    assert office.test_client().post("/hardware/buttons/1/press", environ_base=ELSEWHERE).status_code == 401


def test_every_counter_has_its_box(office: Flask) -> None:
    text = office.test_client().get("/hardware").text
    assert [f'data-counter="{number}"' in text for number in (1, 2, 3, 4, 5)] == [True, True, True, True, False]


def test_a_finger_on_the_page_is_a_finger_on_the_pin(office: Flask) -> None:
    client, heard = office.test_client(), SimpleQueue()
    devices(office).buttons.on_press(heard.put)
    for what, kind in (("press", "down"), ("release", "up")):
        assert client.post(f"/hardware/buttons/3/{what}").status_code == 204
        press = heard.get(timeout=WITHIN_S)
        if press.kind == "held":  # between the two more than a second and a half went by
            press = heard.get(timeout=WITHIN_S)
        assert (press.counter, press.kind) == (3, kind)


@pytest.mark.parametrize(
    "path", ["/hardware/buttons/99/press", "/hardware/buttons/1/kick", "/hardware/printer/burning"]
)
def test_what_is_not_there_cannot_be_touched(office: Flask, path: str) -> None:
    assert office.test_client().post(path).status_code == 404


def test_the_lamps_are_seen_as_they_are(office: Flask) -> None:
    devices(office).buttons.light(2, Lamp.SLOW)
    assert office.test_client().get("/hardware/state").json["lamps"] == {
        "1": "off",
        "2": "slow",
        "3": "off",
        "4": "off",
    }


def test_the_papers_are_seen_newest_first_as_the_printer_made_them(office: Flask) -> None:
    client, printer = office.test_client(), devices(office).printer
    for number in ("A001", "A002"):
        printer.print(Sheet("en", (Number(number),)))
    assert client.get("/hardware/state").json["papers"] == [2, 1]
    picture = client.get("/hardware/papers/2.png")
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert picture.data == printer.simulated.paper(2).png()
    assert client.get("/hardware/papers/7.png").status_code == 404


def test_the_printer_runs_out_of_paper_when_it_is_told_to(office: Flask) -> None:
    client = office.test_client()
    assert client.post("/hardware/printer/no-paper").status_code == 204
    assert client.get("/hardware/state").json["condition"] == "no-paper"


def test_what_the_loudspeaker_said_is_seen_newest_first_and_only_where_there_is_one(
    office: Flask, tmp_path: Path, clock: FixedClock
) -> None:
    assert "said-title" not in office.test_client().get("/hardware").text
    (folder := tmp_path / "other").mkdir()
    given = settings.load(None, {"server.data": str(folder), "voice.output": "speaker"}, simulate=True)
    app = wiring.create_app(given, wiring.devices(given), clock)
    speaker, file = devices(app).loudspeaker, tmp_path / "tone.wav"
    sound.write(file, sound.tone(0.01, 440.0))
    speaker.start()
    for words in ((), (("fr", "Ticket 7"), ("fr", "au guichet 3"), ("ar", "الرقم")), (("fr", "Ticket 8"),)):
        assert speaker.play([[file]], WITHIN_S, Event(), words=words)
    client = app.test_client()
    assert "said-title" in client.get("/hardware").text
    state = client.get("/hardware/state").json
    assert state["devices"]["loudspeaker"] == "simulated"
    assert state["said"] == [
        {"id": 3, "lines": [["fr", "Ticket 8"]]},
        {"id": 2, "lines": [["fr", "Ticket 7 au guichet 3"], ["ar", "الرقم"]]},
    ]
    app.extensions["dawr"].record.close()
