"""The office's own mark: what is refused at the start, in one sentence, and where it is shown."""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from hardware import decode
from server import app as wiring
from server import desk, logo, settings
from server.clock import FixedClock
from server.settings import SettingsError
from tests.rooms import KIOSK, MORNING


def png(path: Path, size: tuple[int, int] = (300, 300), colour: str = "#0b5d57") -> Path:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "whoever drew it")
    Image.new("RGB", size, colour).save(path, pnginfo=notes)
    return path


def test_a_mark_is_made_small_enough_for_paper_and_screen_and_loses_its_notes(tmp_path):
    found = logo.read(str(png(tmp_path / "logo.png", (3000, 1000))))
    sizes = []
    for file in found:
        with Image.open(BytesIO(file)) as picture:
            sizes.append(picture.size)
    assert sizes == [(1200, 400), (640, 213)]
    assert b"whoever" not in found.paper + found.screen


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"GIF89a, perhaps"), "no such picture"),
        (lambda path: path.write_bytes(png(path).read_bytes()[:200]), "a broken one"),
        (lambda path: png(path, (4001, 3)), "4001 × 3"),
        (lambda path: Image.new("1", (9500, 9500)).save(path), "no such picture|9500 × 9500"),
        (lambda path: path.write_bytes(bytes(logo.LARGEST_BYTES + 1)), "it is larger"),
        (os.mkfifo, "Not a file"),
    ],
)
def test_what_is_no_mark_is_refused_in_one_sentence_that_names_key_value_and_what_is_allowed(tmp_path, make, why):
    path = tmp_path / "logo.png"
    make(path)
    with pytest.raises(SettingsError) as refused:
        logo.read(str(path))
    said = str(refused.value)
    assert said.startswith(f"office.logo is '{path}'")
    assert re.search(why, said)
    assert said.endswith(f"allowed is {logo.ALLOWED}.")


def test_a_mark_is_looked_for_beside_the_settings(tmp_path):
    (tmp_path / "office.toml").write_text('[office]\nlogo = "mark/logo.png"\n', "utf-8")
    assert settings.load(tmp_path / "office.toml").office.logo == str(tmp_path / "mark" / "logo.png")
    (tmp_path / "office.toml").write_text('[office]\nlogo = "/srv/logo.png"\n', "utf-8")
    assert settings.load(tmp_path / "office.toml").office.logo == "/srv/logo.png"


def test_the_mark_stands_on_the_paper_and_the_kiosk_can_have_it(tmp_path):
    given = {"server.data": str(tmp_path), "office.logo": str(png(tmp_path / "logo.png"))}
    machine = settings.load(None, given, simulate=True)
    app = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
    office = app.extensions["dawr"]
    office.writer.do(lambda tx: desk.issue(tx, "information", "fr", paper=True), KIOSK)
    papers = office.announcer.papers
    papers.start()
    papers.test_print()  # comes after the ticket
    papers.stop()
    ticket, _ = (decode.papers(paper.data)[0] for paper in office.hardware.printer.simulated.papers)
    assert not any(ticket.crop((20, 12, 90, 82)).tobytes()), "a black square"
    answer = app.test_client().get("/kiosk/logo.png")
    assert (answer.status_code, answer.mimetype, answer.data[:4]) == (200, "image/png", b"\x89PNG")
    office.record.close()


@pytest.mark.parametrize("colour", ["#ffffff", "#ffffff00"])
def test_an_office_whose_mark_shows_nothing_opens_without_it_and_says_so(tmp_path, caplog, colour):
    Image.new("RGBA", (300, 300), colour).save(tmp_path / "logo.png")
    given = {"server.data": str(tmp_path), "office.logo": str(tmp_path / "logo.png")}
    machine = settings.load(None, given, simulate=True)
    app = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
    office = app.extensions["dawr"]
    assert "nothing of it can be seen" in caplog.text
    office.announcer.papers.paper_changed()
    assert office.health()["devices"]["printer"] == {"state": "simulated", "detail": "bad-logo"}
    assert office.health()["status"] == "ok"
    assert app.test_client().get("/kiosk/logo.png").status_code == 404
    office.record.close()


def test_a_mark_made_for_a_dark_page_is_black_on_paper_and_screen(tmp_path):
    picture = Image.new("RGBA", (300, 300), "#ffffff00")
    picture.paste("white", (100, 100, 200, 200))
    picture.save(tmp_path / "logo.png")
    for file in logo.read(str(tmp_path / "logo.png")):
        with Image.open(BytesIO(file)) as found:
            assert found.convert("RGBA").getpixel((found.width // 2, found.height // 2)) == (0, 0, 0, 255)
            assert found.convert("RGBA").getpixel((0, 0))[3] == 0


def test_without_a_mark_there_is_none_to_fetch(office):
    assert office.test_client().get("/kiosk/logo.png").status_code == 404
